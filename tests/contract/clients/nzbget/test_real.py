"""The contract, and what only a real server can show, on a real NZBGet."""

import asyncio
from collections.abc import AsyncGenerator
import os
import time

from aiohttp import ClientSession
import pytest

from custom_components.greenlight.clients.base import (
    Download,
    DownloadState,
    Identity,
    Problem,
)
from custom_components.greenlight.clients.errors import InvalidAuth
from custom_components.greenlight.clients.nzbget.client import NZBGet
from tests.contract.clients.contract import DONE
from tests.contract.clients.nzbget.world import NzbGetContract, RealWorld
from tests.contract.clients.world import (
    WAIT,
    a_post,
    add,
    add_file,
    comes_to,
    followed,
    polled,
)
from tests.support.nntp import NewsServer
from tests.support.nzb import Post, make_post
from tests.support.nzbget import ADDER, VIEWER, NzbGet as Server, Settings, program
from tests.support.server import Unavailable
from tests.support.waiting import until

pytestmark = pytest.mark.real_server


def settings_with(**extra: str) -> Settings:
    """Return settings in which what ended long ago is kept; 30 days are usual."""
    return Settings(
        categories=("films", "music"), extra={"KeepHistory": "3650", **extra}
    )


@pytest.fixture
def settings() -> Settings:
    """Return the settings of the server; a test that cares parametrises them."""
    return settings_with()


@pytest.fixture
async def server(settings: Settings) -> AsyncGenerator[Server]:
    """Start a real server, or skip."""
    try:
        program()
    except Unavailable as error:
        pytest.skip(str(error))
    async with NewsServer() as news, Server(news, settings=settings) as server:
        yield server


@pytest.fixture
def world(server: Server, session: ClientSession) -> RealWorld:
    return RealWorld(server, session)


@pytest.fixture
def client(world: RealWorld) -> NZBGet:
    return world.client()


class TestReal(NzbGetContract):
    """The promises, kept by a real server."""


async def ended(client: NZBGet, world: RealWorld, post: Post) -> Download:
    """Return what becomes of a post."""
    await world.place(post)
    download = await add_file(client, post)
    return await comes_to(client, download, *DONE, DownloadState.FAILED)


def archived(world: RealWorld, name: str, password: str = "") -> Post:
    """Return a post of an archive that has to be unpacked."""
    archive = world.server.archive({"film.mkv": os.urandom(200_000)}, password=password)
    return make_post(name, {"archive.7z": archive})


async def test_an_archive_is_unpacked(client: NZBGet, world: RealWorld) -> None:
    done = await ended(client, world, archived(world, "Packed.Film.2026"))
    assert done.complete
    folder = world.server.saves / "Packed.Film.2026"
    assert done.content_path == str(folder)
    assert (folder / "film.mkv").stat().st_size == 200_000


async def test_an_archive_without_its_password_fails_and_says_so(
    client: NZBGet, world: RealWorld
) -> None:
    failed = await ended(client, world, archived(world, "Locked.Film.2026", "hush"))
    assert failed.state is DownloadState.FAILED
    assert failed.problem is Problem.ENCRYPTED
    assert "password" in failed.message
    assert "hush" not in failed.message


async def test_the_password_in_a_title_opens_the_archive(
    client: NZBGet, world: RealWorld
) -> None:
    post = archived(world, "Opened.Film.2026{{hush}}", "hush")
    done = await ended(client, world, post)
    assert done.complete
    assert done.name == "Opened.Film.2026"
    assert (world.server.saves / "Opened.Film.2026/film.mkv").exists()


async def test_a_damaged_archive_fails_to_unpack(
    client: NZBGet, world: RealWorld
) -> None:
    archive = bytearray(world.server.archive({"film.mkv": os.urandom(200_000)}))
    archive[100_000] ^= 255
    post = make_post("Damaged.Film.2026", {"archive.7z": bytes(archive)})
    failed = await ended(client, world, post)
    assert (failed.state, failed.problem) == (DownloadState.FAILED, Problem.UNPACKING)
    assert "FAILURE/UNPACK" in failed.message


async def test_how_much_of_it_is_missing(client: NZBGet, world: RealWorld) -> None:
    data = {"film.mkv": bytes(1_000_000)}
    post = make_post("Holes.2026", data, segment_size=50_000).losing(10)
    failed = await ended(client, world, post)
    assert failed.problem is Problem.MISSING_ARTICLES
    assert "% is missing" in failed.message


