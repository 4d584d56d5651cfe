"""The card as the server knows it: a websocket of somebody who is logged in."""

from collections.abc import Awaitable, Callable
from typing import Any

from homeassistant.auth.models import RefreshToken
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.typing import (
    MockHAClientWebSocket,
    WebSocketGenerator,
)

from ..scene import Scene


class Card:
    """One connection, with what it shows by what it was told."""

    def __init__(self, scene: Scene, socket: MockHAClientWebSocket) -> None:
        """Begin with nothing told."""
        self.scene = scene
        self.subscription = 0
        self.socket = socket
        self.events: list[dict[str, Any]] = []
        self.shown: dict[str, Any] = {}

    async def ask(self, command: str, **fields: Any) -> dict[str, Any]:
        """Send a command and return its result message."""
        await self.socket.send_json_auto_id({"type": f"greenlight/{command}", **fields})
        while (message := await self.socket.receive_json())["type"] != "result":
            self._hear(message)
        told: dict[str, Any] = message
        return told

    async def act(self, action: str, **data: Any) -> dict[str, Any]:
        """Carry out an action and return the result message."""
        return await self.ask("act", action=action, data=data)

    async def subscribe(self) -> dict[str, Any]:
        """Subscribe, and return the first thing that is told."""
        answer = await self.ask("subscribe")
        assert answer["success"]
        self.subscription = answer["id"]
        self._hear(await self.socket.receive_json())
        return self.events[-1]

    async def unsubscribe(self) -> None:
        """Close the card, but not the connection."""
        await self.socket.send_json_auto_id(
            {"type": "unsubscribe_events", "subscription": self.subscription}
        )
        assert (await self.socket.receive_json())["success"]

    async def hear(self, seconds: float = 1) -> list[dict[str, Any]]:
        """Let time pass, and return what is told by then."""
        before = len(self.events)
        await self.scene.pass_time(seconds)
        await self.socket.send_json_auto_id({"type": "ping"})
        while (message := await self.socket.receive_json())["type"] != "pong":
            self._hear(message)
        return self.events[before:]

    def _hear(self, message: dict[str, Any]) -> None:
        assert message["type"] == "event"
        event = message["event"]
        self.events.append(event)
        if "gone" in event:
            self.shown = {}
        elif "me" in event:
            self.shown = dict(event)
            for name in ("waiting", "downloads"):
                self.shown[name] = {one["id"]: one for one in event[name]}
        else:
            # None is missing and none comes twice.
            assert event["rev"] == self.shown["rev"] + 1
            for name in ("waiting", "downloads"):
                put = event.get("put", {}).get(name, [])
                self.shown[name] |= {one["id"]: one for one in put}
                for key in event.get("drop", {}).get(name, []):
                    del self.shown[name][key]
            rest = ("rev", "recent", "totals", "troubles")
            self.shown |= {key: event[key] for key in rest if key in event}

    @property
    def waiting(self) -> dict[str, Any]:
        """Return the questions by what they are about."""
        return {one["work"]["title"]: one for one in self.shown["waiting"].values()}

    @property
    def downloads(self) -> dict[str, Any]:
        """Return the downloads by what they are."""
        return {one["work"]["title"]: one for one in self.shown["downloads"].values()}


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


def opening(scene: Scene, hass_ws_client: WebSocketGenerator) -> Opening:
    """Return what opens a connection of a user by their id."""

    async def opened(user_id: str) -> Card:
        token = await token_of(scene.hass, user_id)
        return Card(scene, await hass_ws_client(scene.hass, token))

    return opened
