"""A dozen films and two series that nobody has made, as a Radarr, a Plex and a Sonarr hold them.

Their files are as small as what the demonstration has on offer, so that none looks like a poor copy;
nobody says how long they are, so that none looks suspicious.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from . import demo_posters
from .arr_rows import (
    Row,
    episode,
    episode_file,
    film,
    film_file,
    media_info,
    season,
    series,
)
from .fake_plex import FakePlex
from .fake_radarr import FakeRadarr
from .fake_sonarr import FakeSonarr
from .media_files import CORE, DDP_ATMOS, DTS_MA, PQ, TRUEHD_ATMOS, File, Film, Track
from .plex_sections import Section
from .releases import MEGABYTE

# What Radarr and Sonarr call the folder of the download client.
IN_ARR = "/downloads"

type Dolby = tuple[int, int, bool] | None

_NUMBER = 900_000
# Where the posters of series begin: both programs count from one.
_SERIES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A quality in which people have films: how it is called, and what the servers see in it."""

    named: str
    quality: str
    info: Row
    track: Track
    megabytes: int
    dolby: Dolby = None
    transfer: str = PQ
    width: int = 3840
    codec: str = "hevc"
    depth: int = 10


FEL = Kind(
    named="2160p.UHD.BluRay.REMUX.DV.P7.FEL.HEVC.TrueHD.7.1.Atmos-GLINT",
    quality="Remux-2160p",
    info=media_info(range="DV HDR10"),
    track=TRUEHD_ATMOS,
    megabytes=64,
    dolby=(7, 6, True),
)
P5 = Kind(
    named="2160p.WEB-DL.DDP5.1.Atmos.DV.H.265-GLINT",
    quality="WEBDL-2160p",
    info=media_info(range="DV", audio="EAC3 Atmos", channels=5.1),
    track=DDP_ATMOS,
    megabytes=24,
    dolby=(5, 0, False),
)
HDR = Kind(
    named="2160p.UHD.BluRay.HDR10.x265.TrueHD.7.1.Atmos-GLINT",
    quality="Bluray-2160p",
    info=media_info(range="HDR10"),
    track=TRUEHD_ATMOS,
    megabytes=40,
)
FULL_HD = Kind(
    named="1080p.BluRay.x264.DTS-HD.MA.5.1-GLINT",
    quality="Bluray-1080p",
    info=media_info(range="", size="1920x800", codec="x264", audio="DTS-HD MA", bits=8, channels=5.1),
    track=DTS_MA,
    megabytes=16,
    transfer="",
    width=1920,
    codec="h264",
    depth=8,
)  # fmt: skip
DVD = Kind(
    named="576p.DVDRip.x264.DD5.1-GLINT",
    quality="DVD",
    info=media_info(range="", size="720x576", codec="x264", audio="AC3", bits=8, channels=5.1),
    track=CORE,
    megabytes=6,
    transfer="",
    width=720,
    codec="h264",
    depth=8,
)  # fmt: skip

# Number, title, year, what there is of it (None where it is wanted), and who knows it.
FILMS: tuple[tuple[int, str, int, Kind | None, str], ...] = (
    (1, "The Lantern Coast", 2019, P5, "both"),
    (2, "Nine Paper Boats", 2021, HDR, "both"),
    (3, "Salt and Cedar", 2016, FEL, "both"),
    (4, "A Year of Small Weather", 2025, None, "radarr"),
    (5, "The Unfinished Bridge", 2027, None, "radarr"),
    (6, "Copper Orchard", 2011, FULL_HD, "both"),
    (7, "Night Bus to Elsewhere", 2018, HDR, "both"),
    (8, "Two Left Umbrellas", 2003, DVD, "plex"),
    (9, "The Cartographer's Cat", 2022, P5, "plex"),
    (10, "Moth Season", 2014, FULL_HD, "both"),
    (11, "Every Other Tuesday", 2020, FEL, "radarr"),
    (12, "Quietly, the Tide", 1998, DVD, "both"),
)


def scene(title: str, year: int, named: str) -> str:
    """Return how a release of a film is called."""
    words = "".join(one for one in title if one.isalnum() or one in " .").split()
    return ".".join((*words, str(year), named))


