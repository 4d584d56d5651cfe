"""Every way in which a server cannot be had has its own name, and none gives a secret away."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
import datetime as dt
from pathlib import Path
import socket
import ssl

from aiohttp import ClientSession, DummyCookieJar, InvalidURL, TCPConnector, web
from aiohttp.abc import AbstractResolver
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
import pytest

from custom_components.greenlight.clients import http
from custom_components.greenlight.clients.base import (
    BadAnswer,
    CannotConnect,
    ClientError,
    ClientTimeout,
    HostRejected,
    Identity,
    NotThisClient,
    TlsFailed,
    TooOld,
)
from custom_components.greenlight.clients.qbittorrent import QBittorrent
from custom_components.greenlight.engine.rules import DownloadOptions
from tests.contract.clients.answers import Handler, answering
from tests.contract.clients.replay import Replay
from tests.support.ports import LOOPBACK, free_port

PASSWORD = "correct horse battery"
PAGE = "<!DOCTYPE html><title>Please log in</title>"


def client_of(session: ClientSession, url: str, **changed) -> QBittorrent:
    return QBittorrent(session, url=url, username="admin", password=PASSWORD, **changed)


@asynccontextmanager
async def raw_server(talk) -> AsyncGenerator[str]:
    """Listen, and treat every connection as told."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await talk(reader, writer)
        writer.close()

    port = free_port()
    server = await asyncio.start_server(serve, LOOPBACK, port)
    try:
        yield f"{LOOPBACK}:{port}"
    finally:
        server.close_clients()
        server.close()


@pytest.mark.parametrize(
    ("handler", "error"),
    [
        (answering(200, PAGE, "text/html"), NotThisClient),
        (answering(200, f" {PAGE}"), NotThisClient),
        (answering(403, PAGE, "text/html"), NotThisClient),
        (answering(401, PAGE, "text/html"), NotThisClient),
        (answering(302, Location="https://login.example/?rd=secret"), NotThisClient),
        (answering(302, Location="http://[broken"), NotThisClient),
        (answering(302), NotThisClient),
        (answering(400, "Bad Request"), NotThisClient),
        (answering(404, "404 page not found"), NotThisClient),
        (answering(200, "pong"), NotThisClient),
        (answering(200, ""), NotThisClient),
        (answering(401, "Unauthorized"), HostRejected),
        (answering(500, "oops"), BadAnswer),
        (answering(502, PAGE, "text/html"), BadAnswer),
        (answering(200, "1.9.1"), TooOld),
    ],
)
async def test_first_contact(
    client: QBittorrent, server: Replay, handler: Handler, error: type[ClientError]
) -> None:
    server.instead["app/webapiVersion"] = handler
    with pytest.raises(error) as caught:
        await client.connect()
    # Nobody of these has seen the password.
    assert not server.calls["auth/login"]
    assert "html" not in caught.value.detail.lower()
    assert "secret" not in caught.value.detail


async def test_a_redirect_names_its_host_only(
    client: QBittorrent, server: Replay
) -> None:
    server.instead["app/webapiVersion"] = answering(
        302, Location="https://sso.example/?t=secret"
    )
    with pytest.raises(NotThisClient) as caught:
        await client.connect()
    assert caught.value.detail == "redirected to sso.example"


async def test_a_qbittorrent_before_the_web_api_is_too_old(
    session: ClientSession,
) -> None:
    async def version(_: web.Request) -> web.Response:
        return web.Response(text="20")

    app = web.Application()
    app.router.add_get("/version/api", version)
    runner = web.AppRunner(app)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, LOOPBACK, port).start()
    with pytest.raises(TooOld):
        await client_of(session, f"http://{LOOPBACK}:{port}").connect()
    await runner.cleanup()


