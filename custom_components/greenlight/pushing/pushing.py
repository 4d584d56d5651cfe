"""Pushing: which sources programs may push to, as they are set up now."""

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback

from ..const import SOURCE
from ..gate.gate import Gate
from ..parts.push import PushCoordinator
from ..presentation.texts import Texts
from ..roster import Roster
from .desk import PushDesk
from .door import async_door


class Pushing:
    """What lets programs in, for one config entry."""

    def __init__(
        self, hass: HomeAssistant, roster: Roster, gate: Gate, texts: Texts
    ) -> None:
        """Let nobody in yet."""
        self._hass = hass
        self._roster = roster
        self._gate = gate
        self._texts = texts
        self._doors: dict[str, CALLBACK_TYPE] = {}
        self._stop_listening: CALLBACK_TYPE | None = None

    @callback
    def start(self) -> None:
        """Let programs in wherever they may push to, now and later."""
        self._stop_listening = self._roster.async_on_part(SOURCE, self._open)

    @callback
    def stop(self) -> None:
        """Turn everybody away."""
        if self._stop_listening is not None:
            self._stop_listening()
            self._stop_listening = None
        for source_id in list(self._doors):
            self._close(source_id)

    @callback
    def _open(self, subentry: ConfigSubentry) -> None:
        source_id = subentry.subentry_id
        part = self._roster.sources.get(source_id)
        if isinstance(part, PushCoordinator):
            desk = PushDesk(self._gate, self._texts, part)
            self._doors[source_id] = async_door(self._hass).open(desk)
            part.on_detach(lambda: self._close(source_id))

    @callback
    def _close(self, source_id: str) -> None:
        if (close := self._doors.pop(source_id, None)) is not None:
            close()