@pytest.mark.parametrize("settings", [settings_with(HealthCheck="pause")])
async def test_paused_by_its_health_check(client: NZBGet, world: RealWorld) -> None:
    data = {"film.mkv": bytes(1_000_000)}
    post = make_post("Holes.2026", data, segment_size=50_000).losing(2)
    await world.place(post)
    download = await add_file(client, post)
    paused = await comes_to(client, download, DownloadState.WARNING)
    assert paused.problem is Problem.MISSING_ARTICLES


@pytest.mark.parametrize("name", ["Käse – 日本.2026", "AC/DC: Live\\1991"])
async def test_names_of_all_kinds(client: NZBGet, world: RealWorld, name: str) -> None:
    post = make_post(name, {"a.mkv": b"a" * 1000})
    await world.place(post)
    added = await add(client, post, category="films", stopped=True)
    assert added.download.name == name.replace("/", " ").replace("\\", " ").replace(
        ":", ""
    )
    again = await add(client, post, category="films", stopped=True)
    assert again.download.id == added.download.id
    await client.resume(added.download.id)
    done = await comes_to(client, added.download, *DONE)
    assert done.content_path.startswith(str(world.server.saves / "films"))


async def test_a_user_who_may_only_add(world: RealWorld) -> None:
    client = world.client(username=ADDER[0], password=ADDER[1])
    with pytest.raises(InvalidAuth, match="may only add"):
        await client.connect()


async def test_the_restricted_user_can_do_everything(world: RealWorld) -> None:
    client = world.client(username=VIEWER[0], password=VIEWER[1])
    await client.connect()
    download = await add_file(client, a_post(), category="films", stopped=True)
    await client.set_speed_limits(download=1024)
    assert (await client.survey()).categories == ("films", "music")
    await client.remove(download.id, delete_data=True)
    assert await world.count() == 0


@pytest.mark.parametrize("settings", [settings_with(ParCheck="bogus")])
async def test_a_faulty_configuration_is_told(client: NZBGet) -> None:
    transfer = (await client.poll({})).transfer
    assert transfer.paused
    assert 'Invalid value for option "ParCheck"' in transfer.trouble
    await client.resume_all()
    assert (await client.poll({})).transfer.trouble == ""
    await client.pause_all()
    transfer = (await client.poll({})).transfer
    assert (transfer.paused, transfer.trouble) == (True, "")


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        (settings_with(DiskSpace="99999999"), "Low disk space"),
        (settings_with(**{"Server1.Password": "wrong"}), "Authorization"),
        (settings_with(**{"Server1.Active": "no"}), "no news server"),
    ],
)
async def test_why_nothing_is_downloaded_is_told(
    client: NZBGet, world: RealWorld, says: str, clock_goes: None
) -> None:
    await add_file(client, await world.slow())

    async def told() -> bool:
        return says in (await client.poll({})).transfer.trouble

    await until(told, says, seconds=WAIT)


@pytest.fixture
def clock_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the log read at every poll."""
    monkeypatch.setattr(
        "custom_components.greenlight.clients.nzbget.trouble._LOOK_AGAIN", 0.0
    )


@pytest.mark.parametrize("delete_data", [True, False])
async def test_what_is_being_post_processed_is_removed(
    client: NZBGet, world: RealWorld, *, delete_data: bool
) -> None:
    post = a_post()
    await world.place(post)
    await world.server.call("pausepost")
    download = await add_file(client, post)
    await comes_to(client, download, DownloadState.POST_PROCESSING)
    await client.remove(download.id, delete_data=delete_data)
    await world.server.call("resumepost")
    await asyncio.sleep(1)
    assert await world.count() == 0
    assert await world.has_data(post) is not delete_data
    status = await world.server.call("status")
    assert not status["DownloadPaused"]
    assert world.server.pid


async def test_thousands_of_ended_downloads(client: NZBGet, world: RealWorld) -> None:
    post = a_post()
    await world.place(post)
    first = await comes_to(client, await add_file(client, post), *DONE)
    names = [f"Film.{number}.2026.1080p.WEB.h264-GROUP" for number in range(5000)]
    await world.server.fill_history(names)
    rows = await world.server.history()
    assert len(rows) == 5001
    assert [row["HistoryTime"] for row in rows] == sorted(
        (row["HistoryTime"] for row in rows), reverse=True
    )
    # The oldest of all, and one that nobody has.
    assert (await polled(client, first)).complete
    gone = Identity(id="999999")
    poll = await client.poll({"it": followed(first), "gone": gone})
    assert poll.downloads.keys() == {"it"}
    survey = await client.survey()
    assert survey.counts == {DownloadState.COMPLETED: 5001}
    since = rows[0]["HistoryTime"] - 9
    newest = await client.finished([""], since=since)
    assert [one.name for one in newest] == names[-10:]
    assert newest[-1].at > time.time()
