"""The session with a qBittorrent: one login, never a ban, and no secret in the wrong place."""

import asyncio
from collections.abc import AsyncGenerator

from aiohttp import web
import pytest

from custom_components.greenlight.clients.common.http import basic_auth
from custom_components.greenlight.clients.errors import (
    BadAnswer,
    Banned,
    CannotConnect,
    HostRejected,
    InvalidAuth,
    NotThisClient,
    ProxyAuth,
)
from custom_components.greenlight.clients.qbittorrent.client import QBittorrent
from tests.contract.clients.answers import answering
from tests.contract.clients.proxy import Proxy
from tests.contract.clients.qbittorrent.replay import API_KEY, VERSIONS, Replay
from tests.contract.clients.qbittorrent.world import ReplayWorld
from tests.support.clock import Clock


@pytest.mark.parametrize("version", VERSIONS)
async def test_many_calls_at_once_log_in_once(
    client: QBittorrent, server: Replay
) -> None:
    await asyncio.gather(*(client.poll({}) for _ in range(5)))
    assert server.calls["auth/login"] == 1
    server.sessions.clear()
    await asyncio.gather(*(client.poll({}) for _ in range(5)))
    assert server.calls["auth/login"] == 2


@pytest.mark.parametrize("version", VERSIONS)
async def test_refused_credentials_are_sent_once(
    world: ReplayWorld, server: Replay
) -> None:
    client = world.client(password="wrong")
    for call in (client.connect, client.survey, client.connect):
        with pytest.raises(InvalidAuth):
            await call()
    await client.close()
    assert server.calls["auth/login"] == 1
    assert server.failures == 1
    # A new instance is a new try: somebody has entered something else.
    await world.client().connect()


async def test_a_password_changed_meanwhile_is_tried_once(
    client: QBittorrent, server: Replay
) -> None:
    await client.connect()
    server.password = "changed"
    server.sessions.clear()
    for _ in range(3):
        with pytest.raises(InvalidAuth):
            await client.poll({})
    assert server.failures == 1


@pytest.mark.parametrize("version", VERSIONS)
async def test_a_ban_is_sat_out(
    world: ReplayWorld, server: Replay, clock: Clock
) -> None:
    server.failures = 5
    client = world.client(clock=clock)
    with pytest.raises(Banned, match="banned"):
        await client.connect()
    asked = server.calls.total()
    clock.now += 299
    with pytest.raises(Banned):
        await client.poll({})
    assert server.calls.total() == asked
    clock.now += 2
    with pytest.raises(Banned):
        await client.poll({})
    assert server.calls["auth/login"] == 2
    server.failures = 0
    clock.now += 301
    await client.connect()


async def test_an_api_key_needs_no_login(world: ReplayWorld, server: Replay) -> None:
    client = world.client(username="", password="", api_key=f" {API_KEY}\n")
    await client.connect()
    await client.survey()
    await client.close()
    assert not server.calls["auth/login"]
    assert not server.calls["auth/logout"]


@pytest.mark.parametrize(
    ("version", "key"), [("5.3.0", "qbt_wrong"), ("4.5.2", API_KEY)]
)
async def test_a_refused_api_key_is_sent_once(
    world: ReplayWorld, server: Replay, key: str
) -> None:
    client = world.client(api_key=key)
    for _ in range(3):
        with pytest.raises(InvalidAuth):
            await client.connect()
    assert dict(server.calls) == {"app/webapiVersion": 1}


@pytest.mark.parametrize("key", ["qbt\nHost: else", "schlüssel"])
async def test_an_impossible_api_key_is_not_sent(
    world: ReplayWorld, server: Replay, key: str
) -> None:
    with pytest.raises(InvalidAuth):
        await world.client(api_key=key).connect()
    assert not server.calls


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("credentials", [{}, {"username": "", "password": ""}])
async def test_a_server_without_authentication_needs_none(
    world: ReplayWorld, server: Replay, credentials: dict[str, str]
) -> None:
    server.bypass = True
    client = world.client(**credentials)
    await client.connect()
    await client.poll({})
    assert not server.calls["auth/login"]
    # The session it gave is kept, or it would make one for every request.
    assert len(server.sessions) == 1
    server.sessions.clear()
    await client.poll({})
    await client.poll({})
    assert len(server.sessions) == 1


