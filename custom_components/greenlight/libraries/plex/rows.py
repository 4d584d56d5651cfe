"""What Plex lists, read into items and episodes. ``ValueError`` is raised for what has no name."""

from collections.abc import Iterable
import re
from typing import Any, Final

from ...engine.library.item import Episode, Episodes, Ids, Item, Kind, Season, Version
from ..common.loose import Row, folder, ids, rows, word
from ..common.media_server import held
from ..common.values import moment, path, some, text, texts, whole
from .files import versions_of

# It is put into addresses, and Plex promises nothing about what it consists of.
# "0" and "-1" stand for nothing in particular.
_KEY: Final = re.compile(r"(?!0$)[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
# Agents of before 2020: com.plexapp.agents.imdb://tt0000001?lang=en
_AGENT: Final = re.compile(
    r"(?:.*\.)?(imdb|themoviedb|tmdb|thetvdb|tvdb)://([a-z0-9]+)"
)
_HAMA: Final = re.compile(r".*\.hama://(tvdb|imdb|tmdb)[0-9]?-([a-z0-9]+)")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PICTURE: Final = "/library/"
_MINUTE: Final = 60_000


def key_of(row: Row, name: str = "ratingKey") -> str:
    """Return the id of a row. Raises ``ValueError`` for what is none."""
    key = word(row.get(name))
    if not _KEY.fullmatch(key):
        raise ValueError("not a key")
    return key


def is_key(key: str) -> bool:
    """Tell whether this can be the id of something."""
    return _KEY.fullmatch(key) is not None


def movie_of(library: str, row: Row) -> Item:
    """Read a film. Raises ``ValueError``."""
    versions = versions_of(row)
    return _item(library, row, Kind.MOVIE, versions=versions)


def series_of(library: str, row: Row, seasons: Iterable[Season]) -> Item:
    """Read a series with what is there of its seasons. Raises ``ValueError``."""
    ordered = tuple(sorted(seasons, key=lambda season: season.number))
    return _item(library, row, Kind.SERIES, seasons=ordered)


def season_of(row: Row) -> Season | None:
    """Read a season; Plex counts what is there, and nothing else. None for no season."""
    place, there = whole(row.get("index")), whole(row.get("leafCount"))
    if place is None or place < 0 or there is None:
        return None
    return Season(number=place, aired=there, there=there)


def _item(
    library: str,
    row: Row,
    kind: Kind,
    *,
    versions: tuple[Version, ...] = (),
    seasons: tuple[Season, ...] = (),
) -> Item:
    title = text(row.get("title"))
    if not title:
        raise ValueError("a work without a name")
    duration = some(row.get("duration"))
    people = [*rows(row.get("Director")), *rows(row.get("Role"))]
    poster = text(row.get("thumb"))
    return Item(
        library=library,
        id=key_of(row),
        kind=kind,
        title=title,
        names=texts(
            [name for name in (row.get("originalTitle"),) if text(name) != title]
        ),
        year=some(row.get("year")),
        ids=_ids(row),
        path=folder(versions[0].path) if versions else _location(row),
        released=moment(row.get("originallyAvailableAt")),
        tags=_tags(row, "Label"),
        genres=_tags(row, "Genre"),
        people=texts([person.get("tag") for person in people]),
        runtime=round(duration / _MINUTE) if duration else None,
        poster=poster if poster.startswith(_PICTURE) else "",
        versions=versions,
        seasons=seasons,
    )


def _tags(row: Row, name: str) -> tuple[str, ...]:
    return texts([tag.get("tag") for tag in rows(row.get(name))])


def _location(row: Row) -> str:
    return next((path(place.get("path")) for place in rows(row.get("Location"))), "")


def _ids(row: Row) -> Ids:
    told: list[tuple[str, Any]] = []
    for guid in (*rows(row.get("Guid")), {"id": row.get("guid")}):
        said = text(guid.get("id"))
        if match := _AGENT.match(said) or _HAMA.match(said):
            told.append((match[1], match[2]))
    return ids(told)


def _day(row: Row) -> str:
    day = text(row.get("originallyAvailableAt"))
    return day if _DAY.fullmatch(day) else ""


def episodes_of(leaves: Iterable[Row]) -> Episodes:
    """Read the episodes of a series; those that cannot be read are left out.

    A file that holds several is listed under each of them, every time under another id: it is there
    once, under the first.
    """
    episodes: list[Episode] = []
    versions: dict[str, Version] = {}
    by_path: dict[str, str] = {}
    for row in leaves:
        try:
            files = versions_of(row)
        except ValueError:
            continue
        known = []
        for version in files:
            identity = by_path.setdefault(version.path or version.id, version.id)
            versions.setdefault(identity, version)
            known.append(identity)
        season, place = whole(row.get("parentIndex")), whole(row.get("index"))
        if season is None or place is None or not known:
            continue
        chief = max(known, key=lambda each: versions[each].quality.resolution or 0)
        episodes.append(
            Episode(
                season=season,
                number=place,
                title=text(row.get("title")),
                aired=moment(row.get("originallyAvailableAt")),
                date=_day(row),
                version=chief,
            )
        )
    return Episodes(episodes=tuple(episodes), versions=held(episodes, versions))
