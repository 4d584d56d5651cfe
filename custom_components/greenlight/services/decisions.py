"""Actions that decide on a request, or make one, in the name of whoever calls them."""

from dataclasses import dataclass
from typing import Final

from homeassistant.core import ServiceCall, ServiceResponse
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from ..const import CLIENT, LIBRARY
from ..engine.options import DownloadOptions
from ..engine.quality.comparison import Choice
from ..engine.request import Actor, Request
from ..gate.ports import OtherItem, UnknownItem
from ..hub import Hub
from ..presentation.errors import explained, mistake
from ..presentation.redact import redact_url
from .action import Fields, loaded_hub
from .answers import ATTR_KEEP_BOTH, ATTR_SEEN
from .deciding import deciding, told
from .fields import (
    ATTR_CLIENT,
    ATTR_DELETE_DATA,
    ATTR_IGNORE_SPACE,
    ATTR_ITEM,
    ATTR_LIBRARY,
    ATTR_REASON,
    ATTR_REQUEST_ID,
    ATTR_RESULT,
    ATTR_TITLE,
    FILLED,
    ONE_REQUEST,
)
from .options import OPTIONS, asked_options
from .parts import client_of, part_named, running
from .permission import async_actor, async_may_reach, async_person

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
    vol.Optional(ATTR_REQUEST_ID): FILLED,
    vol.Optional(ATTR_RESULT): FILLED,
    vol.Inclusive(ATTR_LIBRARY, "work"): cv.string,
    vol.Inclusive(ATTR_ITEM, "work"): FILLED,
}
LINK: Final[Fields] = {
    vol.Optional(ATTR_LINK): FILLED,
    vol.Optional(ATTR_RESULT): FILLED,
    vol.Optional(ATTR_SEEN, default=""): cv.string,
    vol.Optional(ATTR_KEEP_BOTH): cv.boolean,
    vol.Optional(ATTR_TITLE, default=""): cv.string,
    vol.Optional(ATTR_APPROVE, default=False): cv.boolean,
    vol.Optional(ATTR_CLIENT): cv.string,
    **OPTIONS,
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


async def choose_item(call: ServiceCall) -> ServiceResponse:
    """Say which work a request, or a result of a search, is about; tell how the request stands then.

    Where none is named, what was said of it is taken back.
    """
    hub, data = loaded_hub(call.hass), call.data
    if (ATTR_REQUEST_ID in data) is (ATTR_RESULT in data):
        raise mistake("request_or_result")
    if ATTR_ITEM not in data:
        return await _unsaid(call, hub)
    library, item = part_named(hub, LIBRARY, data[ATTR_LIBRARY]), data[ATTR_ITEM]
    try:
        if ATTR_RESULT in data:
            with explained(hub.texts):
                _, lot = hub.gate.search.result(data[ATTR_RESULT])
                await hub.gate.library.mean(lot.release, library, item)
            return {}
        request_id = data[ATTR_REQUEST_ID]
        async with deciding(call, request_id) as (gate, who):
            return told(await gate.library.choose(request_id, library, item, who))
    except UnknownItem as err:
        key = "not_this_item" if isinstance(err, OtherItem) else "unknown_item"
        raise mistake(key, item=str(err)) from err


async def _unsaid(call: ServiceCall, hub: Hub) -> ServiceResponse:
    data = call.data
    if ATTR_RESULT in data:
        with explained(hub.texts):
            _, lot = hub.gate.search.result(data[ATTR_RESULT])
            await hub.gate.library.unsay(lot.release)
        return {}
    async with deciding(call, data[ATTR_REQUEST_ID]) as (gate, who):
        return told(await gate.library.unchoose(data[ATTR_REQUEST_ID], who))


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
    """Make a request from a link or from a result of a search, and tell its id."""
    hub, data = loaded_hub(call.hass), call.data
    if (ATTR_LINK in data) is (ATTR_RESULT in data):
        raise mistake("link_or_result")
    person = await async_person(call)
    wished = data.get(ATTR_CLIENT)
    how = _How(
        who=person.actor,
        options=asked_options(data, person),
        client=running(hub, CLIENT, wished) if wished else None,
    )
    make = _of_result if ATTR_RESULT in data else _of_link
    made = await make(call, hub, how)
    return {**told(made), "ignored": sorted(hub.gate.takers.ignored(made))}


@dataclass(frozen=True, slots=True)
class _How:
    """In whose name something is requested, and how it is to be downloaded."""

    who: Actor
    options: DownloadOptions
    client: str | None


async def _of_link(call: ServiceCall, hub: Hub, how: _How) -> Request:
    link = call.data[ATTR_LINK].strip()
    with explained(hub.texts, redact_url(link)):
        return await hub.gate.hand_in(
            link,
            who=how.who,
            approve=call.data[ATTR_APPROVE],
            title=call.data[ATTR_TITLE],
            client=how.client,
            outward=not await async_may_reach(call, hub, link),
            options=how.options,
        )


async def _of_result(call: ServiceCall, hub: Hub, how: _How) -> Request:
    data, both = call.data, call.data.get(ATTR_KEEP_BOTH)
    choice = None
    if both is not None:
        choice = Choice.KEEP_BOTH if both else Choice.REPLACE
    with explained(hub.texts):
        return await hub.gate.results.take(
            data[ATTR_RESULT],
            who=how.who,
            approve=data[ATTR_APPROVE],
            mark=data[ATTR_SEEN],
            choice=choice,
            client=how.client,
            options=how.options,
        )
