"""What a film of Radarr's and a series of Sonarr's have in common."""

import re
from typing import Any, Final

from ....engine.library.item import Ids
from ..values import objects, of, some, text, whole

# Alternate titles of one work; the best known have some dozens.
_MAX_NAMES: Final = 100
_IMDB: Final = re.compile(r"tt\d{5,12}")


def ids(row: dict[str, Any]) -> Ids:
    """Return by what the world's databases know a work."""
    imdb = text(row.get("imdbId"))
    return Ids(
        tmdb=some(row.get("tmdbId")),
        tvdb=some(row.get("tvdbId")),
        imdb=imdb if _IMDB.fullmatch(imdb) else "",
    )


def names(row: dict[str, Any], title: str) -> tuple[str, ...]:
    """Return what else a work is called: ``title`` is in the language that the program is set to."""
    others = [text(row.get("originalTitle"))]
    others += (text(one.get("title")) for one in objects(row.get("alternateTitles")))
    found = dict.fromkeys(name for name in others if name and name != title)
    return tuple(found)[:_MAX_NAMES]


def year(value: Any) -> int | None:
    """Return a year of a work; none is often written as 0."""
    number = whole(value)
    return number if number and 1850 <= number <= 2200 else None


def has_poster(row: dict[str, Any]) -> bool:
    """Tell whether there is a poster. Where it lies with strangers is nothing to go by."""
    return any(
        of(image, "coverType") == "poster" for image in objects(row.get("images"))
    )
