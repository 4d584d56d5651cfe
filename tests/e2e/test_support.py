"""The servers the other tests rely on do what they are relied on for."""

from pathlib import Path
import random

from aiohttp import ClientError, ClientSession
import pytest

from tests.support.feed import Fault, FeedServer
from tests.support.feed_documents import Item
from tests.support.qbittorrent import RECONNECT, VARIANTS, QBittorrent, program
from tests.support.server import Unavailable
from tests.support.torrents import Mode, make_torrent

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.real_server]


@pytest.fixture(params=VARIANTS)
def installed(request: pytest.FixtureRequest) -> str:
    variant: str = request.param
    try:
        program(variant)
    except Unavailable as error:
        pytest.skip(str(error))
    return variant


@pytest.mark.parametrize("mode", ["v1", "v2", "hybrid"])
async def test_a_magnet_downloads_through_the_tracker(
    installed: str, mode: Mode, any_variant: str
) -> None:
    randomness = random.Random(mode)
    files = {
        "film.mkv": randomness.randbytes(300_001),
        "extras/a.bin": randomness.randbytes(70_000),
    }
    async with (
        FeedServer() as site,
        QBittorrent(any_variant) as seeder,
        QBittorrent(installed) as client,
    ):
        torrent = make_torrent("Reel", files, mode=mode, trackers=[site.announce_url])
        await seeder.seed(torrent)
        await client.add(torrent.magnet())
        found = await client.completed(torrent)

        assert found["hash"] == torrent.client_id
        for path, data in torrent.paths().items():
            assert (client.saves / path).read_bytes() == data


# On a loaded machine the first connection can fail, and no tracker names the peer once more.
@pytest.mark.timeout(4 * RECONNECT)
async def test_a_peer_in_the_magnet_is_enough(installed: str, any_variant: str) -> None:
    data = random.Random(1).randbytes(200_000)
    async with QBittorrent(any_variant) as seeder, QBittorrent(installed) as client:
        torrent = make_torrent("reel.bin", {"reel.bin": data})
        await seeder.seed(torrent)
        await client.add(torrent.magnet(peers=[seeder.peer]))
        await client.completed(torrent, seconds=2 * RECONNECT)

        assert (client.saves / "reel.bin").read_bytes() == data


async def test_a_restart_keeps_the_torrents(installed: str) -> None:
    async with QBittorrent(installed) as client:
        torrent = make_torrent("reel.bin", {"reel.bin": bytes(100_000)})
        await client.seed(torrent)
        before = client.pid
        await client.restart()

        assert client.pid != before
        assert await client.torrent(torrent)


async def test_file_permissions_count_for_the_client(
    installed: str, tmp_path: Path
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    async with QBittorrent(installed) as client, FeedServer() as site:
        data = bytes(100_000)
        web_seed = site.hold("reel.bin", data)
        torrent = make_torrent("reel.bin", {"reel.bin": data}, web_seeds=[web_seed])
        await client.add(torrent, savepath=str(closed))
        await client.wait_for(
            torrent, lambda seen: seen["state"] == "error", "the refused write"
        )


async def test_a_feed_answers_with_not_modified() -> None:
    async with (
        FeedServer(Item(title="One", link="magnet:?x")) as site,
        ClientSession() as session,
    ):
        first = await session.get(site.rss_url)
        again = {"If-None-Match": first.headers["ETag"]}
        second = await session.get(site.rss_url, headers=again)
        site.items.append(Item(title="Two", link="magnet:?y"))
        third = await session.get(site.rss_url, headers=again)

    assert [first.status, second.status, third.status] == [200, 304, 200]


@pytest.mark.parametrize(
    ("fault", "status", "content_type"),
    [
        (None, 200, "application/rss+xml"),
        (Fault.SERVER_ERROR, 500, "text/plain"),
        (Fault.RATE_LIMITED, 429, "application/octet-stream"),
        (Fault.FORBIDDEN, 403, "text/plain"),
        (Fault.NOT_FOUND, 404, "text/plain"),
        (Fault.LOGIN_PAGE, 200, "text/html"),
        (Fault.NOT_XML, 200, "text/xml"),
    ],
)
async def test_a_fault_is_answered(
    fault: Fault | None, status: int, content_type: str
) -> None:
    async with FeedServer() as site, ClientSession() as session:
        site.feed_fault = fault
        response = await session.get(site.rss_url)

    assert (response.status, response.content_type) == (status, content_type)


@pytest.mark.parametrize("fault", [Fault.TRUNCATED, Fault.HANG_UP])
async def test_a_fault_breaks_the_connection(fault: Fault) -> None:
    async with FeedServer() as site, ClientSession() as session:
        site.feed_fault = fault
        with pytest.raises(ClientError):
            await (await session.get(site.rss_url)).read()


async def test_a_bomb_is_small_on_the_wire() -> None:
    async with FeedServer() as site, ClientSession(auto_decompress=False) as session:
        site.feed_fault = Fault.GZIP_BOMB
        response = await session.get(site.rss_url)
        packed = await response.read()

    assert response.headers["Content-Encoding"] == "gzip"
    assert len(packed) < 1024 * 1024
