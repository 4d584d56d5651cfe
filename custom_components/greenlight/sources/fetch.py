"""One GET for a feed or a file: capped in time and size, redirects followed by hand."""

import asyncio
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import unquote, urljoin, urlsplit

import aiohttp

from ..engine.release import usable_link
from .base import (
    Payload,
    SourceAuth,
    SourceBusy,
    SourceError,
    SourceNotFound,
    SourceTimeout,
    SourceTls,
    SourceTooLarge,
)
from .payload import payload_limit, read_payload

MAX_SECONDS: Final = 30.0
MAX_REDIRECTS: Final = 5
MAX_WAIT: Final = 24 * 3600.0

_CHUNK = 64 * 1024
_MAX_VALIDATOR_CHARS = 1024
_DEFAULT_PORTS = {"http": 80, "https": 443}
_CONDITIONS = frozenset({"if-none-match", "if-modified-since"})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})

# How many bytes a body may have, told from its first bytes.
type Limit = Callable[[bytes], int]


@dataclass(frozen=True, slots=True)
class Credentials:
    """Headers, and a user and password in the address, that belong to one server and no other."""

    url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False, default_factory=dict)

    def headers_for(self, url: str) -> dict[str, str]:
        """Return the headers for an address, in lower case; none when it is another server's."""
        bare, basic = split_userinfo(url)
        found = {"authorization": basic} if basic else {}
        own, own_basic = split_userinfo(self.url)
        if not _same_server(own, bare):
            return found
        if own_basic:
            found["authorization"] = own_basic
        return found | {name.lower(): value for name, value in self.headers.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a GET led to. ``body`` is None when nothing has changed; ``url`` is where it ended.

    ``url`` is a magnet link, and ``body`` empty, when a redirect led there.
    """

    url: str = field(repr=False)
    body: bytes | None = field(repr=False, default=b"")
    charset: str = ""
    etag: str = ""
    last_modified: str = ""


class Fetcher:
    """Fetches addresses with what one server is owed, or with nothing at all."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        credentials: Credentials | None = None,
        *,
        seconds: float = MAX_SECONDS,
    ) -> None:
        """Take a session that keeps no cookies: two sources on one host would share them."""
        self._session = session
        self._credentials = credentials or Credentials("")
        self._seconds = seconds

    async def get(
        self, url: str, *, limit: Limit, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Fetch an address. ``limit`` counts decompressed bytes. Raises ``SourceError``.

        Errors never carry the address or what the library says of it: both may hold a passkey.
        """
        try:
            async with asyncio.timeout(self._seconds):
                for _ in range(MAX_REDIRECTS + 1):
                    if not usable_link(url):
                        raise SourceError("an address that is not followed")
                    if urlsplit(url).scheme.lower() == "magnet":
                        return Answer(url=url)
                    answer = await self._hop(url, limit, headers or {})
                    if isinstance(answer, Answer):
                        return answer
                    url = answer
        except TimeoutError:
            raise SourceTimeout(f"no answer within {self._seconds:g} s") from None
        except (aiohttp.ClientSSLError, aiohttp.ServerFingerprintMismatch) as err:
            raise SourceTls(_cause(err)) from None
        except (aiohttp.ClientError, OSError, ValueError) as err:
            raise SourceError(_cause(err)) from None
        raise SourceError("too many redirects")

    async def payload(self, link: str) -> Payload:
        """Fetch what a link leads to. Raises ``SourceError``."""
        if link.lower().startswith("magnet:"):
            return Payload(magnet=link)
        answer = await self.get(link, limit=payload_limit)
        if answer.url.lower().startswith("magnet:"):
            return Payload(magnet=answer.url)
        return read_payload(answer.body or b"")

    async def _hop(
        self, url: str, limit: Limit, headers: Mapping[str, str]
    ) -> Answer | str:
        """Make one request: its answer, or the address it redirects to."""
        bare, _ = split_userinfo(url)
        sent = {
            "accept": "*/*",
            # What aiohttp undoes in bounded steps whatever else is installed.
            "accept-encoding": "gzip, deflate",
            **headers,
            **self._credentials.headers_for(url),
        }
        async with self._session.get(
            bare, headers=sent, allow_redirects=False
        ) as response:
            if response.status in _REDIRECTS and (
                to := response.headers.get("Location")
            ):
                return urljoin(bare, to)
            body = None
            if response.status != 304 or headers.keys().isdisjoint(_CONDITIONS):
                _check_status(response)
                body = await _read(response, limit)
            return Answer(
                url=bare,
                body=body,
                charset=response.charset or "",
                etag=_validator(response, "ETag"),
                last_modified=_validator(response, "Last-Modified"),
            )


async def _read(response: aiohttp.ClientResponse, limit: Limit) -> bytes:
    body = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK):
        body += chunk
        if len(body) > (most := limit(bytes(body[:_CHUNK]))):
            raise SourceTooLarge(f"more than {most // 1024**2} MiB")
    return bytes(body)


def _check_status(response: aiohttp.ClientResponse) -> None:
    status = response.status
    detail = f"HTTP {status}"
    if status in (401, 403):
        raise SourceAuth(detail)
    if status in (404, 410):
        raise SourceNotFound(detail)
    if status in (429, 503):
        raise SourceBusy(detail, retry_after=_retry_after(response))
    if not 200 <= status < 300:
        raise SourceError(detail)


def _retry_after(response: aiohttp.ClientResponse) -> float | None:
    """Return what the server asks for in seconds (RFC 9110: seconds or a date), if it is sane."""
    text = response.headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text), MAX_WAIT)
    try:
        until = _date(text)
        # The server's own clock, where it tells it: ours or its may be wrong.
        now = _date(response.headers.get("Date", "")) or datetime.now(UTC)
    except TypeError, ValueError, OverflowError:
        return None
    return min(max((until - now).total_seconds(), 0.0), MAX_WAIT) if until else None


def _date(text: str) -> datetime | None:
    if not text:
        return None
    at = parsedate_to_datetime(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _validator(response: aiohttp.ClientResponse, name: str) -> str:
    """Return a header that is to be sent back later, if it is one that can be sent."""
    value = response.headers.get(name, "")
    usable = (
        len(value) <= _MAX_VALIDATOR_CHARS and value.isascii() and value.isprintable()
    )
    return value if usable else ""


def split_userinfo(url: str) -> tuple[str, str]:
    """Split ``user:password@`` off an address: what remains, and the header that replaces it."""
    parts = urlsplit(url)
    userinfo, at, host = parts.netloc.rpartition("@")
    if not at:
        return url, ""
    raw = unquote(userinfo).encode()
    return parts._replace(netloc=host).geturl(), f"Basic {b64encode(raw).decode()}"


def _same_server(own: str, other: str) -> bool:
    """Tell whether an address has the origin of ours, or is that very host now on https."""
    (scheme, host, port), (other_scheme, other_host, other_port) = (
        _origin(own),
        _origin(other),
    )
    if host != other_host:
        return False
    if (scheme, port) == (other_scheme, other_port):
        return True
    return (scheme, port, other_scheme, other_port) == ("http", 80, "https", 443)


def _origin(url: str) -> tuple[str, str, int | None]:
    parts = urlsplit(url)
    scheme = parts.scheme.lower()
    return scheme, parts.hostname or "", parts.port or _DEFAULT_PORTS.get(scheme)


def _cause(err: Exception) -> str:
    """Return the system's word on a failure; aiohttp's own texts may hold the whole address."""
    if isinstance(err, aiohttp.ClientConnectorCertificateError):
        inner: BaseException = err.certificate_error
    else:
        inner = getattr(err, "os_error", err)
    word = getattr(inner, "verify_message", "") or getattr(inner, "strerror", "")
    return (word or type(err).__name__)[:120]
