"""Live: tells every open card what changes. As long as there is none, nothing is looked at.

One look serves all of them: what is the same for everybody is made once, and what differs from person
to person is laid over it. Changes are gathered, so that a card is told a few times a second at most.
"""

import asyncio
from collections.abc import Callable
import logging
from typing import Any, Final

from homeassistant.auth.models import User
from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
)
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from ..engine.request import Via
from ..engine.rights import Right
from ..presentation.card.board import Look
from ..presentation.card.feed import Feed, Persons
from ..presentation.card.pieces import Json, piece_view
from ..presentation.saying import Say
from ..services.action import hub_if_loaded
from .watching import Watching

_LOGGER = logging.getLogger(__name__)

# Seconds between two looks.
PAUSE: Final = 0.25
# Seconds by which the clock of the house may go wrong until cards, which go by it, are told the time anew.
LEAP: Final = 5.0

type Send = Callable[[Json], None]

_LIVE: Final[HassKey[Live]] = HassKey(f"{DOMAIN}_live")


@callback
def live(hass: HomeAssistant) -> Live:
    """Return what tells the cards."""
    return hass.data.setdefault(_LIVE, Live(hass))


class Watcher:
    """One person, with every card that they have open."""

    def __init__(self, user: User) -> None:
        """Begin with nothing told."""
        self.user = user
        self.feed = Feed()
        self.sends: list[Send] = []
        # Why they are told nothing.
        self.gone: Json | None = None

    def tell(self, told: Json) -> None:
        """Send it to each card."""
        for send in list(self.sends):
            send(told)

    def leave(self, why: str) -> None:
        """Tell that there is nothing to see any more, once."""
        gone = {"gone": True, "why": piece_view(Say(why))}
        self.feed.forget()
        if self.gone != gone:
            self.gone = gone
            self.tell(gone)


class Live:
    """Knows who looks, and follows the hub that runs as long as somebody does."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Begin with nobody."""
        self._hass = hass
        self._watchers: dict[str, Watcher] = {}
        self._watching: Watching | None = None
        self._stop_following: CALLBACK_TYPE | None = None
        self._timer: Any = None
        self._looked = -PAUSE
        # The time by the clock of the house when the one that only runs on was at nought.
        self._nought: float | None = None
        # What went wrong last.
        self._wrong = ""

    @callback
    def async_join(self, user: User, send: Send) -> CALLBACK_TYPE:
        """Tell a card everything, and whatever changes from now on. Returns what ends it."""
        if not self._watchers:
            self._follow()
        watcher = self._watchers.setdefault(user.id, Watcher(user))
        # Whoever looks already is told first, so that all of them know the same.
        looked = self._look()
        watcher.sends.append(send)
        if looked:
            self._begin(watcher, send)
        else:
            watcher.feed.forget()

        @callback
        def leave() -> None:
            watcher.sends.remove(send)
            if not watcher.sends:
                self._watchers.pop(user.id, None)
            if not self._watchers:
                self._let_go()

        return leave

    def _begin(self, watcher: Watcher, send: Send) -> None:
        """Send a card what is so now."""
        if watcher.gone is not None:
            send(watcher.gone)
        elif self._watching is not None and watcher.feed.told:
            send(watcher.feed.snapshot(self._watching.persons()))

    # ------------------------------------------------------------- following

    @callback
    def _follow(self) -> None:
        self._stop_following = async_dispatcher_connect(
            self._hass, SIGNAL_CONFIG_ENTRY_CHANGED, self._on_entry
        )
        self._attach()

    @callback
    def _on_entry(self, _change: ConfigEntryChange, entry: ConfigEntry[Any]) -> None:
        if entry.domain == DOMAIN:
            self._attach()

    @callback
    def _attach(self) -> None:
        """Follow the hub that runs now, if it is another."""
        hub = hub_if_loaded(self._hass)
        if hub is (self._watching.hub if self._watching else None):
            return
        self._detach()
        for watcher in self._watchers.values():
            watcher.feed.forget()
        if hub is None:
            self.async_soon()
            return
        self._watching = Watching(hub, self.async_soon)
        self._hass.async_create_background_task(
            self._prepare(self._watching), "make what cards show"
        )

    async def _prepare(self, watching: Watching) -> None:
        """Make all there is to show, a little at a time, and tell whoever waits for it."""
        try:
            for _ in watching.prepared():
                await asyncio.sleep(0)
                if self._watching is not watching:
                    return
        except Exception as err:  # noqa: BLE001
            # It is made all at once then.
            self._tell_wrong(err)
        watching.ready = True
        self._look()

    @callback
    def _detach(self) -> None:
        if self._watching is not None:
            self._watching.stop()
            self._watching = None

    @callback
    def _let_go(self) -> None:
        """Look at nothing any more: nobody else does."""
        if self._stop_following is not None:
            self._stop_following()
            self._stop_following = None
        self._detach()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    # ------------------------------------------------------------- looking

    @callback
    def async_soon(self) -> None:
        """Look at what has changed: at once, but no sooner than ``PAUSE`` after the last time."""
        if self._timer is None and self._watchers:
            loop = self._hass.loop
            at = max(loop.time(), self._looked + PAUSE)
            self._timer = loop.call_at(at, self._look_now)

    @callback
    def _look_now(self) -> None:
        self._timer = None
        self._looked = self._hass.loop.time()
        self._look()

    @callback
    def _look(self) -> bool:
        """Look once, and tell each person what is new to them; tell whether there was anything to see.

        While it is being made nobody is told anything.
        """
        watching = self._watching
        if watching is None:
            for watcher in self._watchers.values():
                watcher.leave("gone_not_running")
            return True
        if not watching.ready:
            return False
        try:
            look, persons = watching.look(), watching.persons()
        except Exception as err:  # noqa: BLE001
            # Whoever looks keeps what they have; the next time it may go well.
            self._tell_wrong(err)
            return False
        self._mind_clock(persons.now)
        for watcher in list(self._watchers.values()):
            try:
                self._serve(watcher, watching, look, persons)
            except Exception as err:  # noqa: BLE001
                # What goes wrong for one person costs nobody else anything.
                watcher.feed.forget()
                self._tell_wrong(err)
        return True

    def _serve(
        self, watcher: Watcher, watching: Watching, look: Look, persons: Persons
    ) -> None:
        """Tell a person what is new to them."""
        user = watcher.user
        person = watching.hub.people.of(user, Via.CARD)
        # Who is gone has rights still by what is remembered of them.
        if user.id not in watching.hub.names.users or not person.may(Right.SEE):
            watcher.leave("gone_may_not")
            return
        watcher.gone = None
        told = watcher.feed.take(look, person, persons, admin=user.is_admin)
        if told is not None:
            watcher.tell(told)

    def _mind_clock(self, now: float) -> None:
        """Tell all of it anew once the clock of the house was set: times are told by it."""
        nought = now - self._hass.loop.time()
        if self._nought is not None and abs(nought - self._nought) < LEAP:
            return
        leapt, self._nought = self._nought is not None, nought
        for watcher in self._watchers.values() if leapt else ():
            watcher.feed.forget()

    def _tell_wrong(self, err: Exception) -> None:
        """Say in the log what went wrong, once as long as nothing else does."""
        if repr(err) != self._wrong:
            self._wrong = repr(err)
            _LOGGER.error("What cards show cannot be made", exc_info=err)