@pytest.mark.parametrize(
    ("handler", "error"),
    [
        (answering(200, PAGE, "text/html"), BadAnswer),
        (answering(302, Location="/login"), BadAnswer),
        (answering(404, "404 page not found"), BadAnswer),
        (answering(503, PAGE, "text/html"), BadAnswer),
        (answering(401, "Unauthorized"), HostRejected),
        (answering(200, '{"dl_info_speed": 1'), BadAnswer),
        (answering(200, "[]"), BadAnswer),
        (answering(200, "{}"), BadAnswer),
        (answering(200, '{"dl_info_speed": "x", "up_info_speed": 1}'), BadAnswer),
    ],
)
async def test_later_contact(
    client: QBittorrent, server: Replay, handler: Handler, error: type[ClientError]
) -> None:
    await client.connect()
    server.instead["transfer/info"] = handler
    with pytest.raises(error):
        await client.poll({})
    del server.instead["transfer/info"]
    assert (await client.poll({})).downloads == {}


async def test_a_proxy_that_has_lost_its_server_is_passing_trouble(
    client: QBittorrent, server: Replay
) -> None:
    await client.connect()
    server.instead["app/webapiVersion"] = answering(404, "404 page not found")
    with pytest.raises(BadAnswer) as caught:
        await client.connect()
    assert caught.value.retry


async def test_nobody_listens(session: ClientSession) -> None:
    with pytest.raises(CannotConnect, match="refused"):
        await client_of(session, f"http://{LOOPBACK}:{free_port()}").connect()


async def test_an_unknown_host_name() -> None:
    class NoNames(AbstractResolver):
        async def resolve(self, host, port=0, family=socket.AF_INET):
            raise OSError(None, "no such name")

        async def close(self) -> None: ...

    connector = TCPConnector(resolver=NoNames())
    async with ClientSession(
        connector=connector, cookie_jar=DummyCookieJar()
    ) as session:
        with pytest.raises(CannotConnect, match="name"):
            await client_of(session, "http://qbittorrent.invalid:8080").connect()


async def test_a_server_that_does_not_answer(session: ClientSession) -> None:
    async def silence(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.read()

    async with raw_server(silence) as address:
        with pytest.raises(ClientTimeout):
            await client_of(session, f"http://{address}", timeout=0.2).connect()


async def test_a_server_that_speaks_something_else(session: ClientSession) -> None:
    async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"SSH-2.0-OpenSSH_10.0\r\n")
        await writer.drain()

    async with raw_server(greet) as address:
        with pytest.raises(NotThisClient):
            await client_of(session, f"http://{address}").connect()


