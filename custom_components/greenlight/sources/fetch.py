"""One GET for a feed or a file: capped in time and size, redirects followed by hand."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
import logging
import os
import ssl
from typing import Final
from urllib.parse import urlsplit

import aiohttp
from yarl import URL

from ..engine.files.magnet import is_magnet
from ..engine.release import usable_link
from ..engine.secrets import Secrets
from .base import (
    Payload,
    SourceError,
    SourceTimeout,
    SourceTls,
    SourceTooLarge,
    only_source_errors,
)
from .credentials import Cookies, Credentials, split_userinfo
from .document import MAX_LOOKED_AT, refusal
from .link import as_sent, clean_link, join
from .owed import in_address, in_headers
from .payload import magnet_payload, payload_limit, read_payload
from .private import refuse_inward
from .unpack import is_packed
from .wait import retry_after

_LOGGER = logging.getLogger(__name__)

MAX_SECONDS: Final = 30.0
MAX_REDIRECTS: Final = 5
# Bytes. Magnet links with a hundred trackers come as one line of a header.
MAX_LINE: Final = 64 * 1024
# Bytes from which reading takes so long that everybody else would notice.
LARGE: Final = 64 * 1024
SMALL_PAGE: Final = 8 * 1024

_CHUNK = 64 * 1024
_MAX_VALIDATOR_CHARS = 1024
_CONDITIONS = frozenset({"if-none-match", "if-modified-since"})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})

# How many bytes a body may have, told from its first bytes.
type Limit = Callable[[bytes], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a GET led to. ``body`` is None when nothing has changed; ``url`` is where it ended.

    ``url`` is a magnet link, and ``body`` empty, when a redirect led there. ``secrets`` is what was
    sent on the way, which the answer may repeat; ``retry_after`` are seconds to be left alone.
    """

    url: str = field(repr=False)
    body: bytes | None = field(repr=False, default=b"")
    charset: str = ""
    etag: str = ""
    last_modified: str = ""
    secrets: Secrets = field(repr=False, default_factory=Secrets)
    retry_after: float | None = None

    @contextmanager
    def read(self) -> Iterator[bytes]:
        """Hand over the body to be read; a refusal in it carries what the server asks for beside it."""
        try:
            yield self.body or b""
        except SourceError as err:
            err.retry_after = err.retry_after or self.retry_after
            raise


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
        if self._session.closed:
            # Somebody waited for something else while what is asked was replaced.
            raise SourceError("Greenlight is just being reloaded, so try again")
        try:
            async with asyncio.timeout(self._seconds):
                return await self._follow(url, limit, headers or {}, Cookies())
        except TimeoutError:
            raise SourceTimeout(f"no answer within {self._seconds:g} s") from None
        except (aiohttp.ClientSSLError, aiohttp.ServerFingerprintMismatch) as err:
            raise SourceTls(_cause(err)) from None
        except (aiohttp.ClientError, OSError, ValueError) as err:
            raise SourceError(_cause(err)) from None

    async def payload(self, link: str) -> Payload:
        """Fetch what a link leads to. Raises ``SourceError``."""
        with only_source_errors(_LOGGER, "What a link leads to"):
            if is_magnet(link):
                return magnet_payload(link)
            answer = await self.get(clean_link(link), limit=payload_limit)
            if is_magnet(answer.url):
                return magnet_payload(answer.url)
            with answer.read() as body:
                if len(body) < LARGE and not is_packed(body):
                    return read_payload(body, answer.secrets)
                return await asyncio.to_thread(read_payload, body, answer.secrets)

    async def _follow(
        self, url: str, limit: Limit, headers: Mapping[str, str], cookies: Cookies
    ) -> Answer:
        secrets = Secrets()
        for _ in range(MAX_REDIRECTS + 1):
            if is_magnet(url):
                return Answer(url=url)
            if not usable_link(url):
                raise SourceError("an address that is not followed")
            answer = await self._hop(url, limit, headers, cookies, secrets)
            if isinstance(answer, Answer):
                return answer
            if urlsplit(answer).scheme.lower() in ("http", "https"):
                await refuse_inward(url, answer)
            url = answer
        raise SourceError("too many redirects")

    async def _hop(
        self,
        url: str,
        limit: Limit,
        headers: Mapping[str, str],
        cookies: Cookies,
        secrets: Secrets,
    ) -> Answer | str:
        """Make one request: its answer, or the address it redirects to.

        What is sent is added to the secrets.
        """
        bare, _ = split_userinfo(url)
        sent = {
            "accept": "*/*",
            # What aiohttp undoes in bounded steps whatever else is installed.
            "accept-encoding": "gzip, deflate",
            **headers,
            **self._credentials.headers_for(url),
        }
        if cookie := cookies.beside(sent.get("cookie", ""), bare):
            sent["cookie"] = cookie
        secrets.add(*in_address(url), *in_headers(sent))
        async with self._session.get(
            URL(as_sent(bare), encoded=True),
            headers=sent,
            allow_redirects=False,
            max_line_size=MAX_LINE,
            max_field_size=MAX_LINE,
        ) as response:
            cookies.take(bare, response.cookies)
            if response.status in _REDIRECTS and (
                to := response.headers.get("Location")
            ):
                return join(bare, clean_link(to))
            body = None
            if response.status != 304 or headers.keys().isdisjoint(_CONDITIONS):
                await _check_status(response, secrets)
                body = await _read(response, limit)
            return Answer(
                url=bare,
                body=body,
                charset=response.charset or "",
                etag=_validator(response, "ETag"),
                last_modified=_validator(response, "Last-Modified"),
                secrets=secrets,
                retry_after=retry_after(response.headers),
            )


