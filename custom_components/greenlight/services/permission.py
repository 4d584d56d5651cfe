"""Permission: whether whoever calls an action may, by Home Assistant's own permissions."""

from typing import Final
from urllib.parse import urlsplit

from homeassistant.auth.models import User
from homeassistant.auth.permissions.const import (
    CAT_ENTITIES,
    POLICY_CONTROL,
    POLICY_READ,
)
from homeassistant.const import CONF_URL, Platform
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.exceptions import Unauthorized, UnknownUser
from homeassistant.helpers import entity_registry as er

from ..const import SOURCE
from ..hub import Hub
from ..presentation.errors import mistake
from .action import Action, Who, loaded_hub

_NEEDED: Final = {Who.READERS: POLICY_READ, Who.DECIDERS: POLICY_CONTROL}


async def async_check(call: ServiceCall, action: Action) -> None:
    """Let a call pass or refuse it, as Home Assistant does with its own.

    Raises ``Unauthorized``, of which ``UnknownUser`` is one kind, and ``ServiceValidationError``
    where only a field is not for the caller. A call without a user comes from an automation, which
    an administrator wrote.
    """
    user = await async_caller(call)
    if user is None or user.is_admin:
        return
    if action.who is Who.ADMINISTRATORS:
        raise Unauthorized(context=call.context)
    needed = _NEEDED.get(action.who)
    if needed and not _has(call.hass, user, needed):
        raise Unauthorized(
            context=call.context, permission=needed, perm_category=CAT_ENTITIES
        )
    for field in sorted(action.reserved):
        if call.data.get(field):
            raise mistake("only_administrators", field=field)


async def async_caller(call: ServiceCall) -> User | None:
    """Return who calls an action, None for an automation.

    Raises ``UnknownUser``, and ``Unauthorized`` for one who has been deactivated: a phone of theirs
    still calls.
    """
    if not call.context.user_id:
        return None
    user = await call.hass.auth.async_get_user(call.context.user_id)
    if user is None:
        raise UnknownUser(context=call.context)
    if not user.is_active:
        raise Unauthorized(context=call.context)
    return user


async def async_may_read(call: ServiceCall) -> bool:
    """Tell whether who calls may know what is there; there has to be a hub that runs."""
    user = await async_caller(call)
    return user is None or user.is_admin or _has(call.hass, user, POLICY_READ)


async def async_may_reach(call: ServiceCall, hub: Hub, link: str) -> bool:
    """Tell whether a link that is handed in may be followed into the network of the house.

    That is for administrators, and for the very server that a source there is on: who may hand in
    links must not find out by them what answers in the house.
    """
    user = await async_caller(call)
    if user is None or user.is_admin:
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


def _has(hass: HomeAssistant, user: User, needed: str) -> bool:
    """Tell whether a user may read, or control, the hub's device.

    Control is what the buttons allow that answer requests: nothing else there can be controlled,
    and who is to see all sensors is often given every permission on them.
    """
    device = loaded_hub(hass).device_id
    return any(
        user.permissions.check_entity(entity.entity_id, needed)
        for entity in er.async_entries_for_device(
            er.async_get(hass), device, include_disabled_entities=True
        )
        if needed == POLICY_READ or entity.domain == Platform.BUTTON
    )
