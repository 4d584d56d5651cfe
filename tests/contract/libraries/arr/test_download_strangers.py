"""What the fakes tell of downloads is believed where strangers' clients read it, and can say no."""

import asyncio
from typing import Any

from aiohttp import ClientSession
from aiopyarr.models.host_configuration import PyArrHostConfiguration
from aiopyarr.models.radarr import RadarrEventType
from aiopyarr.models.sonarr import SonarrEventType
from aiopyarr.radarr_client import RadarrClient
from aiopyarr.sonarr_client import SonarrClient
from pyarr import Radarr as PyarrRadarr, Sonarr as PyarrSonarr
import pytest
import radarr
from yarl import URL

from tests.contract.clients.qbittorrent.replay import Replay
from tests.contract.libraries.arr.ordering import BEST, GOOD, a_film, a_pack, digest
from tests.support.fake_arr import FakeArr
from tests.support.fake_radarr import FakeRadarr
from tests.support.fake_sonarr import FakeSonarr


def aiopyarr(kind: Any, server: FakeArr, session: ClientSession) -> Any:
    """Return the client that Home Assistant uses."""
    at = PyArrHostConfiguration(api_token=server.key, url=server.url)
    return kind(host_configuration=at, session=session)


def pyarr(kind: Any, server: FakeArr) -> Any:
    return kind("127.0.0.1", server.key, URL(server.url).port, tls=False, api_ver="v3")


@pytest.fixture
async def waiting(films: FakeRadarr) -> FakeRadarr:
    """Return a Radarr in whose queue something waits."""
    await films.downloads.search(4)
    await films.downloads.refresh()
    return films


@pytest.fixture
async def pack(shows: FakeSonarr) -> FakeSonarr:
    """Return a Sonarr in whose queue a pack waits."""
    await shows.downloads.search(2)
    await shows.downloads.refresh()
    return shows


def failed(server: FakeArr) -> bool:
    (row,) = server.downloads.journal.blocklist
    return bool(row["sourceTitle"] in (a_film(BEST).title, a_pack(BEST).title))


class TestTheClientOfHomeAssistant:
    async def test_radarr(
        self, waiting: FakeRadarr, client: Replay, session: ClientSession
    ) -> None:
        theirs = aiopyarr(RadarrClient, waiting, session)
        queue = await theirs.async_get_queue(include_movie=True)
        assert queue.totalRecords == 1
        (item,) = queue.records
        assert (item.movieId, item.downloadId) == (4, digest(BEST))
        assert (item.status, item.trackedDownloadState) == ("paused", "downloading")
        assert item.protocol.name == "TORRENT"
        assert item.downloadClient == "qBittorrent"
        assert item.quality.quality.name == "WEBDL-1080p"
        (same,) = await theirs.async_get_queue_details()
        assert same.id == item.id
        assert (await theirs.async_get_queue_status()).totalCount == 1
        history = await theirs.async_get_history(event_type=RadarrEventType.GRABBED)
        (grab,) = history.records
        assert (grab.sourceTitle, grab.movieId) == (a_film(BEST).title, 4)
        assert grab.data.indexer == "Invented Tracker"
        (at,) = await theirs.async_get_download_clients()
        assert (at.name, at.implementation, at.enable) == (
            *("qBittorrent", "QBittorrent"),
            True,
        )
        fields = {one.name: getattr(one, "value", None) for one in at.fields}
        assert fields["port"] == URL(client.url).port
        assert fields["password"] == "********"
        await theirs.async_delete_queue(item.id, blocklist=True)
        await waiting.downloads.settled()
        assert failed(waiting)
        assert set(client.rows) == {GOOD.v1}
        (blocked,) = (await theirs.async_get_blocklist()).records
        assert blocked.sourceTitle == a_film(BEST).title

    async def test_sonarr(
        self, pack: FakeSonarr, client: Replay, session: ClientSession
    ) -> None:
        theirs = aiopyarr(SonarrClient, pack, session)
        queue = await theirs.async_get_queue(include_series=True, include_episode=True)
        assert [one.episodeId for one in queue.records] == [6, 7]
        first = queue.records[0]
        assert first.series.title == "The Glass Orchard"
        assert first.episode.episodeNumber == 1
        assert len(await theirs.async_get_queue_details()) == 2
        history = await theirs.async_get_history(event_type=SonarrEventType.GRABBED)
        assert {one.episodeId for one in history.records} == {6, 7}
        assert len(await theirs.async_get_download_clients()) == 1
        await theirs.async_delete_queue([first.id], blocklist=True)
        await pack.downloads.settled()
        assert failed(pack)
        assert set(client.rows) == {GOOD.v1}
        (blocked,) = (await theirs.async_get_blocklist()).records
        assert blocked.episodeIds == [6, 7]


