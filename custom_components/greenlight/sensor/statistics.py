"""Sensors of the hub: what was asked, decided and downloaded since the beginning."""

from typing import Final, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import UnitOfInformation

from ..entity import GateEntity
from ..hub import Hub

_COUNTS: Final = ("asked", "approved", "declined", "expired", "downloaded")
_SIZES: Final = ("bytes_downloaded", "saved_by_declining", "saved_by_replacing")

# A total, and not one that only grows: what was taken back was not.
STATISTICS: Final = (
    *(
        SensorEntityDescription(key=key, state_class=SensorStateClass.TOTAL)
        for key in _COUNTS
    ),
    *(
        SensorEntityDescription(
            key=key,
            device_class=SensorDeviceClass.DATA_SIZE,
            state_class=SensorStateClass.TOTAL,
            native_unit_of_measurement=UnitOfInformation.BYTES,
            suggested_unit_of_measurement=UnitOfInformation.GIGABYTES,
            suggested_display_precision=1,
        )
        for key in _SIZES
    ),
)


class Statistic(GateEntity, SensorEntity):
    """A number that Home Assistant keeps for good."""

    def __init__(self, hub: Hub, description: SensorEntityDescription) -> None:
        """Hang on the hub's device."""
        super().__init__(hub, description.key)
        self.entity_description = description

    @property
    @override
    def native_value(self) -> int:
        count: int = getattr(self.hub.tallies.tally, self.entity_description.key)
        return count
