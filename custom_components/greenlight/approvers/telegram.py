"""Telegram: questions as messages of a bot, by the actions of Home Assistant's own integration.

Nothing is imported from it and it is no dependency: it would hear answers before anybody here does.
"""

import asyncio
from dataclasses import replace
from functools import partial
import logging
from typing import Any, Final, Protocol, override

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
import voluptuous as vol

from ..engine.request import Request
from ..parts.approver_settings import ApproverSettings
from ..parts.neighbours import TELEGRAM, chats_of, hears
from ..presentation.asking.news import Missing
from ..presentation.lent import lent, prepare
from ..presentation.poster_view import PosterOf
from ..presentation.screens import Button, ChatScreen, Page
from .base import DIGEST, TEST, Channel, Copy, NotDelivered
from .telegram_refusals import Refused, otherwise, refused
from .telegram_text import MOST_CAPTION, cut, length
from .token import Press, Tokens

_LOGGER = logging.getLogger(__name__)

# What its actions call a chat.
CHAT_ID: Final = "chat_id"
# What Telegram takes of an answer, in units of UTF-16.
MOST_ANSWER: Final = 200
# Seconds after which it is tried again while Home Assistant starts.
AGAIN: Final = 10.0


class Screens(Protocol):
    """What Telegram shows, in the words of the house."""

    def chat(self, request: Request, page: Page) -> ChatScreen:
        """Return a page of a question, or what became of it."""

    def mark(self, request: Request) -> str:
        """Return a mark of what is seen of a question."""

    def chat_digest(self, requests: list[Request]) -> ChatScreen:
        """Return several questions in one."""

    def chat_test(self, answered: str) -> ChatScreen:
        """Return the harmless question, or what is said to whoever ``answered`` it."""

    def chat_news(self, missing: Missing) -> ChatScreen:
        """Return what is said of what nothing came for."""


