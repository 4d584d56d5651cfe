"""Our own client of SABnzbd reads it, as it does a real one: one Greenlight may order from another."""

from aiohttp import ClientSession
import pytest

from custom_components.greenlight.clients.base import (
    DownloadState,
    FoundBy,
    Identity,
    Problem,
)
from custom_components.greenlight.clients.errors import InvalidAuth, ReleaseRefused
from custom_components.greenlight.clients.sabnzbd.client import SABnzbd
from custom_components.greenlight.engine.options import DownloadOptions
from tests.contract.askers.sabnzbd.world import CATEGORY, FOLDER, World
from tests.support.nzb import make_post

TITLE = "Some.Show.S01E01.1080p.WEB.h264-GROUP"
POST = make_post(TITLE, {f"{TITLE}.mkv": b"some data" * 20_000})
OPTIONS = DownloadOptions(category=CATEGORY)


@pytest.fixture
def client(world: World, session: ClientSession) -> SABnzbd:
    """Return a client of it."""
    return SABnzbd(session, url=world.url, api_key=world.key)


async def test_it_follows_an_order_to_its_end(client: SABnzbd, world: World) -> None:
    info = await client.connect()
    assert (info.name, info.version) == ("SABnzbd", "4.5.1")
    identity = Identity(title=TITLE, mark="a-mark")
    assert await client.find(identity) is None
    added = await client.add(identity, magnet=None, file=POST.nzb, options=OPTIONS)
    assert added.already_there is None
    download = added.download
    assert (download.name, download.state) == (TITLE, DownloadState.PAUSED)
    assert download.category == CATEGORY
    assert download.size == pytest.approx(185_400, rel=0.1)

    followed = {"it": Identity(id=download.id, title=TITLE)}
    await world.approve(download.id)
    poll = await client.poll(followed)
    assert poll.downloads["it"].state is DownloadState.DOWNLOADING
    assert poll.downloads["it"].progress == pytest.approx(0.25, abs=0.1)
    assert (poll.transfer.paused, poll.transfer.trouble) == (False, "")

    await world.finish(download.id)
    for _ in range(2):
        done = (await client.poll(followed)).downloads["it"]
        assert (done.state, done.complete) == (DownloadState.COMPLETED, True)
        assert done.content_path == f"{FOLDER}/{CATEGORY}/{TITLE}"
    found = await client.find(Identity(id=download.id))
    assert found is not None
    assert found.by is FoundBy.ID
    [finished] = await client.finished({CATEGORY}, since=0)
    assert (finished.id, finished.name) == (download.id, TITLE)

    await client.remove(download.id, delete_data=False)
    assert (await client.poll(followed)).downloads == {}


async def test_a_no_is_a_failure(client: SABnzbd, world: World) -> None:
    identity = Identity(title=TITLE)
    added = await client.add(identity, magnet=None, file=POST.nzb, options=OPTIONS)
    await world.decline(added.download.id, "nobody wants it")
    followed = {"it": Identity(id=added.download.id)}
    failed = (await client.poll(followed)).downloads["it"]
    assert failed.state is DownloadState.FAILED
    assert "nobody wants it" in failed.message
    await client.remove(added.download.id, delete_data=True)
    assert (await client.poll(followed)).downloads == {}


async def test_a_clients_own_failure_is_told_in_its_words(
    client: SABnzbd, world: World
) -> None:
    identity = Identity(title=TITLE)
    added = await client.add(identity, magnet=None, file=POST.nzb, options=OPTIONS)
    await world.approve(added.download.id)
    await world.fail(added.download.id, "Aborted, cannot be completed")
    followed = {"it": Identity(id=added.download.id)}
    failed = (await client.poll(followed)).downloads["it"]
    assert failed.state is DownloadState.FAILED
    assert failed.problem is Problem.MISSING_ARTICLES
    assert failed.message == "Aborted, cannot be completed"


async def test_what_waits_can_be_withdrawn(client: SABnzbd) -> None:
    identity = Identity(title=TITLE)
    added = await client.add(identity, magnet=None, file=POST.nzb, options=OPTIONS)
    survey = await client.survey()
    assert survey.counts == {DownloadState.PAUSED: 1}
    assert CATEGORY in survey.categories
    await client.remove(added.download.id, delete_data=True)
    assert (await client.survey()).counts == {}


async def test_pausing_and_resuming_are_kept_and_no_answer(
    client: SABnzbd, world: World
) -> None:
    identity = Identity(title=TITLE)
    added = await client.add(identity, magnet=None, file=POST.nzb, options=OPTIONS)
    await client.pause(added.download.id)
    await client.pause_all()
    await client.set_speed_limits(download=100_000)
    followed = {"it": Identity(id=added.download.id)}
    poll = await client.poll(followed)
    assert poll.downloads["it"].state is DownloadState.PAUSED
    assert poll.transfer.paused is False


async def test_a_file_that_is_none_is_refused(client: SABnzbd) -> None:
    with pytest.raises(ReleaseRefused):
        await client.add(
            Identity(title=TITLE), magnet=None, file=b"<nzb></nzb>", options=OPTIONS
        )


async def test_a_wrong_key_is_understood(world: World, session: ClientSession) -> None:
    client = SABnzbd(session, url=world.url, api_key="wrong")
    with pytest.raises(InvalidAuth):
        await client.connect()
