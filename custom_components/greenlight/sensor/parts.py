"""Sensors of the parts: clients, sources and rules."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.config_entries import ConfigSubentry
from homeassistant.const import EntityCategory, UnitOfDataRate, UnitOfInformation

from ..clients.base import Client, DownloadState, Feature
from ..engine.release import Protocol
from ..entity import ClientEntity, GateEntity, PartEntity
from ..hub import Hub
from ..parts.client import ClientData
from ..parts.setting import GIB
from ..parts.source import SourceCoordinator, SourceData


@dataclass(frozen=True, kw_only=True)
class ClientSensorDescription(SensorEntityDescription):
    """Something a client tells about itself as a whole; not every kind has all of it."""

    has_fn: Callable[[Client], bool] = lambda client: True
    value_fn: Callable[[ClientData], int | None]


@dataclass(frozen=True, kw_only=True)
class SourceSensorDescription(SensorEntityDescription):
    """Something about a source; what is ``ours`` stays known when the source does not answer."""

    value_fn: Callable[[SourceData], int | datetime | None]
    ours: bool = False


# Free space moves all the time, and mostly by next to nothing.
STEP: Final = GIB // 8


def _rounded(space: int | None) -> int | None:
    """Return bytes in whole steps, None where they are not known."""
    return None if space is None else round(space / STEP) * STEP


def _counted(*states: DownloadState) -> Callable[[ClientData], int | None]:
    """Return how many downloads are in any of these states, None before they were counted."""

    def count(data: ClientData) -> int | None:
        survey = data.survey
        if survey is None:
            return None
        return sum(survey.counts.get(state, 0) for state in states)

    return count


CLIENT_SENSORS = (
    ClientSensorDescription(
        key="client_download_speed",
        device_class=SensorDeviceClass.DATA_RATE,
        state_class=SensorStateClass.MEASUREMENT,
        native_unit_of_measurement=UnitOfDataRate.BYTES_PER_SECOND,
        suggested_unit_of_measurement=UnitOfDataRate.MEGABYTES_PER_SECOND,
        suggested_display_precision=1,
        value_fn=lambda data: data.transfer.download_speed,
    ),
    ClientSensorDescription(
        key="client_upload_speed",
        device_class=SensorDeviceClass.DATA_RATE,
        state_class=SensorStateClass.MEASUREMENT,
        native_unit_of_measurement=UnitOfDataRate.BYTES_PER_SECOND,
        suggested_unit_of_measurement=UnitOfDataRate.MEGABYTES_PER_SECOND,
        suggested_display_precision=1,
        has_fn=lambda client: Feature.UPLOAD in client.features,
        value_fn=lambda data: data.transfer.upload_speed,
    ),
    ClientSensorDescription(
        key="free_space",
        device_class=SensorDeviceClass.DATA_SIZE,
        state_class=SensorStateClass.MEASUREMENT,
        entity_category=EntityCategory.DIAGNOSTIC,
        native_unit_of_measurement=UnitOfInformation.BYTES,
        suggested_unit_of_measurement=UnitOfInformation.GIBIBYTES,
        suggested_display_precision=1,
        value_fn=lambda data: _rounded(data.survey.space.free if data.survey else None),
    ),
    ClientSensorDescription(
        key="downloads_running",
        state_class=SensorStateClass.MEASUREMENT,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        value_fn=_counted(
            DownloadState.DOWNLOADING,
            DownloadState.FETCHING_METADATA,
            DownloadState.CHECKING,
            DownloadState.STALLED,
        ),
    ),
    ClientSensorDescription(
        key="downloads_queued",
        state_class=SensorStateClass.MEASUREMENT,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        value_fn=_counted(DownloadState.QUEUED),
    ),
    ClientSensorDescription(
        key="downloads_post_processing",
        state_class=SensorStateClass.MEASUREMENT,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        has_fn=lambda client: client.protocol is Protocol.USENET,
        value_fn=_counted(DownloadState.POST_PROCESSING),
    ),
    ClientSensorDescription(
        key="downloads_paused",
        state_class=SensorStateClass.MEASUREMENT,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        value_fn=_counted(DownloadState.PAUSED),
    ),
    ClientSensorDescription(
        key="downloads_complete",
        state_class=SensorStateClass.MEASUREMENT,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        value_fn=_counted(DownloadState.COMPLETED, DownloadState.SEEDING),
    ),
    ClientSensorDescription(
        key="downloads_with_errors",
        state_class=SensorStateClass.MEASUREMENT,
        entity_category=EntityCategory.DIAGNOSTIC,
        value_fn=_counted(DownloadState.WARNING, DownloadState.FAILED),
    ),
)

SOURCE_SENSORS = (
    SourceSensorDescription(
        key="last_success",
        device_class=SensorDeviceClass.TIMESTAMP,
        entity_category=EntityCategory.DIAGNOSTIC,
        # It changes with every look, also when nothing is new.
        entity_registry_enabled_default=False,
        ours=True,
        value_fn=lambda data: data.last_success,
    ),
    SourceSensorDescription(
        key="items_seen",
        state_class=SensorStateClass.TOTAL_INCREASING,
        entity_category=EntityCategory.DIAGNOSTIC,
        ours=True,
        value_fn=lambda data: data.seen,
    ),
    SourceSensorDescription(
        key="items_matched",
        state_class=SensorStateClass.TOTAL_INCREASING,
        entity_category=EntityCategory.DIAGNOSTIC,
        ours=True,
        value_fn=lambda data: data.matched,
    ),
    SourceSensorDescription(
        key="items_offered",
        state_class=SensorStateClass.MEASUREMENT,
        entity_category=EntityCategory.DIAGNOSTIC,
        value_fn=lambda data: data.offered,
    ),
)


def client_sensors(hub: Hub, client_id: str) -> list[ClientSensor]:
    """Return the sensors that a client of its kind has."""
    client = hub.clients[client_id].client
    return [
        ClientSensor(hub, client_id, description)
        for description in CLIENT_SENSORS
        if description.has_fn(client)
    ]


class ClientSensor(ClientEntity, SensorEntity):
    """Something a client tells about itself."""

    entity_description: ClientSensorDescription

    def __init__(
        self, hub: Hub, client_id: str, description: ClientSensorDescription
    ) -> None:
        """Hang on the device of a client."""
        super().__init__(hub, hub.clients[client_id], description.key)
        self.entity_description = description

    @property
    @override
    def native_value(self) -> int | None:
        return self.entity_description.value_fn(self.coordinator.data)


class PromisedSpace(GateEntity, SensorEntity):
    """How much room a client's unfinished downloads of ours still need."""

    _attr_device_class = SensorDeviceClass.DATA_SIZE
    _attr_state_class = SensorStateClass.MEASUREMENT
    _attr_entity_category = EntityCategory.DIAGNOSTIC
    _attr_native_unit_of_measurement = UnitOfInformation.BYTES
    _attr_suggested_unit_of_measurement = UnitOfInformation.GIBIBYTES
    _attr_suggested_display_precision = 1

    def __init__(self, hub: Hub, subentry: ConfigSubentry) -> None:
        """Hang on the device of a client."""
        super().__init__(hub, "promised_space", subentry)
        self._client_id = subentry.subentry_id

    @property
    @override
    def native_value(self) -> int:
        # Up, as what is promised must not look like nothing.
        return -(-self.gate.promised(self._client_id) // STEP) * STEP


class SourceSensor(PartEntity[SourceCoordinator], SensorEntity):
    """Something about a source."""

    entity_description: SourceSensorDescription

    def __init__(
        self, hub: Hub, source_id: str, description: SourceSensorDescription
    ) -> None:
        """Hang on the device of a source."""
        super().__init__(hub, hub.sources[source_id], description.key)
        self.entity_description = description

    @property
    @override
    def available(self) -> bool:
        return self.entity_description.ours or super().available

    @property
    @override
    def native_value(self) -> int | datetime | None:
        return self.entity_description.value_fn(self.coordinator.data)


class RuleMatches(GateEntity, SensorEntity):
    """How many releases a rule has matched."""

    _attr_state_class = SensorStateClass.TOTAL_INCREASING
    _attr_entity_category = EntityCategory.DIAGNOSTIC

    def __init__(self, hub: Hub, subentry: ConfigSubentry) -> None:
        """Hang on the device of a rule."""
        super().__init__(hub, "matches", subentry)
        self._rule_id = subentry.subentry_id

    @property
    @override
    def native_value(self) -> int:
        return self.hub.ledger.matches(self._rule_id)
