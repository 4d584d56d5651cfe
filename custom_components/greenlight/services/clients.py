"""Actions on download clients as a whole: pause and resume all, limits of a category."""

import asyncio
from typing import Final

from homeassistant.core import ServiceCall
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from ..clients.base import Feature
from ..const import (
    CLIENT,
    CONF_CATEGORY,
    CONF_DOWNLOAD_LIMIT,
    CONF_RATIO_LIMIT,
    CONF_SEEDING_TIME,
    CONF_UPLOAD_LIMIT,
)
from ..engine.options import DownloadOptions
from ..hub import Hub
from ..parts.client import ClientCoordinator
from ..parts.client_settings import DOWNLOAD, UPLOAD
from ..presentation.errors import explained, failure, mistake
from .action import Fields, loaded_hub
from .fields import ATTR_CLIENT, FILLED, NAMES
from .parts import all_running, running

SOME: Final[Fields] = {vol.Optional(ATTR_CLIENT): NAMES}
# In MB/s; 0 is no limit.
_SPEED: Final = vol.All(vol.Coerce(float), vol.Range(min=0, max=10_000))
CATEGORY_LIMITS: Final[Fields] = {
    vol.Required(ATTR_CLIENT): cv.string,
    vol.Required(CONF_CATEGORY): FILLED,
    vol.Optional(CONF_RATIO_LIMIT): vol.All(vol.Coerce(float), vol.Range(min=0)),
    vol.Optional(CONF_SEEDING_TIME): vol.All(vol.Coerce(int), vol.Range(min=0)),
    vol.Optional(CONF_DOWNLOAD_LIMIT): _SPEED,
    vol.Optional(CONF_UPLOAD_LIMIT): _SPEED,
}


async def pause_all(call: ServiceCall) -> None:
    """Pause everything in some or all clients."""
    await _on_each(call, paused=True)


async def resume_all(call: ServiceCall) -> None:
    """Resume everything in some or all clients."""
    await _on_each(call, paused=False)


async def _on_each(call: ServiceCall, *, paused: bool) -> None:
    """Try each client, whatever becomes of the others, and tell of all that failed at once."""
    hub = loaded_hub(call.hass)
    used = [one for one, part in hub.clients.items() if part.enabled]
    ids = all_running(hub, CLIENT, call.data.get(ATTR_CLIENT)) or used
    parts = [hub.clients[one] for one in ids]
    told = await asyncio.gather(*(_tried(hub, part, paused=paused) for part in parts))
    failures = [why for why in told if why]
    if len(failures) == 1:
        raise failures[0]
    if failures:
        raise failure("several_failed", details=" ".join(map(str, failures)))


async def _tried(
    hub: Hub, part: ClientCoordinator, *, paused: bool
) -> HomeAssistantError | None:
    """Pause or resume everything in a client, and return why that failed."""
    try:
        with explained(hub.texts, part.subentry.title):
            await part.async_pause_all(paused=paused)
    except HomeAssistantError as err:
        return err
    return None


async def set_category_limits(call: ServiceCall) -> None:
    """Limit how much of a category is shared and how fast it is, in a client that can do that."""
    hub = loaded_hub(call.hass)
    data = call.data
    part = hub.clients[running(hub, CLIENT, data[ATTR_CLIENT])]
    name = part.subentry.title
    category, features = data[CONF_CATEGORY], part.client.features
    limits = DownloadOptions(
        ratio_limit=data.get(CONF_RATIO_LIMIT),
        seeding_time=data.get(CONF_SEEDING_TIME),
    )
    given = {DOWNLOAD: CONF_DOWNLOAD_LIMIT, UPLOAD: CONF_UPLOAD_LIMIT}
    speeds = {name: data[field] for name, field in given.items() if field in data}
    shares = limits != DownloadOptions()
    if speeds and Feature.CATEGORY_SPEED not in features:
        raise mistake("no_category_limits", name=name)
    if (shares or not speeds) and Feature.CATEGORY_LIMITS not in features:
        raise mistake("no_category_limits", name=name)
    if not (shares or speeds):
        raise mistake("no_limits")
    with explained(hub.texts, name):
        if shares:
            await part.async_set_category_limits(category, limits)
        if speeds:
            await part.async_set_category_speed(category, speeds)
