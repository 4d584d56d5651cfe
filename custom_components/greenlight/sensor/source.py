"""Sensors of a source."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import EntityCategory

from ..entity import PartEntity
from ..hub import Hub
from ..parts.source import SourceCoordinator, SourceData

# So many are named in an attribute, which is recorded.
_MOST_NAMED: Final = 20


@dataclass(frozen=True, kw_only=True)
class SourceSensorDescription(SensorEntityDescription):
    """Something about a source; what is ``ours`` stays known when the source does not answer."""

    value_fn: Callable[[SourceData], int | datetime | None]
    more_fn: Callable[[SourceData], dict[str, Any]] | None = None
    ours: bool = False


def _more(data: SourceData) -> dict[str, Any]:
    """Return what is offered, too, and was not considered, and of whom nobody knows what they offer."""
    silent = [one.name for one in data.silent][:_MOST_NAMED]
    return {
        "unreadable": data.broken,
        "left_out": data.left_out,
        # Only where there is something to say: most sources have no indexers.
        **({"silent_indexers": silent} if silent else {}),
    }


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
        more_fn=_more,
    ),
)


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

    @property
    @override
    def extra_state_attributes(self) -> dict[str, Any] | None:
        more = self.entity_description.more_fn
        return more(self.coordinator.data) if more else None