async def _read(response: aiohttp.ClientResponse, limit: Limit) -> bytes:
    body = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK):
        body += chunk
        if len(body) > (most := limit(bytes(body[:_CHUNK]))):
            raise SourceTooLarge(f"more than {most // 10**6} MB")
    return bytes(body)


async def _check_status(response: aiohttp.ClientResponse, secrets: Secrets) -> None:
    """Raise what a status that is no success says, in the site's own words where it has some."""
    if 200 <= response.status < 300:
        return
    body = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK):
        body += chunk
        if len(body) >= MAX_LOOKED_AT:
            break
    read = partial(
        refusal, status=response.status, headers=response.headers, secrets=secrets
    )
    # A page made for it takes a while.
    whole = bytes(body)
    large = len(whole) > SMALL_PAGE
    error = await asyncio.to_thread(read, whole) if large else read(whole)
    error = error or SourceError(f"HTTP {response.status}")
    error.retry_after = retry_after(response.headers)
    error.status = response.status
    raise error


def _validator(response: aiohttp.ClientResponse, name: str) -> str:
    """Return a header that is to be sent back later, if it is one that can be sent."""
    value = response.headers.get(name, "")
    usable = (
        len(value) <= _MAX_VALIDATOR_CHARS and value.isascii() and value.isprintable()
    )
    return value if usable else ""


def _cause(err: Exception) -> str:
    """Return the system's word on a failure; aiohttp's own texts may hold the whole address."""
    if isinstance(err, aiohttp.ClientConnectorDNSError):
        return "the host name is not known"
    if isinstance(err, aiohttp.ClientConnectorCertificateError):
        inner: BaseException = err.certificate_error
    else:
        inner = getattr(err, "os_error", err)
    if (
        isinstance(inner, OSError)
        and inner.errno
        and not isinstance(inner, ssl.SSLError)
    ):
        # asyncio's own text names the address instead of the reason.
        return os.strerror(inner.errno)
    word = getattr(inner, "verify_message", "") or getattr(inner, "strerror", "")
    return (word or type(err).__name__)[:120]
