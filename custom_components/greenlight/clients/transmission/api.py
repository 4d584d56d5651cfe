"""The RPC of a Transmission: its session id, its refusals, and what it answers.

Spoken is the protocol of before 4.1 (``method``, ``arguments``, ``result``): every version up to
4.1.3 knows it and 3.00 knows no other. 4.1 calls it deprecated in favour of JSON-RPC 2.0, which it
announces in the header ``X-Transmission-Rpc-Version``; a server without the old one needs that here.

An answer is 409 with a session id to send along at the first contact and after a restart, 401 for
wrong credentials, 403 for an address that is not in ``rpc-whitelist`` or after too many failed
logins, 421 for a Host header it does not expect, and 200 with ``result`` for everything else.
"""

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from itertools import batched
import json
from typing import Any, Final, override

import aiohttp
from yarl import URL

from ...engine.told import plain
from ..common.api import Access, ServerApi
from ..common.http import Reply, base_url, basic_auth, decoded, send
from ..common.values import reading, whole
from ..errors import BadAnswer, ClientError, HostRejected, TooOld

# 3.00, the first with labels and with tables.
OLDEST: Final = 16
# How many torrents are read at once, so that the event loop waits a millisecond or two.
AT_ONCE: Final = 500

_SESSION_ID: Final = "X-Transmission-Session-Id"
_FORBIDDEN: Final = b"<h1>403: Forbidden</h1>"
_TOTALS: Final = ("current-stats", "downloadSpeed", "torrentCount", "uploadSpeed")
_KNOWN: Final = ("version", "rpc-version", "units")


class Refused(BadAnswer):
    """The server understood and said no; ``detail`` is its word on it."""


