"""The contract, and what only a real server can show, on real qBittorrents."""

from collections.abc import AsyncGenerator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
import socket

from aiohttp import ClientSession, DummyCookieJar, TCPConnector
from aiohttp.abc import AbstractResolver, ResolveResult
import pytest

from custom_components.greenlight.clients.base import (
    Download,
    DownloadState,
    Identity,
    Problem,
)
from custom_components.greenlight.clients.common.http import basic_auth
from custom_components.greenlight.clients.errors import (
    Banned,
    CategoryRefused,
    HostRejected,
    InvalidAuth,
    ProxyAuth,
)
from custom_components.greenlight.clients.qbittorrent.client import QBittorrent
from custom_components.greenlight.engine.options import DownloadOptions
from tests.contract.clients.proxy import Proxy
from tests.contract.clients.qbittorrent.world import QBittorrentContract, RealWorld
from tests.contract.clients.world import (
    UNKNOWN_HASH,
    a_torrent,
    add_file,
    comes_to,
    followed,
    found_by,
    polled,
)
from tests.support.feed import FeedServer
from tests.support.qbittorrent import VARIANTS, QBittorrent as Server, program
from tests.support.server import Unavailable
from tests.support.torrents import Torrent, magnet, make_torrent
from tests.support.waiting import until

pytestmark = pytest.mark.real_server


@pytest.fixture(params=VARIANTS)
async def server(request: pytest.FixtureRequest) -> AsyncGenerator[Server]:
    """Start a real server, or skip."""
    try:
        program(request.param)
    except Unavailable as error:
        pytest.skip(str(error))
    async with Server(request.param) as server:
        yield server


@pytest.fixture
async def world(server: Server, session: ClientSession) -> AsyncGenerator[RealWorld]:
    async with RealWorld(server, session) as world:
        yield world


class TestReal(QBittorrentContract):
    """The promises, kept by real servers."""


@pytest.fixture
async def seeder() -> AsyncGenerator[Server]:
    """Start another server of the newest version there is, to download from."""
    try:
        program("forky")
    except Unavailable as error:
        pytest.skip(str(error))
    async with Server("forky") as seeder:
        yield seeder


@dataclass(frozen=True)
class Hybrid:
    """A hybrid torrent on offer, and a magnet link that names only its v1 hash."""

    torrent: Torrent
    link: str
    v1: str
    new_id: str


@pytest.fixture
async def hybrid(seeder: Server) -> AsyncGenerator[Hybrid]:
    """Offer a hybrid torrent through a tracker."""
    files = {"film.mkv": b"film" * 70_000, "extras/a.bin": b"extra" * 9_000}
    async with FeedServer() as site:
        torrent = make_torrent(
            "Hybrid", files, mode="hybrid", trackers=[site.announce_url]
        )
        await seeder.seed(torrent)
        link = magnet(v1=torrent.v1, name="Hybrid", trackers=[site.announce_url])
        yield Hybrid(torrent, link, torrent.v1 or "", torrent.client_id)


async def test_a_hybrid_magnet_is_followed_through_its_change_of_id(
    world: RealWorld, server: Server, hybrid: Hybrid
) -> None:
    client = world.client()
    added = await client.add(
        Identity(hashes=frozenset({hybrid.v1})),
        magnet=hybrid.link,
        file=None,
        options=DownloadOptions(),
    )
    one = followed(added.download)

    async def complete() -> Download | None:
        download = (await client.poll({"it": one})).downloads.get("it")
        return download if download and download.complete else None

    done = await until(complete, "the hybrid to be complete", seconds=60)
    assert done is not None
    assert done.id == hybrid.new_id
    assert done.hashes == {hybrid.v1, hybrid.torrent.v2}
    assert (await found_by(client, hybrid.v1)).id == done.id
    await client.pause(hybrid.v1)
    await comes_to(client, done, DownloadState.COMPLETED)
    await client.remove(hybrid.v1, delete_data=True)
    assert await server.torrents() == []


