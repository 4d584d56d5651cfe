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
from ..parts.setting import MB

_COUNTS: Final = ("asked", "approved", "declined", "expired", "downloaded")
_SIZES: Final = ("bytes_downloaded", "saved_by_declining", "saved_by_replacing")

# The least that is shown of a size, in bytes.
_SHOWN: Final = 100 * MB

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
        # A little less than nothing would be shown as -0.0.
        return 0 if -_SHOWN < 2 * count < 0 else count
