"""The session with a Transmission, and every way in which it cannot be had."""

import asyncio

from aiohttp import ClientSession, web
import pytest

from custom_components.greenlight.clients.base import FoundBy
from custom_components.greenlight.clients.common import refusals
from custom_components.greenlight.clients.errors import (
    BadAnswer,
    Banned,
    CannotConnect,
    ClientError,
    ClientTimeout,
    ConnectionLost,
    HostRejected,
    InvalidAuth,
    NotThisClient,
    TooOld,
)
from custom_components.greenlight.clients.transmission import lists as transmission
from custom_components.greenlight.clients.transmission.api import endpoints_of
from custom_components.greenlight.clients.transmission.client import Transmission
from tests.support.clock import Clock

from ..answers import Handler, answering
from ..proxy import too_late
from ..world import a_torrent, add, add_file, identity_of, polled
from .fixtures import *  # noqa: F403
from .replay import Replay, recorded
from .world import ReplayWorld

PAGE = "<!DOCTYPE html><title>Please log in</title>"


class Counting:
    """A handler that counts, and may change its answer."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler
        self.calls = 0

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        self.calls += 1
        return await self.handler(request)


def repeating(server: Replay, name: str) -> Counting:
    """Return a handler that always gives one recorded answer."""

    async def handle(_: web.Request) -> web.StreamResponse:
        return server.say(name)

    return Counting(handle)


@pytest.mark.parametrize(
    ("typed", "paths"),
    [
        ("http://nas:9091", ["/transmission/rpc"]),
        ("http://nas:9091/", ["/transmission/rpc"]),
        ("http://nas:9091/transmission", ["/transmission/rpc"]),
        ("http://nas:9091/transmission/web/", ["/transmission/rpc"]),
        ("http://nas:9091/transmission/web/#upload", ["/transmission/rpc"]),
        ("http://nas:9091/transmission/rpc", ["/transmission/rpc"]),
        ("https://nas/seedbox/rpc/", ["/seedbox/rpc"]),
        ("https://nas/seedbox", ["/seedbox/rpc", "/seedbox/transmission/rpc"]),
        ("https://nas/a b/transmission", ["/a b/transmission/rpc"]),
        ("http://[::1]:9091", ["/transmission/rpc"]),
    ],
)
def test_where_the_rpc_may_be(typed: str, paths: list[str]) -> None:
    assert [url.path for url in endpoints_of(typed)] == paths


def test_what_is_no_address() -> None:
    with pytest.raises(CannotConnect):
        endpoints_of("nas:9091")


@pytest.mark.parametrize("base_path", ["/seedbox", "/seedbox/transmission"])
async def test_a_path_of_a_proxy_or_of_the_settings(
    version: str, session: ClientSession, base_path: str
) -> None:
    async with Replay(version, base_path=base_path) as server:
        client = ReplayWorld(server, session).client(url=f"{server.url}/seedbox")
        await client.connect()
        await client.poll({})
        # Once found it is kept.
        await client.connect()
        with pytest.raises(NotThisClient):
            await ReplayWorld(server, session).client().connect()


async def test_user_and_password_may_be_part_of_the_address(
    server: Replay, session: ClientSession
) -> None:
    url = server.url.replace("://", "://admin:correct%20horse%20battery@")
    await Transmission(session, url=url).connect()


@pytest.mark.parametrize(
    ("handler", "error"),
    [
        (answering(200, PAGE, "text/html"), NotThisClient),
        (answering(403, PAGE, "text/html"), NotThisClient),
        (answering(302, Location="https://login.example/?rd=secret"), NotThisClient),
        (answering(302, Location="http://[broken"), NotThisClient),
        (answering(301), NotThisClient),
        (answering(404, "404 page not found"), NotThisClient),
        (answering(409, "Conflict"), NotThisClient),
        (answering(200, "pong"), NotThisClient),
        (answering(200, "[]"), NotThisClient),
        (answering(200, '{"result": "success"}'), NotThisClient),
        (answering(200, '{"result": "success", "arguments": 3}'), NotThisClient),
        (answering(401, PAGE, "text/html"), InvalidAuth),
        (answering(500, "oops"), BadAnswer),
        (answering(502, PAGE, "text/html"), BadAnswer),
        (
            answering(
                200,
                '{"result": "success", "arguments":'
                ' {"rpc-version": 15, "version": "2.94"}}',
            ),
            TooOld,
        ),
    ],
)
async def test_first_contact(
    client: Transmission, server: Replay, handler: Handler, error: type[ClientError]
) -> None:
    server.answer_all = handler
    with pytest.raises(error) as caught:
        await client.connect()
    assert "html" not in caught.value.detail.lower()
    assert "secret" not in caught.value.detail


async def test_a_login_page_met_later_is_a_passing_trouble(
    client: Transmission, server: Replay
) -> None:
    download = await add_file(client, a_torrent(), stopped=True)
    for handler in (
        answering(200, PAGE, "text/html"),
        answering(302, Location="https://login.example"),
        answering(200, '{"arguments": {"torrents": [["hash'),
        answering(502, "Bad Gateway"),
    ):
        server.answer_all = handler
        with pytest.raises(BadAnswer) as caught:
            await polled(client, download)
        assert caught.value.retry
    server.answer_all = None
    assert (await polled(client, download)).id == download.id


async def test_an_answer_that_is_cut_short(
    client: Transmission, server: Replay
) -> None:
    async def cut(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "1000"})
        await response.prepare(request)
        await response.write(b'{"arguments"')
        assert request.transport is not None
        request.transport.abort()
        return response

    await client.connect()
    server.instead["session-stats"] = cut
    with pytest.raises(BadAnswer):
        await client.poll({})


async def test_an_answer_after_the_timeout(world: ReplayWorld, server: Replay) -> None:
    async def late(request: web.Request) -> web.StreamResponse:
        return await too_late(request, web.Response())

    client = world.client(timeout=0.3)
    await client.connect()
    server.instead["session-stats"] = late
    with pytest.raises(ClientTimeout):
        await client.poll({})


async def test_a_server_that_is_gone_and_comes_back(
    client: Transmission, server: Replay
) -> None:
    download = await add_file(client, a_torrent(), stopped=True)
    await server.stop()
    # The first request may still go out on the connection that was open.
    with pytest.raises((CannotConnect, ConnectionLost)):
        await polled(client, download)
    await server.start()
    assert (await polled(client, download)).id == download.id


async def test_refused_credentials_are_sent_once(
    world: ReplayWorld, server: Replay
) -> None:
    refusing = repeating(server, "auth-bad")
    server.answer_all = refusing
    client = world.client(password="wrong")
    calls = await asyncio.gather(
        *(client.poll({}) for _ in range(5)), return_exceptions=True
    )
    assert {type(error) for error in calls} == {InvalidAuth}
    for call in (client.connect, client.survey):
        with pytest.raises(InvalidAuth):
            await call()
    assert refusing.calls == 1
    server.answer_all = None
    # A new instance is a new try: somebody has entered something else.
    await world.client().connect()


async def test_no_credentials_are_a_login_refused(world: ReplayWorld) -> None:
    with pytest.raises(InvalidAuth):
        await world.client(username="", password="").connect()


async def test_a_session_that_is_lost_is_renewed_by_the_same_request(
    client: Transmission, server: Replay
) -> None:
    await client.poll({})
    asked = server.calls["session-stats"]
    server.restart()
    await client.poll({})
    assert server.calls["session-stats"] == asked + 1


async def test_what_is_not_loaded_yet_is_neither_gone_nor_added_again(
    client: Transmission, server: Replay
) -> None:
    """3.00 answers before it has loaded its torrents."""
    download = await add_file(client, a_torrent(), stopped=True)
    server.restart(loading=0.3)
    assert (await add(client, a_torrent())).already_there is FoundBy.ID
    assert server.calls["torrent-add"] == 1
    server.restart(loading=0.3)
    await client.remove(download.id, delete_data=False)
    assert server.calls["torrent-remove"] == 1
    assert not server.rows


async def test_a_session_that_never_lasts(client: Transmission, server: Replay) -> None:
    await client.connect()
    always = repeating(server, "conflict")
    server.answer_all = always
    with pytest.raises(BadAnswer):
        await client.poll({})
    assert always.calls == 2


async def test_a_restarted_server_may_be_another_version(
    client: Transmission, server: Replay
) -> None:
    await client.connect()
    server.restart()
    server.settings["version"] = "4.2.0 (0000000000)"
    await client.poll({})
    await client.poll({})
    assert (await client.connect()).version == "4.2.0"


async def test_a_host_name_it_does_not_expect(
    client: Transmission, server: Replay
) -> None:
    server.answer_all = repeating(server, "host-rejected")
    with pytest.raises(HostRejected) as caught:
        await client.connect()
    assert "rpc-host-whitelist" in caught.value.detail


async def test_an_address_it_does_not_let_in(
    client: Transmission, server: Replay
) -> None:
    server.answer_all = repeating(server, "whitelist")
    with pytest.raises(HostRejected) as caught:
        await client.connect()
    assert "rpc-whitelist" in caught.value.detail


@pytest.mark.parametrize("version", ["4.1.3"])
async def test_a_ban_is_sat_out(world: ReplayWorld, server: Replay) -> None:
    clock = Clock()
    client = world.client(clock=clock)
    await client.connect()
    banning = repeating(server, "banned")
    server.answer_all = banning
    for _ in range(3):
        with pytest.raises(Banned):
            await client.poll({})
    assert banning.calls == 1
    server.answer_all = None
    clock.now += refusals.BAN_REST
    await client.poll({})


@pytest.mark.parametrize("version", ["3.00"])
async def test_a_whitelist_that_was_changed_is_no_ban(
    client: Transmission, server: Replay
) -> None:
    await client.connect()
    server.answer_all = repeating(server, "whitelist")
    with pytest.raises(HostRejected):
        await client.poll({})


async def test_no_secret_is_in_an_error(client: Transmission, server: Replay) -> None:
    await client.connect()
    said = f'{{"result": "no {server.password} http://a/?k=1 {server.session_id}"}}'
    server.instead["session-stats"] = answering(200, said)
    with pytest.raises(BadAnswer) as caught:
        await client.poll({})
    for secret in (server.password, server.session_id, "k=1"):
        assert secret not in caught.value.detail


async def test_torrents_that_are_still_loaded_are_waited_for(
    client: Transmission, server: Replay
) -> None:
    """3.00 answers before it has read its torrents: none of them was removed."""
    torrent = a_torrent()
    await add(client, torrent, stopped=True)
    server.restart(loading=0.6)
    wanted = {"it": identity_of(torrent)}
    assert (await client.poll(wanted)).downloads.keys() == {"it"}
    await server.stop()
    await server.start()
    server.rows.clear()
    # It was seen to have loaded, so now nothing is nothing, at once.
    asked = server.calls["session-stats"]
    assert (await client.poll(wanted)).downloads == {}
    assert server.calls["session-stats"] == asked + 1


async def test_a_server_without_torrents_is_not_waited_for_long(
    client: Transmission, server: Replay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transmission, "_LOADING", 0.5)
    gone = {"it": identity_of(a_torrent())}

    async def no_age(_: web.Request) -> web.StreamResponse:
        body = recorded(server.version)["session-stats"]["body"]
        changed = body["arguments"] | {"current-stats": None, "torrentCount": 0}
        return web.json_response(body | {"arguments": changed})

    server.instead["session-stats"] = no_age
    assert (await client.poll(gone)).downloads == {}
    assert 2 < server.calls["session-stats"] < 9
