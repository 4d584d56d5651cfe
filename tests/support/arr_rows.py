"""Films, series and files as Radarr and Sonarr write them, of works that nobody has made."""

from collections.abc import Collection
from typing import Any

type Row = dict[str, Any]

GB = 10**9
# Radarr's own numbers, sources and modifiers; Sonarr's differ.
_RADARR: dict[str, tuple[int, str, int, str]] = {
    "Unknown": (0, "unknown", 0, "none"),
    "CAM": (25, "cam", 480, "none"),
    "TELESYNC": (26, "telesync", 480, "none"),
    "DVDSCR": (28, "dvd", 480, "screener"),
    "DVD": (2, "dvd", 0, "none"),
    "SDTV": (1, "tv", 480, "none"),
    "HDTV-1080p": (9, "tv", 1080, "none"),
    "Raw-HD": (10, "tv", 1080, "rawhd"),
    "WEBRip-720p": (14, "webrip", 720, "none"),
    "WEBDL-1080p": (3, "webdl", 1080, "none"),
    "WEBDL-2160p": (18, "webdl", 2160, "none"),
    "Bluray-480p": (20, "bluray", 480, "none"),
    "Bluray-1080p": (7, "bluray", 1080, "none"),
    "Bluray-2160p": (19, "bluray", 2160, "none"),
    "Remux-2160p": (31, "bluray", 2160, "remux"),
    "BR-DISK": (22, "bluray", 1080, "brdisk"),
}
_SONARR: dict[str, tuple[int, str, int]] = {
    "Unknown": (0, "unknown", 0),
    "SDTV": (1, "television", 480),
    "DVD": (2, "dvd", 480),
    "HDTV-720p": (4, "television", 720),
    "Raw-HD": (10, "televisionRaw", 1080),
    "WEBRip-1080p": (15, "webRip", 1080),
    "WEBDL-720p": (5, "web", 720),
    "WEBDL-1080p": (3, "web", 1080),
    "WEBDL-2160p": (18, "web", 2160),
    "Bluray-1080p": (7, "bluray", 1080),
    "Bluray-1080p Remux": (20, "blurayRaw", 1080),
    "Bluray-2160p Remux": (21, "blurayRaw", 2160),
}


def radarr_quality(name: str, version: int = 1) -> Row:
    """Return a quality as Radarr writes it."""
    number, source, lines, modifier = _RADARR[name]
    return _quality(
        {
            "id": number,
            "name": name,
            "source": source,
            "resolution": lines,
            "modifier": modifier,
        },
        version,
    )


def sonarr_quality(name: str, version: int = 1) -> Row:
    """Return a quality as Sonarr writes it."""
    number, source, lines = _SONARR[name]
    return _quality(
        {"id": number, "name": name, "source": source, "resolution": lines}, version
    )


def guessed_by_radarr(name: str) -> Row:
    """Return what Radarr takes a quality for, by what a file or release is called."""
    return radarr_quality(_guessed(name, _RADARR, "Remux-{}p"))


def guessed_by_sonarr(name: str) -> Row:
    """Return what Sonarr takes a quality for, by what a file or release is called."""
    return sonarr_quality(_guessed(name, _SONARR, "Bluray-{}p Remux"))


def _guessed(name: str, known: Collection[str], remux: str) -> str:
    said = name.casefold()
    lines = next((one for one in ("2160", "1080", "720") if f"{one}p" in said), "1080")
    for word, called in (
        ("remux", remux),
        ("bluray", "Bluray-{}p"),
        ("webrip", "WEBRip-{}p"),
        ("web", "WEBDL-{}p"),
        ("hdtv", "HDTV-{}p"),
    ):
        if word in said and (found := called.format(lines)) in known:
            return found
    return "Unknown"


def _quality(quality: Row, version: int) -> Row:
    revision = {"version": version, "real": 0, "isRepack": version > 1}
    return {"quality": quality, "revision": revision}