async def test_a_hybrid_that_changed_while_we_were_away_is_found(
    world: RealWorld, server: Server, hybrid: Hybrid
) -> None:
    known = Identity(hashes=frozenset({hybrid.v1}))
    await world.client().add(
        known, magnet=hybrid.link, file=None, options=DownloadOptions()
    )
    await server.completed(hybrid.torrent)
    found = await found_by(world.client(), hybrid.v1)
    assert found.id == hybrid.new_id


async def test_a_category_with_a_folder_of_its_own_is_believed(
    world: RealWorld,
) -> None:
    """Without automatic management, which is off at first, it is not."""
    client = world.client()
    folder = {"category": "films", "savePath": "/tmp/greenlight-films"}
    await client._api.post("torrents/createCategory", folder)
    download = await add_file(client, a_torrent(), category="films", stopped=True)
    shown = await client._api.json("torrents/info", hashes=download.id)
    assert shown[0]["save_path"].rstrip("/") == folder["savePath"]


async def test_a_folder_that_cannot_be_made_is_an_error(
    world: RealWorld, server: Server, seeder: Server
) -> None:
    torrent = a_torrent()
    await seeder.seed(torrent)
    client = world.client()
    download = await add_file(client, torrent, save_path="/proc/greenlight")
    await server.connect(torrent, [seeder.peer])
    failed = await comes_to(client, download, DownloadState.FAILED)
    assert failed.message
    assert "/proc" not in failed.message


async def test_wrong_credentials_never_lead_to_a_ban(world: RealWorld) -> None:
    client = world.client(password="wrong")
    for _ in range(10):
        with pytest.raises(InvalidAuth):
            await client.poll({})
    await world.client().connect()


async def test_a_ban_is_named(world: RealWorld) -> None:
    for _ in range(5):
        with pytest.raises(InvalidAuth):
            await world.client(password="wrong").connect()
    client = world.client()
    for _ in range(3):
        with pytest.raises(Banned):
            await client.connect()


class EveryNameIsLoopback(AbstractResolver):
    """Names without a name server."""

    async def resolve(self, host, port=0, family=socket.AF_INET):
        return [
            ResolveResult(
                hostname=host,
                host="127.0.0.1",
                port=port,
                family=socket.AF_INET,
                proto=0,
                flags=0,
            )
        ]

    async def close(self) -> None: ...


async def test_a_host_name_the_server_does_not_expect_is_no_wrong_password(
    server: Server,
) -> None:
    await server.api("app/setPreferences", {"json": '{"web_ui_domain_list": "nas"}'})
    connector = TCPConnector(resolver=EveryNameIsLoopback())
    async with ClientSession(
        connector=connector, cookie_jar=DummyCookieJar()
    ) as session:
        wrong, right = (
            QBittorrent(
                session,
                url=f"http://{name}:{server.port}",
                username=server.username,
                password=server.password,
            )
            for name in ("elsewhere", "nas")
        )
        with pytest.raises(HostRejected):
            await wrong.connect()
        await right.connect()


@pytest.mark.parametrize("server", ["forky"], indirect=True)
async def test_an_api_key_opens_the_newer_ones(
    world: RealWorld, server: Server
) -> None:
    assert server.api_key
    client = world.client(username="", password="", api_key=server.api_key)
    await client.connect()
    assert (await client.survey()).space.free
    download = await add_file(client, a_torrent())
    await client.remove(download.id, delete_data=True)
    await client.close()
    with pytest.raises(InvalidAuth):
        await world.client(api_key=server.api_key[::-1]).connect()


async def test_a_subcategory_is_saved_where_the_server_would(
    world: RealWorld, server: Server
) -> None:
    parent = server.folder / "telly"
    fields = {"category": "TVs", "savePath": str(parent)}
    await server.api("torrents/createCategory", fields)
    torrents = a_torrent("Ours.mkv"), a_torrent("Automatic.mkv")
    await add_file(world.client(), torrents[0], category="TVs/Kids", stopped=True)
    await server.add(
        torrents[1], category="TVs/Kids", autoTMM="true", stopped="true", paused="true"
    )
    saves = set()
    for torrent in torrents:
        row = await until(partial(server.torrent, torrent), "it to be there")
        assert row
        saves.add(row["save_path"].rstrip("/"))
    assert len(saves) == 1
    if server.program.variant == "forky":
        assert saves == {f"{parent}/Kids"}


