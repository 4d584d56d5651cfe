"""The methods of the Bot API that a bot like Home Assistant's calls."""

from collections.abc import Awaitable, Callable, Mapping
import json
import re
from typing import Any

from .html import Entity, Html, cleaned, units
from .keyboard import Keyboard, read_keyboard
from .photo import Photo, photo_of
from .refusal import NOT_MODIFIED, TOO_OLD, Refusal, bad_request
from .state import Chat, Message, Row, State

MOST_TEXT = 4096
MOST_CAPTION = 1024
MOST_ANSWER = 200
# Seconds in which a message can be deleted.
DELETABLE = 48 * 3600
_CHAT_ACTIONS = frozenset(
    {
        *("typing", "upload_photo", "record_video", "upload_video", "record_voice"),
        *("upload_voice", "upload_document", "choose_sticker", "find_location"),
        *("record_video_note", "upload_video_note"),
    }
)

# What a call brings: values as text, JSON or bytes.
type Params = Mapping[str, Any]


def truth(value: Any) -> bool:
    """Return what a parameter says that is true or false."""
    return value is True or str(value).lower() in ("true", "1")


def whole(params: Params, name: str) -> int | None:
    """Return a parameter that is a whole number, None if it is not."""
    given = str(params.get(name, ""))
    return int(given) if re.fullmatch(r"-?\d{1,18}", given) else None