class Api(ServerApi):
    """The RPC of one Transmission at one address with one set of credentials.

    ``version`` is the program's, and ``unit`` is what it calls a kilobyte of speed, in bytes.
    ``renewals`` counts how often they were read, as they are at first and whenever the server was
    away.

    What was refused is remembered, and every call fails without touching the network then.
    """

    version: str = ""

    def __init__(
        self, session: aiohttp.ClientSession, access: Access, clock: Callable[[], float]
    ) -> None:
        """Remember how to reach the server; nothing is sent before the first call."""
        super().__init__(session, access, clock)
        self._credentials = basic_auth(self._username, self._password)
        self._lock = asyncio.Lock()
        self._endpoint: URL | None = None
        self._session_id = ""
        self._fresh = False
        self.unit = 1000
        self.renewals = 0

    async def open(self, *, again: bool = False) -> None:
        """Make sure that the server is known. ``again`` asks it even if it is."""
        async with self._lock:
            if self._fresh and not again:
                return
            await self._meet()
            self._fresh = True
            self.renewals += 1

    async def call(
        self, method: str, arguments: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Call a method and return its arguments. Raises ``Refused`` for all but a success."""
        await self.open()
        assert self._endpoint is not None
        asked = {"method": method, "arguments": arguments or {}}
        try:
            return self._arguments(await self._send(self._endpoint, asked))
        except Refused:
            raise
        except ClientError:
            # Whatever it is, it is not what we knew: look again before the next call.
            self._fresh = False
            raise

    async def torrents(
        self, fields: Iterable[str], ids: Collection[str | int] | str | None = None
    ) -> list[dict[str, Any]]:
        """Return the fields of the named torrents that are there, or of all of them.

        Very many are read in slices, between which others run.
        """
        # A table names each field once, which halves the answer.
        asked: dict[str, Any] = {"fields": [*fields], "format": "table"}
        if ids is not None:
            asked["ids"] = ids if isinstance(ids, str) else [*ids]
        said = await self.call("torrent-get", asked)
        with reading("not a list of torrents"):
            names, *rows = said["torrents"]
            found = []
            for some in batched(rows, AT_ONCE, strict=False):
                found += [dict(zip(names, row, strict=True)) for row in some]
                await asyncio.sleep(0)
            return found

    async def session(self, *fields: str) -> dict[str, Any]:
        """Return fields of what the server says of itself, all of them."""
        return _whole(await self.call("session-get", {"fields": fields}), fields)

    async def totals(self) -> dict[str, Any]:
        """Return the speeds and counts over everything."""
        return _whole(await self.call("session-stats"), _TOTALS)

    def close(self) -> None:
        """Forget the session; the server needs no telling."""
        self._session_id = ""
        self._fresh = False

    async def _meet(self) -> None:
        endpoints = [self._endpoint] if self._endpoint else endpoints_of(self._url)
        for endpoint in endpoints:
            reply = await self._send(
                endpoint, {"method": "session-get", "arguments": {"fields": _KNOWN}}
            )
            if not (300 <= reply.status < 400 or reply.status in (404, 405)):
                break
        said = self._arguments(reply)
        problem: ClientError = self._stranger("not a Transmission")
        with suppress(KeyError, TypeError, ValueError, OverflowError):
            if whole(said["rpc-version"]) >= OLDEST:
                self.unit = max(whole(said["units"]["speed-bytes"]), 1)
                # "3.00 (bb6b5a062e)": the rest names a commit.
                self.version = plain(str(said["version"])).partition(" ")[0]
                self._endpoint = endpoint
                return
            problem = TooOld(plain(str(said["version"])))
        raise problem

    def _arguments(self, reply: Reply) -> dict[str, Any]:
        """Return what a call answered. Raises for all that is no success."""
        if reply.status == 401:
            raise self._refusals.refused("" if reply.is_page else self.said(reply))
        if reply.status == 403 and reply.body.startswith(_FORBIDDEN):
            raise self._forbidden(reply)
        if reply.status == 421:
            raise HostRejected("the host name is not in its rpc-host-whitelist")
        self._check(reply)
        answer = None
        with suppress(BadAnswer):
            answer = decoded(reply.body)
        if not isinstance(answer, dict) or "result" not in answer:
            raise self._stranger("the answer is not one of Transmission's")
        if answer["result"] != "success":
            raise Refused(self._clean(str(answer["result"])))
        arguments = answer.get("arguments")
        return arguments if isinstance(arguments, dict) else {}

    def _forbidden(self, reply: Reply) -> ClientError:
        """Return what a 403 means; only 3.00 tells the two reasons apart."""
        if not self.version or b"IP Address" in reply.body:
            # At first contact the whitelist is by far likelier: it is on by default, and counting
            # failed logins is not.
            return HostRejected(
                "this machine is not in its rpc-whitelist, or too many logins failed"
            )
        return self._refusals.banned()

    @override
    def said(self, reply: Reply) -> str:
        if 300 <= reply.status < 400:
            return reply.elsewhere or "redirected to another path"
        return super().said(reply)

    @property
    @override
    def _secrets(self) -> tuple[str, ...]:
        return *super()._secrets, self._session_id

    async def _send(self, endpoint: URL, asked: Mapping[str, Any]) -> Reply:
        """Send a request, and once more if the server gives a new session id for it."""
        self._refusals.check()
        headers = {"Content-Type": "application/json"}
        if self._credentials:
            headers["Authorization"] = self._credentials
        body = json.dumps(asked).encode()
        for _ in range(2):
            headers[_SESSION_ID] = self._session_id
            reply = await send(
                self._session,
                "POST",
                endpoint,
                headers=headers,
                timeout=self._timeout,
                data=body,
            )
            given = reply.headers.get(_SESSION_ID, "")
            if reply.status != 409 or not given:
                break
            if self._session_id:
                # It was away and may have come back as another version.
                self._fresh = False
            self._session_id = given
        return reply


def _whole(said: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Return an answer that has all of the names. Raises ``BadAnswer``."""
    for name in names:
        if name not in said:
            raise BadAnswer(f"the answer has no {name}")
    return said


def endpoints_of(text: str) -> list[URL]:
    """Return where the RPC may be, likeliest first, for an address that a person typed.

    ``rpc-url`` is ``/transmission/`` unless somebody changed it, and a proxy may put a path before
    it, so a path of neither shape can be either. Raises ``CannotConnect``.
    """
    url = base_url(text)
    path = url.path.rstrip("/").removesuffix("/web")
    if path.endswith("/rpc"):
        return [url.with_path(path)]
    if not path:
        return [url.with_path("/transmission/rpc")]
    paths = [f"{path}/rpc", f"{path}/transmission/rpc"]
    if path.endswith("/transmission"):
        paths.pop()
    return [url.with_path(path) for path in paths]
