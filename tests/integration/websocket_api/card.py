"""The card as the server knows it: a websocket of somebody who is logged in."""

from collections.abc import Awaitable, Callable
from typing import Any

from homeassistant.auth.models import RefreshToken
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.typing import (
    MockHAClientWebSocket,
    WebSocketGenerator,
)


class Card:
    """One connection, with what it has been told of its subscription."""

    def __init__(self, socket: MockHAClientWebSocket) -> None:
        """Keep the connection."""
        self.socket = socket

    async def ask(self, command: str, **fields: Any) -> dict[str, Any]:
        """Send a command and return its result message."""
        await self.socket.send_json_auto_id({"type": f"greenlight/{command}", **fields})
        while (message := await self.socket.receive_json())["type"] != "result":
            pass
        told: dict[str, Any] = message
        return told

    async def act(self, action: str, **data: Any) -> dict[str, Any]:
        """Carry out an action and return the result message."""
        return await self.ask("act", action=action, data=data)


async def token_of(hass: HomeAssistant, user_id: str) -> str:
    """Return what somebody logs in with."""
    user = await hass.auth.async_get_user(user_id)
    assert user
    kept: RefreshToken = (
        await hass.auth.async_create_refresh_token(user)
        if user.system_generated
        else await hass.auth.async_create_refresh_token(user, "https://house.example/")
    )
    return hass.auth.async_create_access_token(kept)


type Opening = Callable[[str], Awaitable[Card]]


def opening(hass: HomeAssistant, hass_ws_client: WebSocketGenerator) -> Opening:
    """Return what opens a connection of a user by their id."""

    async def opened(user_id: str) -> Card:
        token = await token_of(hass, user_id)
        return Card(await hass_ws_client(hass, token))

    return opened
