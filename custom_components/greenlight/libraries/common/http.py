"""HTTP to a library: the one place where every failure becomes a ``LibraryError``."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
import os
import ssl
from typing import Any, Final, override

import aiohttp
from yarl import URL

from ...engine.told import plain
from ..errors import BadAnswer, LibraryError, LibraryTimeout, LibraryTls

# Bytes, unpacked.
MAX_ANSWER: Final = 16 * 1024 * 1024
# The list of all movies is tens of megabytes where there are tens of thousands.
MAX_LIST: Final = 512 * 1024 * 1024
# Somebody waited for an answer while what is asked was replaced; aiohttp raises anything then.
RELOADED: Final = "Greenlight is just being reloaded, so try again"

_PIECE: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server answered. Not shown in a traceback's repr: it may hold secrets."""

    status: int
    body: bytes = b""
    content_type: str = ""
    location: str = ""

    @override
    def __repr__(self) -> str:
        """Tell the status only."""
        return f"Reply({self.status})"

    @property
    def is_page(self) -> bool:
        """Tell whether this is HTML or XML, which no API answers that is asked for JSON."""
        start = self.body[:100].removeprefix(b"\xef\xbb\xbf").lstrip()
        return self.content_type == "text/html" or start.startswith(b"<")


class Answering:
    """An answer that has begun: its status is known, its body still to be read."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        """Take the response."""
        self._response = response
        self.status = response.status
        self.content_type = response.content_type
        self.location = response.headers.get("Location", "")

    async def pieces(self, most: int) -> AsyncGenerator[bytes]:
        """Yield the body, unpacked, in pieces. Raises ``LibraryError`` at ``most`` bytes."""
        size = 0
        try:
            async for piece in self._response.content.iter_chunked(_PIECE):
                size += len(piece)
                if size > most:
                    raise BadAnswer("the answer is too long")
                yield piece
        except (aiohttp.ClientError, OSError, ValueError) as err:
            failure = failed(err)
        else:
            return
        raise failure

    async def whole(self, most: int = MAX_ANSWER) -> Reply:
        """Read the body. Raises ``LibraryError``."""
        body = bytearray()
        async for piece in self.pieces(most):
            body += piece
        return Reply(self.status, bytes(body), self.content_type, self.location)


@asynccontextmanager
async def sending(
    session: aiohttp.ClientSession,
    method: str,
    url: URL,
    *,
    headers: Mapping[str, str],
    timeout: float,
    patience: float | None = None,
    json: Any = None,
) -> AsyncGenerator[Answering]:
    """Send one request and hand over the answer that begins; redirects are not followed.

    ``timeout`` is how many seconds may pass without a byte, ``patience`` how many in all, as many
    if that is not said. Raises ``LibraryError`` for whatever goes wrong on the way.
    """
    if session.closed:
        raise LibraryError(RELOADED)
    try:
        response = await session.request(
            method,
            url,
            headers={"Accept-Encoding": "gzip, deflate", **headers},
            json=json,
            timeout=aiohttp.ClientTimeout(
                total=patience or timeout,
                sock_connect=min(timeout, 10),
                sock_read=timeout,
            ),
            allow_redirects=False,
            skip_auto_headers=("User-Agent",),
        )
    except (aiohttp.ClientError, OSError, ValueError) as err:
        failure = failed(err)
    else:
        async with response:
            yield Answering(response)
        return
    # Outside the handler: aiohttp's errors know the request with its key, so none is chained.
    raise failure


def failed(err: Exception) -> LibraryError:
    """Return what went wrong between us and the server in our own terms."""
    match err:
        case aiohttp.ClientConnectorCertificateError():
            reason = getattr(err.certificate_error, "verify_message", "")
            return LibraryTls(plain(reason or "the certificate is not trusted"))
        case (
            aiohttp.ClientSSLError()
            | ssl.SSLError()
            | aiohttp.ServerFingerprintMismatch()
        ):
            return LibraryTls(
                plain(getattr(err, "reason", None) or "no encrypted connection")
            )
        case aiohttp.ConnectionTimeoutError():
            return LibraryTimeout("no answer from that address")
        case TimeoutError():
            return LibraryTimeout()
        case aiohttp.ClientConnectorDNSError():
            return LibraryError("the host name is not known")
        case aiohttp.ClientPayloadError():
            return BadAnswer("the answer was cut short")
        case aiohttp.ClientResponseError():
            return BadAnswer("the answer is not HTTP")
        case aiohttp.ClientConnectorError():
            # asyncio's own text names the address instead of the reason.
            return LibraryError(
                os.strerror(err.errno) if err.errno else "no connection"
            )
        case aiohttp.InvalidURL():
            return LibraryError("not a web address")
        case aiohttp.ClientError() | OSError():
            return LibraryError("the connection was closed")
    return LibraryError("the request could not be sent")
