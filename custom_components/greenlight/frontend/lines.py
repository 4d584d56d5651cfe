"""Lines: what somebody has to write down who keeps the resources of dashboards in a file.

Until they are there the card comes as a module of the page itself.
"""

from typing import Any, Final

from homeassistant.components.frontend import add_extra_js_url, remove_extra_js_url
from homeassistant.components.lovelace.const import LOVELACE_DATA
from homeassistant.const import CONF_TYPE, CONF_URL, EVENT_CALL_SERVICE
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.event import async_call_later
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from .files import LASTING, address_of

ISSUE: Final = "card_lines"
# Seconds after which the file has been read anew; nothing tells when.
READ: Final = 10
_RELOAD: Final = ("lovelace", "reload_resources")


class _Lines:
    """Looks for the lines, and has the card loaded another way as long as they are missing."""

    def __init__(self, hass: HomeAssistant, mark: str) -> None:
        self._hass = hass
        self._module = address_of(mark)
        self._is_extra = False
        self._ends: CALLBACK_TYPE | None = None
        self._stop_listening = hass.bus.async_listen(
            EVENT_CALL_SERVICE, self._on_action
        )
        self.look()

    @callback
    def look(self, *_: object) -> None:
        """Tell of missing lines, and take that back once they are there."""
        self._ends = None
        written = self._hass.data[LOVELACE_DATA].resources.async_items()
        if any(self._leads_here(one) for one in written):
            self._do_without()
            return
        if not self._is_extra:
            add_extra_js_url(self._hass, self._module)
            self._is_extra = True
        ir.async_create_issue(
            self._hass,
            DOMAIN,
            ISSUE,
            is_fixable=False,
            severity=ir.IssueSeverity.WARNING,
            translation_key=ISSUE,
            translation_placeholders={"address": LASTING},
        )

    def _leads_here(self, resource: dict[str, Any]) -> bool:
        address = str(resource.get(CONF_URL, "")).partition("?")[0]
        right = address in (LASTING, self._module)
        return right and resource.get(CONF_TYPE) == "module"

    @callback
    def _do_without(self) -> None:
        ir.async_delete_issue(self._hass, DOMAIN, ISSUE)
        if self._is_extra:
            remove_extra_js_url(self._hass, self._module)
            self._is_extra = False

    @callback
    def _on_action(self, event: Event) -> None:
        if (event.data.get("domain"), event.data.get("service")) != _RELOAD:
            return
        if self._ends is None:
            self._ends = async_call_later(self._hass, READ, self.look)

    @callback
    def stop(self) -> None:
        """Look no more, and take back what was done about it."""
        self._stop_listening()
        if self._ends:
            self._ends()
        self._do_without()


_LINES: Final[HassKey[_Lines]] = HassKey(f"{DOMAIN}_card_lines")


@callback
def async_ask_for_lines(hass: HomeAssistant, mark: str) -> None:
    """Have the lines looked for from now on."""
    if _LINES in hass.data:
        hass.data[_LINES].look()
    else:
        hass.data[_LINES] = _Lines(hass, mark)


@callback
def async_drop_lines(hass: HomeAssistant) -> None:
    """Look for them no more."""
    if lines := hass.data.pop(_LINES, None):
        lines.stop()