@pytest.mark.parametrize("name", ["tv/", "/tv", "a//b"])
async def test_a_category_that_the_server_refuses_is_said(
    world: RealWorld, name: str
) -> None:
    client, torrent = world.client(), a_torrent()
    with pytest.raises(CategoryRefused, match=name):
        await add_file(client, torrent, category=name)
    assert await world.count() == 0


async def test_a_proxy_with_a_login_of_its_own(
    world: RealWorld, server: Server
) -> None:
    async with Proxy(server.url) as proxy:
        proxy.login = basic_auth("seed", "box")
        with pytest.raises(ProxyAuth):
            await world.client(url=proxy.url).connect()
        address = proxy.url.replace("://", "://seed:box@")
        client = world.client(url=address)
        await add_file(client, a_torrent())
        # Handed on, it is a wrong login of its own from 5.2 on: said once, and no ban.
        proxy.hands_on = True
        other = world.client(url=address)
        for _ in range(9):
            # Older ones take no notice.
            with suppress(ProxyAuth):
                await other.connect()
        await world.client().connect()


async def test_a_server_that_trusts_us_needs_no_login(
    world: RealWorld, server: Server
) -> None:
    await server.api("app/setPreferences", {"json": '{"bypass_local_auth": true}'})
    client = world.client(username="", password="")
    await client.connect()
    survey = await client.survey()
    assert survey.space.free
    await client.close()


async def test_a_survey_leaves_our_session_alone(world: RealWorld) -> None:
    client = world.client()
    for number in range(20):
        assert (await client.survey()).space.free, number
    assert (await client.poll({})).downloads == {}


async def test_a_wrong_hash_finds_nothing_and_the_right_one_does(
    world: RealWorld,
) -> None:
    client = world.client()
    torrent = make_torrent("Second", {"Second": b"x" * 99_999}, mode="v2")
    download = await add_file(client, torrent)
    assert download.id == torrent.client_id
    assert (await found_by(client, torrent.v2)).id == download.id
    assert await client.find(Identity(hashes=frozenset({UNKNOWN_HASH}))) is None


async def test_what_a_tracker_says_is_told(world: RealWorld) -> None:
    client = world.client()
    async with FeedServer() as site:
        site.tracker.failure = "unregistered torrent"
        name = "Unregistered.mkv"
        torrent = make_torrent(
            name, {name: b"x" * 99_999}, trackers=[site.announce_url]
        )
        download = await add_file(client, torrent)

        async def is_told() -> str:
            # As new as the server's, not as the last look.
            return (await polled(world.client(), download)).message

        assert await until(is_told, "the tracker to have answered") == (
            "unregistered torrent"
        )
        told = await polled(world.client(), download)
        assert (told.state, told.problem) == (
            DownloadState.WARNING,
            Problem.TRACKER,
        )


async def test_data_that_is_not_there_after_all_is_missing(
    world: RealWorld, server: Server
) -> None:
    client = world.client()
    download = await add_file(client, a_torrent(), skip_check=True)
    failed = await comes_to(client, download, DownloadState.FAILED)
    assert failed.problem is Problem.MISSING_FILES
    assert failed.message.endswith("mismatching file size")
    assert str(server.saves) not in failed.message


async def test_the_ordinary_limits_are_set_whatever_the_mode(world: RealWorld) -> None:
    client = world.client()
    await client.set_alternative_speed(enabled=True)
    await client.set_speed_limits(download=2_048_000, upload=1)
    await client.survey()
    transfer = (await client.poll({})).transfer
    assert (transfer.download_limit, transfer.upload_limit) == (2_048_000, 1024)
    assert transfer.alternative_speed


async def test_categories_that_differ_in_case_are_both_looked_at(
    world: RealWorld,
) -> None:
    client = world.client()
    for number, category in enumerate(("films", "Films")):
        torrent = a_torrent(f"{number}.mkv")
        await world.place(torrent)
        download = await add_file(client, torrent, category=category)
        await comes_to(client, download, DownloadState.SEEDING)
    ended = await client.finished(["FILMS"], since=0)
    assert {one.category for one in ended} == {"films", "Films"}
