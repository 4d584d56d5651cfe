"""Actions that decide on a request, or make one, in the name of whoever calls them."""

from typing import Final

from homeassistant.core import ServiceCall, ServiceResponse
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from ..const import CLIENT, CONF_CATEGORY, CONF_SAVE_PATH, CONF_TAGS, LIBRARY
from ..engine.options import DownloadOptions
from ..gate.ports import UnknownItem
from ..presentation.errors import explained, mistake
from ..presentation.redact import redact_url
from .action import Fields, loaded_hub
from .deciding import deciding, told
from .fields import (
    ATTR_CLIENT,
    ATTR_DELETE_DATA,
    ATTR_IGNORE_SPACE,
    ATTR_ITEM,
    ATTR_LIBRARY,
    ATTR_REASON,
    ATTR_REQUEST_ID,
    ATTR_TITLE,
    FILLED,
    NAMES,
    ONE_REQUEST,
)
from .parts import client_of, part_named, running
from .permission import async_actor, async_may_reach

ATTR_APPROVE: Final = "approve"
ATTR_LINK: Final = "link"

WITH_SPACE: Final[Fields] = {
    **ONE_REQUEST,
    vol.Optional(ATTR_IGNORE_SPACE, default=False): cv.boolean,
}
WITH_REASON: Final[Fields] = {
    **ONE_REQUEST,
    vol.Optional(ATTR_REASON, default=""): cv.string,
}
WITH_DATA: Final[Fields] = {
    **ONE_REQUEST,
    vol.Optional(ATTR_DELETE_DATA, default=False): cv.boolean,
}
WHICH_WORK: Final[Fields] = {
    **ONE_REQUEST,
    vol.Required(ATTR_LIBRARY): cv.string,
    vol.Required(ATTR_ITEM): FILLED,
}
LINK: Final[Fields] = {
    vol.Required(ATTR_LINK): cv.string,
    vol.Optional(ATTR_TITLE, default=""): cv.string,
    vol.Optional(ATTR_APPROVE, default=False): cv.boolean,
    vol.Optional(ATTR_CLIENT): cv.string,
    vol.Optional(CONF_CATEGORY, default=""): cv.string,
    vol.Optional(CONF_SAVE_PATH, default=""): cv.string,
    vol.Optional(CONF_TAGS, default=[]): NAMES,
}


async def cancel(call: ServiceCall) -> None:
    """Give a request up."""
    request_id = call.data[ATTR_REQUEST_ID]
    async with deciding(call, request_id) as (gate, who):
        await gate.decide.cancel(request_id, who, call.data[ATTR_REASON])


async def retry(call: ServiceCall) -> None:
    """Try a request again, or ask about it again."""
    request_id = call.data[ATTR_REQUEST_ID]
    async with deciding(call, request_id) as (gate, who):
        await gate.decide.retry(
            request_id, who, ignore_space=call.data[ATTR_IGNORE_SPACE]
        )


async def choose_item(call: ServiceCall) -> None:
    """Say which work a request is about."""
    library = part_named(loaded_hub(call.hass), LIBRARY, call.data[ATTR_LIBRARY])
    item = call.data[ATTR_ITEM]
    request_id = call.data[ATTR_REQUEST_ID]
    async with deciding(call, request_id) as (gate, who):
        try:
            await gate.library.choose(request_id, library, item, who)
        except UnknownItem as err:
            raise mistake("unknown_item", item=str(err)) from err


async def remove_download(call: ServiceCall) -> None:
    """Remove a request's download from its client."""
    hub = loaded_hub(call.hass)
    request_id = call.data[ATTR_REQUEST_ID]
    who = await async_actor(call)
    with explained(hub.texts, client_of(hub, request_id)):
        await hub.gate.remove_download(
            request_id, who, delete_data=call.data[ATTR_DELETE_DATA]
        )


async def request(call: ServiceCall) -> ServiceResponse:
    """Make a request from a link, and tell its id."""
    hub = loaded_hub(call.hass)
    data = call.data
    link = data[ATTR_LINK].strip()
    wished = data.get(ATTR_CLIENT)
    client = running(hub, CLIENT, wished) if wished else None
    with explained(hub.texts, redact_url(link)):
        made = await hub.gate.hand_in(
            link,
            who=await async_actor(call),
            approve=data[ATTR_APPROVE],
            title=data[ATTR_TITLE],
            client=client,
            outward=not await async_may_reach(call, hub, link),
            options=DownloadOptions(
                category=data[CONF_CATEGORY],
                save_path=data[CONF_SAVE_PATH],
                tags=tuple(data[CONF_TAGS]),
            ),
        )
    return told(made)
