"""Binary sensors: what keeps a client, a source, a library or an approver from doing its work."""

from datetime import datetime
from typing import override

from homeassistant.components.binary_sensor import (  # type: ignore[attr-defined]
    BinarySensorDeviceClass,
    BinarySensorEntity,
)
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.event import async_track_time_interval

from .approvers.troubles import LOOK_EVERY, reason
from .const import APPROVER, CLIENT, LIBRARY, SOURCE
from .engine.release import Protocol
from .entity import (
    AlwaysThere,
    ApproverEntity,
    ClientEntity,
    LibraryEntity,
    PartEntity,
    add_to_each,
)
from .hub import GreenlightConfigEntry, Hub
from .libraries.base import Level
from .parts.client import ClientCoordinator
from .parts.library import LibraryCoordinator
from .parts.source import SourceCoordinator

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: GreenlightConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the binary sensors of each client, source, library and approver."""
    hub = entry.runtime_data

    def of_client(client_id: str) -> list[ClientEntity]:
        entities = [Connected(hub, client_id), ClientProblem(hub, client_id)]
        # Only usenet clients can be paused as a whole.
        if hub.clients[client_id].client.protocol is Protocol.USENET:
            entities.append(Paused(hub, client_id))
        return entities

    add_to_each(
        entry, CLIENT, async_add_entities, lambda client: of_client(client.subentry_id)
    )
    add_to_each(
        entry,
        SOURCE,
        async_add_entities,
        lambda source: [Problem(hub, source.subentry_id)],
    )
    add_to_each(
        entry,
        LIBRARY,
        async_add_entities,
        lambda library: [
            LibraryConnected(hub, library.subentry_id),
            LibraryProblem(hub, library.subentry_id),
        ],
    )
    add_to_each(
        entry, APPROVER, async_add_entities, lambda one: [ApproverProblem(hub, one)]
    )


class Connected(AlwaysThere, ClientEntity, BinarySensorEntity):
    """On while the client answers."""

    _attr_device_class = BinarySensorDeviceClass.CONNECTIVITY
    _attr_entity_category = EntityCategory.DIAGNOSTIC

    def __init__(self, hub: Hub, client_id: str) -> None:
        """Follow the polls of a client."""
        super().__init__(hub, hub.clients[client_id], "connected")

    @property
    @override
    def is_on(self) -> bool | None:
        if not self.coordinator.last_update_success:
            return False
        # Nothing is known before the first poll.
        return True if self.coordinator.answers else None

    @property
    @override
    def extra_state_attributes(self) -> dict[str, str | None]:
        return {"reason": _reason(self.coordinator)}


class ClientProblem(AlwaysThere, ClientEntity, BinarySensorEntity):
    """On while the client does not answer, or says what keeps it from downloading.

    One that somebody paused or switched off has no problem.
    """

    _attr_device_class = BinarySensorDeviceClass.PROBLEM
    _attr_entity_category = EntityCategory.DIAGNOSTIC

    def __init__(self, hub: Hub, client_id: str) -> None:
        """Follow the polls of a client."""
        super().__init__(hub, hub.clients[client_id], "client_problem")

    @property
    @override
    def is_on(self) -> bool | None:
        if not self.coordinator.last_update_success:
            return self.coordinator.enabled
        # Nothing is known before the first poll.
        return bool(self._trouble) if self.coordinator.answers else None

    @property
    def _trouble(self) -> str:
        return self.coordinator.data.transfer.trouble

    @property
    @override
    def extra_state_attributes(self) -> dict[str, str | None]:
        trouble = self._trouble if self.coordinator.answers else ""
        return {"reason": _reason(self.coordinator) or trouble or None}


class Paused(ClientEntity, BinarySensorEntity):
    """On while the client is paused as a whole, by whomever."""

    def __init__(self, hub: Hub, client_id: str) -> None:
        """Hang on the device of a client."""
        super().__init__(hub, hub.clients[client_id], "paused")

    @property
    @override
    def is_on(self) -> bool | None:
        return self.coordinator.data.transfer.paused


class Problem(AlwaysThere, PartEntity[SourceCoordinator], BinarySensorEntity):
    """On after a look at the source that failed; one that is switched off has no problem."""

    _attr_device_class = BinarySensorDeviceClass.PROBLEM
    _attr_entity_category = EntityCategory.DIAGNOSTIC

    def __init__(self, hub: Hub, source_id: str) -> None:
        """Follow the looks at a source."""
        super().__init__(hub, hub.sources[source_id], "problem")

    @property
    @override
    def is_on(self) -> bool:
        return self.coordinator.enabled and not self.coordinator.last_update_success

    @property
    @override
    def extra_state_attributes(self) -> dict[str, str | None]:
        return {"reason": _reason(self.coordinator)}


class LibraryConnected(LibraryEntity, BinarySensorEntity):
    """On while the library answers; whether it is listened to, too, is told beside that."""

    _attr_device_class = BinarySensorDeviceClass.CONNECTIVITY
    _attr_entity_category = EntityCategory.DIAGNOSTIC

    def __init__(self, hub: Hub, library_id: str) -> None:
        """Follow the looks at a library."""
        super().__init__(hub, hub.libraries[library_id], "library_connected")

    @property
    @override
    def is_on(self) -> bool | None:
        if not self.coordinator.last_update_success:
            return False
        # Nothing is known before the first look.
        return None if self.coordinator.data.about is None else True

    @property
    @override
    def extra_state_attributes(self) -> dict[str, str | bool | None]:
        return {
            "reason": _reason(self.coordinator),
            "listening": self.coordinator.data.listening,
        }


class LibraryProblem(LibraryEntity, BinarySensorEntity):
    """On while the library does not answer, or says that something is wrong with it.

    What it only mentions is no problem, and one that is switched off has none.
    """

    _attr_device_class = BinarySensorDeviceClass.PROBLEM
    _attr_entity_category = EntityCategory.DIAGNOSTIC
    # Long, and not ours.
    _unrecorded_attributes = frozenset({"health"})

    def __init__(self, hub: Hub, library_id: str) -> None:
        """Follow the looks at a library."""
        super().__init__(hub, hub.libraries[library_id], "library_problem")

    @property
    @override
    def is_on(self) -> bool | None:
        if not self.coordinator.last_update_success:
            return self.coordinator.enabled
        if self.coordinator.data.about is None:
            # Nothing is known before the first look.
            return None
        return any(
            trouble.level is not Level.NOTICE
            for trouble in self.coordinator.data.troubles
        )

    @property
    @override
    def extra_state_attributes(self) -> dict[str, str | list[str] | None]:
        # What it said before it fell silent may be over.
        told = self.coordinator.last_update_success
        troubles = self.coordinator.data.troubles if told else ()
        return {
            "reason": _reason(self.coordinator),
            "health": [trouble.text for trouble in troubles],
        }


class ApproverProblem(ApproverEntity, BinarySensorEntity):
    """On while something keeps an approver from asking; one that is switched off has no problem."""

    _attr_device_class = BinarySensorDeviceClass.PROBLEM
    _attr_entity_category = EntityCategory.DIAGNOSTIC
    _attr_translation_key = "problem"

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        # Phones and bots come and go without anybody saying so.
        self.async_on_remove(
            async_track_time_interval(self.hass, self._on_tick, LOOK_EVERY)
        )

    @callback
    def _on_tick(self, _now: datetime) -> None:
        self.async_write_ha_state()

    @property
    @override
    def is_on(self) -> bool:
        return bool(self.hub.asker.trouble(self.approver))

    @property
    @override
    def extra_state_attributes(self) -> dict[str, str | None]:
        key = self.hub.asker.trouble(self.approver)
        return {"reason": reason(self.hub.texts, key) if key else None}


def _reason(
    part: ClientCoordinator | LibraryCoordinator | SourceCoordinator,
) -> str | None:
    """Return why the last look failed, None when it did not."""
    failed = None if part.last_update_success else part.last_exception
    # A text leaves a blank where there is no detail.
    return str(failed).strip() if failed else None
