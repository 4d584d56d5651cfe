"""What Telegram keeps: chats, their messages, presses of buttons, and what the bot has not fetched."""

from collections.abc import Callable
from dataclasses import dataclass, field
import itertools
from typing import Any

from .html import Entity
from .keyboard import Keyboard

type Row = dict[str, Any]

# Seconds after which a press cannot be answered any more.
PATIENCE = 15.0
# Updates that a bot is sent without asking for their kind.
USUAL = (
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "callback_query",
)


@dataclass
class User:
    """A person, or the bot."""

    id: int
    first_name: str
    is_bot: bool = False
    username: str = ""

    def row(self) -> Row:
        """Return it as Telegram tells it."""
        said = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        return {**said, **({"username": self.username} if self.username else {})}


@dataclass
class Message:
    """A message as it is now; ``history`` has what it was before, oldest first."""

    id: int
    chat: Chat
    sender: User
    date: float
    text: str = ""
    entities: list[Entity] = field(default_factory=list)
    photo: list[Row] | None = None
    keyboard: Keyboard | None = None
    edited: float | None = None
    silent: bool = False
    history: list[tuple[str, Keyboard | None]] = field(default_factory=list)

    @property
    def buttons(self) -> dict[str, str]:
        """Return what each button brings back, or the address it opens, by its label."""
        return {
            one["text"]: str(one.get("callback_data") or one.get("url"))
            for row in self.keyboard or ()
            for one in row
        }

    def row(self) -> Row:
        """Return it as Telegram tells it."""
        said: Row = {
            "message_id": self.id,
            "from": self.sender.row(),
            "chat": self.chat.row(),
            "date": int(self.date),
        }
        if self.edited is not None:
            said["edit_date"] = int(self.edited)
        words, marked = (
            ("caption", "caption_entities") if self.photo else ("text", "entities")
        )
        if self.photo:
            said["photo"] = self.photo
        if self.text:
            said[words] = self.text
        if self.entities:
            said[marked] = self.entities
        if self.keyboard:
            said["reply_markup"] = {"inline_keyboard": self.keyboard}
        return said


@dataclass
class Chat:
    """A private chat, or a group with a negative id. A bot that was ``blocked`` cannot write there."""

    id: int
    name: str
    blocked: bool = False
    messages: dict[int, Message] = field(default_factory=dict)
    last_id: int = 0

    @property
    def private(self) -> bool:
        """Tell whether it is with one person."""
        return self.id > 0

    def row(self) -> Row:
        """Return it as Telegram tells it."""
        if self.private:
            return {"id": self.id, "type": "private", "first_name": self.name}
        kind = "supergroup" if str(self.id).startswith("-100") else "group"
        return {"id": self.id, "type": kind, "title": self.name}

    def full_row(self) -> Row:
        """Return all that getChat tells."""
        return {
            **self.row(),
            "accent_color_id": 3,
            "max_reaction_count": 11,
            "accepted_gift_types": {
                "unlimited_gifts": True,
                "limited_gifts": True,
                "unique_gifts": True,
                "premium_subscription": True,
                "gifts_from_channels": True,
            },
        }

    def next_id(self) -> int:
        """Return the id of the next message: each chat counts its own."""
        self.last_id += 1
        return self.last_id

    @property
    def last(self) -> Message:
        """Return the newest message that is still there."""
        return self.messages[max(self.messages)]


@dataclass
class Press:
    """One tap on a button, and the one answer that it may get."""

    id: str
    user: User
    message: Message
    data: str
    at: float
    answer: tuple[str, bool] | None = None

    def row(self, *, too_old: bool) -> Row:
        """Return it as an update tells it; of a message that is ``too_old`` only the id is known."""
        message = self.message.row()
        if too_old:
            message = {
                **{key: message[key] for key in ("message_id", "chat")},
                "date": 0,
            }
        return {
            "id": self.id,
            "from": self.user.row(),
            "message": message,
            "chat_instance": str(7_000_000_000 + self.message.chat.id),
            "data": self.data,
        }


class State:
    """Everything Telegram knows of one bot. ``now`` tells epoch seconds."""

    def __init__(self, bot: User, now: Callable[[], float]) -> None:
        """Begin with nothing."""
        self.bot = bot
        self.now = now
        self.chats: dict[int, Chat] = {}
        self.users: dict[int, User] = {}
        self.presses: dict[str, Press] = {}
        self.updates: list[Row] = []
        self.allowed: tuple[str, ...] = USUAL
        self.photos: dict[str, Row] = {}
        self.webhook = ""
        self.logged_out = False
        self._update_ids = itertools.count(830_000_001)
        self._press_ids = itertools.count(4_382_910_442_001)
        self._photo_ids = itertools.count(1)

    def chat(self, chat_id: int, name: str) -> Chat:
        """Return a chat, made if it is not there yet."""
        return self.chats.setdefault(chat_id, Chat(chat_id, name))

    def user(self, user_id: int) -> User:
        """Return a person, made if nobody knows them yet."""
        return self.users.setdefault(user_id, User(user_id, f"Person {user_id}"))

    def tell(self, kind: str, row: Row) -> None:
        """Keep an update until the bot has confirmed it, if the bot wants such."""
        if kind in self.allowed:
            self.updates.append({"update_id": next(self._update_ids), kind: row})

    def press(self, user: User, message: Message, data: str) -> Press:
        """Keep a tap on a button."""
        press = Press(str(next(self._press_ids)), user, message, data, self.now())
        self.presses[press.id] = press
        return press

    def answerable(self, press_id: str) -> Press | None:
        """Return a press that can still be answered."""
        press = self.presses.get(press_id)
        if press is None or press.answer or self.now() - press.at > PATIENCE:
            return None
        return press

    def keep_photo(self, width: int, height: int, size: int) -> list[Row]:
        """Return the sizes of a new photo."""
        number = next(self._photo_ids)
        row: Row = {
            "file_id": f"AgACAgQAAxkDAAI{number:08d}",
            "file_unique_id": f"AQAD{number:08d}",
            "width": width,
            "height": height,
            "file_size": size,
        }
        self.photos[row["file_id"]] = row
        return [row]
