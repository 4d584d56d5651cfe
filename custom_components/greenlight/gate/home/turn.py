"""Turn: what one step on the way home came to."""

from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import Any, Final

from ...engine.home.home import Home, Step
from ...engine.reason import Reason
from ...engine.request import Request

# Seconds until what a person has to see to is looked at again: they may have seen to it elsewhere.
LOOK_AGAIN: Final = 1800.0
# What people say on the way: whatever comes after it is told anew.
_SAID_BY_PEOPLE: Final = frozenset({"home_wanted", "home_wanted_anyway"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What is so from now on, and in how many seconds to go on; at once for none.

    ``note`` is a line of the journal, and a ``problem`` if people are to be told at once; of one kind of
    thing they are told once. ``home`` is committed before anything follows from it. ``done`` says that
    it is there.
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
    again = home.step is Step.BLOCKED and home.why and home.why.code == why.code
    changed = replace(
        home, step=Step.BLOCKED, why=why, since=home.since if again else now, **changes
    )
    return Turn(home=changed, wait=LOOK_AGAIN, note=why, problem=True)


def was_told(request: Request, why: Reason) -> bool:
    """Tell whether people were told of that kind of thing, and have said nothing of it since.

    Its words may change from look to look: how much room there is, or what a library says first.
    """
    since = takewhile(
        lambda line: not line.moved and line.why.code not in _SAID_BY_PEOPLE,
        reversed(request.journal),
    )
    return any(line.why.code == why.code for line in since)


def left(home: Home, why: Reason | None, now: float) -> Turn:
    """Return that nobody brings it home, and why that is told if it is."""
    return Turn(home=replace(home, step=Step.LEFT, why=why, since=now), note=why)
