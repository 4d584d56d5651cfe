"""Who decides on which request, and what is said of what fails."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from homeassistant.core import ServiceCall

from ..engine.request import Actor, Request
from ..engine.summary import shown_name
from ..gate.gate import Gate
from ..presentation.errors import explained
from ..presentation.views import View
from .action import loaded_hub
from .fields import ATTR_REQUEST_ID, ATTR_TITLE
from .parts import client_of
from .permission import async_person


@asynccontextmanager
async def deciding(
    call: ServiceCall, request_id: str
) -> AsyncIterator[tuple[Gate, Actor]]:
    """Give the gate and who decides on a request, if they may on this one, and explain what fails."""
    hub = loaded_hub(call.hass)
    person = await async_person(call)
    with explained(hub.texts, client_of(hub, request_id)):
        request = hub.gate.requests.find(request_id)
        await hub.people.check_answers(call.context, person, request)
        yield hub.gate, person.actor


def told(request: Request) -> View:
    """Return what an action answers of a request it made or decided on."""
    return {
        ATTR_REQUEST_ID: request.id,
        "state": request.state.value,
        ATTR_TITLE: request.release.title,
        "name": shown_name(request.release.title),
    }
