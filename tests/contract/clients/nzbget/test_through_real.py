"""What only a real NZBGet shows of looking through."""

from collections.abc import AsyncGenerator
from dataclasses import replace

from aiohttp import ClientSession
import pytest

from custom_components.greenlight.clients.base import DownloadState
from custom_components.greenlight.clients.nzbget.client import NZBGet
from tests.support.nntp import NewsServer
from tests.support.nzb import make_post
from tests.support.nzbget import VIEWER, NzbGet as Server, Settings, program
from tests.support.server import Unavailable

from ..world import a_post, add_file, comes_to, followed, identity_of
from .world import RealWorld

pytestmark = pytest.mark.real_server


@pytest.fixture
async def server() -> AsyncGenerator[Server]:
    """Start a real server, or skip."""
    try:
        program()
    except Unavailable as error:
        pytest.skip(str(error))
    extra = {"Category2.DestDir": "${MainDir}/tunes"}
    settings = Settings(categories=("films", "music"), extra=extra)
    async with NewsServer() as news, Server(news, settings=settings) as server:
        yield server


@pytest.fixture
def world(server: Server, session: ClientSession) -> RealWorld:
    return RealWorld(server, session)


@pytest.fixture
def client(world: RealWorld) -> NZBGet:
    return world.client()


async def test_categories_and_their_folders(
    client: NZBGet, world: RealWorld, server: Server
) -> None:
    """Also for the restricted user, and with what NZBGet puts in by itself."""
    folders = {"films": "", "music": str(server.folder / "main/tunes")}
    restricted = world.client(username=VIEWER[0], password=VIEWER[1])
    for one in (client, restricted):
        assert await one.categories() == folders
        assert (await one.habits()).save_path == str(server.saves)


async def test_the_files_of_a_post_before_and_while_they_arrive(
    client: NZBGet, world: RealWorld
) -> None:
    files = {"film.mkv": bytes(600_000), "text.srt": b"text" * 9}
    post = make_post("Two.Files.2026", files, segment_size=50_000)
    download = await add_file(client, post, stopped=True)
    told = {one.name: one for one in await client.files(download.id)}
    assert told.keys() == files.keys()
    # As it was posted, encoded.
    assert told["film.mkv"].size > 600_000
    world.news.hold(after=4)
    await world.place(post)
    await client.resume(download.id)
    # It has stalled once nothing comes any more.
    going = (DownloadState.DOWNLOADING, DownloadState.STALLED)
    await comes_to(client, download, *going)
    assert sum(one.size for one in await client.files(download.id)) > 600_000


async def test_what_ended_is_filed_elsewhere_and_stays_in_its_place(
    client: NZBGet, world: RealWorld
) -> None:
    post = a_post()
    await world.place(post)
    download = await add_file(client, post, category="films")
    done = await comes_to(client, download, DownloadState.COMPLETED)
    await client.set_category(download.id, "music")
    shown = (await client.show({"it": followed(download)}))["it"]
    assert shown.download.category == "music"
    assert shown.download.content_path == done.content_path


async def test_it_is_shown_by_our_mark(client: NZBGet, world: RealWorld) -> None:
    post = a_post()
    await world.place(post)
    by_mark = {"it": replace(identity_of(post), title="Called.Otherwise.2026")}
    download = await add_file(client, post, stopped=True)
    assert (await client.show(by_mark))["it"].download.id == download.id
    await client.resume(download.id)
    await comes_to(client, download, DownloadState.COMPLETED)
    assert (await client.show(by_mark))["it"].download.complete
