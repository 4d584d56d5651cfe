"""What media servers spell in several ways: ids, lists of one, paths of other systems.

Nothing here raises: what cannot be read is empty, which means that it is not known.
"""

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath, PureWindowsPath
import re
from typing import Any, Final

from ...engine.library.item import NO_IDS, Ids
from .values import some, text

type Row = Mapping[str, Any]

_IMDB: Final = re.compile(r"tt[0-9]{5,10}")


def word(value: Any) -> str:
    """Return a text, for which a number may stand; empty for anything else."""
    number = isinstance(value, int) and not isinstance(value, bool)
    return text(str(value) if number else value)


def rows(value: Any) -> list[Row]:
    """Return the objects of a list; a lone one stands for a list of one."""
    if isinstance(value, dict):
        return [value]
    return [row for row in value if isinstance(row, dict)] if _is_list(value) else []


def listed(value: Any) -> list[Row]:
    """Return what a page lists; what is no object is there as an empty one, to be counted."""
    return (
        [row if isinstance(row, dict) else {} for row in value]
        if _is_list(value)
        else []
    )


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def file_name(where: str) -> str:
    """Return the last part of a path, of whatever system the server runs on."""
    return _pure(where).name


def folder(where: str) -> str:
    """Return the folder that a path lies in."""
    return str(_pure(where).parent) if where else ""


def _pure(where: str) -> PurePosixPath | PureWindowsPath:
    windows = "\\" in where and "/" not in where
    return PureWindowsPath(where) if windows else PurePosixPath(where)


def ids(told: Iterable[tuple[str, Any]]) -> Ids:
    """Return the ids among pairs of a database's name and what it calls the work."""
    tmdb = tvdb = None
    imdb = ""
    for name, value in told:
        match name.casefold():
            case "tmdb" | "themoviedb":
                tmdb = tmdb or some(value)
            case "tvdb" | "thetvdb":
                tvdb = tvdb or some(value)
            case "imdb" if _IMDB.fullmatch(text(value)):
                imdb = imdb or text(value)
    if tmdb is None and tvdb is None and not imdb:
        return NO_IDS
    return Ids(tmdb=tmdb, imdb=imdb, tvdb=tvdb)