async def test_a_server_that_hangs_up(session: ClientSession) -> None:
    async def hang_up(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.readline()

    async with raw_server(hang_up) as address:
        with pytest.raises(CannotConnect):
            await client_of(session, f"http://{address}").connect()


async def test_an_answer_cut_short(session: ClientSession) -> None:
    async def stop_early(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        await reader.readline()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n2.")
        await writer.drain()

    async with raw_server(stop_early) as address:
        with pytest.raises(BadAnswer, match="cut short"):
            await client_of(session, f"http://{address}").connect()


async def test_an_answer_without_end(
    client: QBittorrent, server: Replay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "MAX_ANSWER", 1000)
    server.instead["app/version"] = answering(200, "v" * 1001)
    with pytest.raises(BadAnswer, match="too long"):
        await client.connect()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a key and a certificate for loopback that nobody has signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, LOOPBACK)])
    now = dt.datetime.now(dt.UTC)
    signed = (
        x509.CertificateBuilder(
            name, name, key.public_key(), x509.random_serial_number()
        )
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = tmp_path_factory.mktemp("tls") / "server.pem"
    pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    return pem


@pytest.fixture
async def tls_address(certificate: Path) -> AsyncGenerator[str]:
    """Listen with that certificate."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    runner = web.AppRunner(web.Application())
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, LOOPBACK, port, ssl_context=context).start()
    yield f"{LOOPBACK}:{port}"
    await runner.cleanup()


async def test_a_certificate_nobody_signed(
    session: ClientSession, tls_address: str
) -> None:
    with pytest.raises(TlsFailed, match="self-signed"):
        await client_of(session, f"https://{tls_address}").connect()


async def test_plain_http_to_an_encrypted_port(
    session: ClientSession, tls_address: str
) -> None:
    with pytest.raises(CannotConnect):
        await client_of(session, f"http://{tls_address}").connect()


async def test_encrypted_to_a_plain_port(
    session: ClientSession, server: Replay
) -> None:
    with pytest.raises(TlsFailed):
        await client_of(session, server.url.replace("http", "https")).connect()


async def test_encrypted_to_a_plain_port_that_stays_silent(
    session: ClientSession,
) -> None:
    async def plain_only(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        first = await reader.readexactly(3)
        # What qBittorrent does with a greeting in TLS: wait for it to become HTTP.
        await reader.readuntil(b"\r\n\r\n" if first == b"GET" else b"never to come")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()

    async with raw_server(plain_only) as address:
        with pytest.raises(TlsFailed, match="plain"):
            await client_of(session, f"https://{address}", timeout=0.4).connect()


async def test_encrypted_to_nobody_stays_what_it_is(session: ClientSession) -> None:
    with pytest.raises(CannotConnect, match="refused"):
        await client_of(session, f"https://{LOOPBACK}:{free_port()}").connect()


@pytest.mark.parametrize(
    "error",
    [
        InvalidURL("http://user:pass@h"),
        ValueError("newline in a header"),
        OSError("odd"),
    ],
)
def test_what_could_not_even_be_sent_is_no_connection(error: Exception) -> None:
    failure = http.failed(error)
    assert isinstance(failure, CannotConnect)
    assert "pass" not in failure.detail


def test_an_address_that_is_none_has_no_credentials() -> None:
    assert http.user_info("http://me:secret@h:99999") == ("", "")


def test_a_reply_shows_nothing_but_its_status() -> None:
    assert repr(http.Reply(200, b"secret", cookies=("SID=secret",))) == "Reply(200)"


def everything_told(error: BaseException | None) -> Iterator[str]:
    """Yield all that a log with traceback could show of an error and what led to it."""
    if error is not None:
        yield f"{error!s} {error!r} {vars(error)}"
        yield from everything_told(error.__cause__)
        yield from everything_told(error.__context__)


SECRETS = (PASSWORD, "a+/1=", "0123passkey")


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    "path", ["auth/login", "app/webapiVersion", "torrents/add", "torrents/info"]
)
@pytest.mark.parametrize("status", [200, 400, 401, 403, 404, 409, 415, 500])
async def test_no_secret_is_told(
    client: QBittorrent,
    server: Replay,
    caplog: pytest.LogCaptureFixture,
    path: str,
    status: int,
) -> None:
    caplog.set_level("DEBUG")
    echo = f"{PASSWORD} QBT_SID_1=a+/1= http://tracker.example/0123passkey/announce"
    server.instead[path] = answering(status, echo)
    with pytest.raises(ClientError) as caught:
        await client.add(
            Identity(hashes=frozenset({"1" * 40})),
            magnet="magnet:?xt=urn:btih:"
            + "1" * 40
            + "&tr=http://t.example/0123passkey",
            file=None,
            options=DownloadOptions(),
        )
    told = "".join(everything_told(caught.value)) + caplog.text + repr(client)
    assert not [secret for secret in SECRETS if secret in told]


async def test_no_secret_is_told_when_the_connection_breaks(
    session: ClientSession,
) -> None:
    async def hang_up(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.readline()

    async with raw_server(hang_up) as address:
        client = client_of(
            session, f"http://me:{PASSWORD.replace(' ', '%20')}@{address}"
        )
        with pytest.raises(CannotConnect) as caught:
            await client.connect()
    told = "".join(everything_told(caught.value))
    assert PASSWORD not in told
    assert "correct" not in told
