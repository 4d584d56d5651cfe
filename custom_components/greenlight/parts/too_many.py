"""Too many questions: told in repairs while more matches than people can be asked about."""

from typing import Final

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN
from ..gate.gate import Gate
from ..gate.offers import MAX_WAITING
from .repair import let_go

LEFT_OUT: Final = "too_many_questions"


class TooManyQuestions:
    """Says so, until that is over."""

    def __init__(self, hass: HomeAssistant, gate: Gate) -> None:
        """Have said nothing yet."""
        self._hass = hass
        self._gate = gate
        self._told = False

    @callback
    def start(self) -> CALLBACK_TYPE:
        """Follow the gate. Returns what ends it."""
        stop_listening = self._gate.on_update(self._look)

        @callback
        def stop() -> None:
            stop_listening()
            let_go(self._hass, LEFT_OUT)

        return stop

    @callback
    def _look(self) -> None:
        if bool(self._gate.left_out) is self._told:
            return
        self._told = not self._told
        if not self._told:
            ir.async_delete_issue(self._hass, DOMAIN, LEFT_OUT)
            return
        ir.async_create_issue(
            self._hass,
            DOMAIN,
            LEFT_OUT,
            is_fixable=False,
            severity=ir.IssueSeverity.WARNING,
            translation_key=LEFT_OUT,
            translation_placeholders={"most": str(MAX_WAITING)},
        )
