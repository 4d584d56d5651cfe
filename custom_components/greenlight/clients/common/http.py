"""HTTP to a download client: the one place where every failure becomes a ``ClientError``."""

import base64
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
import json
import os
import ssl
from typing import Any, Final, override

import aiohttp
from yarl import URL

from ...engine.told import LOOKED_AT, plain
from ..errors import (
    BadAnswer,
    CannotConnect,
    ClientError,
    ClientTimeout,
    ConnectionLost,
    NotThisClient,
    TlsFailed,
)

MAX_ANSWER: Final = 16 * 1024 * 1024
_GATEWAY_TIMEOUT: Final = 504

# Some servers write control characters as they are.
DECODER: Final = json.JSONDecoder(strict=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server answered. Not shown in a traceback's repr: it may hold secrets."""

    status: int
    body: bytes
    content_type: str = ""
    cookies: tuple[str, ...] = ()
    location: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    @override
    def __repr__(self) -> str:
        """Tell the status only."""
        return f"Reply({self.status})"

    @property
    def ok(self) -> bool:
        """Tell whether the status means success and the body is not a page made for people."""
        return 200 <= self.status < 300 and not self.is_page

    @property
    def is_page(self) -> bool:
        """Tell whether this is HTML, which no API we talk to ever answers."""
        return self.content_type == "text/html" or self.body[:100].lstrip().startswith(
            b"<"
        )

    @property
    def text(self) -> str:
        """Return the body as text without surrounding white space."""
        return self.body.decode("utf-8", "replace").strip()

    @property
    def detail(self) -> str:
        """Return the server's own words in one short line, never a page and never a link."""
        return self.without()

    @property
    def elsewhere(self) -> str:
        """Return to what other host a redirect leads, empty for anything else."""
        with suppress(ValueError):
            if 300 <= self.status < 400 and (host := URL(self.location).host):
                return f"redirected to {host}"
        return ""

    def without(self, *secrets: str) -> str:
        """Return the same with what opens the server taken out, in case it repeats that."""
        if self.is_page:
            return f"HTTP {self.status}, a web page"
        start = self.body[:LOOKED_AT].decode("utf-8", "replace")
        return plain(start, *secrets) or f"HTTP {self.status}"


def decoded(body: bytes) -> Any:
    """Return decoded JSON. Raises ``BadAnswer``."""
    try:
        return DECODER.decode(body.decode("utf-8", "replace"))
    except ValueError, RecursionError:
        pass
    raise BadAnswer("the answer is not JSON")


def base_url(text: str) -> URL:
    """Return the address a person typed as a base to append a path to.

    The path is kept, for a reverse proxy; query, fragment and user info are not. Raises
    ``CannotConnect`` for what is no http(s) address.
    """
    try:
        url = URL(text.strip())
        port = url.port
    except ValueError:
        url, port = URL(), None
    if url.scheme not in ("http", "https") or not url.host or port is None:
        raise CannotConnect("not a web address")
    return (
        url.with_user(None)
        .with_query(None)
        .with_fragment(None)
        .with_path(url.path.rstrip("/"))
    )


def user_info(text: str) -> tuple[str, str]:
    """Return user and password that are part of an address, empty if there are none."""
    try:
        url = URL(text.strip())
    except ValueError:
        return "", ""
    return url.user or "", url.password or ""


def basic_auth(username: str, password: str) -> str:
    """Return the header of a login, empty for none. A colon in the user is the server's matter."""
    if not (username or password):
        return ""
    pair = f"{username}:{password}".encode()
    return f"Basic {base64.b64encode(pair).decode()}"


async def send(
    session: aiohttp.ClientSession,
    method: str,
    url: URL,
    *,
    headers: Mapping[str, str],
    timeout: float,
    params: Mapping[str, str] | None = None,
    data: Any = None,
    feed: Callable[[bytes], None] | None = None,
) -> Reply:
    """Send one request and return the answer whatever its status; redirects are not followed.

    ``timeout`` is in seconds. With ``feed`` the body of a success goes there piece by piece, which
    may take longer, and the reply's stays empty. Raises ``CannotConnect`` and ``TlsFailed`` where
    nothing was sent, ``ClientTimeout`` where the server may have done what was asked although it, or
    a proxy for it, did not answer in time.
    """
    if session.closed:
        # Somebody waited for an answer while what is asked was replaced; aiohttp raises anything.
        raise CannotConnect("Greenlight is just being reloaded, so try again")
    wait = _patience(timeout, piecewise=feed is not None)
    if feed is not None:
        # Unpacking a large piece would hold up everybody else here.
        headers = {**headers, "Accept-Encoding": "identity"}
    try:
        async with session.request(
            method,
            url,
            headers=headers,
            params=params,
            data=data,
            timeout=wait,
            allow_redirects=False,
            skip_auto_headers=("User-Agent",),
        ) as response:
            return await _read(response, feed)
    except (aiohttp.ClientError, OSError, ValueError) as err:
        failure = failed(err)
    # Outside the handler: aiohttp's errors know the request with its cookie, so none is chained.
    raise failure


def _patience(seconds: float, *, piecewise: bool) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(
        total=seconds * 6 if piecewise else seconds,
        sock_connect=seconds / 2,
        sock_read=seconds if piecewise else None,
    )


async def _read(
    response: aiohttp.ClientResponse, feed: Callable[[bytes], None] | None
) -> Reply:
    body = bytearray()
    take = feed if feed is not None and response.status == 200 else body.extend
    # What is already there is given out at once; only an empty buffer lets others run.
    async for piece in response.content.iter_any():
        take(piece)
        if len(body) > MAX_ANSWER:
            raise BadAnswer("the answer is too long")
    if response.status == _GATEWAY_TIMEOUT:
        raise ClientTimeout("a proxy got no answer in time")
    return Reply(
        response.status,
        bytes(body),
        response.content_type,
        tuple(response.headers.getall("Set-Cookie", ())),
        response.headers.get("Location", ""),
        response.headers,
    )


def failed(err: Exception) -> ClientError:
    """Return what went wrong between us and the server in our own terms."""
    match err:
        case aiohttp.ClientConnectorCertificateError():
            reason = getattr(err.certificate_error, "verify_message", "")
            return TlsFailed(plain(reason or "the certificate is not trusted"))
        case (
            aiohttp.ClientSSLError()
            | ssl.SSLError()
            | aiohttp.ServerFingerprintMismatch()
        ):
            return TlsFailed(
                plain(getattr(err, "reason", None) or "no encrypted connection")
            )
        case aiohttp.ConnectionTimeoutError():
            return CannotConnect("no answer from that address")
        case TimeoutError():
            return ClientTimeout()
        case aiohttp.ClientConnectorDNSError():
            return CannotConnect("the host name is not known")
        case aiohttp.ClientResponseError():
            return NotThisClient("the answer is not HTTP")
        case aiohttp.ClientPayloadError():
            return BadAnswer("the answer was cut short")
        case aiohttp.ClientConnectorError():
            # asyncio's own text names the address instead of the reason.
            return CannotConnect(
                os.strerror(err.errno) if err.errno else "no connection"
            )
        case aiohttp.InvalidURL():
            return CannotConnect("not a web address")
        case aiohttp.ClientError() | OSError():
            # Of an open connection: what was sent before may have arrived.
            return ConnectionLost("the connection was closed")
    return CannotConnect("the request could not be sent")
