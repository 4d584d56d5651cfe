"""Looks at what clients have completed: every so often, and at once when it was one of ours."""

from collections.abc import Callable, Coroutine, Mapping
from datetime import datetime, timedelta
import logging
from typing import Any, Final

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.util import dt as dt_util

from ..clients.base import MOST_FINISHED
from ..clients.errors import ClientError
from ..engine.lately import lately
from ..engine.media import MediaType
from ..engine.request import State
from ..gate.gate import Gate
from ..gate.ports import Event
from ..parts.client import ClientCoordinator, is_there
from ..parts.client_settings import inbox_of
from .inbox import Inbox, NotStored

_LOGGER = logging.getLogger(__name__)

TICK: Final = timedelta(seconds=30)


class InboxLooks:
    """Fills the inbox from the clients that have categories for it."""

    def __init__(
        self,
        hass: HomeAssistant,
        gate: Gate,
        inbox: Inbox,
        clients: Mapping[str, ClientCoordinator],
        spawn: Callable[[Coroutine[Any, Any, None], str], None],
    ) -> None:
        """Start with no client looked at; ``clients`` are those that run, by id."""
        self._hass = hass
        self._gate = gate
        self._inbox = inbox
        self._clients = clients
        self._spawn = spawn
        # When each was looked at last, and for how many seconds it is not again.
        self._looked: dict[str, tuple[float, float]] = {}
        self._running: set[str] = set()

    @callback
    def start(self) -> CALLBACK_TYPE:
        """Begin to look. Returns what ends it."""
        stop_ticking = async_track_time_interval(self._hass, self._tick, TICK)
        stop_listening = self._gate.on_event(self._on_event)

        def stop() -> None:
            stop_ticking()
            stop_listening()

        return stop

    @callback
    def _tick(self, _now: datetime) -> None:
        now = dt_util.utcnow().timestamp()
        for client_id in self._clients:
            if not lately(*self._looked.get(client_id, (0.0, 0.0)), now=now):
                self.look(client_id)

    @callback
    def _on_event(self, event: Event) -> None:
        if event.kind == State.COMPLETED and event.request.client:
            self.look(event.request.client)

    @callback
    def look(self, client_id: str) -> None:
        """Look at a client that answers and has categories, unless a look is under way."""
        part = self._clients.get(client_id)
        types = inbox_of(part.subentry) if part else {}
        if part is None or not types or client_id in self._running:
            return
        if part.answers:
            self._running.add(client_id)
            self._spawn(self._look(client_id, part, types), f"completed by {part.name}")

    async def _look(
        self, client_id: str, part: ClientCoordinator, types: Mapping[str, MediaType]
    ) -> None:
        inbox, client = self._inbox, part.client
        try:
            since = await inbox.async_since(client_id, types)
            while True:
                finished = await client.finished(types, since=since)
                # Of one that was removed or replaced meanwhile nobody wants to know any more.
                if not finished or not is_there(self._clients, client_id, client):
                    return
                ours = self._ours(client_id)
                await inbox.async_take(client_id, finished, types, ours)
                # A full answer is not all there is.
                if len(finished) < MOST_FINISHED or finished[-1].at <= since:
                    return
                since = finished[-1].at
        except ClientError as err:
            # Whether the client answers is told by its polls.
            _LOGGER.debug("Completed downloads of %s: %s", part.subentry.title, err)
        except NotStored:
            # The storage has logged why; the next look finds the same.
            pass
        finally:
            self._running.discard(client_id)
            now = dt_util.utcnow().timestamp()
            self._looked[client_id] = now, client.finished_interval

    def _ours(self, client_id: str) -> dict[str, str]:
        """Return our requests by what the client calls their downloads."""
        requests = self._gate.requests
        return {
            request.download: request.id
            # The open ones last: one of them may be of the same download as one that has ended.
            for request in (*requests.history.values(), *requests.open.values())
            if request.client == client_id and request.download
        }
