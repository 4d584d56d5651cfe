"""Broken: what has come and turned out to be worse than its title had promised."""

from typing import Final

from .request import Request, State

_COME: Final = frozenset({State.COMPLETED, State.IMPORTED})
# Why its journal has a line for that.
_SAID: Final = "not_as_promised"


def is_broken(request: Request) -> bool:
    """Tell whether what has come was measured, and is worse than promised."""
    measured = request.home.measured if request.home else None
    return request.state in _COME and measured is not None and measured.kept is False


def broken_at(request: Request) -> float:
    """Return when that was found out, in epoch seconds, 0 where nobody has written that down."""
    found = (one.at for one in reversed(request.journal) if one.why.code == _SAID)
    return next(found, 0.0) if is_broken(request) else 0.0
