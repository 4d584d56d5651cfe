"""Sensors of the hub: numbers about all requests."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import UnitOfDataRate

from ..engine.request import State
from ..entity import GateEntity
from ..hub import Hub


@dataclass(frozen=True, kw_only=True)
class HubSensorDescription(SensorEntityDescription):
    """A number about all requests."""

    value_fn: Callable[[Hub], int]


def _count(hub: Hub, state: State) -> int:
    return sum(one.state is state for one in hub.gate.requests.open.values())


def _asked(hub: Hub) -> int:
    """Return how many people are asked about now: not what waits for its turn, or was put off."""
    return sum(one.asking for one in hub.gate.requests.open.values())


def _speed(hub: Hub) -> int:
    downloads = hub.gate.downloads
    return sum(
        downloads[one.id].download_speed
        for one in hub.gate.requests.open.values()
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
        value_fn=_asked,
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
