"""Sensors of a library: what it has, and how old that is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import EntityCategory

from ..engine.library.item import Kind
from ..entity import LibraryEntity
from ..hub import Hub
from ..parts.library import LibraryData


@dataclass(frozen=True, kw_only=True)
class LibrarySensorDescription(SensorEntityDescription):
    """Something about a library; not every kind has all of it."""

    value_fn: Callable[[LibraryData], int | datetime | None]
    kind: Kind | None = None
    more_fn: Callable[[LibraryData], dict[str, int]] | None = None


def _once_read(
    count: Callable[[LibraryData], int],
) -> Callable[[LibraryData], int | None]:
    """Return a count that is not known before the first reading."""
    return lambda data: None if data.read is None else count(data)


LIBRARY_SENSORS = (
    LibrarySensorDescription(
        key="library_movies",
        state_class=SensorStateClass.MEASUREMENT,
        kind=Kind.MOVIE,
        value_fn=_once_read(lambda data: data.counts.movies),
    ),
    LibrarySensorDescription(
        key="library_series",
        state_class=SensorStateClass.MEASUREMENT,
        kind=Kind.SERIES,
        value_fn=_once_read(lambda data: data.counts.series),
    ),
    LibrarySensorDescription(
        key="library_files",
        state_class=SensorStateClass.MEASUREMENT,
        entity_category=EntityCategory.DIAGNOSTIC,
        value_fn=_once_read(lambda data: data.counts.files),
    ),
    LibrarySensorDescription(
        key="library_read",
        device_class=SensorDeviceClass.TIMESTAMP,
        entity_category=EntityCategory.DIAGNOSTIC,
        value_fn=lambda data: data.read,
        # What is there, too, and is not known.
        more_fn=lambda data: {"unreadable": data.broken},
    ),
    LibrarySensorDescription(
        key="library_changed",
        device_class=SensorDeviceClass.TIMESTAMP,
        entity_category=EntityCategory.DIAGNOSTIC,
        # It changes with everything that happens in the library.
        entity_registry_enabled_default=False,
        value_fn=lambda data: data.changed,
    ),
)


def library_sensors(hub: Hub, library_id: str) -> list[LibrarySensor]:
    """Return the sensors that a library of its kind has."""
    kinds = hub.libraries[library_id].library.kinds
    return [
        LibrarySensor(hub, library_id, description)
        for description in LIBRARY_SENSORS
        if description.kind is None or description.kind in kinds
    ]


class LibrarySensor(LibraryEntity, SensorEntity):
    """Something about a library."""

    entity_description: LibrarySensorDescription

    def __init__(
        self, hub: Hub, library_id: str, description: LibrarySensorDescription
    ) -> None:
        """Hang on the device of a library."""
        super().__init__(hub, hub.libraries[library_id], description.key)
        self.entity_description = description

    @property
    @override
    def native_value(self) -> int | datetime | None:
        return self.entity_description.value_fn(self.coordinator.data)

    @property
    @override
    def extra_state_attributes(self) -> dict[str, int] | None:
        more = self.entity_description.more_fn
        return more(self.coordinator.data) if more else None
