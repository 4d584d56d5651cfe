"""Actions that decide on a request, or make one, in the name of whoever calls them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from homeassistant.core import ServiceCall, ServiceResponse
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from ..const import CLIENT, CONF_CATEGORY, CONF_SAVE_PATH, CONF_TAGS, LIBRARY
from ..engine.options import DownloadOptions
from ..engine.request import Actor
from ..engine.summary import shown_name
from ..gate.gate import Gate
from ..gate.ports import UnknownItem
from ..presentation.errors import explained, mistake
from ..presentation.redact import redact_url
from .action import Fields, loaded_hub
from .fields import (
    ATTR_CLIENT,
    ATTR_ITEM,
    ATTR_LIBRARY,
    ATTR_REQUEST_ID,
    ATTR_TITLE,
    FILLED,
    NAMES,
    ONE_REQUEST,
)
from .parts import client_of, part_named, running
from .permission import async_actor, async_may_reach, async_person

ATTR_APPROVE: Final = "approve"
ATTR_DELETE_DATA: Final = "delete_data"
ATTR_IGNORE_SPACE: Final = "ignore_space"
ATTR_LINK: Final = "link"
ATTR_REASON: Final = "reason"

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


@asynccontextmanager
async def _deciding(call: ServiceCall) -> AsyncIterator[tuple[Gate, str, Actor]]:
    """Give the gate, the id of the request and who decides on it, and explain what fails."""
    hub = loaded_hub(call.hass)
    request_id = call.data[ATTR_REQUEST_ID]
    person = await async_person(call)
    with explained(hub.texts, client_of(hub, request_id)):
        request = hub.gate.requests.find(request_id)
        await hub.people.check_answers(call.context, person, request)
        yield hub.gate, request_id, person.actor


async def approve(call: ServiceCall) -> None:
    """Approve a request."""
    async with _deciding(call) as (gate, request_id, who):
        await gate.decide.approve(
            request_id, who, ignore_space=call.data[ATTR_IGNORE_SPACE]
        )


async def decline(call: ServiceCall) -> None:
    """Decline a request."""
    async with _deciding(call) as (gate, request_id, who):
        await gate.decide.decline(request_id, who, call.data[ATTR_REASON])


async def cancel(call: ServiceCall) -> None:
    """Give a request up."""
    async with _deciding(call) as (gate, request_id, who):
        await gate.decide.cancel(request_id, who, call.data[ATTR_REASON])


async def retry(call: ServiceCall) -> None:
    """Try a request again, or ask about it again."""
    async with _deciding(call) as (gate, request_id, who):
        await gate.decide.retry(
            request_id, who, ignore_space=call.data[ATTR_IGNORE_SPACE]
        )


async def choose_item(call: ServiceCall) -> None:
    """Say which work a request is about."""
    library = part_named(loaded_hub(call.hass), LIBRARY, call.data[ATTR_LIBRARY])
    item = call.data[ATTR_ITEM]
    async with _deciding(call) as (gate, request_id, who):
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
    return {
        ATTR_REQUEST_ID: made.id,
        "state": made.state.value,
        ATTR_TITLE: made.release.title,
        "name": shown_name(made.release.title),
    }
