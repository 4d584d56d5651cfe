"""Sensors of an asker: what of it waits for an answer, and when it was last heard of."""

from datetime import datetime, timedelta
from typing import Final, override

from homeassistant.components.sensor import (
    RestoreSensor,
    SensorDeviceClass,
    SensorEntity,
    SensorStateClass,
)
from homeassistant.config_entries import ConfigSubentry
from homeassistant.const import EntityCategory
from homeassistant.core import callback
from homeassistant.util import dt as dt_util

from ..askers.door import async_door
from ..engine.request import State
from ..entity import GateEntity, part_device
from ..hub import Hub
from ..parts.asker_settings import PATH

# Programs call every minute, and nobody wants to see each of that.
STEP: Final = timedelta(minutes=10)


class AskerWaiting(GateEntity, SensorEntity):
    """How many questions about what an asker has handed over wait for an answer."""

    _attr_state_class = SensorStateClass.MEASUREMENT

    def __init__(self, hub: Hub, subentry: ConfigSubentry) -> None:
        """Hang on the device of an asker."""
        super().__init__(hub, "asker_waiting", subentry)
        self._asker_id = subentry.subentry_id

    @property
    @override
    def native_value(self) -> int:
        return sum(
            one.state is State.PENDING and one.release.source == self._asker_id
            for one in self.gate.requests.open.values()
        )


class LastHeard(RestoreSensor):
    """When an asker last called, and how it introduced itself; what was known before a restart stays."""

    _attr_device_class = SensorDeviceClass.TIMESTAMP
    _attr_entity_category = EntityCategory.DIAGNOSTIC
    _attr_has_entity_name = True
    _attr_should_poll = False
    _attr_translation_key = "last_heard"

    def __init__(self, hub: Hub, subentry: ConfigSubentry) -> None:
        """Hang on the device of an asker."""
        # Which stays the same whatever else is changed.
        self._path: str = PATH.of(subentry.data)
        self._attr_native_value: datetime | None = None
        self._attr_unique_id = f"{subentry.subentry_id}_last_heard"
        self._attr_device_info = part_device(hub, subentry)

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        known = await self.async_get_last_sensor_data()
        if known is not None and isinstance(known.native_value, datetime):
            self._attr_native_value = known.native_value
        door = async_door(self.hass)
        self.async_on_remove(door.on_visit(self._path, self._on_visit))

    @callback
    def _on_visit(self) -> None:
        visit = async_door(self.hass).last_visit(self._path)
        assert visit is not None
        at, before = dt_util.utc_from_timestamp(visit.at), self._attr_native_value
        if before is None or at - before >= STEP:
            self._attr_native_value = at
            self._attr_extra_state_attributes = {"agent": visit.agent}
            self.async_write_ha_state()
