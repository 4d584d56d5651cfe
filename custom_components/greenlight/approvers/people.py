"""People: who somebody is and what they may do, by the only thing that cannot be forged.

Only a context tells who calls, never the data of a call or an event. Every road goes by this.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
import logging
from typing import Any, Final

from homeassistant.auth import EVENT_USER_REMOVED
from homeassistant.auth.models import User
from homeassistant.auth.permissions.const import POLICY_READ
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, Context, Event, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError, Unauthorized, UnknownUser
from homeassistant.helpers import entity_registry as er

from ..const import CONF_AUTOMATIONS, CONF_PEOPLE_RIGHTS
from ..engine.request import Actor, ActorKind, Request, Via
from ..engine.rights import NONE, Person, Right
from ..presentation.errors import mistake
from ..presentation.texts import Texts
from .contexts import Contexts

_LOGGER = logging.getLogger(__name__)

EVERYTHING: Final = frozenset({Right.EVERYTHING})
ONLY_SEE: Final = frozenset({Right.SEE})
# What automations that no person started may do anyway: whoever decides is a person.
UNATTENDED: Final = frozenset({Right.SEE, Right.HAND_IN, Right.DOWNLOADS})


class People:
    """Knows what each person of Home Assistant may do, as it is set in the entry's options."""

    def __init__(
        self, hass: HomeAssistant, entry: ConfigEntry[Any], texts: Texts
    ) -> None:
        """Know where it is set; ``start`` begins to notice who starts automations."""
        self._hass = hass
        self._entry = entry
        self._texts = texts
        self._contexts = Contexts(hass)
        # How often somebody was refused something, by their name.
        self.refused: Counter[tuple[str, Right]] = Counter()

    @callback
    def start(self) -> CALLBACK_TYPE:
        """Notice who starts what, and who leaves the house. Returns what ends it."""
        ends = (
            self._contexts.start(),
            self._hass.bus.async_listen(EVENT_USER_REMOVED, self._forget_gone),
        )

        @callback
        def end() -> None:
            for one in ends:
                one()

        return end

    def rights(self, user: User) -> frozenset[Right]:
        """Return what somebody may do, as it is set; the owner everything, whatever is set."""
        if not user.is_active:
            return NONE
        if user.is_owner:
            return EVERYTHING
        stored = chosen(self._entry).get(user.id)
        return self.usual(user) if stored is None else stored

    def usual(self, user: User) -> frozenset[Right]:
        """Return what somebody may do where nothing is set.

        Administrators may everything, and others see what Home Assistant lets them.
        """
        if user.is_admin:
            return EVERYTHING
        return ONLY_SEE if self._reads(user) else NONE

    def _reads(self, user: User) -> bool:
        """Tell whether Home Assistant lets a user see anything of ours."""
        entities = er.async_get(self._hass).entities
        return any(
            user.permissions.check_entity(one.entity_id, POLICY_READ)
            for one in entities.get_entries_for_config_entry_id(self._entry.entry_id)
        )

    async def person(self, context: Context | None, via: Via) -> Person:
        """Return who is behind a call, with what they may do.

        Somebody who is gone or was deactivated may do nothing. An automation that somebody's action
        started counts as that person. One that nobody started may decide only where that is set.
        """
        if context is None:
            return self._unattended(self._texts.text("automation"), via)
        if context.user_id:
            return await self.known(context.user_id, via)
        by = await self._starter(context)
        name = self._contexts.automation(context) or self._texts.text("automation")
        if by is None:
            return self._unattended(name, via)
        person = await self.known(by, via)
        both = self._texts.text(
            "by_automation", person=person.actor.name, automation=name
        )
        return replace(person, actor=replace(person.actor, name=both))

    async def _starter(self, context: Context) -> str | None:
        """Return who started an automation, None for nobody known."""
        by = self._contexts.starter(context)
        if by is None and context.parent_id:
            # It may have been told of the event that triggered it before we were.
            await asyncio.sleep(0)
            by = self._contexts.starter(context)
        return by

    async def known(self, user_id: str, via: Via) -> Person:
        """Return a person of Home Assistant, with what they may do.

        An add-on or a cloud has a user too, and is none: it is an automation that nobody started.
        """
        user = await self._hass.auth.async_get_user(user_id)
        if user is None:
            return Person(Actor(ActorKind.USER, user_id, via=via))
        return self.of(user, via)

    def of(self, user: User, via: Via | None = None) -> Person:
        """Return who a user is, with what they may do, as ``known`` does."""
        name = self.name(user)
        if user.system_generated:
            return self._unattended(name, via)
        return Person(Actor(ActorKind.USER, user.id, name, via), self.rights(user))

    def _unattended(self, name: str, via: Via | None) -> Person:
        allowed = self._entry.options.get(CONF_AUTOMATIONS) is True
        actor = Actor(ActorKind.SYSTEM, name=name, via=via)
        return Person(actor, EVERYTHING if allowed else UNATTENDED)

    def name(self, user: User) -> str:
        """Return what somebody is called."""
        return user.name or self._texts.text("unnamed_user")

    def words(self, rights: frozenset[Right]) -> str:
        """Return rights as a sentence lists them."""
        if Right.EVERYTHING in rights:
            return self._texts.text("right_everything")
        told = [self._texts.text(f"right_{one}") for one in Right if one in rights]
        return self._texts.listed(told or [self._texts.text("right_none")])

    # --------------------------------------------------------------- refusing

    async def allowed(self, context: Context | None, via: Via, right: Right) -> Person:
        """Return who is behind a call, if they may do that.

        Raises ``ServiceValidationError`` with who may, ``Unauthorized`` for whoever was deactivated,
        of which ``UnknownUser`` for one who is gone is a kind.
        """
        person = await self.person(context, via)
        if not person.may(right):
            raise await self._refusal(context, person, right)
        return person

    async def check_answers(
        self, context: Context | None, person: Person, request: Request
    ) -> None:
        """Let somebody answer a question, or raise as ``allowed`` does."""
        if not person.may_decide(request.deciders):
            raise await self._refusal(context, person, Right.DECIDE, request.deciders)

    async def _refusal(
        self,
        context: Context | None,
        person: Person,
        right: Right,
        deciders: frozenset[str] = frozenset(),
    ) -> HomeAssistantError:
        who = person.actor
        if not self.refused[who.name, right]:
            _LOGGER.warning("%s may not do that here: %s", who.name or who.id, right)
        self.refused[who.name, right] += 1
        if who.kind is not ActorKind.USER:
            return mistake("automation_may_not", name=who.name)
        user = await self._hass.auth.async_get_user(who.id)
        if user is None:
            return UnknownUser(context=context)
        if not user.is_active:
            return Unauthorized(context=context)
        may = self._texts.listed(await self.deciders(right, deciders))
        if context and not context.user_id:
            return mistake("started_may_not", name=who.name, people=may)
        if not person.rights:
            return mistake("may_nothing", people=may)
        return mistake(f"may_not_{right}", people=may)

    async def deciders(
        self, right: Right = Right.DECIDE, deciders: frozenset[str] = frozenset()
    ) -> list[str]:
        """Return the names of those who may do something, for whoever is told that they may not.

        With ``deciders`` only those of them, and who may do everything.
        """
        return self.deciding(await self.everybody(), right, deciders)

    def deciding(
        self,
        users: Iterable[User],
        right: Right = Right.DECIDE,
        deciders: frozenset[str] = frozenset(),
    ) -> list[str]:
        """Return the names of those among ``users`` who may do something, as ``deciders`` does."""
        found = []
        for user in self.people_of(users):
            rights = self.rights(user)
            person = Person(Actor(ActorKind.USER, user.id), rights)
            if person.may_decide(deciders) if deciders else person.may(right):
                found.append(self.name(user))
        return found or [self._texts.text("an_administrator")]

    async def everybody(self) -> list[User]:
        """Return the people of the house who can log in, the owner first."""
        return self.people_of(await self._hass.auth.async_get_users())

    def people_of(self, users: Iterable[User]) -> list[User]:
        """Return the people among users who can log in, the owner first."""
        people = [one for one in users if one.is_active and not one.system_generated]
        return sorted(people, key=lambda one: (not one.is_owner, self.name(one)))

    # ---------------------------------------------------------------- leaving

    async def _forget_gone(self, _event: Event[Any]) -> None:
        """Forget what people might do who are gone; what the event says of itself may be made up."""
        kept = {one.id for one in await self._hass.auth.async_get_users()}
        options = dict(self._entry.options)
        stored = options.get(CONF_PEOPLE_RIGHTS)
        if isinstance(stored, Mapping) and not stored.keys() <= kept:
            left = {key: one for key, one in stored.items() if key in kept}
            self._hass.config_entries.async_update_entry(
                self._entry, options=options | {CONF_PEOPLE_RIGHTS: left}
            )


def chosen(entry: ConfigEntry[Any]) -> dict[str, frozenset[Right]]:
    """Return what was chosen for whom, by the id of the user.

    What no form has stored is nobody's right: a word that is unknown is left out.
    """
    stored = entry.options.get(CONF_PEOPLE_RIGHTS)
    if not isinstance(stored, Mapping):
        return {}
    return {key: _rights(words) for key, words in stored.items()}


def _rights(words: object) -> frozenset[Right]:
    known = words if isinstance(words, list | tuple) else ()
    return frozenset(Right(one) for one in known if one in Right)
