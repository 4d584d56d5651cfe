"""Left: what goes on in a client although it was given up here."""

from typing import Final

from .reason import Reason
from .request import Request, State

# What a library can only let go of goes on where it is.
LETS_GO: Final = "program_lets_go"
# Why something stays in its client: that, or it was there before.
_GOES_ON: Final = frozenset({LETS_GO, "not_ours"})
_GIVEN_UP: Final = frozenset({State.PENDING, State.CANCELLED, State.COMPLETED})


def goes_on(request: Request) -> Reason | None:
    """Return why what was given up last goes on in a client all the same, None where nothing does."""
    moved = request.last_move()
    if moved is None or request.state not in _GIVEN_UP:
        return None
    # What is known of it at once stands before the line that gives it up, the rest after.
    at = request.journal.index(moved)
    since = request.journal[max(0, at - 1) :]
    whys = [one.why for one in since if one.why.code in _GOES_ON]
    return whys[-1] if whys else None
