"""What Jellyfin lists, read into items and episodes. ``ValueError`` is raised for what has no name."""

from collections.abc import Iterable, Iterator, Mapping
import re
from typing import Any, Final
from urllib.parse import quote

from ...engine.library.item import Episode, Episodes, Item, Kind, Season, Version
from ..common.loose import Row, file_name, folder, ids, rows, word
from ..common.media_server import held
from ..common.streams import told
from ..common.values import flag, moment, path, some, text, texts, whole
from .streams import measure

# It is put into addresses: 32 hexadecimal digits, with or without hyphens.
_KEY: Final = re.compile(r"[0-9A-Za-z-]{1,40}")
_DAY: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})T")
_MINUTE: Final = 600_000_000
# Those that a person would name of a film's.
_PEOPLE: Final = frozenset({"Director", "Actor", "Writer", "Creator"})
# Files of several episodes hold a handful of them.
_MOST_IN_ONE: Final = 50

# Per series and season: how many episodes are out, and how many are there.
type Counts = dict[str, dict[int, list[int]]]


def is_key(key: str) -> bool:
    """Tell whether this can be the id of something."""
    return _KEY.fullmatch(key) is not None


def key_of(row: Row) -> str:
    """Return the id of a row. Raises ``ValueError`` for what is none."""
    key = text(row.get("Id"))
    if not is_key(key):
        raise ValueError("not an id")
    return key


def item_of(library: str, row: Row, counts: Mapping[int, list[int]]) -> Item:
    """Read a film, or a series with what is there of it. Raises ``ValueError``."""
    identity = key_of(row)
    title = text(row.get("Name"))
    if not title:
        raise ValueError("a work without a name")
    movie = row.get("Type") == "Movie"
    ticks = some(row.get("RunTimeTicks"))
    where = path(row.get("Path"))
    original = text(row.get("OriginalTitle"))
    return Item(
        library=library,
        id=identity,
        kind=Kind.MOVIE if movie else Kind.SERIES,
        title=title,
        names=(original,) if original not in ("", title) else (),
        year=some(row.get("ProductionYear")),
        ids=ids(_provider_ids(row)),
        path=folder(where) if movie else where,
        released=moment(row.get("PremiereDate")),
        tags=texts(row.get("Tags")),
        genres=texts(row.get("Genres")),
        people=_people(row),
        runtime=round(ticks / _MINUTE) if ticks else None,
        poster=_poster(identity, row),
        versions=versions_of(row) if movie else (),
        seasons=tuple(
            Season(number=place, aired=aired, there=there)
            for place, (aired, there) in sorted(counts.items())
        ),
    )


def _provider_ids(row: Row) -> Iterable[tuple[str, Any]]:
    found = row.get("ProviderIds")
    return found.items() if isinstance(found, dict) else ()


def _people(row: Row) -> tuple[str, ...]:
    named = rows(row.get("People"))
    return texts([who.get("Name") for who in named if text(who.get("Type")) in _PEOPLE])


def _poster(identity: str, row: Row) -> str:
    tags = row.get("ImageTags")
    tag = text(tags.get("Primary")) if isinstance(tags, dict) else ""
    return f"/Items/{identity}/Images/Primary?tag={quote(tag, safe='')}" if tag else ""


def versions_of(row: Row) -> tuple[Version, ...]:
    """Return the files of a film or an episode: what is streamed from elsewhere is none."""
    sources = rows(row.get("MediaSources"))
    return tuple(_version(source, row) for source in sources if _is_file(source))


def _is_file(source: Row) -> bool:
    where = path(source.get("Path"))
    if not where or "://" in where or where.casefold().endswith(".strm"):
        return False
    # The number is the same word in answers that were not made for us.
    local = source.get("Protocol") in ("File", 0, None)
    remote = flag(source.get("IsRemote")) or source.get("Type") == "Placeholder"
    return local and not remote


def _version(source: Row, row: Row) -> Version:
    where = path(source.get("Path"))
    name = file_name(where)
    quality, origins = told(name, *measure(source))
    return Version(
        id=word(source.get("Id")) or key_of(row),
        name=text(name) or text(source.get("Name")),
        path=where,
        size=some(source.get("Size")),
        added=moment(row.get("DateCreated")),
        quality=quality,
        origins=origins,
    )


def count_episode(row: Row, now: float, counts: Counts) -> None:
    """Add an episode to what is counted: some servers list those that are missing as well."""
    season, whose = whole(row.get("ParentIndexNumber")), text(row.get("SeriesId"))
    if season is None or not whose:
        return
    missing = _is_missing(row)
    aired = moment(row.get("PremiereDate"))
    if missing and (aired is None or aired > now):
        return
    place = counts.setdefault(whose, {}).setdefault(season, [0, 0])
    several = sum(1 for _ in _numbers(row)) or 1
    place[0] += several
    if not missing:
        place[1] += several


def _is_missing(row: Row) -> bool:
    return row.get("LocationType") == "Virtual"


def _numbers(row: Row) -> Iterator[int]:
    """Yield the numbers of the episodes in a file."""
    first = whole(row.get("IndexNumber"))
    if first is None:
        return
    last = whole(row.get("IndexNumberEnd")) or first
    yield from range(first, min(max(last, first), first + _MOST_IN_ONE) + 1)


def episodes_of(listed: Iterable[Row]) -> Episodes:
    """Read the episodes of a series; those that cannot be read are left out."""
    episodes: list[Episode] = []
    versions: dict[str, Version] = {}
    by_path: dict[str, str] = {}
    for row in listed:
        season = whole(row.get("ParentIndexNumber"))
        try:
            files = versions_of(row)
        except ValueError:
            continue
        known = []
        for version in files:
            identity = by_path.setdefault(version.path, version.id)
            versions.setdefault(identity, version)
            known.append(identity)
        if season is None or not (known or _is_missing(row)):
            continue
        chief = max(
            known, key=lambda each: versions[each].quality.resolution or 0, default=""
        )
        episodes += (_episode(row, season, place, chief) for place in _numbers(row))
    return Episodes(episodes=tuple(episodes), versions=held(episodes, versions))


def _episode(row: Row, season: int, place: int, version: str) -> Episode:
    premiere = text(row.get("PremiereDate"))
    day = _DAY.match(premiere)
    return Episode(
        season=season,
        number=place,
        title=text(row.get("Name")),
        aired=moment(premiere),
        date=day[1] if day else "",
        version=version,
    )
