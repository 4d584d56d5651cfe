"""Actions on download clients as a whole: pause and resume all, limits of a category."""

import asyncio
from collections.abc import Iterable
from typing import Any, Final

from homeassistant.core import ServiceCall, ServiceResponse
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from ..clients.base import Feature
from ..const import CLIENT, CONF_CATEGORY, CONF_RATIO_LIMIT, CONF_SEEDING_TIME
from ..engine.options import DownloadOptions
from ..hub import Hub
from ..parts.client import ClientCoordinator
from ..presentation.errors import explained, failure, loaded_hub, mistake
from .parts import part_named, parts_named

ATTR_CLIENT: Final = "client"

SOME_CLIENTS_SCHEMA: Final[dict[Any, Any]] = {
    vol.Optional(ATTR_CLIENT): vol.All(cv.ensure_list, [cv.string])
}
CATEGORY_LIMITS_SCHEMA: Final[dict[Any, Any]] = {
    vol.Required(ATTR_CLIENT): cv.string,
    vol.Required(CONF_CATEGORY): vol.All(cv.string, vol.Length(min=1)),
    vol.Optional(CONF_RATIO_LIMIT): vol.All(vol.Coerce(float), vol.Range(min=0)),
    vol.Optional(CONF_SEEDING_TIME): vol.All(vol.Coerce(int), vol.Range(min=0)),
}


async def pause_all(call: ServiceCall) -> ServiceResponse:
    """Pause everything in some or all clients."""
    await _on_each(call, paused=True)
    return None


async def resume_all(call: ServiceCall) -> ServiceResponse:
    """Resume everything in some or all clients."""
    await _on_each(call, paused=False)
    return None


async def _on_each(call: ServiceCall, *, paused: bool) -> None:
    """Try each client, whatever becomes of the others, and tell of all that failed at once."""
    hub = loaded_hub(call.hass)
    wished = call.data.get(ATTR_CLIENT)
    ids = parts_named(hub, CLIENT, wished) if wished else list(hub.clients)
    parts = [hub.clients[one] for one in ids]
    told = await asyncio.gather(*(_tried(hub, part, paused=paused) for part in parts))
    _raise(why for why in told if why)


async def _tried(
    hub: Hub, part: ClientCoordinator, *, paused: bool
) -> HomeAssistantError | None:
    try:
        with explained(hub, part.subentry.title):
            await part.async_pause_all(paused=paused)
    except HomeAssistantError as err:
        return err
    return None


def _raise(failures: Iterable[HomeAssistantError]) -> None:
    several = list(failures)
    if len(several) == 1:
        raise several[0]
    if several:
        raise failure("several_failed", details=" ".join(map(str, several)))


async def set_category_limits(call: ServiceCall) -> ServiceResponse:
    """Limit how much of a category is shared, in a client that can do that."""
    hub = loaded_hub(call.hass)
    data = call.data
    part = hub.clients[part_named(hub, CLIENT, data[ATTR_CLIENT])]
    name = part.subentry.title
    if Feature.CATEGORY_LIMITS not in part.client.features:
        raise mistake("no_category_limits", name=name)
    limits = DownloadOptions(
        ratio_limit=data.get(CONF_RATIO_LIMIT),
        seeding_time=data.get(CONF_SEEDING_TIME),
    )
    if limits == DownloadOptions():
        raise mistake("no_limits")
    with explained(hub, name):
        await part.client.set_category_limits(data[CONF_CATEGORY], limits)
    return None
