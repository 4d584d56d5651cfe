"""What we say is believed only where strangers' clients of Radarr and Sonarr accept it."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from aiohttp import ClientSession
from aiopyarr.exceptions import ArrAuthenticationException
from aiopyarr.models.host_configuration import PyArrHostConfiguration
from aiopyarr.radarr_client import RadarrClient
from aiopyarr.sonarr_client import SonarrClient
from pyarr import PyarrUnauthorizedError, Radarr as PyarrRadarr
import pytest
import radarr
from yarl import URL

from custom_components.greenlight.const import LIBRARY
from tests.integration.scene import part
from tests.integration.shelves import DATA, LIBRARY_ID, Shelves

from .conftest import ADDRESS, KEY, PATH, Pushing
from .test_lists import FILMS, SERIES, start

TITLE = "Salt.Film.2026.1080p.WEB-DL.x264-ELM"


def aiopyarr(pushing: Pushing, session: ClientSession, key: str, kind: Any) -> Any:
    """Return the client that Home Assistant uses."""
    url = f"{pushing.url}{ADDRESS}/{PATH}"
    at = PyArrHostConfiguration(api_token=key, url=url)
    return kind(host_configuration=at, session=session)


async def test_the_client_of_home_assistant(pushing: Pushing, shelves: Shelves) -> None:
    await start(pushing, shelves, FILMS, include=[], kind="upgrades", new_titles=True)
    client = aiopyarr(pushing, pushing.session, KEY, RadarrClient)
    status = await client.async_get_system_status()
    assert (status.appName, status.instanceName) == ("Radarr", "Greenlight")
    films = await client.async_get_movies()
    assert {film.title for film in films} == {"Paper Lantern", "Cedar"}
    tags = await client.async_get_tags()
    assert [tag.label for tag in tags] == ["missing", "upgrade"]
    with pytest.raises(ArrAuthenticationException):
        await aiopyarr(pushing, pushing.session, "x", RadarrClient).async_get_movies()


async def test_the_client_of_home_assistant_of_a_sonarr(
    pushing: Pushing, shelves: Shelves
) -> None:
    await start_sonarr(pushing, shelves)
    client = aiopyarr(pushing, pushing.session, KEY, SonarrClient)
    assert (await client.async_get_system_status()).appName == "Sonarr"
    (one,) = await client.async_get_series()
    assert one.title == "One Short"
    assert one.statistics.episodeCount == 2


async def start_sonarr(pushing: Pushing, shelves: Shelves) -> None:
    """Set Greenlight up as a Sonarr that lists series."""
    shelves.server.items = {one.id: one for one in SERIES}
    library = part(LIBRARY, LIBRARY_ID, "Series", {**DATA, "type": "sonarr"})
    push = {"library": LIBRARY_ID, "program": "sonarr"}
    await pushing.start(library, push=push, include=[], kind="wanted")


async def test_pyarr(pushing: Pushing, shelves: Shelves) -> None:
    await start(pushing, shelves, FILMS, include=[], kind="wanted")
    port = URL(pushing.url).port
    assert port is not None

    def ask() -> None:
        at: dict[str, Any] = {"base_path": f"{ADDRESS}/{PATH}", "tls": False}
        theirs: Any = PyarrRadarr("127.0.0.1", KEY, port, **at)
        with theirs as client:
            assert [film["title"] for film in client.movie.get()] == ["Cedar"]
        theirs = PyarrRadarr("127.0.0.1", "x", port, api_ver="v3", **at)
        with theirs as client, pytest.raises(PyarrUnauthorizedError):
            client.movie.get()

    await asyncio.to_thread(ask)


async def test_clients_made_from_radarrs_own_description(
    pushing: Pushing, shelves: Shelves
) -> None:
    await start(pushing, shelves, FILMS, include=[], kind="upgrades", new_titles=True)
    url = f"{pushing.url}{ADDRESS}/{PATH}"

    def ask() -> None:
        at = radarr.Configuration(host=url, api_key={"X-Api-Key": KEY})
        with radarr.ApiClient(at) as client:
            status = radarr.SystemApi(client).get_system_status()
            assert status.instance_name == "Greenlight"
            films = radarr.MovieApi(client).list_movie()
            assert {film.title for film in films} == {"Paper Lantern", "Cedar"}
            cedar = next(film for film in films if film.title == "Cedar")
            assert [one.title for one in cedar.alternate_titles or ()] == [
                "Le Cèdre",
                "Zeder",
            ]
            assert [tag.label for tag in radarr.TagApi(client).list_tag()] == [
                "missing",
                "upgrade",
            ]
            push = radarr.ReleaseResource(
                title=TITLE,
                downloadUrl="https://site.invalid/1",
                protocol=radarr.DownloadProtocol.TORRENT,
                publishDate=datetime(2026, 1, 1, tzinfo=UTC),
                size=5000,
            )
            answer = radarr.ReleasePushApi(client).create_release_push(push)
            (row,) = answer if isinstance(answer, list) else [answer]
            assert row.title == TITLE

    await asyncio.to_thread(ask)
