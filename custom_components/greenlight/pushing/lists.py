"""What of a library is listed for whoever filters announces by it (``/api/v3/movie``, ``/series``, ``/tag``).

Written as Radarr 6 and Sonarr 4 write it (``MovieResource``, ``SeriesResource``), what nobody here knows
left out or nothing. What is listed is what somebody would be asked about, so all of it is monitored.
"""

from datetime import UTC, datetime
from typing import Any, Final
import zlib

from ..engine.lacking import Lack
from ..engine.library.item import Item, Kind
from ..engine.reading import plain_name

type Row = dict[str, Any]

_TAGS: Final = {Lack.MISSING: 1, Lack.UPGRADE: 2}
_LONG_AGO: Final = "2000-01-01T00:00:00Z"
_ENGLISH: Final = {"id": 1, "name": "English"}


def tag_rows() -> list[Row]:
    """Return the tags that works carry."""
    return [{"id": number, "label": lack.value} for lack, number in _TAGS.items()]


def work_row(item: Item, lack: Lack) -> Row:
    """Return a work of which something is lacking."""
    return (_film if item.kind is Kind.MOVIE else _series)(item, lack)


def _shared(item: Item, lack: Lack) -> Row:
    return {
        "id": _number(item),
        "title": item.title,
        "sortTitle": item.title.casefold(),
        "cleanTitle": plain_name(item.title).replace(" ", ""),
        "titleSlug": plain_name(item.title).replace(" ", "-"),
        "originalLanguage": _ENGLISH,
        "overview": "",
        "images": [],
        "year": item.year or 0,
        "path": "/",
        "qualityProfileId": 1,
        "monitored": True,
        "runtime": item.runtime or 0,
        "genres": list(item.genres),
        "tags": [_TAGS[lack]],
        "added": _LONG_AGO,
        **({"imdbId": item.ids.imdb} if item.ids.imdb else {}),
    }


def _film(item: Item, lack: Lack) -> Row:
    released = _time(item.released)
    return {
        **_shared(item, lack),
        "originalTitle": item.names[0] if item.names else item.title,
        "alternateTitles": [
            {"id": at, "sourceType": "tmdb", "movieMetadataId": 0, "title": name}
            for at, name in enumerate(item.names, 1)
        ],
        "secondaryYearSourceId": 0,
        "sizeOnDisk": sum(version.size or 0 for version in item.versions),
        "status": "announced" if item.available is False else "released",
        "website": "",
        "youTubeTrailerId": "",
        "studio": "",
        "hasFile": item.there,
        "movieFileId": 0,
        "minimumAvailability": "released",
        "isAvailable": item.available is not False,
        "folderName": "/",
        "tmdbId": item.ids.tmdb or 0,
        "rootFolderPath": "/",
        "ratings": {},
        "popularity": 0.0,
        **({"digitalRelease": released} if released else {}),
    }


def _series(item: Item, lack: Lack) -> Row:
    numbered = [one for one in item.seasons if one.number > 0]
    released = _time(item.released)
    return {
        **_shared(item, lack),
        "alternateTitles": [{"title": name, "seasonNumber": -1} for name in item.names],
        "status": "continuing",
        "ended": False,
        "network": "",
        "airTime": "",
        "seasons": [
            {"seasonNumber": one.number, "monitored": one.monitored}
            for one in item.seasons
        ],
        "seasonFolder": True,
        "monitorNewItems": "all",
        "useSceneNumbering": False,
        "tvdbId": item.ids.tvdb or 0,
        "tvRageId": 0,
        "tvMazeId": 0,
        "tmdbId": item.ids.tmdb or 0,
        "seriesType": "standard",
        "rootFolderPath": "/",
        "ratings": {"votes": 0, "value": 0.0},
        "statistics": {
            "seasonCount": len(numbered),
            "episodeFileCount": sum(one.there for one in item.seasons),
            "episodeCount": sum(one.aired for one in item.seasons),
            "totalEpisodeCount": sum(one.aired for one in item.seasons),
            "sizeOnDisk": sum(one.size for one in item.seasons),
            "releaseGroups": [],
            "percentOfEpisodes": 0.0,
        },
        "languageProfileId": 1,
        **({"firstAired": released} if released else {}),
    }


def _number(item: Item) -> int:
    """Return a number for a work: its library's own where that is one."""
    if item.id.isascii() and item.id.isdigit() and len(item.id) < 10:
        return int(item.id)
    return zlib.crc32(item.id.encode("utf-8", "replace")) & 0x7FFFFFFF


def _time(seconds: float | None) -> str:
    """Return a time as it is written there, empty for what is none."""
    try:
        at = datetime.fromtimestamp(seconds, UTC) if seconds is not None else None
    except ValueError, OverflowError, OSError:
        return ""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ") if at else ""