class TestPyarr:
    async def test_radarr(self, waiting: FakeRadarr, client: Replay) -> None:
        def ask() -> None:
            with pyarr(PyarrRadarr, waiting) as theirs:
                (item,) = theirs.queue.get(page_size=50)["records"]
                assert item["downloadId"] == digest(BEST)
                (grab,) = theirs.history.get()["records"]
                assert grab["eventType"] == "grabbed"
                (at,) = theirs.download_client.get()
                assert theirs.download_client.get(item_id=at["id"]) == at
                theirs.queue.delete(
                    item["id"], remove_from_client=True, blocklist=True, message="No"
                )

        await asyncio.to_thread(ask)
        await waiting.downloads.settled()
        assert failed(waiting)
        assert set(client.rows) == {GOOD.v1}

    async def test_sonarr(self, pack: FakeSonarr, client: Replay) -> None:
        def ask() -> None:
            with pyarr(PyarrSonarr, pack) as theirs:
                first, _ = theirs.queue.get()["records"]
                theirs.queue.bulk_delete([first["id"]], blocklist=True)
                # It may have ordered another one by now.
                records = theirs.history.get(page_size=50)["records"]
                assert "downloadFailed" in {one["eventType"] for one in records}

        await asyncio.to_thread(ask)
        await pack.downloads.settled()
        assert failed(pack)
        assert set(client.rows) == {GOOD.v1}


async def test_a_client_made_from_its_own_description(
    waiting: FakeRadarr, client: Replay
) -> None:
    def ask() -> None:
        at = radarr.Configuration(host=waiting.url, api_key={"X-Api-Key": waiting.key})
        with radarr.ApiClient(at) as theirs:
            queue = radarr.QueueApi(theirs).get_queue(include_movie=True)
            assert queue.records is not None
            (item,) = queue.records
            assert item.status is radarr.QueueStatus.PAUSED
            assert (
                item.tracked_download_state is radarr.TrackedDownloadState.DOWNLOADING
            )
            assert item.movie is not None
            assert item.movie.title == "A Year of Small Weather"
            (same,) = radarr.QueueDetailsApi(theirs).list_queue_details()
            assert same.id == item.id
            status = radarr.QueueStatusApi(theirs).get_queue_status()
            assert status.total_count == 1
            known = digest(BEST)
            history = radarr.HistoryApi(theirs).get_history(
                event_type=[1], download_id=known
            )
            assert history.records is not None
            (grab,) = history.records
            assert grab.event_type is radarr.MovieHistoryEventType.GRABBED
            assert grab.data is not None
            assert grab.data["releaseSource"] == "Search"
            (one,) = radarr.DownloadClientApi(theirs).list_download_client()
            assert one.protocol is radarr.DownloadProtocol.TORRENT
            assert one.fields is not None
            assert {"host", "port", "urlBase"} <= {field.name for field in one.fields}
            (release, *_) = radarr.ReleaseApi(theirs).list_release(movie_id=4)
            assert release.title == a_film(BEST).title
            assert item.id is not None
            radarr.QueueApi(theirs).delete_queue(item.id, blocklist=True)
            blocked = radarr.BlocklistApi(theirs).get_blocklist()
            assert blocked.records is not None
            assert blocked.records[0].message == "Manually marked as failed"
            command = radarr.CommandApi(theirs).create_command(
                radarr.CommandResource(name="RefreshMonitoredDownloads")
            )
            assert command.trigger is radarr.CommandTrigger.MANUAL

    await asyncio.to_thread(ask)
    await waiting.downloads.settled()
    assert failed(waiting)
    assert set(client.rows) == {GOOD.v1}
