"""A fake is believed only where strangers' clients accept it: three of them read this Radarr."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

from aiohttp import ClientSession
from aiopyarr.exceptions import ArrAuthenticationException
from aiopyarr.models.host_configuration import PyArrHostConfiguration
from aiopyarr.radarr_client import RadarrClient
from pyarr import PyarrResourceNotFound, PyarrUnauthorizedError, Radarr as PyarrRadarr
import pytest
import radarr
from yarl import URL

from tests.support.fake_radarr import FakeRadarr, example

TROUBLE = {
    "id": 1,
    "source": "IndexerStatusCheck",
    "type": "warning",
    "message": "Indexers unavailable",
    "wikiUrl": "https://wiki.invalid/radarr",
}


@pytest.fixture
async def server() -> AsyncGenerator[FakeRadarr]:
    async with example() as server:
        server.health = [TROUBLE]
        yield server


def aiopyarr(server: FakeRadarr, session: ClientSession, key: str) -> Any:
    """Return the client that Home Assistant uses."""
    at = PyArrHostConfiguration(api_token=key, url=server.url)
    return RadarrClient(host_configuration=at, session=session)


async def test_the_client_of_home_assistant(
    server: FakeRadarr, session: ClientSession
) -> None:
    client = aiopyarr(server, session, server.key)
    status = await client.async_get_system_status()
    assert (status.appName, status.version) == ("Radarr", server.version)
    films = await client.async_get_movies()
    assert [film.tmdbId for film in films] == [900_001 + at for at in range(5)]
    info = films[0].movieFile.mediaInfo
    assert (info.audioCodec, info.audioChannels) == ("TrueHD Atmos", 7.1)
    assert films[0].movieFile.quality.quality.name == "Remux-2160p"
    assert films[0].digitalRelease.year == 2019
    (trouble,) = await client.async_get_failed_health_checks()
    assert trouble.message == TROUBLE["message"]
    tags = await client.async_get_tags()
    assert [tag.label for tag in tags] == ["fel"]
    profiles = await client.async_get_quality_profiles()
    assert [profile.name for profile in profiles] == ["Any", "Ultra-HD"]
    with pytest.raises(ArrAuthenticationException):
        await aiopyarr(server, session, "x").async_get_movies()


async def test_pyarr(server: FakeRadarr) -> None:
    port = URL(server.url).port
    assert port is not None

    def ask() -> None:
        theirs: Any = PyarrRadarr("127.0.0.1", server.key, port, tls=False)
        with theirs as client:
            films = client.movie.get()
            assert [film["title"] for film in films][:2] == [
                "The Lantern Coast",
                "Nine Paper Boats",
            ]
            one = client.movie.get(item_id=2)
            assert one["movieFile"]["mediaInfo"]["videoDynamicRangeType"] == "DV"
            (file,) = client.movie_file.get(movie_id=2)
            assert file["customFormatScore"] == 0
            with pytest.raises(PyarrResourceNotFound):
                client.movie.get(item_id=99)
        theirs = PyarrRadarr("127.0.0.1", "x", port, tls=False, api_ver="v3")
        with theirs as client, pytest.raises(PyarrUnauthorizedError):
            client.movie.get()

    await asyncio.to_thread(ask)


async def test_a_client_made_from_its_own_description(server: FakeRadarr) -> None:
    def ask() -> None:
        at = radarr.Configuration(host=server.url, api_key={"X-Api-Key": server.key})
        with radarr.ApiClient(at) as client:
            films = radarr.MovieApi(client).list_movie(exclude_local_covers=True)
            assert [film.id for film in films] == [1, 2, 3, 4, 5]
            file = films[0].movie_file
            assert file is not None
            assert file.quality is not None
            assert file.quality.quality is not None
            assert file.quality.quality.modifier is radarr.Modifier.REMUX
            assert file.media_info is not None
            assert file.media_info.video_dynamic_range_type == "DV HDR10"
            assert films[4].status is radarr.MovieStatusType.ANNOUNCED
            assert radarr.MovieApi(client).get_movie_by_id(2).title
            (one,) = radarr.MovieFileApi(client).list_movie_file(movie_id=[2])
            assert one.custom_format_score == 0
            status = radarr.SystemApi(client).get_system_status()
            assert status.app_name == "Radarr"
            assert status.authentication is radarr.AuthenticationType.FORMS
            (trouble,) = radarr.HealthApi(client).list_health()
            assert trouble.type is radarr.HealthCheckResult.WARNING
            assert [tag.label for tag in radarr.TagApi(client).list_tag()] == ["fel"]
            profiles = radarr.QualityProfileApi(client).list_quality_profile()
            assert [profile.name for profile in profiles] == ["Any", "Ultra-HD"]

    await asyncio.to_thread(ask)
