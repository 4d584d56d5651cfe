"""Presses: which answers are believed, and what comes of each.

A phone's press comes with the user who registered the phone, whom only Home Assistant can have put
there. A press in Telegram comes with nobody, as only Home Assistant's bot fires it: whatever comes
with a person was fired by that person. What the data of an event says proves nothing by itself.
"""

from collections import Counter
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
import logging
from typing import Any, Final, Protocol

from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback

from ..engine.answer import Verb
from ..engine.request import Actor, ActorKind, Via
from ..engine.rights import Person, Right
from ..parts.approver_settings import ApproverKind, ApproverSettings
from ..parts.neighbours import MOBILE_APP, PHONE_EVENT, owner_of
from ..presentation.texts import Texts
from .base import DIGEST, TEST, Channel, Copy, NotDelivered
from .copies import Copies
from .deciding import Deciding
from .harmless import Harmless
from .heard import comes_by_its_road, ids_of, message_of, text_of, token_of
from .listening import KEY
from .people import People
from .reply import Reply
from .token import Press, Tokens

_LOGGER = logging.getLogger(__name__)

# How many refusals are remembered, so that each is told of once.
_REMEMBERED: Final = 500


class Asked(Protocol):
    """What the asker does for whoever pressed."""

    approvers: dict[str, ApproverSettings]
    channels: dict[str, Channel[Any]]

    def pressed(
        self,
        approver: str,
        places: tuple[str, ...],
        request: str,
        page: Any,
        *,
        apart: bool = False,
    ) -> None:
        """Show them a page, or the request as a message of its own."""

    def put_off(self, approver: str, places: tuple[str, ...], until: float) -> None:
        """Have the list of several questions come again then."""

    async def settled(self, approver: str, name: str) -> bool:
        """Wait until it is known what they see there, and tell whether it is."""

    async def note(
        self, approver: str, places: tuple[str, ...], who: str, text: str
    ) -> None:
        """Tell them something on their phones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """An answer that was not believed, or of somebody who may not: why, who, by which road.

    ``who`` is the name of a known person, else empty: a forged event does not choose what is shown.
    """

    reason: str
    who: str
    via: Via
    verb: Verb | None = None


class Presses:
    """Takes each press: whether it is believed, what comes of it, and what the presser is told."""

    def __init__(
        self,
        hass: HomeAssistant,
        people: People,
        deciding: Deciding,
        tokens: Tokens,
        copies: Copies,
        asked: Asked,
        harmless: Harmless,
        texts: Texts,
        refused: Callable[[Refusal], None],
    ) -> None:
        """Know who decides; ``refused`` is told of each kind of refusal and person once."""
        self._hass = hass
        self._people = people
        self._deciding = deciding
        self._tokens = tokens
        self._copies = copies
        self._asked = asked
        self._harmless = harmless
        self._texts = texts
        self._refused = refused
        self.refusals = Counter[str]()
        self._told: dict[tuple[str, str], None] = {}

    @callback
    def start(
        self, spawn: Callable[[Coroutine[Any, Any, None], str], None]
    ) -> CALLBACK_TYPE:
        """Take what is heard, and what was heard before. Returns what ends it."""

        @callback
        def take(event: Event[Any]) -> None:
            spawn(self.take(event), "take an answer")

        return self._hass.data[KEY].attach(take)

    async def take(self, event: Event[Any]) -> None:
        """Take one press. It never raises."""
        try:
            if event.event_type == PHONE_EVENT:
                await self._from_phone(event)
            else:
                await self._from_telegram(event)
        except Exception:
            _LOGGER.exception("An answer could not be taken")

    # ------------------------------------------------------------------ phone

    async def _from_phone(self, event: Event[Any]) -> None:
        user_id = event.context.user_id
        if not comes_by_its_road(event) or not user_id:
            self._refuse("not_from_a_phone", user_id or "", Via.PHONE)
            return
        user = await self._hass.auth.async_get_user(user_id)
        if user is None:
            self._refuse("unknown_user", user_id, Via.PHONE)
            return
        person = await self._people.known(user_id, Via.PHONE)
        if not user.is_active:
            self._refuse("inactive_user", user_id, Via.PHONE, person)
            return
        press = self._read(token_of(event), ApproverKind.COMPANION)
        if press is None:
            self._refuse("unknown_button", user_id, Via.PHONE, person)
            return
        places = self._phones_of(press.approver, user_id, event.data.get("device_id"))
        if press.request == TEST:
            await self._tested(press, places, person)
            return
        reply = await self._decide(press, person)
        self._follow(press, places, reply)
        if reply.alert or reply.later:
            await self._asked.note(press.approver, places, user_id, reply.text)

    def _phones_of(
        self, approver: str, user_id: str, device: object
    ) -> tuple[str, ...]:
        """Return the phones of a person, or the one that says that it was pressed there.

        Only what is shown next depends on that word.
        """
        phones = {
            one.entry_id: one
            for one in self._hass.config_entries.async_entries(MOBILE_APP)
        }
        channel = self._asked.channels.get(approver)
        theirs = [
            place
            for place in (channel.places if channel else ())
            if place in phones and owner_of(phones[place]) == user_id
        ]
        same = [
            one
            for one in theirs
            if device and phones[one].data.get("device_id") == device
        ]
        return tuple(same or theirs)

    # --------------------------------------------------------------- telegram

    async def _from_telegram(self, event: Event[Any]) -> None:
        data, by = event.data, event.context.user_id
        if not comes_by_its_road(event):
            # Whoever fired it is no bot, so nobody in Telegram waits for an answer either.
            self._refuse("not_from_the_bot", by or "", Via.TELEGRAM)
            return
        bot, chat, user = text_of(data.get("bot"), "config_entry_id"), *ids_of(data)
        ours = [
            one
            for one in self._asked.approvers.values()
            if one.kind is ApproverKind.TELEGRAM and bot and one.bot == bot
        ]
        if not ours:
            self._refuse("unknown_bot", str(user), Via.TELEGRAM)
            return
        press = self._read(token_of(event), ApproverKind.TELEGRAM, bot)
        settings = self._asked.approvers[press.approver] if press else ours[0]
        channel = self._asked.channels[settings.id]
        press_id = data.get("id")
        reply = await self._telegram_reply(press, settings, chat, user, data)
        if isinstance(press_id, str | int):
            await channel.answered(str(press_id), bot, reply.text, reply.alert)
        if press is None or press.request == TEST:
            return
        if reply.refused == "unknown_message":
            await self._clear_left(press, str(chat), data)
        elif not reply.refused:
            self._follow(press, (str(chat),), reply)

    async def _clear_left(
        self, press: Press, chat: str, data: Mapping[str, Any]
    ) -> None:
        """Take a message away that a power cut left behind before it could be remembered."""
        message = message_of(data)
        if not message or not await self._asked.settled(press.approver, chat):
            return
        here = self._copies.at(press.approver, chat)
        if any(one.message == message for one in here):
            return
        left = Copy(
            approver=press.approver, place=chat, request=press.request, message=message
        )
        try:
            await self._asked.channels[press.approver].clear(left)
        except NotDelivered as err:
            _LOGGER.debug("A message that nobody knows stays: %s", err)

    async def _telegram_reply(
        self,
        press: Press | None,
        settings: ApproverSettings,
        chat: int | None,
        user: int | None,
        data: Mapping[str, Any],
    ) -> Reply:
        """Return what is said to a press in Telegram that came from our bot."""
        person = await self._known_to(settings, user) if user is not None else None
        if chat not in settings.chats:
            return self._no("unknown_chat", user, person)
        if person is None:
            return self._no("unknown_person", user)
        if press is None:
            return self._no("unknown_button", user, person, "reply_unknown")
        if not self._is_seen(press, chat, data):
            # Pressed before Telegram has told us where it is.
            await self._asked.settled(press.approver, str(chat))
        if not self._is_seen(press, chat, data):
            return self._no("unknown_message", user, person, "reply_unknown")
        if press.request == TEST:
            await self._tested(press, (str(chat),), person)
            return Reply(text=self._texts.text("reply_test"))
        return await self._decide(press, person)

    async def _known_to(self, settings: ApproverSettings, user: int) -> Person | None:
        """Return who somebody in Telegram is, None for whoever is not named, or is shut out."""
        if user not in settings.people:
            return None
        if user_id := settings.people[user]:
            known = await self._hass.auth.async_get_user(user_id)
            if known is None or not known.is_active:
                return None
            return await self._people.known(user_id, Via.TELEGRAM)
        name = settings.names.get(user) or str(user)
        actor = Actor(ActorKind.TELEGRAM, str(user), name, Via.TELEGRAM)
        return Person(actor, frozenset({Right.SEE, Right.DECIDE}))

    def _is_seen(self, press: Press, chat: int | None, data: Mapping[str, Any]) -> bool:
        """Tell whether the message that was pressed is the one with that question, or a list of it."""
        message = message_of(data)
        if not message:
            return False
        copies = (
            self._copies.get(press.approver, str(chat), key)
            for key in (press.request, DIGEST)
        )
        return any(one and one.message == message for one in copies)

    # ------------------------------------------------------------------- both

    def _read(self, token: str, kind: ApproverKind, bot: str = "") -> Press | None:
        """Return what a token says that was made for an approver of a kind, and for that bot."""
        for settings in self._asked.approvers.values():
            if settings.kind is kind and settings.bot == bot:
                if press := self._tokens.read(token, settings.id):
                    return press
        return None

    async def _decide(self, press: Press, person: Person) -> Reply:
        reply = await self._deciding.take(
            press.answer, press.request, press.seen, person
        )
        if reply.refused:
            who = person.actor
            self._refuse(reply.refused, who.id, who.via, person, press.answer.verb)
        return reply

    def _follow(self, press: Press, places: tuple[str, ...], reply: Reply) -> None:
        """Show whoever pressed what is to be seen after it."""
        if press.request != DIGEST:
            apart = reply.apart
            self._asked.pressed(
                press.approver, places, press.request, reply.page, apart=apart
            )
        elif reply.later is not None:
            self._asked.put_off(press.approver, places, reply.later)

    async def _tested(
        self, press: Press, places: tuple[str, ...], person: Person
    ) -> None:
        if not person.may(Right.SEE) or press.answer.verb is not Verb.TEST:
            self._refuse("may_not", person.actor.id, person.actor.via, person)
            return
        await self._harmless.answered(press.approver, places, person.actor.name)

    def _no(
        self,
        reason: str,
        user: int | None,
        person: Person | None = None,
        says: str = "reply_nobody_may",
    ) -> Reply:
        self._refuse(reason, str(user), Via.TELEGRAM, person)
        return Reply(
            text=self._texts.text(says), alert=True, counted=False, refused=reason
        )

    def _refuse(
        self,
        reason: str,
        who: str,
        via: Via | None,
        person: Person | None = None,
        verb: Verb | None = None,
    ) -> None:
        """Count a refusal, and tell of it the first time that somebody is refused for that."""
        self.refusals[reason] += 1
        if (reason, who) in self._told:
            return
        self._told[reason, who] = None
        if len(self._told) > _REMEMBERED:
            del self._told[next(iter(self._told))]
        name = person.actor.name if person else ""
        _LOGGER.warning(
            "An answer by %s was refused: %s (%s)", via, reason, name or "somebody"
        )
        self._refused(
            Refusal(reason=reason, who=name, via=via or Via.ACTION, verb=verb)
        )
