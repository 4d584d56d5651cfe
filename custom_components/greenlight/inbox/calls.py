"""Calls: a client says that something has finished, and is looked at at once.

Nothing that comes with a call is read, let alone believed: whoever makes one has us ask that client,
and no sooner than two seconds after the last time.
"""

from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from aiohttp.hdrs import METH_GET, METH_POST, METH_PUT
from aiohttp.web import Request
from homeassistant.components import webhook
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..engine.lately import lately
from ..parts.client import ClientCoordinator
from ..parts.client_settings import called_by

# Seconds from one look to the next after a call. SABnzbd and NZBGet call while they are not done with
# a download yet (``postproc.process_job``: the notification comes before the status).
LOOKS: Final = (2.0, 5.0, 10.0)
_METHODS: Final = (METH_GET, METH_POST, METH_PUT)


@dataclass(slots=True)
class _Turn:
    """How one client stands: when it called and was looked at (epoch seconds), and what is still to come."""

    called: float | None = None
    looked: float = 0.0
    left: tuple[float, ...] = ()
    # The next look comes as soon as one may.
    soon: bool = False
    looking: bool = False
    cancel: CALLBACK_TYPE | None = None


class Calls:
    """Hears the clients that are to call; ``clients`` are those that run, by id."""

    def __init__(
        self,
        hass: HomeAssistant,
        clients: Mapping[str, ClientCoordinator],
        look_at_completed: Callable[[str], None],
        spawn: Callable[[Coroutine[Any, Any, None], str], None],
    ) -> None:
        """Hear nobody yet; what a client completed is looked at after its poll."""
        self._hass = hass
        self._clients = clients
        self._look_at_completed = look_at_completed
        self._spawn = spawn
        self._turns: dict[str, _Turn] = {}
        # What is registered: the client, and whether it may call from anywhere, by the id of the webhook.
        self._heard: dict[str, tuple[str, bool]] = {}

    def called(self, client_id: str) -> float | None:
        """Return when a client called last (epoch seconds), None if it has not since the start."""
        turn = self._turns.get(client_id)
        return turn.called if turn else None

    async def async_update(self) -> None:
        """Hear those that are to call now, and nobody else."""
        wanted = {
            known.webhook_id: (client_id, known.from_anywhere)
            for client_id, part in self._clients.items()
            if (known := called_by(part.subentry))
        }
        # When it was called by the same address counts on, from wherever that may be done now.
        called = {
            one: self._forget(one)
            for one in [*self._heard]
            if wanted.get(one) != self._heard[one]
        }
        if wanted:
            await async_setup_component(self._hass, webhook.DOMAIN, {})
        for webhook_id in wanted.keys() - self._heard.keys():
            client_id, from_anywhere = wanted[webhook_id]
            with suppress(ValueError):
                # That somebody else has the same is nothing that happens, and must not stop the rest.
                webhook.async_register(
                    self._hass,
                    DOMAIN,
                    f"Greenlight: {self._clients[client_id].subentry.title}",
                    webhook_id,
                    partial(self._on_call, client_id),
                    local_only=not from_anywhere,
                    allowed_methods=_METHODS,
                )
                self._heard[webhook_id] = wanted[webhook_id]
                self._turns[client_id] = _Turn(called=called.get(webhook_id))

    @callback
    def stop(self) -> None:
        """Hear nobody any more."""
        for webhook_id in list(self._heard):
            self._forget(webhook_id)

    def _forget(self, webhook_id: str) -> float | None:
        """Hear an address no more, and return when it was called last."""
        client_id, _ = self._heard.pop(webhook_id)
        webhook.async_unregister(self._hass, webhook_id)
        turn = self._turns.pop(client_id)
        if turn.cancel:
            turn.cancel()
        return turn.called

    async def _on_call(
        self, client_id: str, _hass: HomeAssistant, _webhook_id: str, _request: Request
    ) -> None:
        now = dt_util.utcnow().timestamp()
        turn = self._turns[client_id]
        turn.called, turn.left = now, LOOKS
        if turn.soon:
            return
        if lately(turn.looked, LOOKS[0], now=now):
            self._look_in(client_id, turn, turn.looked + LOOKS[0] - now)
        else:
            self._look(client_id, turn)

    def _look_in(self, client_id: str, turn: _Turn, seconds: float) -> None:
        if turn.cancel:
            turn.cancel()
        turn.soon = seconds <= LOOKS[0]

        @callback
        def look(_: Any) -> None:
            turn.cancel = None
            self._look(client_id, turn)

        turn.cancel = async_call_later(self._hass, seconds, look)

    def _look(self, client_id: str, turn: _Turn) -> None:
        turn.looked, turn.soon = dt_util.utcnow().timestamp(), False
        if turn.left:
            seconds, *left = turn.left
            turn.left = tuple(left)
            self._look_in(client_id, turn, seconds)
        part = self._clients.get(client_id)
        # One that hangs is not asked by several at once, and one that turned us away not again: it locks out
        # whoever goes on trying.
        if part and part.enabled and not part.turned_away and not turn.looking:
            turn.looking = True
            self._spawn(self._ask(client_id, part, turn), f"call of {part.name}")

    async def _ask(self, client_id: str, part: ClientCoordinator, turn: _Turn) -> None:
        try:
            await part.async_refresh()
        finally:
            turn.looking = False
        self._look_at_completed(client_id)
