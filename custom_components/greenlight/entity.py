"""What all entities share: where they hang and how they hear of changes."""

from typing import override

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import callback
from homeassistant.helpers.device_registry import DeviceEntryType, DeviceInfo
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .const import DOMAIN
from .coordinator import ClientCoordinator, SourceCoordinator
from .hub import Hub


def part_device(
    hub: Hub, subentry: ConfigSubentry, *, model: str | None = None
) -> DeviceInfo:
    """Return the device of a client, source or rule, below the hub's."""
    return DeviceInfo(
        identifiers={(DOMAIN, subentry.subentry_id)},
        name=subentry.title,
        model=model,
        entry_type=DeviceEntryType.SERVICE,
        via_device_id=hub.device_id,
    )


class GateEntity(Entity):
    """An entity that shows the gate; it is told whenever something visible has changed."""

    _attr_has_entity_name = True
    _attr_should_poll = False

    def __init__(
        self, hub: Hub, key: str, subentry: ConfigSubentry | None = None
    ) -> None:
        """Hang on the hub's device, or on a rule's."""
        self.hub = hub
        self.gate = hub.gate
        self._attr_translation_key = key
        if subentry is None:
            self._attr_unique_id = f"{hub.entry.entry_id}_{key}"
            self._attr_device_info = DeviceInfo(
                identifiers={(DOMAIN, hub.entry.entry_id)}
            )
        else:
            self._attr_unique_id = f"{subentry.subentry_id}_{key}"
            self._attr_device_info = part_device(hub, subentry)

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self.async_on_remove(self.gate.on_update(self._on_update))

    @callback
    def _on_update(self) -> None:
        self.async_write_ha_state()


class PartEntity[CoordinatorT: ClientCoordinator | SourceCoordinator](
    CoordinatorEntity[CoordinatorT]
):
    """An entity of a client or a source."""

    _attr_has_entity_name = True

    def __init__(self, hub: Hub, coordinator: CoordinatorT, key: str) -> None:
        """Hang on the device of the part."""
        super().__init__(coordinator)
        self.hub = hub
        self._attr_translation_key = key
        self._attr_unique_id = f"{coordinator.subentry.subentry_id}_{key}"
        self._attr_device_info = part_device(hub, coordinator.subentry)