class Methods:
    """Carries calls out. Each raises ``Refusal``."""

    def __init__(self, state: State) -> None:
        """Know what it is about."""
        self._state = state
        self.by_name: dict[str, Callable[[Params], Awaitable[Any]]] = {
            "getMe": self._get_me,
            "logOut": self._log_out,
            "getChat": self._get_chat,
            "setWebhook": self._set_webhook,
            "deleteWebhook": self._delete_webhook,
            "getWebhookInfo": self._webhook_info,
            "sendMessage": self._send_message,
            "sendPhoto": self._send_photo,
            "sendChatAction": self._chat_action,
            "editMessageText": self._edit_text,
            "editMessageCaption": self._edit_caption,
            "editMessageReplyMarkup": self._edit_keyboard,
            "editMessageMedia": self._edit_media,
            "deleteMessage": self._delete_message,
            "answerCallbackQuery": self._answer_press,
        }

    # ------------------------------------------------------------- the bot

    async def _get_me(self, _params: Params) -> Row:
        return {
            **self._state.bot.row(),
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }

    async def _log_out(self, _params: Params) -> bool:
        self._state.logged_out = True
        return True

    async def _set_webhook(self, params: Params) -> bool:
        url = str(params.get("url", ""))
        if url and not url.startswith("https://"):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        self._state.webhook = url
        self._drop(params)
        return True

    async def _delete_webhook(self, params: Params) -> bool:
        self._state.webhook = ""
        self._drop(params)
        return True

    def _drop(self, params: Params) -> None:
        if truth(params.get("drop_pending_updates")):
            self._state.updates.clear()

    async def _webhook_info(self, _params: Params) -> Row:
        return {
            "url": self._state.webhook,
            "has_custom_certificate": False,
            "pending_update_count": len(self._state.updates),
        }

    # ------------------------------------------------------------- chats

    def _chat(self, params: Params, *, writing: bool = True) -> Chat:
        if params.get("chat_id") in (None, ""):
            raise bad_request("chat_id is empty")
        chat = self._state.chats.get(whole(params, "chat_id") or 0)
        if chat is None:
            raise bad_request("chat not found")
        if chat.blocked and writing:
            why = (
                "blocked by the user" if chat.private else "kicked from the group chat"
            )
            raise Refusal(f"Forbidden: bot was {why}", 403)
        return chat

    async def _get_chat(self, params: Params) -> Row:
        return self._chat(params, writing=False).full_row()

    async def _chat_action(self, params: Params) -> bool:
        self._chat(params)
        if params.get("action") not in _CHAT_ACTIONS:
            raise bad_request("wrong parameter action in request")
        return True

    # ------------------------------------------------------------- sending

    def _words(
        self, params: Params, name: str, most: int, too_long: str
    ) -> tuple[str, list[Entity]]:
        given, mode = str(params.get(name, "")), str(params.get("parse_mode", ""))
        if mode.lower() == "html":
            text, entities = Html(given).read()
        elif mode:
            raise bad_request(f"can't parse entities: {mode} is not read here")
        else:
            text, entities = cleaned(given).strip(), []
        if units(text) > most:
            raise bad_request(too_long)
        return text, entities

    def _text(self, params: Params) -> tuple[str, list[Entity]]:
        text, entities = self._words(params, "text", MOST_TEXT, "message is too long")
        if not text:
            raise bad_request("message text is empty")
        return text, entities

    def _caption(self, params: Params) -> tuple[str, list[Entity]]:
        too_long = "message caption is too long"
        return self._words(params, "caption", MOST_CAPTION, too_long)

    async def _send_message(self, params: Params) -> Row:
        chat = self._chat(params)
        text, entities = self._text(params)
        return self._sent(chat, params, text, entities, None)

    async def _send_photo(self, params: Params) -> Row:
        chat = self._chat(params)
        photo = await self._photo(params, params.get("photo"))
        text, entities = self._caption(params)
        return self._sent(chat, params, text, entities, photo)

    async def _photo(self, params: Params, given: Any) -> list[Row]:
        if isinstance(given, str) and given.startswith("attach://"):
            given = params.get(given.removeprefix("attach://"))
        if isinstance(given, str) and given in self._state.photos:
            return [self._state.photos[given]]
        photo: Photo = await photo_of(given)
        return self._state.keep_photo(photo.width, photo.height, photo.size)

    def _sent(
        self,
        chat: Chat,
        params: Params,
        text: str,
        entities: list[Entity],
        photo: list[Row] | None,
    ) -> Row:
        keyboard = read_keyboard(params.get("reply_markup"))
        message = Message(
            id=chat.next_id(),
            chat=chat,
            sender=self._state.bot,
            date=self._state.now(),
            text=text,
            entities=entities,
            photo=photo,
            keyboard=keyboard,
            silent=truth(params.get("disable_notification")),
        )
        chat.messages[message.id] = message
        return message.row()

    # ------------------------------------------------------------- changing

    def _message(self, params: Params) -> Message:
        chat = self._chat(params)
        message = chat.messages.get(whole(params, "message_id") or 0)
        if message is None:
            raise bad_request("message to edit not found")
        if message.sender is not self._state.bot:
            raise bad_request("message can't be edited")
        return message

    async def _edit_text(self, params: Params) -> Row:
        message = self._message(params)
        text, entities = self._text(params)
        if message.photo:
            raise bad_request("there is no text in the message to edit")
        return self._changed(message, params, text, entities)

    async def _edit_caption(self, params: Params) -> Row:
        message = self._message(params)
        text, entities = self._caption(params)
        if not message.photo:
            raise bad_request("there is no caption in the message to edit")
        return self._changed(message, params, text, entities)

    async def _edit_keyboard(self, params: Params) -> Row:
        message = self._message(params)
        return self._changed(message, params, message.text, message.entities)

    async def _edit_media(self, params: Params) -> Row:
        message = self._message(params)
        try:
            media = json.loads(params.get("media", ""))
        except ValueError as err:
            raise bad_request("can't parse media JSON object") from err
        if not isinstance(media, dict) or media.get("type") != "photo":
            raise bad_request("wrong type of the media")
        photo = await self._photo(params, media.get("media"))
        text, entities = self._caption(media)
        return self._changed(message, params, text, entities, photo)

    def _changed(
        self,
        message: Message,
        params: Params,
        text: str,
        entities: list[Entity],
        photo: list[Row] | None = None,
    ) -> Row:
        # Whoever edits without a keyboard takes it off.
        keyboard: Keyboard | None = read_keyboard(params.get("reply_markup"))
        before = (message.text, message.entities, message.keyboard)
        if not photo and before == (text, entities, keyboard):
            raise bad_request(NOT_MODIFIED)
        message.history.append((message.text, message.keyboard))
        message.text, message.entities, message.keyboard = text, entities, keyboard
        message.photo = photo or message.photo
        message.edited = self._state.now()
        return message.row()

    async def _delete_message(self, params: Params) -> bool:
        chat = self._chat(params)
        message = chat.messages.get(whole(params, "message_id") or 0)
        if message is None:
            raise bad_request("message to delete not found")
        if self._state.now() - message.date > DELETABLE:
            raise bad_request("message can't be deleted for everyone")
        del chat.messages[message.id]
        return True

    # ------------------------------------------------------------- presses

    async def _answer_press(self, params: Params) -> bool:
        text = str(params.get("text", ""))
        press = self._state.answerable(str(params.get("callback_query_id", "")))
        if press is None:
            raise bad_request(TOO_OLD)
        if units(text) > MOST_ANSWER:
            raise bad_request("MESSAGE_TOO_LONG")
        press.answer = (text, truth(params.get("show_alert")))
        return True
