"""What Sonarr says of its series, and what is made of it."""

from collections.abc import AsyncGenerator
from typing import Any

from aiohttp import ClientSession
import pytest

from custom_components.greenlight.engine.library.held import held
from custom_components.greenlight.engine.library.item import Episodes, Ids, Item, Season
from custom_components.greenlight.engine.quality.quality import (
    Confidence,
    DynamicRange,
    Source,
)
from custom_components.greenlight.engine.reading import read as engine_read
from custom_components.greenlight.libraries.sonarr.library import Sonarr
from tests.contract.libraries.arr_world import SonarrWorld
from tests.contract.libraries.world import read
from tests.support.arr_rows import (
    GB,
    episode,
    episode_file,
    media_info,
    season,
    series,
    sonarr_quality,
)
from tests.support.fake_sonarr import FakeSonarr, example


@pytest.fixture
async def server() -> AsyncGenerator[FakeSonarr]:
    async with example() as server:
        yield server


@pytest.fixture
def sonarr(server: FakeSonarr, session: ClientSession) -> Sonarr:
    return SonarrWorld(server, session).library()  # type: ignore[return-value]


async def only(sonarr: Sonarr, server: FakeSonarr, **changes: Any) -> Item:
    server.works = {1: {**series(1, "Harbour Nine", 2024), **changes}}
    item = (await read(sonarr))["1"]
    assert sonarr.broken == 0
    return item


async def test_a_series_and_how_much_of_it_is_there(sonarr, server) -> None:
    item = (await read(sonarr))["1"]
    assert (item.title, item.year) == ("Harbour Nine", 2024)
    assert item.ids == Ids(tvdb=800001, imdb="tt8000001")
    assert item.seasons == (
        Season(number=0, monitored=False, aired=1, there=0),
        Season(number=1, monitored=True, aired=4, there=3, size=3 * GB),
    )
    assert item.there
    assert not item.versions
    assert item.available is True
    assert item.released == 1706745600.0


@pytest.mark.parametrize(
    ("status", "available"), [("upcoming", False), ("ended", True), (None, None)]
)
async def test_whether_it_is_out(sonarr, server, status, available) -> None:
    assert (await only(sonarr, server, status=status)).available is available


async def test_what_is_unknown_of_a_series(sonarr, server) -> None:
    item = await only(
        sonarr,
        server,
        year=0,
        tmdbId=5,
        firstAired=None,
        seasons=[{"seasonNumber": 1, "monitored": True}, {"seasonNumber": "x"}],
        alternateTitles=[{"title": "Hafen Neun", "seasonNumber": -1}],
    )
    assert (item.year, item.released) == (None, None)
    assert item.ids.tmdb == 5
    assert item.seasons == (Season(number=1),)
    assert item.names == ("Hafen Neun",)


async def test_episodes_and_their_files_come_in_one_call(sonarr, server) -> None:
    found = await sonarr.episodes("1")
    assert [one.path for one in server.asked] == ["/api/v3/episode"]
    assert [(one.season, one.number, one.version) for one in found.episodes] == [
        (0, 1, ""),
        (1, 1, "11"),
        (1, 2, "12"),
        (1, 3, "12"),
        (1, 4, ""),
    ]
    quality = found.versions["12"].quality
    assert (quality.resolution, quality.source) == (2160, Source.WEBDL)
    assert quality.dynamic_range == {DynamicRange.DOLBY_VISION, DynamicRange.HDR10}
    assert (quality.profile, quality.audio) == ("8.1", "DD+")
    # The look cannot tell it from 7; a release from the web makes it likely.
    assert quality.sure("profile") is Confidence.LIKELY
    first = found.episodes[1]
    assert (first.title, first.aired, first.monitored) == ("Part 1", 1706817600.0, True)
    assert found.episodes[0].monitored is False


async def test_an_old_sonarr_is_asked_for_the_files_by_themselves(
    sonarr, server
) -> None:
    new = await sonarr.episodes("1")
    server.old = True
    assert await sonarr.episodes("1") == new
    assert server.asked[-1].path == "/api/v3/episodefile"
    # Where there are no files nothing is missing.
    await sonarr.episodes("2")
    assert server.asked[-1].path == "/api/v3/episode"


async def test_numbers_that_releases_use_instead(sonarr, server) -> None:
    server.episodes = [
        episode(
            1,
            1,
            1,
            1,
            absoluteEpisodeNumber=13,
            sceneSeasonNumber=0,
            sceneEpisodeNumber=2,
            sceneAbsoluteEpisodeNumber=14,
        ),
        episode(2, 1, 1, 2),
        {**episode(3, 1, 1, 3), "seasonNumber": None},
    ]
    first, second = (await sonarr.episodes("1")).episodes
    assert (first.absolute, first.scene_absolute) == (13, 14)
    assert (first.scene_season, first.scene_number) == (0, 2)
    assert (second.absolute, second.scene_season, second.scene_number) == (None,) * 3


@pytest.mark.parametrize(
    ("name", "source", "lines"),
    [
        ("Unknown", None, None),
        ("SDTV", Source.SDTV, 480),
        ("DVD", Source.DVD, 480),
        ("HDTV-720p", Source.HDTV, 720),
        ("Raw-HD", Source.HDTV, 1080),
        ("WEBRip-1080p", Source.WEBRIP, 1080),
        ("WEBDL-1080p", Source.WEBDL, 1080),
        ("Bluray-1080p", Source.BLURAY, 1080),
        # Its numbers are those of small discs in Radarr.
        ("Bluray-1080p Remux", Source.REMUX, 1080),
        ("Bluray-2160p Remux", Source.REMUX, 2160),
    ],
)
async def test_names_of_qualities(
    sonarr, server, name: str, source: Source | None, lines: int | None
) -> None:
    file = episode_file(7, 1, "x")
    file["quality"] = sonarr_quality(name)
    server.episodes = [episode(1, 1, 1, 1, episodeFile=file)]
    quality = (await sonarr.episodes("1")).versions["7"].quality
    assert (quality.source, quality.resolution) == (source, lines)


async def test_a_series_without_end(sonarr, server) -> None:
    info = media_info(range="")
    server.episodes = [
        episode(
            number,
            1,
            number // 100,
            1 + number % 100,
            airDateUtc=None,
            airDate=None,
            episodeFile=episode_file(number, 1, f"Harbour.Nine.{number}", info=info),
        )
        for number in range(1, 3001)
    ]
    found = await sonarr.episodes("1")
    assert len(found.episodes) == len(found.versions) == 3000


async def test_a_season_that_is_wanted(sonarr, server) -> None:
    item = await only(sonarr, server, seasons=[season(1, aired=2, there=0)])
    assert item.wanted


@pytest.mark.parametrize("said", ["2024-02-01", None, 20240201, "soon"])
async def test_the_day_of_an_episode_is_that_of_where_it_was_aired(
    sonarr, server, said
) -> None:
    # What is shown in America in the evening is shown on the next day in Greenwich.
    server.episodes = [
        episode(1, 1, 1, 1, airDate=said, airDateUtc="2024-02-02T03:00:00Z")
    ]
    (one,) = (await sonarr.episodes("1")).episodes
    assert one.date == (said if said == "2024-02-01" else "")
    title = engine_read("Harbour.Nine.2024.02.01.1080p")
    assert bool(held(title, Episodes(episodes=(one,))).episodes) is bool(one.date)
