"""The contract, and what only a real server can show, on real Transmissions."""

from collections.abc import AsyncGenerator
import time

from aiohttp import ClientSession
import pytest

from custom_components.greenlight.clients.base import (
    Download,
    DownloadState,
    Feature,
    Identity,
    Problem,
)
from custom_components.greenlight.clients.errors import (
    Banned,
    HostRejected,
    InvalidAuth,
    NotThisClient,
    ReleaseRefused,
)
from custom_components.greenlight.clients.transmission.client import Transmission
from custom_components.greenlight.engine.options import DownloadOptions
from tests.support.feed import FeedServer
from tests.support.qbittorrent import QBittorrent
from tests.support.server import Unavailable
from tests.support.torrents import make_torrent
from tests.support.transmission import (
    VARIANTS,
    Settings,
    Transmission as Server,
    program,
)
from tests.support.waiting import until

from ..world import a_torrent, add, add_file, comes_to, identity_of, polled
from .world import NewerContract, RealWorld, TransmissionContract

pytestmark = pytest.mark.real_server

NEWER = pytest.mark.parametrize("variant", ["forky"])
OLDER = pytest.mark.parametrize("variant", ["bookworm"])


def there(variant: str) -> str:
    """Return the variant, or skip."""
    try:
        program(variant)
    except Unavailable as error:
        pytest.skip(str(error))
    return variant


