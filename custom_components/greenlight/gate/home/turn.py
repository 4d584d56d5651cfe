"""Turn: what one step on the way home came to."""

from dataclasses import dataclass, field, replace
from typing import Any, Final

from ...engine.home.home import Home, Step
from ...engine.reason import Reason

# Seconds until what a person has to see to is looked at again: they may have seen to it elsewhere.
LOOK_AGAIN: Final = 1800.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What is so from now on, and in how many seconds to go on; at once for none.

    ``note`` is a line of the journal, and a ``problem`` if people are to be told at once. ``home`` is
    committed before anything follows from it. ``done`` says that it is there.
    """

    home: Home
    wait: float = 0.0
    note: Reason | None = None
    problem: bool = False
    done: bool = False
    # Where it is, as media servers may see it, which are told to look there.
    places: tuple[str, ...] = field(default=(), repr=False)


def blocked(home: Home, why: Reason, now: float, **changes: Any) -> Turn:
    """Return that a person has to say what is to become of it; they are told once of each reason."""
    again = home.step is Step.BLOCKED and home.why == why
    changed = replace(
        home, step=Step.BLOCKED, why=why, since=home.since if again else now, **changes
    )
    return Turn(
        home=changed,
        wait=LOOK_AGAIN,
        note=None if again else why,
        problem=not again,
    )


def left(home: Home, why: Reason | None, now: float) -> Turn:
    """Return that nobody brings it home, and why that is told if it is."""
    return Turn(home=replace(home, step=Step.LEFT, why=why, since=now), note=why)
