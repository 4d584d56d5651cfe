"""Waiting: what people are asked about now, questions and imports of which somebody has to say something."""

from collections.abc import Callable
from typing import Final

from homeassistant.core import CALLBACK_TYPE, callback

from ..engine.blocked import is_blocked
from ..engine.broken import broken_at
from ..engine.request import Request
from ..gate.gate import Gate
from ..gate.ports import Event

# What is over is kept for a late press for so long, in seconds.
KEPT: Final = 60 * 86400.0
# And for so long it is told that something is worse than promised.
WEEK: Final = 7 * 86400.0


class Waiting:
    """Finds them without a look at all that has ever come."""

    def __init__(self, gate: Gate, now: Callable[[], float]) -> None:
        """Know of no import yet; ``now`` tells epoch seconds."""
        self._gate = gate
        self._now = now
        # What has come, and waits for a word of somebody; whether it still does is seen when it is looked at.
        self._blocked: set[str] = set()
        # What turned out to be worse than promised, not long ago.
        self._broken: set[str] = set()

    @callback
    def start(self) -> CALLBACK_TYPE:
        """Know what waits, and what begins to. Returns what ends it."""
        for one in self._gate.requests.every():
            self._take(one)
        return self._gate.on_event(self._on_event)

    @callback
    def _on_event(self, event: Event) -> None:
        self._take(event.request)

    def _take(self, request: Request) -> None:
        if is_blocked(request):
            self._blocked.add(request.id)
        elif broken_at(request):
            self._broken.add(request.id)

    def broken(self) -> list[Request]:
        """Return what has turned out not long ago to be worse than promised, of which people are told."""
        found = [self._gate.requests.get(one) for one in self._broken]
        now = self._now()
        told = [one for one in found if one and now - broken_at(one) < WEEK]
        self._broken = {one.id for one in told}
        return told

    def all(self) -> list[Request]:
        """Return all of it."""
        requests = self._gate.requests
        found = [requests.get(one) for one in self._blocked]
        blocked = [one for one in found if one is not None and is_blocked(one)]
        self._blocked = {one.id for one in blocked}
        return [*(one for one in requests.open.values() if one.asking), *blocked]

    def ids(self) -> set[str]:
        """Return the ids of all that people are called for, if they were not."""
        return {one.id for one in (*self.all(), *self.broken())}


def is_over(request: Request, now: float) -> bool:
    """Tell whether it ended so long ago that nobody presses what was shown of it any more."""
    return not (request.open or is_blocked(request)) and now - request.ended > KEPT
