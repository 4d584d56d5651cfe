"""Search: what is looked for at indexers."""

from dataclasses import dataclass
from typing import Final

from .library.item import NO_IDS, Ids, Kind

# Why there is a request for what somebody has found by a search of their own.
FOUND: Final = "found_by_search"
# So many results are asked for at each indexer, unless somebody says otherwise.
USUAL_LIMIT: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Words, or a work, or an episode of one.

    ``kind`` is None where nobody says what kind of work it is. ``ids`` are those of the work, for
    indexers that know it by them; ``text`` is for all others and always there. A ``season`` without an
    ``episode`` is all of it. ``categories`` are Newznab's numbers, ``indexers`` a source's own ids of
    those it is to ask; none of them is all. ``limit`` counts for each indexer. ``date`` (``2026-03-02``)
    and ``absolute`` are how else releases count the episode, as those of daily shows and anime do.
    """

    text: str
    kind: Kind | None = None
    ids: Ids = NO_IDS
    year: int | None = None
    season: int | None = None
    episode: int | None = None
    date: str = ""
    absolute: int | None = None
    categories: tuple[int, ...] = ()
    indexers: tuple[str, ...] = ()
    limit: int = USUAL_LIMIT
