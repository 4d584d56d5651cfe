"""Our own client of qBittorrent reads it, as it does a real one: one Greenlight may order from another."""

from collections.abc import AsyncGenerator

from aiohttp import ClientSession, DummyCookieJar
import pytest

from custom_components.greenlight.clients.base import DownloadState, FoundBy, Identity
from custom_components.greenlight.clients.errors import InvalidAuth, ReleaseRefused
from custom_components.greenlight.clients.qbittorrent.client import QBittorrent
from custom_components.greenlight.engine.options import DownloadOptions
from tests.contract.askers.world import CATEGORY, World
from tests.support.torrents import make_torrent

FILM = make_torrent(
    "A.Film.2025.1080p.WEB-DL.x264-GRP", {"a.mkv": b"a" * 9000}, mode="hybrid"
)
V1, V2 = FILM.v1 or "", FILM.v2 or ""
IDENTITY = Identity(hashes=frozenset({V1, V2}), title=FILM.name)


@pytest.fixture
async def session() -> AsyncGenerator[ClientSession]:
    """Return a session as Home Assistant would give it to a client."""
    async with ClientSession(cookie_jar=DummyCookieJar()) as session:
        yield session


def client_of(session: ClientSession, world: World, password: str) -> QBittorrent:
    """Return a client of somebody who knows the login."""
    return QBittorrent(
        session, url=world.url, username=world.username, password=password
    )


async def test_it_follows_an_order_to_its_end(
    session: ClientSession, world: World
) -> None:
    client = client_of(session, world, world.password)
    info = await client.connect()
    assert (info.name, info.version) == ("qBittorrent", "4.6.7")
    assert await client.find(IDENTITY) is None
    options = DownloadOptions(category=CATEGORY, ratio_limit=1.5)
    added = await client.add(IDENTITY, magnet=None, file=FILM.content, options=options)
    assert added.already_there is None
    assert (added.download.id, added.download.state) == (V1, DownloadState.PAUSED)
    assert (added.download.category, added.download.size) == (CATEGORY, FILM.size)
    again = await client.add(IDENTITY, magnet=FILM.magnet(), file=None, options=options)
    assert again.already_there is FoundBy.ID

    await client.resume(V1)
    poll = await client.poll({"it": IDENTITY})
    assert poll.downloads["it"].state is DownloadState.PAUSED
    await world.approve(V1)
    poll = await client.poll({"it": IDENTITY})
    assert poll.downloads["it"].state is DownloadState.DOWNLOADING
    assert poll.downloads["it"].progress == 0.25
    await world.finish(V1)
    done = (await client.poll({"it": IDENTITY})).downloads["it"]
    assert (done.state, done.complete) == (DownloadState.SEEDING, True)
    await client.remove(V1, delete_data=True)
    assert await client.find(IDENTITY) is None
    await client.close()


async def test_it_is_told_what_is_wrong(session: ClientSession, world: World) -> None:
    with pytest.raises(InvalidAuth):
        await client_of(session, world, "wrong").connect()
    client = client_of(session, world, world.password)
    with pytest.raises(ReleaseRefused):
        await client.add(
            IDENTITY, magnet=None, file=b"no torrent", options=DownloadOptions()
        )
