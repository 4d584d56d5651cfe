"""Who decides on which request, and what is said of what fails."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from homeassistant.core import ServiceCall

from ..engine.request import Actor
from ..gate.gate import Gate
from ..presentation.errors import explained
from .action import loaded_hub
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
