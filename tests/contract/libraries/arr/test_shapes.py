"""Answers of other versions than the fakes': rows of our own, in shapes that real servers were seen with.

Published answers of Radarr 3 and 4 and of Sonarr 3 and 4 showed what each of these has or lacks.
"""

from typing import Any

import pytest

from custom_components.greenlight.engine.quality.quality import DynamicRange, Source
from tests.contract.libraries.world import read
from tests.support.arr_rows import Row, episode, film, film_file, media_info


def without(row: Row, *names: str) -> Row:
    return {name: value for name, value in row.items() if name not in names}


async def test_a_film_of_radarr_3(radarr: Any, radarr_server: Any) -> None:
    info = media_info(range=None, size="1280x534", codec="x264", bits=8, audio="AAC")
    file = without(
        film_file(
            30,
            "A.Probe.2018.720p.WEBRip.x264-GLINT",
            quality="WEBRip-720p",
            info={**info, "audioChannels": 2, "audioLanguages": ""},
        ),
        "sceneName",
        "releaseGroup",
    )
    titles = [
        {
            "sourceType": "tmdb",
            "movieId": 1,
            "title": "Eine Sonde",
            "sourceId": 0,
            "votes": 0,
            "voteCount": 0,
            "language": {"id": 4, "name": "German"},
            "id": 1,
        }
    ]
    row = film(7, "A Probe", 2018, movieFile=file, alternateTitles=titles)
    row = {**row, "ratings": {"votes": 0, "value": 0}, "status": "deleted"}
    radarr_server.works = {7: without(row, "movieFileId", "popularity", "keywords")}
    item = (await read(radarr))["7"]
    assert item.names == ("Eine Sonde",)
    assert item.available
    (version,) = item.versions
    assert version.name == "A.Probe.2018.720p.WEBRip.x264-GLINT"
    quality = version.quality
    assert (quality.resolution, quality.source) == (720, Source.WEBRIP)
    assert (quality.codec, quality.audio, quality.channels) == ("h264", "AAC", "2.0")
    # Nothing but what everything of eight bits is.
    assert quality.dynamic_range == {DynamicRange.SDR}
    assert quality.group == "GLINT"


async def test_a_file_probed_when_half_of_the_range_was_told(
    radarr: Any, radarr_server: Any
) -> None:
    info = without(media_info(range="", bits=10), "videoDynamicRange")
    file = film_file(30, "A.Probe.2018.1080p.BluRay-GLINT", info=info)
    radarr_server.works = {30: film(30, "A Probe", 2018, movieFile=file)}
    (version,) = (await read(radarr))["30"].versions
    assert version.quality.dynamic_range == frozenset()


async def test_a_film_that_is_barely_known(radarr: Any, radarr_server: Any) -> None:
    row = {"title": "A Probe", "tmdbId": 0, "year": 0, "imdbId": "", "id": 7}
    radarr_server.works = {7: {**row, "hasFile": False, "images": [], "added": ""}}
    item = (await read(radarr))["7"]
    assert (item.year, item.ids.any, item.monitored) == (None, False, None)
    assert (item.available, item.versions, item.wanted) == (None, (), False)


@pytest.mark.parametrize("series_told", [True, False])
async def test_an_episode_of_sonarr_4(
    sonarr: Any, sonarr_server: Any, series_told: bool
) -> None:
    file = {
        "seriesId": 1,
        "seasonNumber": 1,
        "relativePath": "Season 01/Probe [WEBDL-1080p Proper][EAC3 Atmos 5.1].mkv",
        "path": "/tv/Probe/Season 01/Probe [WEBDL-1080p Proper][EAC3 Atmos 5.1].mkv",
        "size": 4 * 10**9,
        "dateAdded": "2023-03-14T03:34:28.295709Z",
        "sceneName": "Probe.S01E01.REPACK.1080p.AMZN.WEB-DL.DDP5.1.Atmos.H.264-GLINT",
        "releaseGroup": "GLINT",
        "language": {"id": 1, "name": "English"},
        "quality": {
            "quality": {
                "id": 3,
                "name": "WEBDL-1080p",
                "source": "web",
                "resolution": 1080,
            },
            "revision": {"version": 2, "real": 0, "isRepack": True},
        },
        "customFormats": [{"id": 26, "name": "A Format"}],
        "mediaInfo": media_info(
            range="", size="1920x1080", codec="h264", bits=8, audio="EAC3 Atmos"
        ),
        "qualityCutoffNotMet": False,
        "languageCutoffNotMet": False,
        "id": 3260,
    }
    row = episode(4186, 1, 1, 1, episodeFile=file, grabbed=False)
    told = {"title": "Probe", "seasons": [{"seasonNumber": 0}], "id": 1}
    sonarr_server.episodes = [{**row, "series": told if series_told else None}]
    found = await sonarr.episodes("1")
    (version,) = found.versions.values()
    quality = version.quality
    assert (quality.audio, quality.atmos, quality.revision) == ("DD+", True, 2)
    assert (quality.resolution, quality.source) == (1080, Source.WEBDL)
    assert quality.dynamic_range == {DynamicRange.SDR}
    assert version.added == pytest.approx(1678764868.3, abs=0.1)
