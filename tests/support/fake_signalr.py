"""The push side of the fakes of Radarr and Sonarr: ASP.NET Core's SignalR as far as they use it."""

import asyncio
from contextlib import suppress
import json
from typing import Any

from aiohttp import WSMsgType, web

from .waiting import until

END = "\x1e"


class FakeSignalR:
    """Everybody who listens. ``ping_every`` is in seconds, ``pings`` counts those of the clients.

    With ``refusal`` the handshake is answered with it as an error.
    """

    def __init__(self, version: str) -> None:
        """Have nobody listening."""
        self.version = version
        self.ping_every = 15.0
        self.pings = 0
        self.refusal = ""
        self.sockets: list[web.WebSocketResponse] = []
        self.keys: list[str] = []

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Talk to one client until it is gone."""
        socket = web.WebSocketResponse()
        if not socket.can_prepare(request).ok:
            return web.Response(status=400, text="Connection ID required")
        await socket.prepare(request)
        hello = await socket.receive_str()
        if json.loads(hello.removesuffix(END)) != {"protocol": "json", "version": 1}:
            await socket.send_str(json.dumps({"error": "no such protocol"}) + END)
            return socket
        if self.refusal:
            await socket.send_str(json.dumps({"error": self.refusal}) + END)
            return socket
        await socket.send_str("{}" + END)
        self.sockets.append(socket)
        # Told to everybody whenever anybody comes.
        await self.tell("version", None, version=self.version)
        pinging = asyncio.create_task(self._ping(socket))
        try:
            async for frame in socket:
                if frame.type is WSMsgType.TEXT:
                    self.pings += frame.data.replace(" ", "").count('"type":6')
        finally:
            pinging.cancel()
            if socket in self.sockets:
                self.sockets.remove(socket)
        return socket

    async def tell(
        self, name: str, action: str | None, resource: Any = None, **body: Any
    ) -> None:
        """Tell of a change."""
        await self.send(message(name, action, resource, **body))

    async def sync(self, name: str) -> None:
        """Say that all of a kind has to be read again."""
        await self.send(message(name, "sync"))

    async def send(self, *texts: str) -> None:
        """Send messages, all in one frame."""
        await self.raw("".join(text + END for text in texts))

    async def raw(self, text: str) -> None:
        """Send a frame as it is."""
        for socket in list(self.sockets):
            with suppress(ConnectionError):
                await socket.send_str(text)

    async def leave(self, *, politely: bool = True) -> None:
        """End all connections, with a word or with the socket's own goodbye only."""
        if politely:
            await self.send(json.dumps({"type": 7, "allowReconnect": True}))
        for socket in list(self.sockets):
            await socket.close()

    def drop(self) -> None:
        """Cut everybody off without a word."""
        for socket in list(self.sockets):
            request = socket._req
            if request is not None and request.transport is not None:
                request.transport.close()

    async def listened(self, count: int = 1) -> None:
        """Wait until so many listen."""

        async def there() -> bool:
            return len(self.sockets) >= count

        await until(there, f"{count} to listen", seconds=10, pause=0.01)

    async def _ping(self, socket: web.WebSocketResponse) -> None:
        with suppress(ConnectionError):
            while True:
                await asyncio.sleep(self.ping_every)
                await socket.send_str('{"type":6}' + END)


def message(name: str, action: str | None, resource: Any = None, **body: Any) -> str:
    """Return a message as it is sent, without its end."""
    content = {"action": action, "resource": resource, **body}
    told = {key: value for key, value in content.items() if value is not None}
    arguments = [{"name": name, "body": told}]
    return json.dumps(
        {"type": 1, "target": "receiveMessage", "arguments": arguments},
        ensure_ascii=False,
    )