def media_info(
    *,
    range: str | None = "HDR10",
    size: str = "3840x2160",
    codec: str = "h265",
    bits: int = 10,
    audio: str = "TrueHD Atmos",
    channels: float = 7.1,
    streams: int = 1,
    **changes: Any,
) -> Row:
    """Return what a look into a file found; with no ``range`` it was looked at long ago."""
    ranges = (
        {}
        if range is None
        else {
            "videoDynamicRange": "HDR" if range else "",
            "videoDynamicRangeType": range,
        }
    )
    return {
        "audioBitrate": 0,
        "audioChannels": channels,
        "audioCodec": audio,
        "audioLanguages": "eng",
        "audioStreamCount": streams,
        "videoBitDepth": bits,
        "videoBitrate": 0,
        "videoCodec": codec,
        "videoFps": 23.976,
        **ranges,
        "resolution": size,
        "runTime": "1:41:03",
        "scanType": "Progressive",
        "subtitles": "eng/ger",
        **changes,
    }


def film_file(
    number: int,
    scene: str,
    *,
    quality: str = "Remux-2160p",
    info: Row | None = None,
    **changes: Any,
) -> Row:
    """Return the file of the film of the same number."""
    return {
        "id": number,
        "movieId": number,
        "relativePath": f"{scene}.mkv",
        "path": f"/films/{number}/{scene}.mkv",
        "size": 20 * GB,
        "dateAdded": "2024-05-02T03:00:00Z",
        "sceneName": scene,
        "releaseGroup": scene.rpartition("-")[2],
        "edition": "",
        "languages": [{"id": 1, "name": "English"}],
        "quality": radarr_quality(quality),
        "indexerFlags": 0,
        "mediaInfo": info,
        "originalFilePath": f"{scene}/{scene}.mkv",
        "qualityCutoffNotMet": False,
        **changes,
    }


def film(number: int, title: str, year: int, **changes: Any) -> Row:
    """Return a film, by default one that is out, wanted and missing."""
    file = changes.get("movieFile")
    slug = title.casefold().replace(" ", "")
    return {
        "id": number,
        "title": title,
        "originalTitle": title,
        "originalLanguage": {"id": 1, "name": "English"},
        "alternateTitles": [],
        "secondaryYearSourceId": 0,
        "sortTitle": title.casefold(),
        "sizeOnDisk": file["size"] if file else 0,
        "status": "released",
        "overview": f"{title}, which nobody has made.",
        "inCinemas": f"{year}-01-10T00:00:00Z",
        "digitalRelease": f"{year}-04-01T00:00:00Z",
        "physicalRelease": f"{year}-06-01T00:00:00Z",
        "images": [
            {"coverType": "poster", "remoteUrl": "https://pictures.invalid/poster.jpg"}
        ],
        "website": "",
        "year": year,
        "youTubeTrailerId": "",
        "studio": "Nobody",
        "path": f"/films/{number}",
        "qualityProfileId": 4,
        "hasFile": file is not None,
        "movieFileId": file["id"] if file else 0,
        "monitored": True,
        "minimumAvailability": "released",
        "isAvailable": True,
        "folderName": f"/films/{number}",
        "runtime": 101,
        "cleanTitle": slug,
        "imdbId": f"tt9{number:06}",
        "tmdbId": 900_000 + number,
        "titleSlug": str(900_000 + number),
        "rootFolderPath": "/films",
        "genres": ["Drama"],
        "keywords": [],
        "tags": [],
        "added": "2024-05-01T10:00:00Z",
        "ratings": {"tmdb": {"votes": 10, "value": 7.1, "type": "user"}},
        "popularity": 1.5,
        **changes,
    }


def season(number: int, *, aired: int, there: int, **changes: Any) -> Row:
    """Return a season of a series."""
    return {
        "seasonNumber": number,
        "monitored": number > 0,
        "statistics": {
            "episodeFileCount": there,
            "episodeCount": aired,
            "totalEpisodeCount": aired,
            "sizeOnDisk": there * GB,
            "releaseGroups": [],
            "percentOfEpisodes": 100.0 * there / aired if aired else 0.0,
        },
        **changes,
    }


