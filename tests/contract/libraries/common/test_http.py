"""What goes wrong between us and a server has a kind and a word, and tells no secret."""

import errno
import ssl
from types import SimpleNamespace
from typing import Any

import aiohttp
from aiohttp.client_reqrep import ConnectionKey
import pytest
from yarl import URL

from custom_components.greenlight.libraries.common.http import (
    RELOADED,
    Reply,
    failed,
    sending,
)
from custom_components.greenlight.libraries.errors import (
    BadAnswer,
    LibraryError,
    LibraryTimeout,
    LibraryTls,
)

KEY: Any = ConnectionKey("movies.test", 443, is_ssl=True, ssl=True, proxy=None,
                         proxy_auth=None, proxy_headers_hash=None)  # fmt: skip
ASKED: Any = SimpleNamespace(real_url=URL("http://movies.test/?key=hush"))
UNSIGNED = ssl.SSLCertVerificationError(1, "CERTIFICATE_VERIFY_FAILED")
EXPIRED = ssl.SSLCertVerificationError(1, "CERTIFICATE_VERIFY_FAILED")
EXPIRED.verify_message = "certificate has expired"


@pytest.mark.parametrize(
    ("error", "kind", "said"),
    [
        (
            aiohttp.ClientConnectorCertificateError(KEY, EXPIRED),
            LibraryTls,
            "certificate has expired",
        ),
        (
            aiohttp.ClientConnectorCertificateError(KEY, UNSIGNED),
            LibraryTls,
            "the certificate is not trusted",
        ),
        (
            aiohttp.ClientConnectorSSLError(KEY, OSError(1, "hush")),
            LibraryTls,
            "no encrypted connection",
        ),
        (
            aiohttp.ServerFingerprintMismatch(b"a", b"b", "movies.test", 443),
            LibraryTls,
            "no encrypted connection",
        ),
        (
            aiohttp.ConnectionTimeoutError("hush"),
            LibraryTimeout,
            "no answer from that address",
        ),
        (aiohttp.SocketTimeoutError("hush"), LibraryTimeout, ""),
        (TimeoutError(), LibraryTimeout, ""),
        (
            aiohttp.ClientConnectorDNSError(KEY, OSError(1, "hush")),
            LibraryError,
            "the host name is not known",
        ),
        (
            aiohttp.ClientPayloadError("hush"),
            BadAnswer,
            "the answer was cut short",
        ),
        (
            aiohttp.ClientResponseError(ASKED, (), message="hush"),
            BadAnswer,
            "the answer is not HTTP",
        ),
        (
            aiohttp.ClientConnectorError(KEY, OSError(errno.ECONNREFUSED, "hush")),
            LibraryError,
            "Connection refused",
        ),
        (
            aiohttp.ClientConnectorError(KEY, OSError("hush")),
            LibraryError,
            "no connection",
        ),
        (aiohttp.InvalidURL("hush"), LibraryError, "not a web address"),
        (aiohttp.ServerDisconnectedError(), LibraryError, "the connection was closed"),
        (ConnectionResetError("hush"), LibraryError, "the connection was closed"),
        (ValueError("hush"), LibraryError, "the request could not be sent"),
    ],
    ids=lambda value: value.__class__.__name__,
)
def test_each_failure_has_its_kind(
    error: Exception, kind: type[LibraryError], said: str
) -> None:
    found = failed(error)
    assert type(found) is kind
    assert found.detail == (said or kind().detail)
    assert "hush" not in f"{found!r} {found.__cause__!r}"


async def test_a_session_that_is_gone_is_told_before_anything_is_sent(
    session: aiohttp.ClientSession,
) -> None:
    await session.close()
    asked = sending(session, "GET", URL("http://127.0.0.1"), headers={}, timeout=1)
    with pytest.raises(LibraryError) as raised:
        await asked.__aenter__()
    assert raised.value.detail == RELOADED


async def test_an_address_that_cannot_be_asked_chains_no_error_of_others(
    session: aiohttp.ClientSession,
) -> None:
    asked = sending(session, "GET", URL("http:///hush"), headers={}, timeout=1)
    with pytest.raises(LibraryError) as raised:
        await asked.__aenter__()
    assert raised.value.detail == "not a web address"
    assert raised.value.__context__ is None


def test_a_reply_shows_no_more_than_its_status() -> None:
    reply = Reply(200, b"hush", "text/hush", "http://movies.test/?key=hush")
    assert repr(reply) == "Reply(200)"


@pytest.mark.parametrize(
    ("body", "content_type", "page"),
    [
        (b"{}", "application/json", False),
        (b"", "", False),
        (b"{}", "text/html", True),
        (b"\n <html>", "", True),
        (b"\xef\xbb\xbf<?xml?>", "application/json", True),
    ],
)
def test_what_is_a_page(body: bytes, content_type: str, *, page: bool) -> None:
    assert Reply(200, body, content_type).is_page is page