async def test_no_credentials_where_some_are_needed(
    world: ReplayWorld, server: Replay
) -> None:
    with pytest.raises(InvalidAuth):
        await world.client(username="", password="").connect()
    assert server.failures == 0


async def test_credentials_in_the_address_are_used_as_such(
    session, server: Replay
) -> None:
    address = server.url.replace("//", f"//{server.username}:{server.password}@", 1)
    await QBittorrent(session, url=address.replace(" ", "%20")).connect()
    assert server.calls["auth/login"] == 1


@pytest.mark.parametrize("tail", ["", "/", "//", "/?x=y", "/#/torrents"])
async def test_a_base_path_is_kept(session, tail: str) -> None:
    async with Replay("5.3.0", base_path="/apps/qbt") as server:
        client = QBittorrent(
            session,
            url=f" {server.url}{tail}",
            username="admin",
            password=server.password,
        )
        assert (await client.connect()).version == "5.3.0"


@pytest.mark.parametrize(
    "url", ["", "qbittorrent:8080", "ftp://host", "http://", "http://h:99999"]
)
async def test_what_is_no_address_cannot_be_connected_to(session, url: str) -> None:
    client = QBittorrent(session, url=url, username="admin", password="secret")
    with pytest.raises(CannotConnect):
        await client.connect()
    await client.close()


@pytest.mark.parametrize("version", VERSIONS)
async def test_a_refused_host_header_is_not_a_wrong_password(
    client: QBittorrent, server: Replay
) -> None:
    server.host_refused = True
    with pytest.raises(HostRejected):
        await client.connect()
    assert not server.calls["auth/login"]
    server.host_refused = False
    await client.connect()
    server.host_refused = True
    with pytest.raises(HostRejected):
        await client.poll({})


async def test_what_stays_forbidden_is_not_asked_for_ever(
    client: QBittorrent, server: Replay
) -> None:
    server.instead["transfer/info"] = answering(403, "Forbidden")
    with pytest.raises(BadAnswer, match="Forbidden"):
        await client.poll({})
    assert server.calls["transfer/info"] == 2
    assert server.calls["auth/login"] == 1


@pytest.mark.parametrize("version", VERSIONS)
async def test_closing_logs_out(client: QBittorrent, server: Replay) -> None:
    await client.connect()
    assert server.sessions
    await client.close()
    assert not server.sessions


async def test_closing_towards_a_server_that_is_gone_is_quiet(
    client: QBittorrent, server: Replay
) -> None:
    await client.connect()
    await server.stop()
    await client.close()
    assert not server.calls["auth/logout"]


@pytest.mark.parametrize(
    ("handler", "error"),
    [
        (answering(500, "oops"), BadAnswer),
        (answering(200, "Ok."), NotThisClient),
        (answering(200, "<html>Log in</html>", "text/html"), NotThisClient),
        (answering(403, "<html>Blocked</html>", "text/html"), NotThisClient),
        (answering(401, "<html>Who are you</html>", "text/html"), NotThisClient),
    ],
)
async def test_a_login_that_is_neither_taken_nor_refused(
    client: QBittorrent, server: Replay, handler, error: type[Exception]
) -> None:
    server.instead["auth/login"] = handler
    with pytest.raises(error):
        await client.connect()
    del server.instead["auth/login"]
    await client.connect()


async def test_an_upgrade_while_we_look_away_is_noticed(
    client: QBittorrent, server: Replay
) -> None:
    server.version, server.web_api = "4.5.2", (2, 8, 19)
    await client.connect()
    await server.stop()
    with pytest.raises(CannotConnect):
        await client.poll({})
    server.version, server.web_api = "5.3.0", (2, 16, 2)
    await server.start()
    await client.poll({})
    await client.survey()
    assert server.calls["app/getFreeSpaceAtPath"] == 1
    assert not server.calls["sync/maindata"]


async def test_the_session_of_a_survey_is_its_own(
    world: ReplayWorld, server: Replay
) -> None:
    server.version, server.web_api = "5.1.0", (2, 11, 4)
    client = world.client()
    await client.connect()
    ours = set(server.sessions)
    cookies = []

    async def note(request: web.Request) -> web.StreamResponse:
        cookies.append(request.headers["Cookie"])
        return await server._sync_maindata(request)

    server.instead["sync/maindata"] = note
    survey = await client.survey()
    assert survey.space.free == 75943608320
    assert cookies[0].partition("=")[2] not in ours
    assert server.sessions == ours


