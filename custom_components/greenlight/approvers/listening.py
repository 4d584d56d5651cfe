"""Listening: hears answers from the first moment on, and keeps what nobody can take yet."""

from collections import deque
from collections.abc import Callable
import logging
from time import monotonic
from typing import Any, Final

from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from ..parts.neighbours import PHONE_EVENT
from .heard import TELEGRAM_EVENT, comes_by_its_road, token_of

_LOGGER = logging.getLogger(__name__)

# Answers that came before there was anybody to take them: how many, how many of one person's
# phones, and for how many seconds.
HELD: Final = 200
HELD_OF_ONE: Final = 20
HELD_FOR: Final = 600.0
type Taker = Callable[[Event[Any]], None]


class Listening:
    """Hears both events from the first moment on, and keeps what nobody can take yet."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Hear nothing yet."""
        self._hass = hass
        self._held = deque[tuple[float, Event[Any]]]()
        self._taker: Taker | None = None

    @callback
    def start(self) -> None:
        """Listen for as long as Home Assistant runs."""
        self._hass.bus.async_listen(PHONE_EVENT, self._on_event)
        self._hass.bus.async_listen(TELEGRAM_EVENT, self._on_event)

    @callback
    def _on_event(self, event: Event[Any]) -> None:
        if not token_of(event):
            return
        if self._taker:
            self._taker(event)
        else:
            self._hold(event)

    @callback
    def _hold(self, event: Event[Any]) -> None:
        """Keep an answer for whoever comes. The first ones stay: nobody can push one out with others.

        Nor can anybody keep others' out: by what is forged, too many of their own, or what is late.
        """
        now, by = monotonic(), event.context.user_id
        while self._held and now - self._held[0][0] >= HELD_FOR:
            self._held.popleft()
        of_one = by and sum(one.context.user_id == by for _, one in self._held)
        if comes_by_its_road(event) and len(self._held) < HELD:
            if not of_one or of_one < HELD_OF_ONE:
                self._held.append((now, event))

    @callback
    def attach(self, taker: Taker) -> CALLBACK_TYPE:
        """Give answers to whoever takes them, first those that have waited. Returns what ends it."""
        self._taker = taker
        while self._held:
            at, event = self._held.popleft()
            if monotonic() - at < HELD_FOR:
                taker(event)

        @callback
        def detach() -> None:
            if self._taker is taker:
                self._taker = None

        return detach


KEY: Final[HassKey[Listening]] = HassKey(f"{DOMAIN}_listening")


@callback
def async_listen(hass: HomeAssistant) -> None:
    """Begin to listen, before any bot or phone can answer."""
    hass.data[KEY] = listening = Listening(hass)
    listening.start()
