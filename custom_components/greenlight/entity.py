"""What all entities share: where they hang and how they hear of changes."""

from abc import abstractmethod
from collections.abc import Callable, Iterable
from typing import override

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.device_registry import DeviceEntryType, DeviceInfo
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .const import DOMAIN
from .engine.request import Via
from .engine.rights import Person, Right
from .hub import GreenlightConfigEntry, Hub
from .parts.client import ClientCoordinator
from .parts.device import facts_of
from .parts.library import LibraryCoordinator
from .parts.source import SourceCoordinator


def part_device(hub: Hub, subentry: ConfigSubentry) -> DeviceInfo:
    """Return the device of a client, source, library or rule, below the hub's."""
    facts = facts_of(subentry)
    return DeviceInfo(
        identifiers={(DOMAIN, subentry.subentry_id)},
        name=facts["name"],
        manufacturer=facts["manufacturer"],
        model=facts["model"],
        configuration_url=facts["configuration_url"],
        entry_type=DeviceEntryType.SERVICE,
        via_device_id=hub.device_id,
    )


def add_to_each(
    entry: GreenlightConfigEntry,
    kind: str,
    async_add_entities: AddConfigEntryEntitiesCallback,
    entities: Callable[[ConfigSubentry], Iterable[Entity]],
) -> None:
    """Add entities to each part of a kind that is there, and to each that comes."""

    @callback
    def add(subentry: ConfigSubentry) -> None:
        async_add_entities(entities(subentry), config_subentry_id=subentry.subentry_id)

    entry.async_on_unload(entry.runtime_data.async_on_part(kind, add))


async def async_allowed(entity: Entity, hub: Hub, right: Right) -> Person:
    """Return who has just called an entity, if they may do that; each that can be called asks first.

    It comes on top of what Home Assistant allows. Raises ``ServiceValidationError`` or ``Unauthorized``.
    """
    # Taken now: while we wait, somebody else's call could replace it.
    context = entity._context  # noqa: SLF001
    return await hub.people.allowed(context, Via.CARD, right)


class AlwaysThere(Entity):
    """Stays available: that a part does not answer is what it tells, or what it is there to mend."""

    @property
    @override
    def available(self) -> bool:
        return True


class GateEntity(Entity):
    """An entity that shows the gate; it is told whenever something visible has changed."""

    _attr_has_entity_name = True
    _attr_should_poll = False

    def __init__(
        self, hub: Hub, what: str, subentry: ConfigSubentry | None = None
    ) -> None:
        """Hang on the hub's device, or on a rule's."""
        self.hub = hub
        self.gate = hub.gate
        self._attr_translation_key = what
        if subentry is None:
            self._attr_unique_id = f"{hub.entry.entry_id}_{what}"
            self._attr_device_info = DeviceInfo(
                identifiers={(DOMAIN, hub.entry.entry_id)}
            )
        else:
            self._attr_unique_id = f"{subentry.subentry_id}_{what}"
            self._attr_device_info = part_device(hub, subentry)

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self.async_on_remove(self.gate.on_update(self._on_update))

    @callback
    def _on_update(self) -> None:
        self.async_write_ha_state()


class PartEntity[
    CoordinatorT: ClientCoordinator | LibraryCoordinator | SourceCoordinator
](CoordinatorEntity[CoordinatorT]):
    """An entity of a client, a source or a library."""

    _attr_has_entity_name = True

    def __init__(self, hub: Hub, coordinator: CoordinatorT, what: str) -> None:
        """Hang on the device of the part."""
        super().__init__(coordinator)
        self.hub = hub
        self._attr_translation_key = what
        self._attr_unique_id = f"{coordinator.subentry.subentry_id}_{what}"
        self._attr_device_info = part_device(hub, coordinator.subentry)


class _ShowsVersion[CoordinatorT: ClientCoordinator | LibraryCoordinator](
    PartEntity[CoordinatorT]
):
    """An entity of a program; each of them keeps the device's version up to date."""

    @abstractmethod
    def _program(self) -> tuple[str, str] | None:
        """Return which program it is and its version, None before it has answered."""

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self._show_version()

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        self._show_version()
        super()._handle_coordinator_update()

    @callback
    def _show_version(self) -> None:
        device, program = self.device_entry, self._program()
        if device is not None and program is not None:
            # Does nothing when both are there already.
            dr.async_get(self.hass).async_update_device(
                device.id, model=program[0], sw_version=program[1]
            )


class ClientEntity(_ShowsVersion[ClientCoordinator]):
    """An entity of a client."""

    @property
    @override
    def available(self) -> bool:
        # The first poll is under way while the entities are made.
        return self.coordinator.answers

    @override
    async def async_update(self) -> None:
        # Somebody wants to see what is so now, and counts are looked up rarely.
        await self.coordinator.async_recount()

    @override
    def _program(self) -> tuple[str, str] | None:
        data: object = self.coordinator.data
        if data is None:
            return None
        info = self.coordinator.data.info
        return info.name, info.version


class LibraryEntity(AlwaysThere, _ShowsVersion[LibraryCoordinator]):
    """An entity of a library: what is known of it is kept here."""

    @override
    def _program(self) -> tuple[str, str] | None:
        about = self.coordinator.data.about
        # It calls itself by a name that somebody gave it.
        return (self.coordinator.library.program, about.version) if about else None


class ApproverEntity(Entity):
    """An entity of an approver; it is told whenever a trouble or a test has changed."""

    _attr_has_entity_name = True
    _attr_should_poll = False

    def __init__(self, hub: Hub, subentry: ConfigSubentry) -> None:
        """Hang on the device of an approver."""
        self.hub = hub
        self.approver = subentry.subentry_id
        self._attr_unique_id = f"{subentry.subentry_id}_{self._attr_translation_key}"
        self._attr_device_info = part_device(hub, subentry)

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self.async_on_remove(self.hub.asker.on_change(self._on_change))

    @callback
    def _on_change(self) -> None:
        self.async_write_ha_state()
