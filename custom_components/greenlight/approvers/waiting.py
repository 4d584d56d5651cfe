"""Waiting: what people are asked about now, questions and imports of which somebody has to say something."""

from typing import Final

from homeassistant.core import CALLBACK_TYPE, callback

from ..engine.blocked import is_blocked
from ..engine.request import Request
from ..gate.gate import Gate
from ..gate.ports import Event

# What is over is kept for a late press for so long, in seconds.
KEPT: Final = 60 * 86400.0


class Waiting:
    """Finds them without a look at all that has ever come."""

    def __init__(self, gate: Gate) -> None:
        """Know of no import yet."""
        self._gate = gate
        # What has come, and waits for a word of somebody; whether it still does is seen when it is looked at.
        self._blocked: set[str] = set()

    @callback
    def start(self) -> CALLBACK_TYPE:
        """Know what waits, and what begins to. Returns what ends it."""
        every = self._gate.requests.every()
        self._blocked = {one.id for one in every if is_blocked(one)}
        return self._gate.on_event(self._on_event)

    @callback
    def _on_event(self, event: Event) -> None:
        if is_blocked(event.request):
            self._blocked.add(event.request.id)

    def all(self) -> list[Request]:
        """Return all of it."""
        requests = self._gate.requests
        found = [requests.get(one) for one in self._blocked]
        blocked = [one for one in found if one is not None and is_blocked(one)]
        self._blocked = {one.id for one in blocked}
        return [*(one for one in requests.open.values() if one.asking), *blocked]


def is_over(request: Request, now: float) -> bool:
    """Tell whether it ended so long ago that nobody presses what was shown of it any more."""
    return not (request.open or is_blocked(request)) and now - request.ended > KEPT
