"""Events: every step of a request, and every new entry of the inbox, for automations."""

from typing import override

from homeassistant.components.event import EventEntity
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .engine.media import MediaType
from .entity import GateEntity
from .gate.ports import Event
from .hub import GreenlightConfigEntry, Hub
from .inbox.inbox import Entry
from .presentation.happenings import TYPES, type_of

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: GreenlightConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the event entities."""
    hub = entry.runtime_data
    async_add_entities([RequestEvent(hub), CompletedEvent(hub)])


class RequestEvent(GateEntity, EventEntity):
    """Tells of each move of each request, and of problems on the way."""

    def __init__(self, hub: Hub) -> None:
        """Hang on the hub's device."""
        super().__init__(hub, "request")
        self._attr_event_types = list(TYPES)

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self.async_on_remove(self.gate.on_event(self._on_event))

    @callback
    def _on_event(self, event: Event) -> None:
        self._trigger_event(type_of(event), self.hub.views.last_line(event.request))
        self.async_write_ha_state()


class CompletedEvent(GateEntity, EventEntity):
    """Tells of each download that a client completes in one of the chosen categories."""

    def __init__(self, hub: Hub) -> None:
        """Hang on the hub's device."""
        super().__init__(hub, "completed")
        self._attr_event_types = [media.value for media in MediaType]

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self.async_on_remove(self.hub.inbox.on_entry(self._on_entry))

    @callback
    def _on_entry(self, entry: Entry) -> None:
        view = self.hub.views.completed(entry)
        self._trigger_event(view.pop("media_type"), view)
        self.async_write_ha_state()
