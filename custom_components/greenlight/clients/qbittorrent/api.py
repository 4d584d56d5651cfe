"""The session with a qBittorrent: logging in once, keeping the cookie, never earning a ban.

Rules that hold for WebAPI 2.0 to 2.16: a login refused is 401 or ``Fails.``, one forbidden is a
ban, and any cookie named ``SID`` or ``QBT_SID_<port>`` is a success. Every other request answers
403 without a session and 401 when the request itself is not to the server's liking (Host header).
It never asks for a login by ``WWW-Authenticate``: a proxy does. From 5.2 on it takes a login that a
proxy hands on to it for one of its own, and counts it towards a ban.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
import re
from typing import Any, override

import aiohttp
from yarl import URL

from ..common.api import Access, ServerApi
from ..common.http import Reply, base_url, basic_auth, decoded, send, user_info
from ..errors import (
    BadAnswer,
    CannotConnect,
    ClientError,
    ClientTimeout,
    ConnectionLost,
    HostRejected,
    ProxyAuth,
    TlsFailed,
    TooOld,
)

_COOKIE = re.compile(r"((?:SID|QBT_SID_\w+)=[^;\s]+)")
_VERSION = re.compile(r"\d+(?:\.\d+){1,3}")
_OTHERS = re.compile(r"transmission|nzbget", re.IGNORECASE)


class Api(ServerApi):
    """The web API of one qBittorrent at one address with one set of credentials.

    ``version`` is that of the web API; ``renewals`` counts how often it was read, as it is after
    every login and whenever the server was away.

    What was refused is remembered, and every call fails without touching the network then: five
    wrong logins lock out everybody behind this address for an hour.
    """

    version: tuple[int, ...] = ()

    def __init__(
        self, session: aiohttp.ClientSession, access: Access, clock: Callable[[], float]
    ) -> None:
        """Remember how to reach the server; nothing is sent before the first request."""
        super().__init__(session, access, clock)
        self._base = URL()
        self._lock = asyncio.Lock()
        self._cookie = ""
        self._fresh = False
        # The login that a proxy has asked for.
        self._proxy = ""
        self.renewals = 0
        # Such a key could not even be sent.
        if not (self._api_key.isascii() and self._api_key.isprintable()):
            self._refusals.refused("the API key has characters that no key has")

    @property
    def sessions(self) -> bool:
        """Tell whether we have web sessions of our own: an API key shares one with all its users."""
        return not self._api_key

    async def open(self, *, again: bool = False) -> None:
        """Make sure that there is a session and that the version is known.

        ``again`` asks the server even if it is.
        """
        if again or not self._fresh:
            await self._renew(self._cookie)

    async def get(self, path: str, /, **params: str) -> Reply:
        """Read something and return the answer. Raises ``ClientError`` for any but a success."""
        return await self.request("GET", path, params=params)

    async def json(self, path: str, /, **params: str) -> Any:
        """Read something and return it decoded."""
        return decoded((await self.get(path, **params)).body)

    async def post(
        self,
        path: str,
        fields: Mapping[str, str],
        *,
        file: bytes | None = None,
        allow: frozenset[int] = frozenset(),
    ) -> Reply:
        """Change something; ``allow`` names the statuses besides success that are an answer."""

        # A body with a file can be sent only once, and a lost session means sending it again.
        def form() -> aiohttp.FormData:
            data = aiohttp.FormData(dict(fields), default_to_multipart=file is not None)
            if file is not None:
                data.add_field(
                    "torrents",
                    file,
                    filename="release.torrent",
                    content_type="application/x-bittorrent",
                )
            return data

        return await self.request("POST", path, form=form, allow=allow)

    async def request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        form: Callable[[], aiohttp.FormData] | None = None,
        allow: frozenset[int] = frozenset(),
        feed: Callable[[bytes], None] | None = None,
    ) -> Reply:
        """Send a request within the session, which is renewed once if the server has lost it."""
        await self.open()
        cookie = self._cookie
        reply = await self._send(
            method, path, cookie, params=params, form=form, feed=feed
        )
        if reply.status == 403:
            await self._renew(cookie)
            reply = await self._send(
                method, path, self._cookie, params=params, form=form, feed=feed
            )
        elif not self._api_key and (given := _session_cookie(reply)):
            # A server that lets us in without login starts a session whenever it misses one.
            self._cookie = given
        if not reply.ok and reply.status not in allow:
            # Whatever it is, it is not what we knew: look again before the next request.
            self._fresh = False
            detail = self.said(reply)
            raise HostRejected(detail) if reply.status == 401 else BadAnswer(detail)
        return reply

    async def stream(
        self, path: str, feed: Callable[[bytes], None], *, cookie: str | None = None
    ) -> None:
        """Read a long answer piece by piece, in the session of the given cookie or in ours."""
        if cookie is None:
            await self.request("GET", path, feed=feed)
            return
        reply = await self._send("GET", path, cookie, feed=feed)
        if not reply.ok:
            raise BadAnswer(self.said(reply))

    @asynccontextmanager
    async def apart(self) -> AsyncGenerator[str]:
        """Give the cookie of a further session, which is ended afterwards."""
        async with self._lock:
            self._refusals.check()
            cookie, _ = await self._enter("")
        try:
            yield cookie
        finally:
            await self._leave(cookie)

    async def close(self) -> None:
        """End the session, without raising."""
        cookie, self._cookie = self._cookie, ""
        self._fresh = False
        if cookie:
            await self._leave(cookie)

    @override
    def said(self, reply: Reply) -> str:
        return _COOKIE.sub("(secret)", super().said(reply))

    @property
    @override
    def _secrets(self) -> tuple[str, ...]:
        return *super()._secrets, self._cookie.partition("=")[2]

    async def _leave(self, cookie: str) -> None:
        with suppress(ClientError):
            await self._send("POST", "auth/logout", cookie)

    async def _renew(self, cookie: str) -> None:
        async with self._lock:
            if self._fresh and self._cookie != cookie:
                return  # somebody else did it while we waited
            self._refusals.check()
            self._fresh = False
            self._cookie, reply = await self._enter(cookie)
            self.version = self._read_version(reply)
            self._fresh = True
            self.renewals += 1

    async def _enter(self, cookie: str) -> tuple[str, Reply]:
        """Return a cookie that opens the server and its answer for the version.

        The first question is asked without credentials: it tells a server that needs none, a wrong
        Host header and a stranger apart, and none of these is to see a password or count a failure.
        """
        self._base = base_url(self._url)
        reply = await self._first(cookie)
        if reply.status == 403 and not reply.is_page:
            cookie = await self._log_in()
            reply = await self._send("GET", "app/webapiVersion", cookie)
        if reply.status == 401 and self._proxy:
            raise self._refusals.turned_away(
                "the proxy hands its login on to the server"
            )
        # Other programs that want a key answer with 401 as well, most in other words. 4.2 has none.
        if reply.status == 401 and reply.text in ("Unauthorized", ""):
            raise HostRejected(self.said(reply))
        if reply.status >= 500:
            raise BadAnswer(self.said(reply))
        if (
            reply.status == 404
            and (await self._send("GET", "/version/api", "")).text.isdecimal()
        ):
            raise TooOld("qBittorrent 4.1 is the oldest that will do")
        if not reply.ok:
            raise self._stranger(reply.elsewhere or self.said(reply))
        return ("" if self._api_key else _session_cookie(reply) or cookie), reply

    async def _first(self, cookie: str) -> Reply:
        try:
            return await self._send("GET", "app/webapiVersion", cookie)
        except ClientTimeout, CannotConnect:
            if self.version or self._base.scheme != "https":
                raise
            # qBittorrent stays silent when its plain port is spoken to in TLS: ask in plain, and
            # without anything secret.
            speaks_plain = False
            with suppress(ClientError):
                base = self._base.with_scheme("http").with_port(self._base.port)
                reply = await send(
                    self._session, "GET", base, headers={}, timeout=self._timeout
                )
                speaks_plain = reply.status != 400
            if not speaks_plain:
                raise
        raise TlsFailed("this port speaks plain HTTP")

    async def _log_in(self) -> str:
        if self._api_key or not (self._username or self._password):
            raise self._refusals.refused()
        fields = {"username": self._username, "password": self._password}
        reply = await self._send(
            "POST", "auth/login", "", form=lambda: aiohttp.FormData(fields)
        )
        if reply.status == 403 and not reply.is_page:
            raise self._refusals.banned(self.said(reply))
        if not reply.is_page and (reply.status == 401 or reply.text == "Fails."):
            raise self._refusals.refused(self.said(reply))
        if reply.status >= 500:
            raise BadAnswer(self.said(reply))
        cookie = _session_cookie(reply)
        if not cookie:
            raise self._stranger(reply.elsewhere or self.said(reply))
        return cookie

    def _read_version(self, reply: Reply) -> tuple[int, ...]:
        if not _VERSION.fullmatch(reply.text):
            raise self._stranger(self.said(reply))
        version = tuple(map(int, reply.text.split(".")))
        if version < (2,):
            raise TooOld(reply.text)
        return version

    async def _send(
        self,
        method: str,
        path: str,
        cookie: str,
        *,
        params: Mapping[str, str] | None = None,
        form: Callable[[], aiohttp.FormData] | None = None,
        feed: Callable[[bytes], None] | None = None,
    ) -> Reply:
        url = self._base.joinpath(
            path.lstrip("/") if path.startswith("/") else f"api/v2/{path}"
        )

        async def attempt() -> Reply:
            return await send(
                self._session,
                method,
                url,
                headers=self._headers(cookie),
                params=params,
                data=form() if form else None,
                feed=feed,
                timeout=self._timeout,
            )

        try:
            reply = await attempt()
            if _wants_login(reply) and not self._proxy:
                self._proxy = self._proxy_login()
                reply = await attempt()
        except CannotConnect, ConnectionLost:
            # It may come back as another version.
            self._fresh = False
            raise
        if _wants_login(reply):
            raise self._refusals.turned_away("the proxy refuses the login")
        return reply

    def _headers(self, cookie: str) -> dict[str, str]:
        if self._api_key:
            return {"Authorization": f"Bearer {self._api_key}"}
        headers = {"Cookie": cookie} if cookie else {}
        if self._proxy:
            headers["Authorization"] = self._proxy
        return headers

    def _proxy_login(self) -> str:
        """Return the login for a proxy, which is part of the address. Raises ``ProxyAuth``."""
        if self._api_key:
            raise ProxyAuth("an API key cannot be sent past a proxy's login")
        login = basic_auth(*user_info(self._url))
        if not login:
            raise ProxyAuth("the proxy wants a login")
        return login


def _wants_login(reply: Reply) -> bool:
    """Tell whether a proxy asks who we are, and not another program that downloads."""
    realm = reply.headers.get("WWW-Authenticate", "")
    return reply.status == 401 and bool(realm) and not _OTHERS.search(realm)


def _session_cookie(reply: Reply) -> str:
    for line in reply.cookies:
        if found := _COOKIE.match(line):
            return found[1]
    return ""
