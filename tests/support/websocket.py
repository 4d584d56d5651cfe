"""Talk to Home Assistant's websocket as its frontend does."""

import asyncio
from itertools import count
from typing import Any, Self

from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType

BIG = 64 * 1024 * 1024


class CommandFailed(Exception):
    """Home Assistant refused a command."""


class HomeAssistantSocket:
    """One signed-in websocket connection."""

    def __init__(self, url: str, token: str) -> None:
        """Prepare a connection to the given Home Assistant."""
        self._url = url.replace("http", "ws", 1) + "/api/websocket"
        self._token = token
        self._ids = count(1)
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._events: dict[int, asyncio.Queue[Any]] = {}
        self._session: ClientSession
        self._socket: ClientWebSocketResponse
        self._reader: asyncio.Task[None]

    async def __aenter__(self) -> Self:
        """Connect and sign in."""
        self._session = ClientSession()
        try:
            self._socket = await self._session.ws_connect(self._url, max_msg_size=BIG)
            await self._socket.receive_json()
            await self._socket.send_json({"type": "auth", "access_token": self._token})
            answer = await self._socket.receive_json()
        except BaseException:
            await self._session.close()
            raise
        if answer["type"] != "auth_ok":
            await self._session.close()
            raise CommandFailed(str(answer))
        self._reader = asyncio.create_task(self._read())
        return self

    async def __aexit__(self, *_: object) -> None:
        """Hang up."""
        await self._socket.close()
        await asyncio.wait([self._reader])
        await self._session.close()

    async def command(self, kind: str, **data: Any) -> Any:
        """Send a command and return its result."""
        _, result = await self._send(kind, data)
        return result

    async def subscribe(self, kind: str, **data: Any) -> asyncio.Queue[Any]:
        """Send a subscribing command and return the queue its events arrive in."""
        events: asyncio.Queue[Any] = asyncio.Queue()
        await self._send(kind, data, events)
        return events

    async def _send(
        self, kind: str, data: dict[str, Any], events: asyncio.Queue[Any] | None = None
    ) -> tuple[int, Any]:
        number = next(self._ids)
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        if events is not None:
            self._events[number] = events
        await self._socket.send_json({"id": number, "type": kind, **data})
        async with asyncio.timeout(60):
            return number, await answer

    async def _read(self) -> None:
        try:
            async for message in self._socket:
                if message.type is not WSMsgType.TEXT:
                    break
                parsed = message.json()
                for part in parsed if isinstance(parsed, list) else [parsed]:
                    self._take(part)
        finally:
            for answer in self._answers.values():
                if not answer.done():
                    answer.set_exception(CommandFailed("the connection ended"))

    def _take(self, message: dict[str, Any]) -> None:
        match message["type"]:
            case "event":
                if queue := self._events.get(message["id"]):
                    queue.put_nowait(message["event"])
            case "result":
                answer = self._answers.pop(message["id"], None)
                if answer is None or answer.done():
                    return
                if message["success"]:
                    answer.set_result(message["result"])
                else:
                    answer.set_exception(CommandFailed(str(message["error"])))
