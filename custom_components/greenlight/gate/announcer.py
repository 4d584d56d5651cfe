"""Announcer: who wants to hear what has happened."""

from collections.abc import Callable
import logging

from .ports import Event

_LOGGER = logging.getLogger(__name__)


class Announcer:
    """Tells listeners of each move of a request, and of whatever else people see change."""

    def __init__(self) -> None:
        """Start with nobody listening."""
        self._event_listeners: list[Callable[[Event], None]] = []
        self._update_listeners: list[Callable[[], None]] = []

    def on_event(self, listener: Callable[[Event], None]) -> Callable[[], None]:
        """Call back for each move of a request. Returns what ends it."""
        self._event_listeners.append(listener)
        return lambda: self._event_listeners.remove(listener)

    def on_update(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call back whenever something a person sees has changed. Returns what ends it."""
        self._update_listeners.append(listener)
        return lambda: self._update_listeners.remove(listener)

    def announce(self, *events: Event) -> None:
        """Tell the listeners, after the ledger has it."""
        for event in events:
            for on_event in list(self._event_listeners):
                _tell(on_event, event)
        for on_update in list(self._update_listeners):
            _tell(on_update)


def _tell(listener: Callable[..., None], *about: Event) -> None:
    """Call a listener: one that fails must not keep a decision from being carried out."""
    try:
        listener(*about)
    except Exception:
        _LOGGER.exception("A listener could not take what happened")
