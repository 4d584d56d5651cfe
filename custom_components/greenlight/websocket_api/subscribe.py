"""Subscribe: a card that is open, told of everything by itself until it is closed."""

from homeassistant.components.websocket_api.connection import ActiveConnection
from homeassistant.components.websocket_api.messages import event_message
from homeassistant.core import HomeAssistant, callback

from ..engine.rights import Right
from ..presentation.card.pieces import Json
from ..services.action import hub_if_loaded
from .command import Message, async_allowed
from .live import live


async def async_subscribe(
    hass: HomeAssistant, connection: ActiveConnection, msg: Message
) -> None:
    """Tell a card all of it and then whatever changes, if whoever has it open may see it.

    Where nothing runs it is told that, and all of it as soon as something does.
    """
    hub, subscriptions = hub_if_loaded(hass), connection.subscriptions
    # Whoever goes while it is looked at takes it away, and then nobody is told anything.
    subscriptions[msg["id"]] = _nothing
    if hub and not await async_allowed(hub, connection, msg, Right.SEE):
        subscriptions.pop(msg["id"], None)
        return
    if msg["id"] not in subscriptions:
        return

    @callback
    def send(told: Json) -> None:
        connection.send_message(event_message(msg["id"], told))

    connection.send_result(msg["id"])
    subscriptions[msg["id"]] = live(hass).async_join(connection.user, send)


@callback
def _nothing() -> None:
    """End what has not begun."""
