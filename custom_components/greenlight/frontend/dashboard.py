"""Dashboard: one that is there by itself, for everybody.

It is kept like a dashboard of a file, so it is listed with the others, can be made somebody's first page, and
is left alone by *Edit dashboard*. What is on it the card's strategy says, in the language of whoever looks.
"""

from typing import Any, Final, override

from homeassistant.components.frontend import (
    async_panel_exists,
    async_register_built_in_panel,
    async_remove_panel,
)
from homeassistant.components.lovelace.const import (
    CONF_REQUIRE_ADMIN,
    CONF_SHOW_IN_SIDEBAR,
    CONF_TITLE,
    DOMAIN as LOVELACE,
    LOVELACE_DATA,
    MODE_YAML,
)
from homeassistant.components.lovelace.dashboard import LovelaceConfig
from homeassistant.const import CONF_ICON, CONF_MODE
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.json import json_bytes, json_fragment

from ..const import DOMAIN

TITLE: Final = "Greenlight"
ICON: Final = "mdi:traffic-light"
CONTENT: Final = {"strategy": {"type": f"custom:{DOMAIN}"}}


class OwnDashboard(LovelaceConfig):
    """A dashboard whose content never changes."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Say what is said of each dashboard."""
        about = {
            CONF_TITLE: TITLE,
            CONF_ICON: ICON,
            CONF_MODE: MODE_YAML,
            CONF_SHOW_IN_SIDEBAR: True,
            CONF_REQUIRE_ADMIN: False,
        }
        super().__init__(hass, DOMAIN, about)

    @property
    @override
    def mode(self) -> str:
        return MODE_YAML

    @override
    async def async_get_info(self) -> dict[str, Any]:
        return {"mode": self.mode, "views": 0}

    @override
    async def async_load(self, force: bool) -> dict[str, Any]:
        return CONTENT

    @override
    async def async_json(self, force: bool) -> json_fragment:
        return json_fragment(json_bytes(CONTENT))


@callback
def async_put_up(hass: HomeAssistant) -> str:
    """Put the dashboard into the sidebar. Returns where it is; another that is there already stays."""
    dashboards = hass.data[LOVELACE_DATA].dashboards
    if DOMAIN not in dashboards and not async_panel_exists(hass, DOMAIN):
        async_register_built_in_panel(
            hass,
            LOVELACE,
            sidebar_title=TITLE,
            sidebar_icon=ICON,
            frontend_url_path=DOMAIN,
            config={CONF_MODE: MODE_YAML},
        )
        dashboards[DOMAIN] = OwnDashboard(hass)
    return f"/{DOMAIN}"


@callback
def async_take_down(hass: HomeAssistant) -> None:
    """Take it out of the sidebar, unless it is somebody else's."""
    dashboards = hass.data[LOVELACE_DATA].dashboards
    if isinstance(dashboards.get(DOMAIN), OwnDashboard):
        del dashboards[DOMAIN]
        async_remove_panel(hass, DOMAIN)
