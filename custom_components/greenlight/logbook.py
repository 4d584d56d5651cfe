"""Logbook: what happens to requests, as lines of the activity."""

from collections.abc import Callable
from typing import Any, Final

from homeassistant.components.logbook.const import (
    LOGBOOK_ENTRY_ICON,
    LOGBOOK_ENTRY_MESSAGE,
    LOGBOOK_ENTRY_NAME,
)
from homeassistant.components.logbook.models import LazyEventPartialState
from homeassistant.core import HomeAssistant, callback

from .const import DOMAIN, EVENT_REFUSED, EVENT_REQUEST

# Without one Home Assistant asks the internet for a picture of the integration.
ICON: Final = "mdi:traffic-light"


@callback
def async_describe_events(
    hass: HomeAssistant,
    async_describe_event: Callable[
        [str, str, Callable[[LazyEventPartialState], dict[str, Any]]], None
    ],
) -> None:
    """Say how the events are told."""

    @callback
    def describe(event: LazyEventPartialState) -> dict[str, Any]:
        return {
            LOGBOOK_ENTRY_ICON: ICON,
            LOGBOOK_ENTRY_NAME: event.data.get("work"),
            LOGBOOK_ENTRY_MESSAGE: event.data.get("message"),
        }

    async_describe_event(DOMAIN, EVENT_REQUEST, describe)
    async_describe_event(DOMAIN, EVENT_REFUSED, describe)
