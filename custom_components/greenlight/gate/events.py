"""Events: what is told of a request that has changed, by the last line of its journal."""

from collections.abc import Mapping
from typing import Final

from ..engine import undo
from ..engine.request import Request, State
from .ports import PUT_OFF, TAKEN_BACK, VOTED, Event

# What people say without deciding, and what they take back.
_TOLD: Final[Mapping[str, str]] = {
    **dict.fromkeys(undo.VOTED, VOTED),
    undo.PUT_OFF: PUT_OFF,
    **dict.fromkeys(undo.GIVEN_BACK, TAKEN_BACK),
    # As when it has come back by itself.
    "asked_now": State.PENDING,
}


def entered(request: Request) -> Event:
    """Return what has happened to a request that is in a new state, or asked about anew."""
    return Event(_TOLD.get(request.journal[-1].why.code, request.state), request)


def noted(request: Request, before: Request | None) -> list[Event]:
    """Return what has happened to a request of which only more is known, nothing if nobody is told."""
    lines = request.journal[-1:]
    if request.queued or not lines or (before and before.journal[-1:] == lines):
        return []
    kind = _TOLD.get(lines[0].why.code)
    return [] if kind is None else [Event(kind, request)]
