"""Looked for: what indexers are asked for a release that is known, or for another of what it is of."""

import re
from typing import Final

from .library.item import NO_IDS, Kind
from .reading import read
from .search import Query
from .spelling import apart
from .title.parse import Title
from .weighed import Work

# What some indexers take for a sign of their own: a hyphen leaves a word out.
_BETWEEN: Final = re.compile(r"[\W_]+")
# What is left out of a name without a blank.
_DROPPED: Final = re.compile(r"['’`´]")
# More than these find nothing anywhere.
_MOST_CHARS: Final = 200


def by_title(title: str) -> Query | None:
    """Return what finds a release by all words of its title, None where it has none."""
    words = _words(title)
    return Query(text=words) if words else None


def by_work(title: str, work: Work | None = None) -> Query | None:
    """Return what finds releases of what a title names, None where it does not say what that is.

    ``work`` is what it was found to be, whose name and numbers count more than what a title says.
    """
    said = read(title)
    words = _words((work.title if work else "") or said.title)
    if not words:
        return None
    season = said.seasons[0] if len(said.seasons) == 1 else None
    one = season is not None and len(said.episodes) == 1
    return Query(
        text=_numbered(words, said, season),
        kind=work.kind if work else _kind(said),
        ids=work.ids if work else NO_IDS,
        year=(work.year if work else None) or said.year,
        season=season,
        episode=said.episodes[0] if one else None,
    )


def _words(text: str) -> str:
    return (
        _BETWEEN.sub(" ", _DROPPED.sub("", apart(text))).strip()[:_MOST_CHARS].strip()
    )


def _kind(title: Title) -> Kind | None:
    if title.seasons or title.episodes or title.absolute or title.date:
        return Kind.SERIES
    return Kind.MOVIE if title.year else None


def _numbered(words: str, title: Title, season: int | None) -> str:
    """Return a name with what else tells which episode it is, where no season does."""
    if season is None and title.date:
        return f"{words} {_words(title.date)}"
    if season is None and len(title.absolute) == 1:
        return f"{words} {title.absolute[0]:02}"
    return words