def demo_radarr() -> FakeRadarr:
    """Return a Radarr with those of the films that it knows."""
    radarr = FakeRadarr(*(_row(*one[:4]) for one in FILMS if one[4] != "plex"))
    radarr.posters = {number: demo_posters.draw(number) for number in radarr.works}
    return radarr


def _row(number: int, title: str, year: int, kind: Kind | None) -> Row:
    if kind is None:
        out = year < 2027
        status = "released" if out else "announced"
        return film(number, title, year, runtime=0, isAvailable=out, status=status)
    file = film_file(
        number,
        scene(title, year, kind.named),
        quality=kind.quality,
        info={**kind.info, "runTime": ""},
        size=kind.megabytes * MEGABYTE,
    )
    return film(number, title, year, runtime=0, movieFile=file)


def demo_plex() -> FakePlex:
    """Return a Plex with those of the films that it knows."""
    films = [
        _seen(number, title, year, kind)
        for number, title, year, kind, who in FILMS
        if kind is not None and who != "radarr"
    ]
    plex = FakePlex(films, ())
    plex.posters = {film.key: demo_posters.draw(film.tmdb - _NUMBER) for film in films}
    return plex


def _seen(number: int, title: str, year: int, kind: Kind) -> Film:
    file = File(
        path=f"/films/{number}/{scene(title, year, kind.named)}.mkv",
        size=kind.megabytes * MEGABYTE,
        width=kind.width,
        height=kind.width * 9 // 16,
        codec=kind.codec,
        depth=kind.depth,
        dolby=kind.dolby,
        transfer=kind.transfer,
        tracks=(kind.track,),
        minutes=0,
    )
    return Film(key=10 + 15 * number, title=title, year=year, tmdb=_NUMBER + number, files=(file,))  # fmt: skip


def sees_disk(arr: FakeRadarr | FakeSonarr, saves: Path) -> None:
    """Have one see, under another name, the folder that downloads come to."""
    arr.disk.places = {IN_ARR: saves}
    arr.imports.mappings = [(str(saves), IN_ARR)]


def at_home(radarr: FakeRadarr, plex: FakePlex, saves: Path) -> None:
    """Have both see the disk: their own folders, and under another name the one downloads come to."""
    sees_disk(radarr, saves)
    for row in radarr.works.values():
        if file := row.get("movieFile"):
            radarr.disk.put(file["path"], file["size"])
    plex.sections = [Section("1", "movie", "Films", ("/films",))]


def will_be(
    radarr: FakeRadarr, plex: FakePlex, number: int, release: str, kind: Kind
) -> None:
    """Have a release turn out as a kind once it is at home, whatever its title says."""
    _, title, year, *_ = FILMS[number - 1]
    name = f"{release.lower()}.mkv"
    radarr.imports.infos[name] = {**kind.info, "runTime": ""}
    # The same film from then on.
    film = _seen(number, title, year, kind)
    path = f"/films/{number}/{name}"
    files = tuple(replace(one, path=path) for one in film.files)
    plex.finds[f"/films/{number}"] = replace(film, files=files)


def demo_sonarr() -> FakeSonarr:
    """Return a Sonarr with two series, of which some episodes are missing."""
    sonarr = FakeSonarr(
        series(1, "Harbour Nine", 2024, season(1, aired=3, there=2)),
        series(2, "The Glass Orchard", 2022, season(1, aired=8, there=2)),
    )
    sonarr.episodes = [
        _episode(11, 1, 1, "Harbour.Nine"),
        _episode(12, 1, 2, "Harbour.Nine"),
        episode(13, 1, 1, 3),
        _episode(21, 2, 1, "The.Glass.Orchard"),
        _episode(22, 2, 2, "The.Glass.Orchard"),
        *(episode(20 + count, 2, 1, count) for count in range(3, 9)),
    ]
    sonarr.posters = {
        number: demo_posters.draw(_SERIES + number) for number in sonarr.works
    }
    return sonarr


def _episode(number: int, of: int, count: int, named: str) -> dict[str, Any]:
    info = media_info(
        range="", size="1920x1080", codec="x264", audio="EAC3", bits=8, channels=5.1
    )
    file = episode_file(
        number,
        of,
        f"{named}.S01E{count:02}.1080p.WEB-DL.DDP5.1.H.264-GLINT",
        quality="WEBDL-1080p",
        info=info,
        size=12 * MEGABYTE,
    )
    return episode(number, of, 1, count, episodeFile=file)  # fmt: skip