class Telegram(Channel[ChatScreen]):
    """The chats of one approver with one bot; a place is the id of a chat."""

    def __init__(
        self,
        hass: HomeAssistant,
        settings: ApproverSettings,
        screens: Screens,
        tokens: Tokens,
        poster_of: PosterOf,
    ) -> None:
        """Know whom to ask, in which words, what makes a button, and where posters come from."""
        self._hass = hass
        self._settings = settings
        self._screens = screens
        self._tokens = tokens
        self._poster_of = poster_of
        prepare(hass)

    @property
    @override
    def places(self) -> tuple[str, ...]:
        bot = self._bot()
        if bot is None or not hears(bot):
            return ()
        there = chats_of(bot)
        return tuple(str(one) for one in self._settings.chats if one in there)

    @override
    def screen(self, request: Request, place: str, page: Page) -> ChatScreen:
        screen = self._screens.chat(request, page)
        return replace(screen, seen=self._screens.mark(request))

    @override
    def digest(self, requests: list[Request], place: str) -> ChatScreen:
        return self._screens.chat_digest(requests)

    @override
    def test(self, place: str, answered: str = "") -> ChatScreen:
        return self._screens.chat_test(answered)

    @override
    def news(self, missing: Missing, place: str) -> ChatScreen:
        return self._screens.chat_news(missing)

    @override
    async def show(self, copy: Copy, screen: ChatScreen) -> Copy | None:
        self._usable_bot()
        if not copy.message:
            return await self._send(copy, screen)
        if copy.photo and length(screen.html) > MOST_CAPTION:
            # What is said now is too much for below a picture.
            await self.clear(copy)
            return await self._send(copy, replace(screen, poster=False, silent=True))
        return await self._edit(copy, screen)

    @override
    async def clear(self, copy: Copy) -> None:
        if not copy.message:
            return
        self._usable_bot()
        try:
            await self._clear(copy)
        except HomeAssistantError as err:
            raise refused(err).not_delivered() from err

    @override
    async def answered(self, press_id: str, bot: str, text: str, alert: bool) -> None:
        """Answer a press of a button of a bot, which shows that it is busy until then. Never raises."""
        data = {
            "config_entry_id": bot,
            "callback_query_id": press_id,
            "message": cut(text, MOST_ANSWER),
            "show_alert": alert,
        }
        try:
            await self._call("answer_callback_query", data)
        except vol.Invalid:
            # Home Assistant takes digits only. What is no number Telegram has not sent.
            _LOGGER.debug("A press in Telegram has no number")
        except HomeAssistantError as err:
            refusal = refused(err)
            if refusal.too_old:
                # Nobody waits for it any more.
                return
            _LOGGER.debug("A press in Telegram was not answered: %s", refusal.key)

    @override
    def trouble(self) -> str:
        bot = self._bot()
        if bot is None:
            return "bot_gone"
        if not hears(bot):
            return "bot_only_sends"
        if bot.state is ConfigEntryState.SETUP_ERROR:
            return "bot_refused"
        if bot.state is ConfigEntryState.SETUP_RETRY:
            return "bot_away"
        return "" if self.places else "no_chat_left"

    # -------------------------------------------------------------------- the bot

    def _bot(self) -> ConfigEntry[Any] | None:
        """Return the entry of the bot, None if it is gone or switched off."""
        entry = self._hass.config_entries.async_get_entry(self._settings.bot)
        if entry is None or entry.domain != TELEGRAM or entry.disabled_by:
            return None
        return entry

    def _usable_bot(self) -> None:
        """Raise ``NotDelivered`` if nothing can be said by the bot now."""
        bot = self._bot()
        if bot is None:
            raise NotDelivered("bot_gone", gone=True)
        if not hears(bot):
            # Its buttons would be dead.
            raise NotDelivered("bot_only_sends", gone=True)
        if bot.state is ConfigEntryState.LOADED:
            return
        if bot.state in (
            ConfigEntryState.SETUP_ERROR,
            ConfigEntryState.MIGRATION_ERROR,
        ):
            raise NotDelivered("bot_refused")
        if bot.state is ConfigEntryState.SETUP_RETRY:
            raise NotDelivered("bot_away")
        # It starts, or is just started anew.
        raise NotDelivered("bot_starts", again_in=AGAIN)

    async def _call(self, action: str, data: dict[str, Any]) -> Any:
        """Call an action of the bot. Raises ``HomeAssistantError``."""
        if not action.startswith("send_"):
            await self._hass.services.async_call(TELEGRAM, action, data, blocking=True)
            return None
        # It goes on when it is not waited for any more: then it is known whether it has arrived.
        sending = self._hass.async_create_background_task(
            self._hass.services.async_call(
                TELEGRAM, action, data, blocking=True, return_response=True
            ),
            "send a question to Telegram",
        )
        try:
            await asyncio.wait({sending})
        except asyncio.CancelledError:
            sending.add_done_callback(partial(self._came_late, str(data[CHAT_ID])))
            raise
        return sending.result()

    @callback
    def _came_late(self, chat: str, sending: asyncio.Task[Any]) -> None:
        """Take a message away that came when it was given up: it is sent once more."""
        if sending.cancelled() or sending.exception() is not None:
            return
        late = Copy(
            approver=self._settings.id,
            place=chat,
            request="",
            message=_message_of(sending.result()),
        )
        self._hass.async_create_background_task(
            self._clear_late(late), "take away what came late"
        )

    async def _clear_late(self, late: Copy) -> None:
        try:
            await self.clear(late)
        except NotDelivered as err:
            _LOGGER.debug("A message that came late stays: %s", err)

    # ------------------------------------------------------------------- messages

    def _addressed(self, copy: Copy) -> dict[str, Any]:
        return {
            "config_entry_id": self._settings.bot,
            # One chat for each call: of several none would be known if one of them fails.
            CHAT_ID: int(copy.place),
        }

    def _buttons(self, copy: Copy, screen: ChatScreen) -> dict[str, Any]:
        """Return the rows of buttons; without any, those that are there are taken off."""
        rows = [
            [
                [one.label, data]
                for one in row
                if (data := self._data(copy, screen, one))
            ]
            for row in screen.buttons
        ]
        rows = [row for row in rows if row]
        return {"inline_keyboard": rows} if rows else {}

    def _data(self, copy: Copy, screen: ChatScreen, button: Button) -> str:
        """Return what a button brings back, or the address that it opens; empty for none."""
        if button.answer is None:
            return button.url if button.url.startswith("https://") else ""
        press = Press(
            approver=self._settings.id,
            request=button.of or copy.request,
            seen=screen.seen,
            answer=button.answer,
        )
        return self._tokens.write(press)

    async def _send(self, copy: Copy, screen: ChatScreen) -> Copy:
        """Send a message anew. Raises ``NotDelivered``."""
        common = {
            **self._addressed(copy),
            **self._buttons(copy, screen),
            "disable_notification": screen.silent,
        }
        message = None
        if screen.poster and copy.request not in (DIGEST, TEST):
            message = await self._send_photo(copy, screen, common)
        if message is not None:
            return replace(copy, message=message, photo=True)
        answer = await self._said(
            "send_message",
            "message",
            screen.html,
            common | {"disable_web_page_preview": True},
        )
        return replace(copy, message=_message_of(answer), photo=False)

    async def _send_photo(
        self, copy: Copy, screen: ChatScreen, common: dict[str, Any]
    ) -> str | None:
        """Send it below its poster, if there is one and the text fits there."""
        if length(screen.html) > MOST_CAPTION:
            return None
        picture = await self._poster_of(copy.request)
        if picture is None:
            return None
        with lent(self._hass, picture) as url:
            if not url:
                return None
            data = {
                **common,
                "url": url,
                "verify_ssl": False,
                "caption": screen.html,
                "parse_mode": "html",
            }
            try:
                return _message_of(await self._call("send_photo", data))
            except HomeAssistantError as err:
                refusal = refused(err)
                if not refusal.of_what_was_said and refusal.key != "telegram_away":
                    raise refusal.not_delivered() from err
                # Without it the question is as good; a slow line may be too slow for a picture alone.
                _LOGGER.debug("A poster was not taken: %s", refusal.key)
                return None

    async def _edit(self, copy: Copy, screen: ChatScreen) -> Copy | None:
        """Change a message; None if it is not there any more. Raises ``NotDelivered``."""
        data = {
            **self._addressed(copy),
            **self._buttons(copy, screen),
            "message_id": int(copy.message),
        }
        try:
            if copy.photo:
                await self._said("edit_caption", "caption", screen.html, data)
            else:
                data["disable_web_page_preview"] = True
                await self._said("edit_message", "message", screen.html, data)
        except Unchanged:
            return copy
        except Vanished:
            return None
        return copy

    async def _said(
        self, action: str, field: str, text: str, data: dict[str, Any]
    ) -> Any:
        """Call an action with a text; without whatever Telegram does not take of it.

        Raises ``NotDelivered``, ``Unchanged`` or ``Vanished``.
        """
        said: dict[str, Any] | None = {**data, field: text, "parse_mode": "html"}
        while said:
            try:
                return await self._call(action, said)
            except HomeAssistantError as err:
                refusal = refused(err)
            said = otherwise(said, field, refusal)
        raise _raised(refusal)

    async def _clear(self, copy: Copy) -> None:
        """Delete a message, or only its buttons if it is too old for that."""
        data = {**self._addressed(copy), "message_id": int(copy.message)}
        try:
            await self._call("delete_message", data)
        except HomeAssistantError as err:
            refusal = refused(err)
            if refusal.vanished:
                return
            if not refusal.undeletable:
                raise
        else:
            return
        try:
            await self._call("edit_replymarkup", {**data, "inline_keyboard": []})
        except HomeAssistantError as err:
            refusal = refused(err)
            if not (refusal.unchanged or refusal.vanished):
                raise


class Unchanged(Exception):
    """What is seen is just that already."""


class Vanished(Exception):
    """The message is not there any more, or is not to be changed."""


def _raised(refusal: Refused) -> Exception:
    if refusal.unchanged:
        return Unchanged()
    if refusal.vanished:
        return Vanished()
    return refusal.not_delivered()


def _message_of(answer: Any) -> str:
    """Return the id of the message that was sent."""
    return str(answer["chats"][0]["message_id"])
