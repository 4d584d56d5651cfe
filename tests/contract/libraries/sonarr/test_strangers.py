"""A fake is believed only where strangers' clients accept it: three of them read this Sonarr."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

from aiohttp import ClientSession
from aiopyarr.exceptions import ArrAuthenticationException
from aiopyarr.models.host_configuration import PyArrHostConfiguration
from aiopyarr.sonarr_client import SonarrClient
from pyarr import PyarrResourceNotFound, Sonarr as PyarrSonarr
import pytest
from sonarr.models import SeriesItem
from yarl import URL

from tests.support.fake_sonarr import FakeSonarr, example


@pytest.fixture
async def server() -> AsyncGenerator[FakeSonarr]:
    async with example() as server:
        yield server


def aiopyarr(server: FakeSonarr, session: ClientSession, key: str) -> Any:
    """Return the client that Home Assistant uses."""
    at = PyArrHostConfiguration(api_token=key, url=server.url)
    return SonarrClient(host_configuration=at, session=session)


async def test_the_client_of_home_assistant(
    server: FakeSonarr, session: ClientSession
) -> None:
    client = aiopyarr(server, session, server.key)
    assert (await client.async_get_system_status()).appName == "Sonarr"
    shows = await client.async_get_series()
    assert [show.tvdbId for show in shows] == [800_001, 800_002]
    counts = shows[0].seasons[1].statistics
    assert (counts.episodeFileCount, counts.episodeCount) == (3, 4)
    episodes = await client.async_get_episodes(1, series=True)
    assert [one.episodeFileId for one in episodes] == [11, 12, 12, 0, 0]
    files = await client.async_get_episode_files(1, series=True)
    assert [file.id for file in files] == [11, 12]
    assert files[0].mediaInfo.audioCodec == "EAC3"
    with pytest.raises(ArrAuthenticationException):
        await aiopyarr(server, session, "x").async_get_series()


async def test_pyarr(server: FakeSonarr) -> None:
    port = URL(server.url).port
    assert port is not None

    def ask() -> None:
        theirs: Any = PyarrSonarr("127.0.0.1", server.key, port, tls=False)
        with theirs as client:
            shows = client.series.get()
            assert [show["title"] for show in shows] == [
                "Harbour Nine",
                "The Glass Orchard",
            ]
            assert len(client.episode.get(series_id=1)) == 5
            assert len(client.episode_file.get(series_id=1)) == 2
            with pytest.raises(PyarrResourceNotFound):
                client.series.get(item_id=99)

    await asyncio.to_thread(ask)


async def test_what_one_older_than_version_3_makes_of_a_series(
    server: FakeSonarr, session: ClientSession
) -> None:
    # Its own requests fail on a newer helper for time limits.
    url, headers = f"{server.url}/api/v3/series", {"X-Api-Key": server.key}
    async with session.get(url, headers=headers) as answer:
        first, _ = map(SeriesItem.from_dict, await answer.json())
    assert first.series.title == "Harbour Nine"
    assert [season.downloaded for season in first.seasons] == [0, 3]
