"""Act: an ordinary action in the name of whoever looks at the card, by the road of the card."""

from typing import Any, Final

from homeassistant.components.websocket_api.connection import ActiveConnection
from homeassistant.core import HomeAssistant, SupportsResponse
import voluptuous as vol

from ..const import DOMAIN
from ..services.action import Fields
from ..services.road import by_card
from .command import Message, refusing

# What the card calls: what changes something about requests, downloads and what is completed, or looks for more.
ACTIONS: Final = frozenset(
    {
        *("approve", "decline", "take_instead", "put_off", "ask_now", "undo"),
        *("cancel", "retry", "always", "choose_item"),
        *("pause", "resume", "recheck", "remove_download", "pause_all", "resume_all"),
        "next_best",
        *("import", "leave"),
        *("acknowledge", "refresh", "request"),
    }
)
FIELDS: Final[Fields] = {
    vol.Required("action"): vol.In(ACTIONS),
    vol.Optional("data", default={}): dict,
}


async def async_act(
    hass: HomeAssistant, connection: ActiveConnection, msg: Message
) -> None:
    """Carry out an action and send what it returns; the action itself sees to who may."""
    action: str = msg["action"]
    context = connection.context(msg)
    with refusing(connection, msg):
        supports = hass.services.supports_response(DOMAIN, action)
        answers = supports is not SupportsResponse.NONE
        with by_card(hass, context, action, msg["data"]):
            returned: Any = await hass.services.async_call(
                DOMAIN,
                action,
                msg["data"],
                blocking=True,
                context=context,
                return_response=answers,
            )
        connection.send_result(msg["id"], returned or {})
