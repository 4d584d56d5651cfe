"""Sensors of a client: what it tells about itself, and what is promised to it."""

from collections.abc import Callable
from dataclasses import dataclass
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
from ..entity import ClientEntity, GateEntity
from ..hub import Hub
from ..parts.client import ClientData
from ..parts.setting import MB


@dataclass(frozen=True, kw_only=True)
class ClientSensorDescription(SensorEntityDescription):
    """Something a client tells about itself as a whole; not every kind has all of it."""

    has_fn: Callable[[Client], bool] = lambda client: True
    value_fn: Callable[[ClientData], int | None]


# Free space moves all the time, and mostly by next to nothing.
STEP: Final = 100 * MB


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
        suggested_unit_of_measurement=UnitOfInformation.GIGABYTES,
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
    _attr_suggested_unit_of_measurement = UnitOfInformation.GIGABYTES
    _attr_suggested_display_precision = 1

    def __init__(self, hub: Hub, subentry: ConfigSubentry) -> None:
        """Hang on the device of a client."""
        super().__init__(hub, "promised_space", subentry)
        self._client_id = subentry.subentry_id

    @property
    @override
    def native_value(self) -> int:
        # Up, as what is promised must not look like nothing.
        return -(-self.gate.room.promised(self._client_id) // STEP) * STEP
