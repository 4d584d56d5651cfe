"""What an action is, and the hub it acts on."""

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any

from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
)

from ..const import DOMAIN
from ..engine.rights import Right
from ..hub import Hub
from ..presentation.errors import mistake

type Fields = dict[Any, Any]
type Handler = Callable[[ServiceCall], Coroutine[Any, Any, ServiceResponse]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """What can be asked for, with which fields, and whether something is returned.

    ``who`` is the right that it takes, None for everybody whom Home Assistant lets call, and ``instead``
    one that lets in as well where the action looks itself whether it is about theirs. ``reserved``
    are the fields that only those who may do everything may fill in or turn on; for one that is
    ``enough`` it takes no more than that right where the other field is filled in.
    """

    name: str
    schema: Fields
    handler: Handler
    who: Right | None
    instead: Right | None = None
    reserved: frozenset[str] = frozenset()
    # By the field: the right that is enough, and where what is filled in.
    enough: Mapping[str, tuple[Right, str]] = field(default_factory=dict)
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
