"""Sensors of the hub: the sides of the latest download."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import UnitOfDataRate, UnitOfRatio, UnitOfTime
from homeassistant.helpers.typing import StateType

from ..engine.summary import shown_name
from ..entity import GateEntity
from ..hub import Hub
from ..presentation.latest import NOTHING, STATES, Latest
from ..presentation.question import title_of
from ..presentation.texts import Texts

MAX_STATE: Final = 255


@dataclass(frozen=True, kw_only=True)
class LatestSensorDescription(SensorEntityDescription):
    """One side of the latest download.

    While there was none yet it is ``nothing``, or the text of the key ``nothing_yet``.
    """

    value_fn: Callable[[Latest], StateType]
    nothing: StateType = 0
    nothing_yet: str = ""
    attributes_fn: Callable[[Latest, Texts], dict[str, Any]] | None = None


LATEST_SENSORS = (
    LatestSensorDescription(
        key="latest_download",
        # Its quality does not fit beside a name.
        value_fn=lambda one: title_of(one.request)[:MAX_STATE],
        nothing_yet="no_download_yet",
        attributes_fn=lambda one, _: {
            "request_id": one.request.id,
            "title": one.request.release.title,
            "name": shown_name(one.request.release.title),
            "work": title_of(one.request),
        },
    ),
    LatestSensorDescription(
        key="download_progress",
        state_class=SensorStateClass.MEASUREMENT,
        native_unit_of_measurement=UnitOfRatio.PERCENTAGE,
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
        nothing=NOTHING,
        attributes_fn=lambda one, texts: {
            "reason": texts.reason(one.why) if one.why else None
        },
    ),
)


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
        description, found = self.entity_description, self.hub.latest
        if found:
            return description.value_fn(found)
        key = description.nothing_yet
        return self.hub.texts.text(key) if key else description.nothing

    @property
    @override
    def extra_state_attributes(self) -> dict[str, Any] | None:
        describe = self.entity_description.attributes_fn
        found = self.hub.latest
        return describe(found, self.hub.texts) if describe and found else None
