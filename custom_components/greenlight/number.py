"""Numbers: the speed limits of a client."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, override

from homeassistant.components.number import (
    NumberDeviceClass,
    NumberEntity,
    NumberEntityDescription,
    NumberMode,
)
from homeassistant.const import EntityCategory, UnitOfDataRate
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .clients.base import Feature, Transfer
from .const import CLIENT
from .engine.rights import Right
from .entity import ClientEntity, add_to_each, async_allowed
from .hub import GreenlightConfigEntry, Hub
from .parts.client import ClientCoordinator
from .parts.setting import MB
from .presentation.errors import explained

# A client that hangs must not hold up the others.
PARALLEL_UPDATES = 0

# 10 GB/s: more than anybody's line.
MAX_LIMIT: Final = 10_000
# To a kB/s; less than that is no limit anybody would set.
STEP: Final = 0.001


@dataclass(frozen=True, kw_only=True)
class LimitDescription(NumberEntityDescription):
    """A speed limit; ``limit_fn`` tells bytes per second, and ``set_fn`` takes them."""

    limit_fn: Callable[[Transfer], int | None]
    set_fn: Callable[[ClientCoordinator, int], Awaitable[None]]


DOWNLOAD_LIMIT = LimitDescription(
    key="download_limit",
    limit_fn=lambda transfer: transfer.download_limit,
    set_fn=lambda part, limit: part.async_set_speed_limits(download=limit),
)
UPLOAD_LIMIT = LimitDescription(
    key="upload_limit",
    limit_fn=lambda transfer: transfer.upload_limit,
    set_fn=lambda part, limit: part.async_set_speed_limits(upload=limit),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: GreenlightConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the limits that each client can have."""
    hub = entry.runtime_data

    def limits(client_id: str) -> list[SpeedLimit]:
        uploads = Feature.UPLOAD in hub.clients[client_id].client.features
        wanted = (DOWNLOAD_LIMIT, UPLOAD_LIMIT) if uploads else (DOWNLOAD_LIMIT,)
        return [SpeedLimit(hub, client_id, one) for one in wanted]

    add_to_each(
        entry, CLIENT, async_add_entities, lambda client: limits(client.subentry_id)
    )


class SpeedLimit(ClientEntity, NumberEntity):
    """A speed limit of a client as a whole; 0 is no limit."""

    entity_description: LimitDescription
    _attr_device_class = NumberDeviceClass.DATA_RATE
    _attr_entity_category = EntityCategory.CONFIG
    _attr_mode = NumberMode.BOX
    _attr_native_unit_of_measurement = UnitOfDataRate.MEGABYTES_PER_SECOND
    _attr_native_min_value = 0
    _attr_native_max_value = MAX_LIMIT
    _attr_native_step = STEP

    def __init__(self, hub: Hub, client_id: str, description: LimitDescription) -> None:
        """Hang on the device of a client."""
        super().__init__(hub, hub.clients[client_id], description.key)
        self.entity_description = description

    @property
    @override
    def available(self) -> bool:
        return super().available and self._limit is not None

    @property
    def _limit(self) -> int | None:
        return self.entity_description.limit_fn(self.coordinator.data.transfer)

    @property
    @override
    def native_value(self) -> float | None:
        if not (limit := self._limit):
            return limit
        return max(round(limit / MB, 3), STEP)

    @override
    async def async_set_native_value(self, value: float) -> None:
        await async_allowed(self, self.hub, Right.DOWNLOADS)
        # What is a limit in any unit must not become none by rounding.
        limit = max(round(value * MB), 1) if value > 0 else 0
        with explained(self.hub.texts, self.coordinator.subentry.title):
            await self.entity_description.set_fn(self.coordinator, limit)
