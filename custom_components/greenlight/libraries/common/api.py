"""The API of one library: one address with what opens it, and what its answers mean."""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, Final

import aiohttp
from yarl import URL

from ...engine.told import LOOKED_AT, plain
from ..base import Picture
from ..errors import (
    BadAnswer,
    BasePath,
    Conflict,
    LibraryAuth,
    LibraryError,
    LibraryTimeout,
    NotFound,
    StartingUp,
)
from .address import base_url, basic_auth, user_info
from .decode import Elements, decode
from .http import MAX_ANSWER, MAX_LIST, RELOADED, Answering, Reply, failed, sending
from .words import said

# A parameter given as a list is sent once for each of its values.
type Query = Mapping[str, str | int | Sequence[str | int]]

# Seconds that may pass without a byte of an answer.
TIMEOUT: Final = 30.0
# Long lists are made before their first byte is sent: so many times as long, and as often in all.
_LONG: Final = 4
MAX_POSTER: Final = 8 * 1024 * 1024
# Bytes of one message of a socket, which a stranger's library can make as long as it likes.
MAX_MESSAGE: Final = 4 * 1024 * 1024

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
# Those after which the same is to be sent again, and not merely something to be read.
_REPEATING: Final = frozenset({307, 308})


class Api:
    """One server at one address, with the headers that open it.

    ``secrets`` are what nobody may read, cut out of whatever the server says; the values of
    ``headers`` are not by themselves. User and password in the address are a proxy's, and are sent
    unless ``headers`` has a login of its own.

    All raise ``LibraryError``: ``LibraryAuth`` for 401 and 403, ``NotFound`` for 404,
    ``StartingUp`` for 503, ``BasePath`` where the server sends on again and again, ``BadAnswer``
    for pages and whatever else no API answers.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        address: str,
        headers: Mapping[str, str],
        *,
        secrets: Sequence[str] = (),
        timeout: float = TIMEOUT,
    ) -> None:
        """Remember how to reach the server; nothing is sent before the first request."""
        self._session = session
        self._address = address
        self._timeout = timeout
        login = user_info(address)
        proxy = basic_auth(*login)
        owed = {"Authorization": proxy} if proxy else {}
        self._headers = {"Accept": "application/json", **owed, **headers}
        self._secrets = (*secrets, login[1], proxy.removeprefix("Basic "))
        # The path below which the server wants to be asked, once it has said so.
        self.moved = ""

    async def get(self, path: str, query: Query | None = None) -> Any:
        """Ask for something and return the decoded JSON, None where the answer is empty."""
        return await self._json("GET", path, query)

    async def post(
        self,
        path: str,
        body: Any = None,
        query: Query | None = None,
        *,
        slow: float = 1,
    ) -> Any:
        """Send something as JSON and return the decoded answer, None where it is empty.

        ``slow`` says how many times as long as usual the server may take before it answers.
        """
        return await self._json("POST", path, query, body, slow)

    async def delete(self, path: str, query: Query | None = None) -> None:
        """Have something removed."""
        await self._json("DELETE", path, query)

    async def rows(
        self, path: str, query: Query | None = None, *, slow: float = _LONG
    ) -> AsyncGenerator[list[Any]]:
        """Ask for a long list and yield its elements as they arrive, some at a time.

        ``slow`` says how many times as long as usual the server may take before it begins.
        """
        async with self._asking("GET", path, query, slow=slow) as answer:
            elements = Elements()
            pieces = answer.pieces(MAX_LIST)
            async for piece in pieces:
                if not elements.opened:
                    _no_page(Reply(answer.status, piece, answer.content_type))
                if found := await asyncio.to_thread(elements.feed, piece):
                    yield found
            if found := elements.feed(b"", last=True):
                yield found

    async def picture(self, path: str, query: Query | None = None) -> Picture:
        """Fetch a picture. Raises ``BadAnswer`` for what is none."""
        async with self._asking("GET", path, query, accept="image/*") as answer:
            kind = answer.content_type
            # A drawing can hold scripts.
            if not kind.startswith("image/") or kind == "image/svg+xml":
                raise BadAnswer("not a picture")
            body = (await answer.whole(MAX_POSTER)).body
            return Picture(content=body, content_type=kind)

    @asynccontextmanager
    async def socket(
        self, path: str, query: Query | None = None, *, heartbeat: float | None = None
    ) -> AsyncGenerator[aiohttp.ClientWebSocketResponse]:
        """Open a socket; what its body raises of aiohttp's becomes a ``LibraryError``.

        ``heartbeat`` are seconds after which a server is asked whether it is still there, where its
        own protocol has nothing for that.
        """
        socket = await self._open(self._url(path, query), heartbeat)
        try:
            async with socket:
                yield socket
        except (aiohttp.ClientError, OSError) as err:
            failure = failed(err)
        else:
            return
        raise failure

    def clean(self, text: str) -> str:
        """Return some words of the server's, without anything that opens the server."""
        return plain(text, *self._secrets)

    def refusal(self, reply: Reply) -> LibraryError:
        """Return what an answer means that is no success."""
        words = said(reply, *self._secrets)
        match reply.status:
            case 401 | 403:
                return LibraryAuth(words)
            case 404 if not reply.is_page:
                return NotFound(words)
            case 409:
                return Conflict(words)
            case 503 if _is_starting(reply):
                return StartingUp(words)
            case 504:
                return LibraryTimeout("a proxy got no answer in time")
            case 429 | 502 | 503:
                return LibraryError(words)
            case status if status in _REDIRECTS:
                return self._elsewhere(reply)
        return BadAnswer(words)

    # ------------------------------------------------------------------ below

    async def _json(
        self,
        method: str,
        path: str,
        query: Query | None,
        body: Any = None,
        slow: float = 1,
    ) -> Any:
        async with self._asking(method, path, query, body=body, slow=slow) as answer:
            reply = await answer.whole(MAX_ANSWER)
        _no_page(reply)
        return await decode(reply.body) if reply.body.strip() else None

    @asynccontextmanager
    async def _asking(
        self,
        method: str,
        path: str,
        query: Query | None,
        *,
        body: Any = None,
        accept: str = "",
        slow: float = 1,
    ) -> AsyncGenerator[Answering]:
        """Ask, follow one redirect of the server's own, and hand over a success that begins."""
        url = self._url(path, query)
        headers = {**self._headers, **({"Accept": accept} if accept else {})}
        for _ in range(2):
            async with sending(
                self._session,
                method,
                url,
                headers=headers,
                timeout=self._timeout * slow,
                patience=self._timeout * slow**2,
                json=body,
            ) as answer:
                if 200 <= answer.status < 300:
                    yield answer
                    return
                reply = await answer.whole()
            if (to := self._following(method, url, reply)) is None:
                raise self.refusal(reply)
            url = to
        raise BasePath(self.clean(self.moved))

    async def _open(
        self, url: URL, heartbeat: float | None
    ) -> aiohttp.ClientWebSocketResponse:
        if self._session.closed:
            raise LibraryError(RELOADED)
        try:
            async with asyncio.timeout(self._timeout):
                return await self._session.ws_connect(
                    url,
                    headers=self._headers,
                    max_msg_size=MAX_MESSAGE,
                    heartbeat=heartbeat,
                )
        except aiohttp.WSServerHandshakeError as err:
            failure = self.refusal(Reply(err.status))
        except (aiohttp.ClientError, OSError, ValueError) as err:
            failure = failed(err)
        raise failure

    def _url(self, path: str, query: Query | None) -> URL:
        url = base_url(self._address) / path.lstrip("/")
        return url.with_query(query) if query else url

    def _following(self, method: str, asked: URL, reply: Reply) -> URL | None:
        """Return where a redirect leads that may be followed with what opens the server.

        It may within the server, and from there to its encrypted side. Notes the path that the
        server puts before what it was asked for.
        """
        if reply.status not in _REDIRECTS or (
            method != "GET" and reply.status not in _REPEATING
        ):
            return None
        try:
            to = asked.join(URL(reply.location)).with_user(None).with_fragment(None)
        except ValueError:
            return None
        same = to.scheme == asked.scheme and to.port == asked.port
        encrypted = asked.scheme == "http" and to.scheme == "https"
        if not reply.location or to.host != asked.host or not (same or encrypted):
            return None
        if to.path != asked.path and to.path.endswith(asked.path):
            self.moved = to.path.removesuffix(asked.path)
        return to

    def _elsewhere(self, reply: Reply) -> LibraryError:
        host = None
        with suppress(ValueError):
            host = URL(reply.location).host
        return BadAnswer(f"redirected to {plain(host)}" if host else "redirected")


def _no_page(reply: Reply) -> None:
    if reply.is_page:
        raise BadAnswer(said(reply))


def _is_starting(reply: Reply) -> bool:
    """Tell a program's own word, which may be a page, from that of a proxy before it."""
    start = reply.body[:LOOKED_AT].lower()
    return not reply.is_page or b"starting" in start or b"loading" in start
