"""Neighbours: what Home Assistant's own entries say of phones and of Telegram's bots.

Nothing is imported from these integrations: what depends on one is set up after it, and would miss the
answers that it hears before that.
"""

from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_PLATFORM

MOBILE_APP: Final = "mobile_app"
TELEGRAM: Final = "telegram_bot"
# Fired by a phone in the name of the user who registered it.
PHONE_EVENT: Final = "mobile_app_notification_action"
_RECEIVING: Final = frozenset({"polling", "webhooks"})


def owner_of(phone: ConfigEntry[Any]) -> str:
    """Return the id of the user who registered a phone, empty if it does not say."""
    return str(phone.data.get("user_id") or "")


def takes_pushes(phone: ConfigEntry[Any]) -> bool:
    """Tell whether a phone lets itself be sent anything: people can switch that off."""
    known = phone.data.get("app_data") or {}
    pushed = known.get("push_token") and known.get("push_url")
    return bool(pushed or known.get("push_websocket_channel"))


def hears(bot: ConfigEntry[Any]) -> bool:
    """Tell whether a bot is told of presses; one that only sends is not."""
    return bot.data.get(CONF_PLATFORM) in _RECEIVING


def chats_of(bot: ConfigEntry[Any]) -> dict[int, str]:
    """Return the chats in which a bot may write, with what they are called."""
    return {
        chat.data["chat_id"]: chat.title
        for chat in bot.get_subentries_of_type("allowed_chat_ids")
    }
