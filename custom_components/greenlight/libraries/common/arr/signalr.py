"""SignalR: how Radarr and Sonarr tell of changes, over a plain websocket.

Facts from ``NzbDrone.SignalR`` and the JSON protocol of ASP.NET Core SignalR: every message ends
with one sign, a frame may hold several and a message may go over several frames; both sides ping,
and who hears nothing for half a minute hangs up.
"""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import suppress
import json
from typing import Any, Final

import aiohttp

from ...errors import BadAnswer, LibraryError, LibraryTimeout
from ..api import MAX_MESSAGE, Api
from ..decode import decode

PATH: Final = "signalr/messages"
# Seconds: between our pings, and after how long without a word nobody is there any more.
PING: Final = 15.0
SILENCE: Final = 45.0

_END: Final = "\x1e"
_HELLO: Final = {"protocol": "json", "version": 1}
_PING: Final = 6
_CLOSE: Final = 7


async def messages(api: Api) -> AsyncGenerator[dict[str, Any]]:
    """Yield what is told, as ``name`` and ``body``; first an empty message, once it stands.

    Ends when the server closes. Raises ``LibraryError`` when the connection breaks.
    """
    async with api.socket(PATH) as socket:
        wire = _Wire(socket)
        await wire.send(_HELLO)
        answer = await wire.receive()
        if answer is None or answer.get("error"):
            raise BadAnswer(api.clean(str(answer and answer["error"])))
        pings = asyncio.create_task(_keep_pinging(wire))
        try:
            yield {}
            while (message := await wire.receive()) is not None:
                for told in _told(message):
                    yield told
        finally:
            pings.cancel()
            with suppress(asyncio.CancelledError, aiohttp.ClientError, OSError):
                await pings


def _told(message: dict[str, Any]) -> list[dict[str, Any]]:
    arguments = message.get("arguments")
    if message.get("target") != "receiveMessage" or not isinstance(arguments, list):
        return []
    return [one for one in arguments if isinstance(one, dict)]


class _Wire:
    """A socket on which messages end with one sign."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._whole: deque[str] = deque()
        self._rest = ""

    async def send(self, message: dict[str, Any]) -> None:
        await self._socket.send_str(json.dumps(message) + _END)

    async def receive(self) -> dict[str, Any] | None:
        """Return the next message, None once the server has closed in order."""
        while True:
            while self._whole:
                message = await decode(self._whole.popleft().encode("utf-8", "replace"))
                if isinstance(message, dict):
                    return message if message.get("type") != _CLOSE else None
            if not await self._frame():
                return None

    async def _frame(self) -> bool:
        try:
            async with asyncio.timeout(SILENCE):
                frame = await self._socket.receive()
        except TimeoutError:
            raise LibraryTimeout("it fell silent") from None
        if frame.type is aiohttp.WSMsgType.CLOSE:
            return False
        if frame.type is not aiohttp.WSMsgType.TEXT:
            raise LibraryError("the connection was closed")
        *whole, self._rest = (self._rest + frame.data).split(_END)
        self._whole.extend(whole)
        if len(self._rest) > MAX_MESSAGE:
            raise BadAnswer("a message is too long")
        return True


async def _keep_pinging(wire: _Wire) -> None:
    while True:
        await asyncio.sleep(PING)
        await wire.send({"type": _PING})
