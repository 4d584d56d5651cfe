"""Every way in which a server cannot be had has its own name, and none gives a secret away."""

import asyncio

from aiohttp import (
    ClientConnectorError,
    ClientOSError,
    ClientSession,
    InvalidURL,
    ServerDisconnectedError,
    web,
)
import pytest

from custom_components.greenlight.clients.base import Identity
from custom_components.greenlight.clients.common import http
from custom_components.greenlight.clients.errors import (
    BadAnswer,
    CannotConnect,
    ClientError,
    ConnectionLost,
    HostRejected,
    NotThisClient,
    TlsFailed,
    TooOld,
)
from custom_components.greenlight.clients.qbittorrent.client import QBittorrent
from custom_components.greenlight.engine.options import DownloadOptions
from tests.contract.clients.answers import Handler, answering
from tests.contract.clients.faults import everything_told
from tests.contract.clients.proxy import raw_server
from tests.contract.clients.qbittorrent.replay import Replay
from tests.support.ports import LOOPBACK, free_port

PASSWORD = "correct horse battery"
PAGE = "<!DOCTYPE html><title>Please log in</title>"


def client_of(session: ClientSession, url: str, **changed) -> QBittorrent:
    return QBittorrent(session, url=url, username="admin", password=PASSWORD, **changed)


@pytest.mark.parametrize(
    ("handler", "error"),
    [
        (answering(200, PAGE, "text/html"), NotThisClient),
        (answering(200, f" {PAGE}"), NotThisClient),
        (answering(403, PAGE, "text/html"), NotThisClient),
        (answering(401, PAGE, "text/html"), NotThisClient),
        (answering(401), HostRejected),
        (
            answering(401, '{"error": "Unauthorized"}', "application/json"),
            NotThisClient,
        ),
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
        ClientConnectorError(None, OSError(111, "pass")),  # type: ignore[arg-type]
    ],
)
def test_what_could_not_even_be_sent_is_no_connection(error: Exception) -> None:
    failure = http.failed(error)
    assert isinstance(failure, CannotConnect)
    assert "pass" not in failure.detail


@pytest.mark.parametrize(
    "error",
    [ServerDisconnectedError(), ClientOSError(104, "reset"), OSError("odd")],
)
def test_of_an_open_connection_that_breaks_nobody_knows(error: Exception) -> None:
    assert type(http.failed(error)) is ConnectionLost


def test_an_address_that_is_none_has_no_credentials() -> None:
    assert http.user_info("http://me:secret@h:99999") == ("", "")


def test_a_reply_shows_nothing_but_its_status() -> None:
    assert repr(http.Reply(200, b"secret", cookies=("SID=secret",))) == "Reply(200)"


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
        with pytest.raises(ConnectionLost) as caught:
            await client.connect()
    told = "".join(everything_told(caught.value))
    assert PASSWORD not in told
    assert "correct" not in told