def series(number: int, title: str, year: int, *seasons: Row, **changes: Any) -> Row:
    """Return a series."""
    counts = [one["statistics"] for one in seasons]
    return {
        "id": number,
        "title": title,
        "alternateTitles": [],
        "sortTitle": title.casefold(),
        "status": "continuing",
        "ended": False,
        "overview": f"{title}, which nobody has made.",
        "network": "Nobody",
        "airTime": "21:00",
        "images": [
            {
                "coverType": "poster",
                "url": f"/MediaCover/{number}/poster.jpg?lastWrite=638000000000000000",
                "remoteUrl": "https://pictures.invalid/poster.jpg",
            }
        ],
        "originalLanguage": {"id": 1, "name": "English"},
        "seasons": list(seasons),
        "year": year,
        "path": f"/series/{number}",
        "qualityProfileId": 4,
        "seasonFolder": True,
        "monitored": True,
        "monitorNewItems": "all",
        "useSceneNumbering": False,
        "runtime": 45,
        "tvdbId": 800_000 + number,
        "tvRageId": 0,
        "tvMazeId": 0,
        "tmdbId": 0,
        "firstAired": f"{year}-02-01T00:00:00Z",
        "seriesType": "standard",
        "cleanTitle": title.casefold().replace(" ", ""),
        "imdbId": f"tt8{number:06}",
        "titleSlug": title.casefold().replace(" ", "-"),
        "rootFolderPath": "/series",
        "genres": ["Drama"],
        "tags": [],
        "added": "2024-05-01T10:00:00Z",
        "ratings": {"votes": 10, "value": 7.1},
        "statistics": {
            "seasonCount": sum(one["seasonNumber"] > 0 for one in seasons),
            "episodeFileCount": sum(one["episodeFileCount"] for one in counts),
            "episodeCount": sum(one["episodeCount"] for one in counts),
            "totalEpisodeCount": sum(one["totalEpisodeCount"] for one in counts),
            "sizeOnDisk": sum(one["sizeOnDisk"] for one in counts),
            "releaseGroups": [],
            "percentOfEpisodes": 0.0,
        },
        "languageProfileId": 1,
        **changes,
    }


def episode(number: int, of: int, season: int, count: int, **changes: Any) -> Row:
    """Return an episode of a series, by default one that is missing."""
    file = changes.get("episodeFile")
    return {
        "id": number,
        "seriesId": of,
        "tvdbId": 700_000 + number,
        "episodeFileId": file["id"] if file else 0,
        "seasonNumber": season,
        "episodeNumber": count,
        "title": f"Part {count}",
        "airDate": f"2024-02-{count:02}",
        "airDateUtc": f"2024-02-{count:02}T20:00:00Z",
        "runtime": 45,
        "overview": "",
        "hasFile": file is not None,
        "monitored": True,
        "unverifiedSceneNumbering": False,
        **changes,
    }


def episode_file(
    number: int,
    of: int,
    scene: str,
    *,
    season: int = 1,
    quality: str = "WEBDL-2160p",
    info: Row | None = None,
    **changes: Any,
) -> Row:
    """Return the file of one or several episodes."""
    return {
        "id": number,
        "seriesId": of,
        "seasonNumber": season,
        "relativePath": f"Season {season:02}/{scene}.mkv",
        "path": f"/series/{of}/Season {season:02}/{scene}.mkv",
        "size": 4 * GB,
        "dateAdded": "2024-05-02T03:00:00Z",
        "sceneName": scene,
        "releaseGroup": scene.rpartition("-")[2],
        "languages": [{"id": 1, "name": "English"}],
        "quality": sonarr_quality(quality),
        "customFormats": [],
        "customFormatScore": 0,
        "indexerFlags": 0,
        "releaseType": "singleEpisode",
        "mediaInfo": info,
        "qualityCutoffNotMet": False,
        **changes,
    }
