"""What only real qBittorrents show of looking through."""

from collections.abc import AsyncGenerator

from aiohttp import ClientSession
import pytest

from custom_components.greenlight.clients.base import Download, DownloadState, Identity
from custom_components.greenlight.clients.through import AtLimit, Through, Tracker
from custom_components.greenlight.engine.options import DownloadOptions
from tests.support.feed import FeedServer
from tests.support.qbittorrent import VARIANTS, QBittorrent as Server, program
from tests.support.server import Unavailable
from tests.support.torrents import magnet, make_torrent
from tests.support.waiting import until

from ..through_contract import comes_to_show
from ..world import WAIT, a_torrent, add_file, comes_to, followed
from .world import RealWorld

pytestmark = pytest.mark.real_server


def there(variant: str) -> str:
    """Return the variant, or skip."""
    try:
        program(variant)
    except Unavailable as error:
        pytest.skip(str(error))
    return variant


@pytest.fixture(params=VARIANTS)
async def server(request: pytest.FixtureRequest) -> AsyncGenerator[Server]:
    """Start a real server, or skip."""
    async with Server(there(request.param)) as server:
        yield server


@pytest.fixture
async def world(server: Server, session: ClientSession) -> AsyncGenerator[RealWorld]:
    async with RealWorld(server, session) as world:
        yield world


async def tracker_of(client: Through, download: Download, *, works: bool) -> Tracker:
    """Return the tracker of a torrent once it has answered."""

    async def look() -> Tracker | None:
        (tracker,) = await client.trackers(download.id)
        return tracker if tracker.works is works else None

    tracker = await until(look, "the tracker to answer", seconds=WAIT)
    assert tracker is not None
    return tracker


async def test_a_tracker_that_works_and_one_that_does_not(world: RealWorld) -> None:
    client = world.client()
    async with FeedServer() as site:
        site.tracker.interval = 1800
        one, other = (
            make_torrent(name, {name: b"x" * 99_999}, trackers=[site.announce_url])
            for name in ("One.mkv", "Other.mkv")
        )
        download = await add_file(client, one)
        working = await tracker_of(client, download, works=True)
        assert (working.url, working.message) == (site.announce_url, "")
        site.tracker.swarms.clear()
        await client.reannounce(download.id)

        async def announced() -> bool:
            return bool(site.tracker.swarms)

        await until(announced, "it to ask its tracker", seconds=WAIT)
        site.tracker.failure = "unregistered torrent"
        refused = await tracker_of(client, await add_file(client, other), works=False)
        assert refused.message == "unregistered torrent"


async def test_a_hybrid_is_shown_through_its_change_of_id(
    world: RealWorld, server: Server
) -> None:
    files = {"film.mkv": b"film" * 70_000, "extras/a.bin": b"extra" * 9_000}
    async with FeedServer() as site, Server(there("forky")) as seeder:
        torrent = make_torrent(
            "Hybrid", files, mode="hybrid", trackers=[site.announce_url]
        )
        await seeder.seed(torrent)
        link = magnet(v1=torrent.v1, name="Hybrid", trackers=[site.announce_url])
        one = Identity(id=torrent.v1 or "", hashes=frozenset({torrent.v1 or ""}))
        client = world.client()
        await client.add(one, magnet=link, file=None, options=DownloadOptions())
        # Another one that has not seen it change, either.
        for looking in (client, world.client()):

            async def complete(looking: Through = looking) -> bool:
                shown = (await looking.show({"it": one})).get("it")
                return bool(shown and shown.download.complete)

            await until(complete, "the hybrid to be complete", seconds=60)
            shown = (await looking.show({"it": one}))["it"]
            assert shown.download.id == torrent.client_id
            assert shown.download.hashes == {torrent.v1, torrent.v2}
        assert torrent.v1
        await client.set_category(torrent.v1, "films")
        assert {file.name for file in await client.files(torrent.v1)} == {
            *torrent.paths()
        }
        row = await server.torrent(torrent)
        assert row is not None
        assert row["category"] == "films"


@pytest.mark.parametrize(
    ("layout", "place"),
    [
        ("Original", "Film.2026.mkv"),
        ("Subfolder", "Film.2026/Film.2026.mkv"),
        ("NoSubfolder", "Film.2026.mkv"),
    ],
)
async def test_a_single_file_and_its_folder(
    world: RealWorld, server: Server, layout: str, place: str
) -> None:
    client = world.client()
    download = await add_file(
        client, a_torrent("Film.2026.mkv"), stopped=True, content_layout=layout
    )
    await comes_to(client, download, DownloadState.PAUSED)
    (one,) = await client.files(download.id)
    assert one.name == place
    shown = (await client.show({"it": followed(download)}))["it"]
    assert shown.download.content_path == f"{server.saves}/{place}"


async def test_a_folder_that_is_left_out(world: RealWorld) -> None:
    client = world.client()
    torrent = make_torrent("Folder", {"a.mkv": b"a" * 99_999, "b.srt": b"b" * 99})
    download = await add_file(
        client, torrent, stopped=True, content_layout="NoSubfolder"
    )
    await comes_to(client, download, DownloadState.PAUSED)
    assert {one.name for one in await client.files(download.id)} == {"a.mkv", "b.srt"}


async def test_what_it_removes_by_itself(world: RealWorld) -> None:
    client = world.client()
    assert (await client.habits()).at_limit is AtLimit.STOP
    await world._prefer({"max_ratio_enabled": True, "max_ratio": 1, "max_ratio_act": 1})
    habits = await client.habits()
    assert (habits.limits.ratio, habits.at_limit) == (1, AtLimit.REMOVE)


async def test_forcing_starts_what_is_stopped_and_not_forcing_does_not(
    world: RealWorld,
) -> None:
    client = world.client()
    download = await add_file(client, a_torrent(), stopped=True)
    await comes_to(client, download, DownloadState.PAUSED)
    await client.set_forced(download.id, forced=True)
    # It says so before it has started.
    await comes_to_show(
        client, download, lambda one: one.forced and not one.stopped, "it to start"
    )
    await client.pause(download.id)
    await comes_to(client, download, DownloadState.PAUSED)
    await client.set_forced(download.id, forced=False)
    shown = (await client.show({"it": followed(download)}))["it"]
    assert (shown.forced, shown.stopped) == (False, True)


async def test_the_category_of_another_asker_stays_in_its_folder(
    world: RealWorld, server: Server
) -> None:
    """Without automatic management a torrent stays where it is when its category changes."""
    client = world.client()
    await client.create_category("done", str(server.folder / "done"))
    torrent = a_torrent()
    await world.place(torrent)
    download = await add_file(client, torrent, category="films")
    await comes_to(client, download, DownloadState.SEEDING)
    await client.set_category(download.id, "done")
    shown = (await client.show({"it": followed(download)}))["it"]
    assert shown.download.category == "done"
    assert shown.save_path.rstrip("/") == str(server.saves)
    assert await world.has_data(torrent)
