"""Asking: how an indexer is asked for what somebody looks for, as precisely as it understands."""

from collections.abc import Iterator

from ...engine.library.item import Kind
from ...engine.search import Query
from .caps import Caps

# Of a search by an id, in the order of trust.
_IDS = ("imdbid", "tmdbid", "tvdbid")


def asked(query: Query, caps: Caps) -> Iterator[dict[str, str]]:
    """Yield the parameters of a search, the most precise first: by an id, then by its words.

    Never by both at once, as some indexers take them for two conditions and others drop one.
    """
    function = _function(query, caps)
    known = caps.functions.get(function, frozenset())
    common = {"t": function, "extended": "1", "limit": str(min(query.limit, caps.most))}
    if query.categories:
        common["cat"] = ",".join(map(str, query.categories))
    numbers = _numbers(query, known)
    if function != "search" and (by_id := _id(query, known)):
        yield {**common, **by_id, **numbers}
    words = query.text
    if query.year and query.kind is Kind.MOVIE:
        words = f"{words} {query.year}"
    if query.season is not None and "season" not in numbers:
        words = f"{words} {_written(query)}"
    yield {**common, "q": words, **numbers}


def _function(query: Query, caps: Caps) -> str:
    wanted = {Kind.MOVIE: "movie", Kind.SERIES: "tvsearch"}
    function = wanted[query.kind] if query.kind else "search"
    return function if function in caps.functions else "search"


def _numbers(query: Query, known: frozenset[str]) -> dict[str, str]:
    if query.season is None or "season" not in known:
        return {}
    if query.episode is None:
        return {"season": str(query.season)}
    # Half of it would find the whole season.
    return (
        {"season": str(query.season), "ep": str(query.episode)} if "ep" in known else {}
    )


def _id(query: Query, known: frozenset[str]) -> dict[str, str]:
    ids = query.ids
    told = {
        "imdbid": ids.imdb.removeprefix("tt"),
        "tmdbid": str(ids.tmdb or ""),
        "tvdbid": str(ids.tvdb or ""),
    }
    name = next((one for one in _IDS if told[one] and one in known), "")
    return {name: told[name]} if name else {}


def _written(query: Query) -> str:
    season = f"S{query.season:02}"
    return season if query.episode is None else f"{season}E{query.episode:02}"
