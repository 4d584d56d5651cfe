"""People: who somebody is and what they may do, by the only thing that cannot be forged.

Only a context tells who calls, never the data of a call or an event. Every road goes by this.
"""

from typing import Any, Final

from homeassistant.auth.models import User
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import Context, HomeAssistant

from ..const import CONF_AUTOMATIONS, CONF_PEOPLE_RIGHTS
from ..engine.request import Actor, ActorKind, Via
from ..engine.rights import NONE, Person, Right
from ..presentation.texts import Texts

EVERYTHING: Final = frozenset({Right.EVERYTHING})
ONLY_SEE: Final = frozenset({Right.SEE})


class People:
    """Knows what each person of Home Assistant may do, as it is set in the entry's options."""

    def __init__(
        self, hass: HomeAssistant, entry: ConfigEntry[Any], texts: Texts
    ) -> None:
        """Know where it is set."""
        self._hass = hass
        self._entry = entry
        self._texts = texts

    def rights(self, user: User) -> frozenset[Right]:
        """Return what somebody may do: administrators everything and others see, unless it is set."""
        if not user.is_active:
            return NONE
        usual = EVERYTHING if user.is_admin else ONLY_SEE
        stored = self._entry.options.get(CONF_PEOPLE_RIGHTS, {}).get(user.id)
        return usual if stored is None else frozenset(map(Right, stored))

    async def person(self, context: Context | None, via: Via) -> Person:
        """Return who is behind a call, with what they may do.

        Somebody who is gone or was deactivated may do nothing. What no person started is an
        automation, which may do something only where that is switched on.
        """
        user_id = context.user_id if context else None
        if user_id:
            return await self.known(user_id, via)
        name = _automation_name(self._hass, context) or self._texts.text("automation")
        allowed = self._entry.options.get(CONF_AUTOMATIONS, False)
        actor = Actor(ActorKind.SYSTEM, name=name, via=via)
        return Person(actor, EVERYTHING if allowed else NONE)

    async def known(self, user_id: str, via: Via) -> Person:
        """Return a person of Home Assistant, with what they may do."""
        user = await self._hass.auth.async_get_user(user_id)
        if user is None:
            return Person(Actor(ActorKind.USER, user_id, via=via))
        name = user.name or self._texts.text("unnamed_user")
        return Person(Actor(ActorKind.USER, user.id, name, via), self.rights(user))

    async def deciders(self) -> list[str]:
        """Return the names of those who may decide, for whoever is told that they may not."""
        users = await self._hass.auth.async_get_users()
        return [
            user.name or self._texts.text("unnamed_user")
            for user in users
            if not user.system_generated
            and not self.rights(user).isdisjoint((Right.DECIDE, Right.EVERYTHING))
        ]


async def actor_of(hass: HomeAssistant, texts: Texts, context: Context | None) -> Actor:
    """Return the actor behind a service call; only its context tells, never its data."""
    user_id = context.user_id if context else None
    user = await hass.auth.async_get_user(user_id) if user_id else None
    if user is not None:
        name = user.name or texts.text("unnamed_user")
        return Actor(ActorKind.USER, user.id, name)
    name = _automation_name(hass, context) or texts.text("automation")
    return Actor(ActorKind.SYSTEM, name=name)


def _automation_name(hass: HomeAssistant, context: Context | None) -> str | None:
    """Return the name of what is running: it has put its context on its own state."""
    for state in hass.states.async_all(("automation", "script")):
        if context and state.context.id == context.id:
            return state.name
    return None
