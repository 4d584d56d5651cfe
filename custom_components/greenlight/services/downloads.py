"""Actions on the download of one request: its client does something with it and is looked at."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from homeassistant.core import ServiceCall

from ..gate.gate import Gate
from ..presentation.errors import explained
from .action import loaded_hub
from .fields import ATTR_REQUEST_ID
from .parts import client_of
from .permission import async_actor


@asynccontextmanager
async def _steering(call: ServiceCall) -> AsyncIterator[tuple[Gate, str]]:
    """Give the gate and the id of the request, and look at the client afterwards."""
    hub = loaded_hub(call.hass)
    request_id = call.data[ATTR_REQUEST_ID]
    with explained(hub.texts, client_of(hub, request_id)):
        yield hub.gate, request_id
    request = hub.gate.requests.get(request_id)
    # The client was waited for, and may have been removed in the meantime.
    if request and (part := hub.clients.get(request.client or "")):
        await part.async_refresh()


async def pause(call: ServiceCall) -> None:
    """Pause a request's download."""
    async with _steering(call) as (gate, request_id):
        await gate.control.pause(request_id)


async def resume(call: ServiceCall) -> None:
    """Resume a request's download."""
    async with _steering(call) as (gate, request_id):
        await gate.control.resume(request_id)


async def next_best(call: ServiceCall) -> None:
    """Give a request's download up, and have people asked about the next best."""
    hub = loaded_hub(call.hass)
    request_id = call.data[ATTR_REQUEST_ID]
    who = await async_actor(call)
    with explained(hub.texts, client_of(hub, request_id)):
        await hub.gate.next_best(request_id, who)


async def recheck(call: ServiceCall) -> None:
    """Have the data of a request's download checked."""
    async with _steering(call) as (gate, request_id):
        await gate.control.recheck(request_id)
