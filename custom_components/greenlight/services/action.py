"""What an action is, and the hub it acts on."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
)

from ..const import DOMAIN
from ..hub import Hub
from ..presentation.errors import mistake

type Fields = dict[Any, Any]
type Handler = Callable[[ServiceCall], Coroutine[Any, Any, ServiceResponse]]


class Who(StrEnum):
    """Who may call an action, of those Home Assistant knows; automations may call each.

    Home Assistant's own permissions tell: readers see something of Greenlight's device, deciders
    may press its buttons.
    """

    EVERYBODY = "everybody"
    READERS = "readers"
    DECIDERS = "deciders"
    ADMINISTRATORS = "administrators"


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """What can be asked for, with which fields, by whom, and whether something is returned.

    ``reserved`` are the fields that only administrators may fill in or turn on.
    """

    name: str
    schema: Fields
    handler: Handler
    who: Who
    reserved: frozenset[str] = frozenset()
    response: SupportsResponse = SupportsResponse.NONE


def hub_if_loaded(hass: HomeAssistant) -> Hub | None:
    """Return the hub, None when there is none that runs."""
    for entry in hass.config_entries.async_loaded_entries(DOMAIN):
        hub: Hub = entry.runtime_data
        return hub
    return None


def loaded_hub(hass: HomeAssistant) -> Hub:
    """Return the hub. Raises ``ServiceValidationError`` when there is none that runs."""
    if hub := hub_if_loaded(hass):
        return hub
    raise mistake("not_loaded")
