"""Sensors of the hub, and which sensors each part has."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import PERCENTAGE, UnitOfDataRate, UnitOfTime
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.typing import StateType

from ..const import CLIENT, RULE, SOURCE
from ..engine.request import State
from ..engine.summary import shown_name
from ..entity import GateEntity, add_to_each
from ..hub import GreenlightConfigEntry, Hub
from ..presentation.latest import STATES, Latest
from .parts import (
    SOURCE_SENSORS,
    PromisedSpace,
    RuleMatches,
    SourceSensor,
    client_sensors,
)

PARALLEL_UPDATES = 0

MAX_STATE: Final = 255


@dataclass(frozen=True, kw_only=True)
class HubSensorDescription(SensorEntityDescription):
    """A number about all requests."""

    value_fn: Callable[[Hub], int]


@dataclass(frozen=True, kw_only=True)
class LatestSensorDescription(SensorEntityDescription):
    """One side of the latest download."""

    value_fn: Callable[[Latest], StateType]
    attributes_fn: Callable[[Latest], dict[str, Any]] | None = None


def _count(hub: Hub, state: State) -> int:
    return sum(one.state is state for one in hub.ledger.open.values())


def _speed(hub: Hub) -> int:
    downloads = hub.gate.downloads
    return sum(
        downloads[one.id].download_speed
        for one in hub.ledger.open.values()
        if one.state is State.DOWNLOADING and one.id in downloads
    )


HUB_SENSORS = (
    HubSensorDescription(
        key="completed_waiting",
        state_class=SensorStateClass.MEASUREMENT,
        value_fn=lambda hub: len(hub.inbox.waiting),
    ),
    HubSensorDescription(
        key="pending_requests",
        state_class=SensorStateClass.MEASUREMENT,
        value_fn=lambda hub: _count(hub, State.PENDING),
    ),
    HubSensorDescription(
        key="active_downloads",
        state_class=SensorStateClass.MEASUREMENT,
        value_fn=lambda hub: _count(hub, State.DOWNLOADING),
    ),
    HubSensorDescription(
        key="total_speed",
        device_class=SensorDeviceClass.DATA_RATE,
        state_class=SensorStateClass.MEASUREMENT,
        native_unit_of_measurement=UnitOfDataRate.BYTES_PER_SECOND,
        suggested_unit_of_measurement=UnitOfDataRate.MEGABYTES_PER_SECOND,
        suggested_display_precision=1,
        value_fn=_speed,
    ),
)

LATEST_SENSORS = (
    LatestSensorDescription(
        key="latest_download",
        value_fn=lambda one: shown_name(one.request.release.title)[:MAX_STATE],
        attributes_fn=lambda one: {
            "request_id": one.request.id,
            "title": one.request.release.title,
        },
    ),
    LatestSensorDescription(
        key="download_progress",
        state_class=SensorStateClass.MEASUREMENT,
        native_unit_of_measurement=PERCENTAGE,
        suggested_display_precision=1,
        value_fn=lambda one: round(one.progress * 100, 1),
    ),
    LatestSensorDescription(
        key="download_speed",
        device_class=SensorDeviceClass.DATA_RATE,
        state_class=SensorStateClass.MEASUREMENT,
        native_unit_of_measurement=UnitOfDataRate.BYTES_PER_SECOND,
        suggested_unit_of_measurement=UnitOfDataRate.MEGABYTES_PER_SECOND,
        suggested_display_precision=1,
        value_fn=lambda one: one.speed,
    ),
    LatestSensorDescription(
        key="download_time_left",
        device_class=SensorDeviceClass.DURATION,
        native_unit_of_measurement=UnitOfTime.SECONDS,
        suggested_unit_of_measurement=UnitOfTime.MINUTES,
        suggested_display_precision=1,
        value_fn=lambda one: one.time_left,
    ),
    LatestSensorDescription(
        key="download_state",
        device_class=SensorDeviceClass.ENUM,
        options=list(STATES),
        value_fn=lambda one: one.state,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: GreenlightConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the sensors of the hub and of each part."""
    hub = entry.runtime_data
    async_add_entities(HubSensor(hub, description) for description in HUB_SENSORS)
    async_add_entities(LatestSensor(hub, description) for description in LATEST_SENSORS)
    add_to_each(
        entry,
        CLIENT,
        async_add_entities,
        lambda client: [
            *client_sensors(hub, client.subentry_id),
            PromisedSpace(hub, client),
        ],
    )
    add_to_each(
        entry,
        SOURCE,
        async_add_entities,
        lambda source: [
            SourceSensor(hub, source.subentry_id, description)
            for description in SOURCE_SENSORS
        ],
    )
    add_to_each(entry, RULE, async_add_entities, lambda rule: [RuleMatches(hub, rule)])


class HubSensor(GateEntity, SensorEntity):
    """A number about all requests."""

    entity_description: HubSensorDescription

    def __init__(self, hub: Hub, description: HubSensorDescription) -> None:
        """Hang on the hub's device."""
        super().__init__(hub, description.key)
        self.entity_description = description

    @property
    @override
    def native_value(self) -> int:
        return self.entity_description.value_fn(self.hub)


class LatestSensor(GateEntity, SensorEntity):
    """One side of the latest download."""

    entity_description: LatestSensorDescription

    def __init__(self, hub: Hub, description: LatestSensorDescription) -> None:
        """Hang on the hub's device."""
        super().__init__(hub, description.key)
        self.entity_description = description

    @property
    @override
    def native_value(self) -> StateType:
        found = self.hub.latest
        return self.entity_description.value_fn(found) if found else None

    @property
    @override
    def extra_state_attributes(self) -> dict[str, Any] | None:
        describe = self.entity_description.attributes_fn
        found = self.hub.latest
        return describe(found) if describe and found else None