async def test_free_space_not_measured_yet_is_unknown(
    client: QBittorrent, server: Replay
) -> None:
    server.version, server.web_api = "5.1.0", (2, 11, 4)
    server.instead["sync/maindata"] = answering(
        200, '{"server_state":{"free_space_on_disk":0,"x":1}}', "application/json"
    )
    assert (await client.survey()).space.free is None


async def test_a_survey_fails_by_name(client: QBittorrent, server: Replay) -> None:
    server.version, server.web_api = "5.1.0", (2, 11, 4)
    server.instead["sync/maindata"] = answering(500, "oops")
    with pytest.raises(BadAnswer, match="oops"):
        await client.survey()


async def test_without_sessions_an_older_server_tells_no_free_space(
    world: ReplayWorld, server: Replay
) -> None:
    server.web_api = (2, 15, 1)
    client = world.client(api_key=API_KEY)
    await client.connect()
    assert (await client.space()).free is None
    assert (await client.survey()).space.free is None
    assert not server.calls["sync/maindata"]


async def test_free_space_that_is_not_told_is_unknown(
    client: QBittorrent, server: Replay
) -> None:
    server.instead["app/getFreeSpaceAtPath"] = answering(200, "-1")
    assert (await client.survey()).space.free is None
    server.instead["app/getFreeSpaceAtPath"] = answering(200, "much")
    assert (await client.survey()).space.free is None


# A proxy that wants a login of its own

GATE = basic_auth("seed", "box")


@pytest.fixture
async def proxy(server: Replay) -> AsyncGenerator[Proxy]:
    async with Proxy(server.url) as proxy:
        proxy.login = GATE
        yield proxy


def through(proxy: Proxy, login: str) -> str:
    """Return the address with a login in it."""
    return proxy.url.replace("://", f"://{login}@")


@pytest.mark.parametrize("version", VERSIONS)
async def test_the_login_of_a_proxy_is_part_of_the_address(
    world: ReplayWorld, proxy: Proxy, server: Replay
) -> None:
    client = world.client(url=through(proxy, "seed:box"))
    await client.connect()
    await client.poll({})
    # It is sent to whoever asks for it, and only once in vain.
    assert proxy.turned_away == 1
    assert server.calls["auth/login"] == 1
    assert server.failures == 0


async def test_a_login_in_the_address_is_not_told_to_whom_it_does_not_concern(
    world: ReplayWorld, proxy: Proxy, server: Replay
) -> None:
    proxy.login = ""
    seen: list[str | None] = []

    async def listen(request: web.Request, answer: web.Response) -> web.Response:
        seen.append(request.headers.get("Authorization"))
        return answer

    proxy.spoil = listen
    await world.client(url=through(proxy, "seed:box")).connect()
    assert seen
    assert not any(seen)


@pytest.mark.parametrize(
    ("login", "more", "words"),
    [
        ("", {}, "the proxy wants a login"),
        ("seed:bucket", {}, "the proxy refuses the login"),
        ("seed:box", {"api_key": API_KEY}, "past a proxy"),
    ],
)
async def test_without_the_login_the_proxy_is_named(
    world: ReplayWorld,
    proxy: Proxy,
    server: Replay,
    login: str,
    more: dict[str, str],
    words: str,
) -> None:
    url = through(proxy, login) if login else proxy.url
    client = world.client(url=url, **more)
    for _ in range(3):
        with pytest.raises(ProxyAuth, match=words):
            await client.connect()
    assert not server.calls
    if login and not more:
        # It may count them.
        assert proxy.turned_away == 2


@pytest.mark.parametrize("version", ["5.3.0"])
async def test_a_proxy_that_hands_its_login_on_leads_to_no_ban(
    world: ReplayWorld, proxy: Proxy, server: Replay
) -> None:
    proxy.hands_on = True
    client = world.client(url=through(proxy, "seed:box"))
    for _ in range(9):
        with pytest.raises(ProxyAuth, match="hands its login on"):
            await client.poll({})
    assert (server.failures, proxy.asked) == (1, 2)
