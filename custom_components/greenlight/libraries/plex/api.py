"""The HTTP of Plex: headers that open it, containers, pages, and its socket."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from typing import Any, Final

import aiohttp

from ..base import Picture
from ..common.access import Access
from ..common.api import Api, Query
from ..common.decode import decode
from ..common.loose import Row, listed
from ..common.media_server import fresh_rows
from ..common.values import whole
from ..errors import BadAnswer, LibraryError

# Rows of one page. A film's has some three thousand bytes.
PAGE: Final = 200
# Seconds after which a connection counts as lost that nothing comes over.
HEARTBEAT: Final = 30.0
_SOCKET: Final = "/:/websockets/notifications"


class PlexApi:
    """One server. The token goes in a header, never into an address. All raise ``LibraryError``."""

    def __init__(
        self, session: aiohttp.ClientSession, access: Access, client_id: str
    ) -> None:
        """Remember how to reach the server."""
        self._api = Api(
            session,
            access.url,
            {
                "X-Plex-Token": access.key,
                "X-Plex-Client-Identifier": client_id,
                "X-Plex-Product": "Greenlight",
            },
            secrets=(access.key,),
            timeout=access.timeout,
        )

    def clean(self, text: str) -> str:
        """Return some words of the server's, without anything that opens the server."""
        return self._api.clean(text)

    async def container(self, path: str, query: Query | None = None) -> Row:
        """Ask for something and return the container that every answer of Plex comes in."""
        answer = await self._api.get(path, query)
        container = (
            answer.get("MediaContainer") if isinstance(answer, Mapping) else None
        )
        if not isinstance(container, Mapping):
            raise BadAnswer("not an answer of Plex")
        return container

    async def pages(
        self, path: str, query: Mapping[str, str | int]
    ) -> AsyncIterator[list[Row]]:
        """Ask for a list and yield its rows page by page, each row once.

        The server may send fewer than asked for, and its list may change in between: it goes on by
        what was received, and ends where nothing new comes.
        """
        seen: set[str] = set()
        start = 0
        while True:
            answer = await self.container(
                path,
                {
                    **query,
                    "X-Plex-Container-Start": start,
                    "X-Plex-Container-Size": PAGE,
                },
            )
            page = listed(answer.get("Metadata"))
            start += len(page)
            total = whole(answer.get("totalSize"))
            new = fresh_rows(page, "ratingKey", seen)
            if new:
                yield new
            if not page and start < (total or 0):
                # Half a list would look as if the rest was gone.
                raise BadAnswer("the list ends before its end")
            if not new or (total is not None and start >= total):
                return

    async def do(self, path: str, query: Query) -> None:
        """Have something done, of which nothing but success or refusal is told."""
        await self._api.get(path, query)

    async def picture(self, path: str) -> Picture:
        """Fetch a picture."""
        return await self._api.picture(path)

    async def told(self, opened: Callable[[], None]) -> AsyncGenerator[Any]:
        """Yield what the server tells, once ``opened`` was called.

        Ends when the server says that it closes, and raises when it just goes.
        """
        async with self._api.socket(_SOCKET, heartbeat=HEARTBEAT) as socket:
            opened()
            async for message in socket:
                if message.type is aiohttp.WSMsgType.TEXT:
                    try:
                        yield await decode(message.data.encode())
                    except BadAnswer:
                        # One message that makes no sense says nothing of the next.
                        continue
            lost = socket.close_code == aiohttp.WSCloseCode.ABNORMAL_CLOSURE
        if lost:
            raise LibraryError("the connection was closed")