@pytest.fixture(params=VARIANTS)
def variant(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
async def server(variant: str) -> AsyncGenerator[Server]:
    """Start a real server, or skip."""
    async with Server(there(variant)) as server:
        yield server


@pytest.fixture
async def world(server: Server, session: ClientSession) -> AsyncGenerator[RealWorld]:
    async with RealWorld(server, session) as world:
        yield world


@pytest.fixture
def client(world: RealWorld) -> Transmission:
    return world.client()


class TestReal300(TransmissionContract):
    """The promises, kept by a real 3.00."""

    @pytest.fixture
    def variant(self) -> str:
        return "bookworm"


class TestReal41(NewerContract):
    """The promises, kept by a real 4.1."""

    @pytest.fixture
    def variant(self) -> str:
        return "forky"


async def test_a_magnet_is_downloaded_from_another_client(
    world: RealWorld, server: Server, client: Transmission
) -> None:
    """The other one calls: Transmission calls nobody on loopback."""
    try:
        seeder = QBittorrent("forky")
    except Unavailable as error:
        pytest.skip(str(error))
    async with FeedServer() as site, seeder:
        name = "Shared.Film.2026"
        torrent = make_torrent(
            name,
            {"film.mkv": b"film" * 100_000, "extras/a.srt": b"text" * 9},
            trackers=[site.announce_url],
        )
        await seeder.seed(torrent)
        added = await client.add(
            identity_of(torrent),
            magnet=torrent.magnet(),
            file=None,
            options=DownloadOptions(category="films"),
        )
        seen: list[Download] = []

        async def complete() -> bool:
            await seeder.connect(torrent, [server.peer])
            seen.append(await polled(client, added.download))
            return seen[-1].complete

        await until(complete, "the download to be complete", seconds=90, pause=0.5)
    done = seen[-1]
    assert seen[0].state is DownloadState.FETCHING_METADATA
    assert (done.name, done.size, done.private) == (name, torrent.size, False)
    assert done.content_path == f"{server.saves}/{name}"
    for path, data in torrent.paths().items():
        assert (server.saves / path).read_bytes() == data
    (finished,) = await client.finished(["films"], since=time.time() - 120)
    assert (finished.id, finished.content_path) == (torrent.v1, done.content_path)


async def test_what_a_tracker_says_is_told(client: Transmission) -> None:
    async with FeedServer() as site:
        site.tracker.failure = "unregistered torrent"
        name = "Refused.2026.mkv"
        torrent = make_torrent(
            name, {name: b"x" * 99_999}, trackers=[site.announce_url]
        )
        download = await add_file(client, torrent)
        refused = await comes_to(client, download, DownloadState.WARNING)
    assert refused.problem is Problem.TRACKER
    assert refused.message == "unregistered torrent"


async def test_a_lost_folder_is_told_without_its_path(
    world: RealWorld, client: Transmission
) -> None:
    release, options = await world.doomed()
    download = await add_file(client, release, save_path=options.save_path)
    failed = await comes_to(client, download, DownloadState.FAILED)
    assert failed.problem is Problem.ERROR
    assert "No such file" in failed.message
    assert "/proc" not in failed.message
    # It says that nothing is left, and when it was done.
    assert failed.progress == 1
    assert await client.finished(["greenlight"], since=time.time() - 60) == ()


@OLDER
async def test_data_that_is_gone_is_told(client: Transmission, server: Server) -> None:
    torrent = a_torrent()
    server.place(torrent)
    download = await add_file(client, torrent)
    await comes_to(client, download, DownloadState.SEEDING)
    await client.pause(download.id)
    (server.saves / torrent.name).unlink()
    await client.recheck(download.id)

    async def failed() -> Download | None:
        await client.resume(download.id)
        seen = await polled(client, download)
        return seen if seen.problem else None

    lost = await until(failed, "the loss to be noticed", pause=0.3)
    assert lost is not None
    assert (lost.state, lost.problem) == (
        DownloadState.FAILED,
        Problem.MISSING_FILES,
    )


async def test_a_pause_holds_while_the_data_is_checked(
    client: Transmission, server: Server
) -> None:
    name = "Long.2026.mkv"
    torrent = make_torrent(name, {name: b"x" * 50_000_000})
    server.place(torrent)
    download = await add_file(client, torrent)
    await comes_to(client, download, DownloadState.SEEDING)
    await client.recheck(download.id)
    await client.pause(download.id)
    await comes_to(client, download, DownloadState.COMPLETED)


async def test_a_restart_removes_nothing(client: Transmission, server: Server) -> None:
    """An older server answers before it has loaded its torrents."""
    releases = [a_torrent(f"{number}.mkv") for number in range(30)]
    for release in releases:
        await add(client, release, stopped=True)
    wanted = {release.name: identity_of(release) for release in releases}
    for _ in range(3):
        await server.restart()
        assert (await client.poll(wanted)).downloads.keys() == wanted.keys()


@OLDER
async def test_labels_reach_a_magnet_that_the_older_one_adds_without(
    client: Transmission, server: Server
) -> None:
    torrent = a_torrent()
    added = await client.add(
        identity_of(torrent),
        magnet=torrent.magnet(),
        file=None,
        options=DownloadOptions(category="films", tags=("a,b", " ", "films")),
    )
    assert added.download.category == "films"
    row = await server.torrent(torrent)
    assert row is not None
    assert row["labels"] == ["greenlight", "films", "a", "b"]


async def test_a_hybrid_is_known_by_its_first_hash(client: Transmission) -> None:
    torrent = a_torrent(mode="hybrid")
    added = await client.add(
        identity_of(torrent),
        magnet=torrent.magnet(),
        file=None,
        options=DownloadOptions(),
    )
    assert added.download.id == torrent.v1
    by_both = Identity(hashes=frozenset({torrent.v1 or "", torrent.v2 or ""}))
    assert (await client.poll({"it": by_both})).downloads["it"].id == torrent.v1


async def test_a_torrent_of_version_2_only_is_refused(client: Transmission) -> None:
    with pytest.raises(ReleaseRefused):
        await add(client, a_torrent(mode="v2"))


async def test_a_folder_of_the_client_stands_for_a_category(
    client: Transmission, server: Server
) -> None:
    films = server.saves / "Films"
    films.mkdir()
    torrent = a_torrent()
    (films / torrent.name).write_bytes(torrent.files[torrent.name])
    start = time.time() - 2
    await server.add(torrent, **{"download-dir": str(films)})
    await server.completed(torrent)
    (one,) = await client.finished(["films"], since=start)
    assert (one.name, one.category) == (torrent.name, "Films")
    assert one.content_path == str(films / torrent.name)
    assert (await client.survey()).categories == ("Films",)


async def test_room_in_a_folder_that_is_still_to_be_made(
    client: Transmission, server: Server
) -> None:
    assert (await client.space(str(server.saves / "new"))).free


@NEWER
async def test_the_newer_one_tells_the_whole_room(client: Transmission) -> None:
    space = await client.space()
    assert space.total
    assert space.free
    assert space.total > space.free


@NEWER
async def test_limits_of_a_group_are_lost_at_a_restart(
    client: Transmission, server: Server
) -> None:
    """Why there are no limits of a category: all that is in the group would stop."""
    assert Feature.CATEGORY_LIMITS not in client.features
    limits = {"speed-limit-down": 50, "speed-limit-down-enabled": True}
    await server.api("group-set", name="films", **limits)
    await server.restart()
    (group,) = (await server.api("group-get"))["group"]
    assert (group["speed-limit-down"], group["speed-limit-down-enabled"]) == (0, True)


@pytest.mark.parametrize("path", ["", "/", "/transmission", "/transmission/web/"])
async def test_an_address_as_people_type_it(
    world: RealWorld, server: Server, path: str
) -> None:
    await world.client(url=server.url + path).connect()


async def test_another_path_is_kept(variant: str, session: ClientSession) -> None:
    settings = Settings(path="/seedbox/")
    async with Server(there(variant), settings=settings) as server:
        world = RealWorld(server, session)
        for path in ("/seedbox", "/seedbox/rpc", "/seedbox/web/"):
            await world.client(url=server.url + path).connect()
        for path in ("", "/elsewhere"):
            with pytest.raises(NotThisClient):
                await world.client(url=server.url + path).connect()


async def test_a_name_the_server_does_not_expect(
    variant: str, session: ClientSession
) -> None:
    settings = Settings(
        username="", password="", extra={"rpc-host-whitelist": "localhost"}
    )
    async with Server(there(variant), settings=settings) as server:
        # It takes addresses for good, and names only those it knows.
        await Transmission(session, url=server.url).connect()
        headers = {"Host": f"elsewhere:{server.port}"}
        async with ClientSession(headers=headers) as masked:
            with pytest.raises(HostRejected):
                await Transmission(masked, url=server.url).connect()


@NEWER
async def test_a_ban_is_named_once_the_server_is_known(
    variant: str, session: ClientSession
) -> None:
    settings = Settings(
        extra={"anti-brute-force-enabled": True, "anti-brute-force-threshold": 3}
    )
    async with Server(there(variant), settings=settings) as server:
        world = RealWorld(server, session)
        client, wrong = world.client(), world.client(password="wrong")
        await client.connect()
        for _ in range(10):
            with pytest.raises(InvalidAuth):
                await wrong.poll({})
        # That was one failure; refused credentials are not tried again.
        await client.connect()
        for _ in range(4):
            with pytest.raises((InvalidAuth, HostRejected)):
                await world.client(password="wrong").connect()
        for _ in range(3):
            with pytest.raises(Banned):
                await client.poll({})
