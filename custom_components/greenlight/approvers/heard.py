"""Heard: what the event of a press says, of which nothing proves anything, and how it has come."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.core import Event, EventOrigin

from ..parts.neighbours import PHONE_EVENT
from .token import MOST, PREFIX

TELEGRAM_EVENT: Final = "telegram_callback"


def token_of(event: Event[Any]) -> str:
    """Return the token in an event, empty where it is not about a button of ours."""
    key = "action" if event.event_type == PHONE_EVENT else "data"
    token = event.data.get(key)
    if not isinstance(token, str) or not token.startswith(f"{PREFIX}."):
        return ""
    # What is too long is no token, whatever it begins with.
    return token if len(token) <= MOST else PREFIX


def comes_by_its_road(event: Event[Any]) -> bool:
    """Tell whether it comes as only Home Assistant fires it: for a person's phone, or as a bot."""
    context = event.context
    if event.event_type == PHONE_EVENT:
        return event.origin is EventOrigin.remote and bool(context.user_id)
    return (
        event.origin is EventOrigin.local
        and context.user_id is None
        and context.parent_id is None
    )


def text_of(value: object, key: str) -> str:
    """Return a text that something has under a key, empty for none."""
    found = value.get(key) if isinstance(value, Mapping) else None
    return found if isinstance(found, str) else ""


def message_of(data: Mapping[str, Any]) -> str:
    """Return the id of the message that was pressed, empty where it does not say."""
    message = data.get("message")
    found = message.get("message_id") if isinstance(message, Mapping) else None
    return str(found) if isinstance(found, int) else ""


def ids_of(data: Mapping[str, Any]) -> tuple[int | None, int | None]:
    """Return the chat and the user of a press, None for what is no number."""
    chat, user = (
        value if isinstance(value, int) and not isinstance(value, bool) else None
        for value in (data.get("chat_id"), data.get("user_id"))
    )
    return chat, user
