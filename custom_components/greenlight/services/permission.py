"""Permission: whether whoever calls an action may, as every road has it."""

from urllib.parse import urlsplit

from homeassistant.const import CONF_URL
from homeassistant.core import ServiceCall
from homeassistant.exceptions import Unauthorized, UnknownUser

from ..const import SOURCE
from ..engine.request import Actor, ActorKind
from ..engine.rights import Person, Right
from ..hub import Hub
from ..presentation.errors import mistake
from .action import Action, hub_if_loaded, loaded_hub
from .road import road_of


async def async_check(call: ServiceCall, action: Action) -> None:
    """Let a call pass or refuse it.

    Raises ``ServiceValidationError`` with who may, and ``Unauthorized``, of which ``UnknownUser`` is
    one kind, for whoever was deactivated or is gone.
    """
    if action.who is None:
        await _async_known(call)
        return
    people, road = loaded_hub(call.hass).people, road_of(call)
    person = await people.person(call.context, road)
    if action.instead is None or not person.may(action.instead):
        person = await people.allowed(call.context, road, action.who)
    if person.may(Right.EVERYTHING):
        return
    for field in sorted(action.reserved):
        if _is_empty(call.data.get(field)):
            continue
        right, where = action.enough.get(field, (Right.EVERYTHING, ""))
        if not _is_empty(call.data.get(where)):
            # Who may not is told as for any other action that takes that right.
            await people.allowed(call.context, road, right)
            continue
        if person.actor.kind is ActorKind.SYSTEM:
            raise mistake("automation_may_not", name=person.actor.name)
        raise mistake("only_everything", field=field)


def _is_empty(value: object) -> bool:
    """Tell whether a field says nothing; a limit of 0 says a lot."""
    return value is None or value is False or value in ("", [])


async def _async_known(call: ServiceCall) -> None:
    """Refuse whoever is gone, and one who has been deactivated: a phone of theirs still calls."""
    if not call.context.user_id:
        return
    user = await call.hass.auth.async_get_user(call.context.user_id)
    if user is None:
        raise UnknownUser(context=call.context)
    if not user.is_active:
        raise Unauthorized(context=call.context)


async def async_person(call: ServiceCall) -> Person:
    """Return who calls, with what they may do; there has to be a hub that runs."""
    return await loaded_hub(call.hass).people.person(call.context, road_of(call))


async def async_actor(call: ServiceCall) -> Actor:
    """Return in whose name an action is carried out."""
    return (await async_person(call)).actor


async def async_may_read(call: ServiceCall) -> bool:
    """Tell whether who calls may know what is there, if anything is."""
    if hub_if_loaded(call.hass) is None:
        return False
    return (await async_person(call)).may(Right.SEE)


async def async_may_reach(call: ServiceCall, hub: Hub, link: str) -> bool:
    """Tell whether a link that is handed in may be followed into the network of the house.

    That is for those who may do everything, and for the very server that a source there is on: who
    may hand in links must not find out by them what answers in the house.
    """
    if (await async_person(call)).may(Right.EVERYTHING):
        return True
    server = _server(link)
    sources = hub.entry.get_subentries_of_type(SOURCE)
    # What is stored of one may make no sense.
    return server is not None and any(
        server == _server(str(one.data.get(CONF_URL))) for one in sources
    )


def _server(url: str) -> tuple[str, int] | None:
    """Return host and port of an address, None if it has none."""
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}[parts.scheme.lower()]
    except ValueError, KeyError:
        return None
    return (parts.hostname or "", port)
