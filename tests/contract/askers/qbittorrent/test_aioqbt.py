"""A stranger's client reads it: aioqbt, which wants each field in the right type."""

from collections.abc import AsyncGenerator

from aiohttp import ClientSession, CookieJar
from aioqbt.api import AddFormBuilder, InfoFilter
from aioqbt.api.types import TorrentState, TrackerStatus
from aioqbt.client import APIClient, create_client
from aioqbt.exc import LoginError
import pytest

from tests.contract.askers.world import CATEGORY, World
from tests.support.torrents import make_torrent

HYBRID = make_torrent(
    "A.Film.2025.2160p.UHD.BluRay.x265-GRP", {"a.mkv": b"a" * 9000}, mode="hybrid"
)
V1, V2 = HYBRID.v1 or "", HYBRID.v2 or ""


@pytest.fixture
async def client(world: World) -> AsyncGenerator[APIClient]:
    # Its own jar keeps no cookies of addresses without a name.
    async with (
        ClientSession(cookie_jar=CookieJar(unsafe=True)) as session,
        await create_client(
            f"{world.url}/api/v2/", world.username, world.password, http=session
        ) as client,
    ):
        yield client


async def test_it_logs_in_and_reads_what_is_told(client: APIClient) -> None:
    assert await client.app.version() == "v4.6.7"
    assert await client.app.webapi_version() == "2.9.3"
    assert (await client.app.build_info()).bitness == 64
    assert (await client.app.preferences())["dht"] is True
    assert (await client.transfer.info()).dl_info_speed == 0
    assert await client.transfer.speed_limits_mode() == 0


async def test_a_wrong_login_is_told(world: World) -> None:
    with pytest.raises(LoginError):
        await create_client(f"{world.url}/api/v2/", world.username, "wrong")


async def test_a_hybrid_is_found_by_whatever_it_is_called(
    client: APIClient, world: World
) -> None:
    form = AddFormBuilder.with_client(client).category(CATEGORY)
    form = form.include_file(HYBRID.content, "film.torrent").paused(False)
    await client.torrents.add(form.build())
    (row,) = await client.torrents.info(filter=InfoFilter.PAUSED, category=CATEGORY)
    assert row.hash == V1
    assert (row.infohash_v1, row.infohash_v2) == (V1, V2)
    assert row.state is TorrentState.PAUSED_DL
    assert row.added_on is not None
    for known in (V1, V2, V2[:40]):
        assert [one.hash for one in await client.torrents.info(hashes=[known])] == [V1]
        assert (await client.torrents.properties(known)).name == HYBRID.name
    (file,) = await client.torrents.files(V1)
    assert (file.size, file.progress) == (HYBRID.size, 0)
    trackers = await client.torrents.trackers(V1)
    assert trackers[-1].status is TrackerStatus.WORKING
    assert trackers[-1].msg
    await world.approve(V1)
    (row,) = await client.torrents.info(hashes=[V1])
    assert (row.state, row.progress) == (TorrentState.DOWNLOADING, 0.25)
    await world.finish(V1)
    told = await client.sync.maindata(0)
    assert told.full_update is True
    assert told.torrents[V1]["progress"] == 1
    await client.torrents.delete([V1], False)
    assert await client.torrents.count() == 0


async def test_what_is_wished_is_no_yes(client: APIClient) -> None:
    form = AddFormBuilder.with_client(client).include_url(HYBRID.magnet())
    await client.torrents.add(form.build())
    await client.torrents.create_category(CATEGORY, "/data/tv")
    await client.torrents.set_category([V1], CATEGORY)
    await client.torrents.add_tags([V1], ["hd"])
    await client.torrents.resume("all")
    await client.torrents.set_force_start([V1], True)
    await client.torrents.top_prio([V1])
    assert (await client.torrents.categories()).keys() == {CATEGORY}
    assert await client.torrents.tags() == ["hd"]
    (row,) = await client.torrents.info()
    assert (row.state, row.category) == (TorrentState.PAUSED_DL, CATEGORY)
    assert row.progress == 0
