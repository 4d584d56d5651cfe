"""What the fakes tell of releases is believed where strangers' clients read it."""

import asyncio
from typing import Any

from aiohttp import ClientSession
from aiopyarr.radarr_client import RadarrClient
from aiopyarr.sonarr_client import SonarrClient
from pyarr import Radarr as PyarrRadarr, Sonarr as PyarrSonarr
import pytest
import radarr

from tests.contract.clients.qbittorrent.replay import Replay
from tests.contract.libraries.arr.ordering import BEST, GOOD, a_film
from tests.contract.libraries.arr.test_download_strangers import aiopyarr, pyarr
from tests.support.fake_arr import FakeArr
from tests.support.fake_radarr import FakeRadarr
from tests.support.fake_sonarr import FakeSonarr

WORDS = "Existing file on disk is of equal quality"


def rejecting(server: FakeArr) -> None:
    """Have it reject the second best for good."""
    server.downloads.decisions.words = {server.downloads.offers[1].title: (WORDS,)}


@pytest.mark.parametrize("kind", ["radarr", "sonarr"])
async def test_the_client_of_home_assistant(
    films: FakeRadarr,
    shows: FakeSonarr,
    client: Replay,
    session: ClientSession,
    kind: str,
) -> None:
    server: FakeArr = films if kind == "radarr" else shows
    theirs: Any = RadarrClient if kind == "radarr" else SonarrClient
    rejecting(server)
    asked = aiopyarr(theirs, server, session)
    found = await asked.async_get_release()
    assert [one.approved for one in found[:2]] == [True, False]
    assert found[1].rejected
    assert found[0].indexerId == 1
    if kind == "radarr":
        # For Sonarr it sends what version 3 does not take.
        await asked.async_download_release(found[0].guid, 1)
        assert set(client.rows) == {BEST.v1}


@pytest.mark.parametrize("kind", ["radarr", "sonarr"])
async def test_pyarr(
    films: FakeRadarr, shows: FakeSonarr, client: Replay, kind: str
) -> None:
    server: FakeArr = films if kind == "radarr" else shows
    theirs: Any = PyarrRadarr if kind == "radarr" else PyarrSonarr

    def ask() -> None:
        with pyarr(theirs, server) as asked:
            found = asked.release.get()
            assert len(found) == len(server.downloads.offers)
            asked.release.add(found[1]["guid"], found[1]["indexerId"])

    await asyncio.to_thread(ask)
    assert set(client.rows) == {GOOD.v1}


async def test_a_client_made_from_its_own_description(films: FakeRadarr) -> None:
    rejecting(films)

    def ask() -> None:
        at = radarr.Configuration(host=films.url, api_key={"X-Api-Key": films.key})
        with radarr.ApiClient(at) as theirs:
            config = radarr.IndexerConfigApi(theirs).get_indexer_config()
            assert config.rss_sync_interval == 60
            config.rss_sync_interval = 0
            radarr.IndexerConfigApi(theirs).update_indexer_config("1", config)
            found = radarr.ReleaseApi(theirs).list_release()
            assert found[0].title == a_film(BEST).title
            assert found[0].mapped_movie_id == 4
            assert found[0].protocol is radarr.DownloadProtocol.TORRENT
            assert found[1].rejections == [WORDS]
            assert found[1].temporarily_rejected is False

    await asyncio.to_thread(ask)
    assert films.downloads.decisions.interval == 0
