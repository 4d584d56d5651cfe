"""By what people can be reached: entries of Home Assistant's own integrations, as they store them."""

from typing import Any

from homeassistant.config_entries import ConfigSubentryDataWithId
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

PUSHED = {"push_token": "token", "push_url": "http://127.0.0.1/push"}


def add_phone(
    hass: HomeAssistant, name: str, user_id: str, app: dict[str, Any] = PUSHED
) -> str:
    """Register a phone of somebody, and return the id of its entry."""
    data = {"user_id": user_id, "device_name": name, "app_data": app}
    phone = MockConfigEntry(domain="mobile_app", title=name, data=data)
    phone.add_to_hass(hass)
    return phone.entry_id


def add_bot(
    hass: HomeAssistant, name: str, platform: str = "polling", **chats: int
) -> str:
    """Add a bot with chats by their names, and return the id of its entry."""
    bot = MockConfigEntry(
        domain="telegram_bot",
        title=name,
        data={"platform": platform, "api_key": "1:secret"},
        subentries_data=[
            ConfigSubentryDataWithId(
                data={"chat_id": chat_id},
                subentry_id=f"{name}{chat_id}",
                subentry_type="allowed_chat_ids",
                title=chat,
                unique_id=str(chat_id),
            )
            for chat, chat_id in chats.items()
        ],
    )
    bot.add_to_hass(hass)
    return bot.entry_id
