"""Websocket commands: what the card asks Home Assistant, and what it is told."""

from typing import Final

from homeassistant.core import HomeAssistant, callback

from . import act, search, subscribe
from .command import Command, async_register, register
from .completed import COMPLETED
from .history import HISTORY
from .one_request import ALWAYS, CANDIDATES, DETAILS
from .preview import PREVIEW
from .series import SERIES
from .statistics import STATISTICS
from .works import WORKS

# What is asked once; each is looked at for who may by its ``who``.
COMMANDS: Final[tuple[Command, ...]] = (
    *(DETAILS, CANDIDATES, ALWAYS, WORKS),
    *(HISTORY, SERIES, STATISTICS, COMPLETED, PREVIEW),
    *(search.ITEMS, search.PAGES, search.STOP, search.LAST),
)


@callback
def async_setup_websocket_api(hass: HomeAssistant) -> None:
    """Register all commands."""
    register(hass, "subscribe", {}, subscribe.async_subscribe)
    register(hass, "search", search.FIELDS, search.async_search)
    register(hass, "search_news", search.NEWS, search.async_news)
    register(hass, "act", act.FIELDS, act.async_act)
    for command in COMMANDS:
        async_register(hass, command)
