"""The sensor that shows what came of the last test of a client, source or library."""

from datetime import datetime
from typing import override

from homeassistant.components.sensor import SensorDeviceClass, SensorEntity
from homeassistant.const import EntityCategory

from ..entity import AlwaysThere, PartEntity
from ..hub import Hub
from ..parts.client import ClientCoordinator
from ..parts.library import LibraryCoordinator
from ..parts.source import SourceCoordinator

type _Tested = ClientCoordinator | LibraryCoordinator | SourceCoordinator


class LastTest(AlwaysThere, PartEntity[_Tested], SensorEntity):
    """Whether the last test passed, since the start, and what was found by it."""

    _attr_device_class = SensorDeviceClass.ENUM
    _attr_entity_category = EntityCategory.DIAGNOSTIC
    _attr_options = ["never", "passed", "failed"]  # noqa: RUF012

    def __init__(self, hub: Hub, coordinator: _Tested) -> None:
        """Hang on the device of a client, source or library."""
        super().__init__(hub, coordinator, "last_test")

    @property
    @override
    def native_value(self) -> str:
        tested = self.coordinator.tested
        if tested is None:
            return "never"
        return "failed" if tested.reason else "passed"

    @property
    @override
    def extra_state_attributes(self) -> dict[str, str | int | datetime | None]:
        tested = self.coordinator.tested
        if tested is None:
            return {}
        return {"tested": tested.at, **tested.facts, "reason": tested.reason or None}
