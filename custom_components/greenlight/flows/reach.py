"""Reach: by what Home Assistant can reach people here, as its own entries tell.

Nothing is imported from the integrations that do it: only what their entries hold is read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from homeassistant.components.http.const import KEY_HASS_USER
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.http import current_request

from ..parts.neighbours import (
    MOBILE_APP,
    TELEGRAM,
    chats_of,
    hears,
    owner_of,
    takes_pushes,
)

NOTIFY: Final = "notify"
# Actions that reach nobody by themselves: the sender of entities, the notice in the interface, and
# the other name of whichever action was there first, often that of a phone.
_NO_WAYS: Final = frozenset({"send_message", "persistent_notification", "notify"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """A Telegram bot; one that only sends never hears an answer. ``chats`` are names by id."""

    id: str
    name: str
    receives: bool
    chats: Mapping[str, str]

    @property
    def private(self) -> dict[str, str]:
        """Return the chats with one person: there the chat's id is that of the person."""
        return {
            chat: name for chat, name in self.chats.items() if not chat.startswith("-")
        }


def _entries(hass: HomeAssistant, domain: str) -> list[ConfigEntry]:
    """Return the entries of an integration that are in use."""
    return hass.config_entries.async_entries(
        domain, include_ignore=False, include_disabled=False
    )


async def people(hass: HomeAssistant) -> dict[str, str]:
    """Return what the people who can log in are called, by the ids of their users."""
    return {
        user.id: user.name or user.id
        for user in await hass.auth.async_get_users()
        if user.is_active and not user.system_generated
    }


def phones(hass: HomeAssistant) -> list[ConfigEntry]:
    """Return the entries of the app on phones and tablets that can be sent something."""
    return [entry for entry in _entries(hass, MOBILE_APP) if takes_pushes(entry)]


def phones_of_whom_it_is(hass: HomeAssistant) -> list[ConfigEntry]:
    """Return the phones of the person who is filling in a form just now."""
    request = current_request.get()
    user = request.get(KEY_HASS_USER) if request is not None else None
    return [
        one for one in phones(hass) if user is not None and owner_of(one) == user.id
    ]


def bots(hass: HomeAssistant) -> dict[str, Bot]:
    """Return the Telegram bots by the ids of their entries."""
    return {
        entry.entry_id: Bot(
            id=entry.entry_id,
            name=entry.title,
            receives=hears(entry),
            chats={str(chat): name for chat, name in chats_of(entry).items()},
        )
        for entry in _entries(hass, TELEGRAM)
    }


def is_entity(hass: HomeAssistant, way: str) -> bool:
    """Tell whether what notifies is an entity: an action of the same name comes before it."""
    known = hass.services.has_service(NOTIFY, way.partition(".")[2])
    return not known and hass.states.get(way) is not None


def notify_ways(hass: HomeAssistant) -> dict[str, str]:
    """Return what else can notify somebody: actions and entities of ``notify``, with their names.

    Phones, and the chats of a bot that also receives, are left out: they are asked with buttons.
    """
    actions = {
        f"{NOTIFY}.{name}": f"{NOTIFY}.{name}"
        for name in hass.services.async_services_for_domain(NOTIFY)
        if name not in _NO_WAYS and not name.startswith(f"{MOBILE_APP}_")
    }
    registry = er.async_get(hass)
    receive = {one.id for one in bots(hass).values() if one.receives}
    entities = {
        state.entity_id: state.name
        for state in hass.states.async_all(NOTIFY)
        if (known := registry.async_get(state.entity_id)) is None
        or not (known.platform == MOBILE_APP or known.config_entry_id in receive)
    }
    return dict(sorted({**actions, **entities}.items(), key=lambda one: one[1]))
