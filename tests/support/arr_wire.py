"""How Sonarr and Radarr put requests, byte by byte where whoever answers may mind.

Read from their `NzbDrone.Common/Http`: forms are built by hand, and become multipart as soon as one
value is long; cookies are kept by hand; nothing says `Accept` unless it is wanted.
"""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
import time
from typing import Final
from urllib.parse import quote

import aiohttp
from yarl import URL

# Bytes of a value from which on a form is multipart.
LONG: Final = 1024
TIMEOUT: Final = 100.0

_boundaries = count(1)


class ClientFailed(Exception):
    """A download client refuses, or answers what is no answer: `DownloadClientException`."""


class ClientAuth(ClientFailed):
    """A download client does not let them in: `DownloadClientAuthenticationException`."""


class ClientAway(ClientFailed):
    """A download client cannot be reached: `DownloadClientUnavailableException`."""


class ReleaseRefused(Exception):
    """A download client will not have this release: `DownloadClientRejectedReleaseException`."""


class ReleaseGone(Exception):
    """A release cannot be had from its site: `ReleaseDownloadException`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file in a form. Its name goes as it is, in UTF-8."""

    filename: str
    content: bytes
    content_type: str = "application/octet-stream"


type Form = Sequence[tuple[str, str | Upload]]


@dataclass(frozen=True, slots=True)
class Heard:
    """What was answered; ``cookies`` are all that were set."""

    status: int
    body: bytes
    cookies: Mapping[str, str] = field(default_factory=dict)
    location: str = ""

    @property
    def text(self) -> str:
        """Return the body as a text."""
        return self.body.decode("utf-8", "replace")

    @property
    def failed(self) -> bool:
        """Tell whether that is an error over there."""
        return self.status >= 400


def escaped(value: str) -> str:
    """Return what `Uri.EscapeDataString` makes of a text."""
    return quote(value, safe="")


def encoded(form: Form) -> tuple[str, bytes]:
    """Return the content type of a form and its body."""
    parts = [
        (name, value if isinstance(value, Upload) else value.encode())
        for name, value in form
    ]
    if any(isinstance(value, Upload) or len(value) > LONG for _, value in parts):
        return _multipart(parts)
    pairs = (f"{name}={escaped(str(value))}" for name, value in form)
    return "application/x-www-form-urlencoded", "&".join(pairs).encode()


def _multipart(parts: list[tuple[str, Upload | bytes]]) -> tuple[str, bytes]:
    ticks = 0x08DC00000000000 + time.time_ns() // 100 + next(_boundaries)
    boundary = f"{'-' * 29}{ticks:014x}"
    body = bytearray()
    for name, value in parts:
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"'
        content = value
        if isinstance(value, Upload):
            head += f'; filename="{value.filename}"'
            head += f"\r\nContent-Type: {value.content_type}"
            content = value.content
        assert isinstance(content, bytes)
        body += f"{head}\r\n\r\n".encode() + content + b"\r\n"
    body += f"--{boundary}--\r\n".encode()
    return f"multipart/form-data; boundary={boundary}", bytes(body)


class Wire:
    """Puts requests as one of them does; ``agent`` is how it introduces itself."""

    def __init__(self, agent: str) -> None:
        """Have asked nothing yet."""
        self.agent = agent
        # What was asked, as method and path with query, for whoever wants to see the order of it.
        self.asked: list[str] = []

    async def ask(
        self,
        url: str,
        *,
        query: Sequence[tuple[str, str]] = (),
        form: Form | None = None,
        post: bool = False,
        basic: tuple[str, str] | None = None,
        cookies: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Heard:
        """Ask once; redirects are not followed. Raises ``ClientAway``."""
        if query:
            url += "?" + "&".join(f"{escaped(k)}={escaped(v)}" for k, v in query)
        sent = {
            "User-Agent": self.agent,
            "Accept-Encoding": "gzip, br",
            **(headers or {}),
        }
        if basic is not None:
            login = ":".join(basic).encode("latin-1", "replace")
            sent["Authorization"] = f"Basic {base64.b64encode(login).decode()}"
        if cookies:
            sent["Cookie"] = "; ".join(f"{k}={v}" for k, v in cookies.items())
        body = None
        if form is not None:
            sent["Content-Type"], body = encoded(form)
        method = "POST" if post or form is not None else "GET"
        self.asked.append(f"{method} {URL(url, encoded=True).raw_path_qs}")
        return await _send(method, url, sent, body)


async def _send(
    method: str, url: str, headers: Mapping[str, str], body: bytes | None
) -> Heard:
    timeout = aiohttp.ClientTimeout(total=TIMEOUT)
    try:
        async with (
            aiohttp.ClientSession(
                timeout=timeout, cookie_jar=aiohttp.DummyCookieJar()
            ) as session,
            session.request(
                method,
                URL(url, encoded=True),
                data=body,
                headers=headers,
                skip_auto_headers=("Accept", "Content-Type"),
                allow_redirects=False,
            ) as answer,
        ):
            return Heard(
                answer.status,
                await answer.read(),
                {name: one.value for name, one in answer.cookies.items()},
                answer.headers.get("Location", ""),
            )
    except (aiohttp.ClientError, OSError) as err:
        raise ClientAway(f"{type(err).__name__}: {err}") from err
