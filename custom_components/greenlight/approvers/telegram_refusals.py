"""What Telegram has against something, as Home Assistant's bot hands it on.

Telegram says it in English sentences, which are all there is to tell one refusal from another.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from homeassistant.exceptions import HomeAssistantError

from .base import NotDelivered
from .telegram_text import MOST_CAPTION, MOST_TEXT, cut, plain

_UNCHANGED: Final = ("message is not modified",)
_VANISHED: Final = (
    "message to edit not found",
    "message to delete not found",
    "message can't be edited",
    "message_id_invalid",
    # It was sent as something else than is remembered.
    "there is no text in the message to edit",
    "there is no caption in the message to edit",
)
_UNDELETABLE: Final = ("message can't be deleted",)
_TOO_OLD: Final = ("query is too old", "query id is invalid")
_UNREADABLE: Final = (
    "can't parse entities",
    "can't parse caption entities",
    *("is too long", "message_too_long", "media_caption_too_long"),
    "entities_too_long",
)
# Of a button that opens an address: Telegram wants one that it takes for an address of the internet.
_NO_ADDRESS: Final = ("button url", "button_url_invalid")
# Of a picture alone; the text may be written there.
_NO_PICTURES: Final = ("send_photos", "send_media", "send photos")
# What nobody but a person can mend, and what it is called.
_GONE: Final = {
    "chat_gone": ("chat not found", "group chat was deleted", "group is deactivated"),
    "chat_moved": ("migrated to supergroup", "upgraded to a supergroup"),
    "bot_blocked": (
        *("bot was blocked", "bot was kicked", "user is deactivated"),
        *("bot is not a member", "bot can't initiate conversation"),
    ),
    "chat_no_rights": (
        *("have no rights to send", "not enough rights to send text"),
        *("need administrator rights", "chat_write_forbidden", "chat_restricted"),
        *("chat_send_plain_forbidden", "topic_closed", "topic_deleted"),
    ),
}
# How Home Assistant's bot refuses by itself.
_BY_KEY: Final = {"invalid_chat_ids": "chat_not_allowed"}
_NO_PICTURE: Final = frozenset(
    {"failed_to_load_url", "failed_to_load_file", "allowlist_external_dirs_error"}
)
# What is said of a request is shown; what is said of the network names the bot's secret address.
_OF_REQUEST: Final = frozenset({"BadRequest", "Forbidden", "ChatMigrated"})
MOST_DETAIL: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """One refusal: what it is called, and in whose power it is to do something about it.

    ``of_what_was_said`` is one of this very message, where another might pass.
    """

    key: str
    detail: str = ""
    gone: bool = False
    again_in: float | None = None
    unchanged: bool = False
    vanished: bool = False
    undeletable: bool = False
    unreadable: bool = False
    too_old: bool = False
    no_address: bool = False
    of_what_was_said: bool = False

    def not_delivered(self) -> NotDelivered:
        """Return it as what is raised for a place that was not reached."""
        return NotDelivered(
            self.key, self.detail, gone=self.gone, again_in=self.again_in
        )


def refused(err: HomeAssistantError) -> Refused:
    """Tell what an action of the bot was refused for."""
    cause: Any = err.__cause__
    wait = _seconds(getattr(cause, "retry_after", None))
    if wait is not None:
        return Refused(key="flooded", again_in=wait)
    if err.translation_key in _NO_PICTURE:
        return Refused(key="no_picture", of_what_was_said=True)
    if key := _BY_KEY.get(err.translation_key or ""):
        return Refused(key=key, gone=True)
    if err.translation_key == "entry_not_loaded":
        return Refused(key="bot_starts", again_in=10.0)
    if type(cause).__name__ == "InvalidToken":
        return Refused(key="bot_refused")
    if type(cause).__name__ not in _OF_REQUEST:
        return Refused(key="telegram_away")
    forbidden = type(cause).__name__ == "Forbidden"
    return _of_request(str(getattr(cause, "message", cause)), forbidden=forbidden)


def _of_request(detail: str, *, forbidden: bool) -> Refused:
    said = detail.casefold()

    def any_of(words: tuple[str, ...]) -> bool:
        return any(word in said for word in words)

    shown = detail[:MOST_DETAIL]
    for key, words in _GONE.items():
        if any_of(words):
            return Refused(key=key, detail=shown, gone=True)
    if forbidden and not any_of(_NO_PICTURES):
        # In whatever words, it is people who shut the bot out there.
        return Refused(key="chat_no_rights", detail=shown, gone=True)
    return Refused(
        key="telegram_refuses",
        detail=shown,
        unchanged=any_of(_UNCHANGED),
        vanished=any_of(_VANISHED),
        undeletable=any_of(_UNDELETABLE),
        unreadable=any_of(_UNREADABLE),
        too_old=any_of(_TOO_OLD),
        no_address=any_of(_NO_ADDRESS),
        of_what_was_said=True,
    )


def _seconds(given: object) -> float | None:
    if isinstance(given, timedelta):
        return given.total_seconds()
    return float(given) if isinstance(given, int | float) else None


def otherwise(
    said: dict[str, Any], field: str, refusal: Refused
) -> dict[str, Any] | None:
    """Return what was said without what was refused of it, None where it is all refused."""
    if refusal.unreadable and said["parse_mode"] == "html":
        most = MOST_CAPTION if field == "caption" else MOST_TEXT
        text = cut(plain(said[field]), most)
        return {**said, field: text, "parse_mode": "plain_text"}
    rows = said.get("inline_keyboard", [])
    kept = [[one for one in row if not _opens(one)] for row in rows]
    if refusal.no_address and kept != rows:
        # The address of this house is none that Telegram takes.
        rest = {key: one for key, one in said.items() if key != "inline_keyboard"}
        return rest | (
            {"inline_keyboard": list(filter(None, kept))} if any(kept) else {}
        )
    return None


def _opens(button: list[str]) -> bool:
    return button[1].startswith("https://")
