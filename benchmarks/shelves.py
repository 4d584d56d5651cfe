"""Libraries of self-made works for the benchmark: names, files and episodes as real ones have them."""

from collections.abc import Iterator
from pathlib import Path
import random

from custom_components.greenlight.engine.library.item import (
    Episode,
    Episodes,
    Ids,
    Item,
    Kind,
    Origin,
    Season,
    Version,
)
from custom_components.greenlight.engine.library.merging import merge
from custom_components.greenlight.engine.quality.quality import DynamicRange, Quality
from custom_components.greenlight.engine.reading import read

WORDS = (Path(__file__).parent / "words.txt").read_text(encoding="utf-8").split()
ALTERNATES = 8
_TOKENS = (
    "1080p.BluRay.x264.DTS-GRP",
    "1080p.WEB-DL.DDP5.1.H.264-NTB",
    "2160p.UHD.BluRay.REMUX.DV.HDR.HEVC.TrueHD.7.1.Atmos-FGT",
    "2160p.WEB-DL.DDP5.1.Atmos.DV.HDR10.H.265-FLUX",
    "2160p.WEB-DL.DDP5.1.DV.H.265-APEX",
    "2160p.BluRay.x265.HDR10.DTS-HD.MA.5.1-TERM",
    "720p.HDTV.x264-LOL",
)
_SEEN = (
    Quality(resolution=2160, dynamic_range=frozenset({DynamicRange.HDR10})),
    Quality(resolution=1080, audio="TrueHD", channels="7.1"),
    Quality(resolution=2160, audio="DD+", channels="5.1"),
)
_GENRES = "Action Comedy Drama Horror Thriller Family Fantasy Crime Mystery".split()


def name(chance: random.Random) -> str:
    """Return a name of a work."""
    return " ".join(chance.choice(WORDS).title() for _ in range(chance.randint(1, 4)))


def version(chance: random.Random, folder: str, title: str, number: int) -> Version:
    """Return a file, read from its name and from what a program has seen in it."""
    release = f"{title.replace(' ', '.')}.{chance.choice(_TOKENS)}"
    quality, origins = merge(
        (
            (Origin.MEDIA_INFO, chance.choice(_SEEN)),
            (Origin.NAME, read(release).quality),
        )
    )
    return Version(
        id=str(number),
        name=release,
        path=f"{folder}/{release}.mkv",
        size=chance.randrange(10**9, 10**11),
        added=1.6e9 + number * 60.0,
        quality=quality,
        origins=origins,
    )


def movies(count: int, library: str = "radarr", seed: int = 1) -> Iterator[Item]:
    """Yield films with alternate titles, people and, mostly, a file."""
    chance = random.Random(seed)
    people = [name(chance) for _ in range(count // 4)]
    for number in range(count):
        title, year = f"{name(chance)} {number}", chance.randint(1950, 2026)
        folder = f"/data/media/movies/{title} ({year})"
        has_file = chance.random() < 0.9
        yield Item(
            library=library,
            id=str(number),
            kind=Kind.MOVIE,
            title=title,
            names=tuple(f"{name(chance)} {number}" for _ in range(ALTERNATES)),
            year=year,
            ids=Ids(tmdb=100_000 + number, imdb=f"tt{2_000_000 + number}"),
            path=folder,
            monitored=True,
            available=True,
            released=float(number * 86_400 % 1_700_000_000),
            profile=chance.choice(("HD", "Ultra HD", "Any")),
            tags=tuple(
                sorted(chance.sample(("fel", "kids", "4k"), chance.randint(0, 2)))
            ),
            genres=tuple(sorted(chance.sample(_GENRES, 3))),
            people=tuple(chance.sample(people, 4)),
            runtime=chance.randint(80, 180),
            poster=f"/MediaCover/{number}/poster.jpg",
            versions=(version(chance, folder, f"{title} {year}", number),)
            if has_file
            else (),
        )


def series(count: int, seasons: int, library: str = "sonarr") -> Iterator[Item]:
    """Yield series with alternate titles and so many seasons of ten episodes."""
    chance = random.Random(2)
    for number in range(count):
        title = f"{name(chance)} Show {number}"
        yield Item(
            library=library,
            id=str(number),
            kind=Kind.SERIES,
            title=title,
            names=tuple(f"{name(chance)} {number}" for _ in range(3)),
            year=chance.randint(1990, 2026),
            ids=Ids(tvdb=300_000 + number, imdb=f"tt{5_000_000 + number}"),
            path=f"/data/media/series/{title}",
            monitored=True,
            genres=tuple(sorted(chance.sample(_GENRES, 2))),
            runtime=45,
            seasons=tuple(
                Season(number=one, aired=10, there=10) for one in range(1, seasons + 1)
            ),
        )


def episodes(item: Item) -> Episodes:
    """Return the episodes of a series, each with a file."""
    chance = random.Random(item.id)
    files: dict[str, Version] = {}
    found: list[Episode] = []
    for season in item.seasons:
        for number in range(1, season.aired + 1):
            key = str(int(item.id) * 1000 + season.number * 100 + number)
            files[key] = version(
                chance,
                f"{item.path}/Season {season.number}",
                f"{item.title} S{season.number:02}E{number:02}",
                int(key),
            )
            found.append(
                Episode(
                    season=season.number,
                    number=number,
                    title=name(chance),
                    aired=1.5e9 + len(found) * 604_800.0,
                    date=f"20{season.number + 10:02}-0{number % 9 + 1}-1{number % 9}",
                    version=key,
                )
            )
    return Episodes(episodes=tuple(found), versions=files)
