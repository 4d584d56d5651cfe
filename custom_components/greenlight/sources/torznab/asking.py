"""Asking: how an indexer is asked for what somebody looks for, as precisely as it understands."""

from collections.abc import Iterable, Iterator

from ...engine.fit import Fit, Sought
from ...engine.library.item import Kind
from ...engine.reading import plain_name, read
from ...engine.release import Release
from ...engine.search import Query
from ...engine.spelling import english
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
    for counted in _otherwise(query):
        yield {**common, "t": "search", "q": f"{query.text} {counted}"}


def wider(query: Query, caps: Caps, *, refused: bool = False) -> dict[str, str] | None:
    """Return the parameters of a search for the name alone, None where that asks for nothing else.

    What was asked for may be in a pack, be counted in words, be of the year before, or be written
    without the marks of its letters. Who was asked for
    a film by its id has found it in any year, unless the question was ``refused``.
    """
    words = english(query.text)
    film = query.kind is Kind.MOVIE and query.year
    if words != query.text:
        words = f"{words} {query.year}" if film else words
    elif query.season is None:
        function = _function(query, caps)
        by_id = _id(query, caps.functions.get(function, frozenset()))
        if not film or (by_id and not refused):
            return None
    params = {
        "t": "search",
        "extended": "1",
        "limit": str(min(query.limit, caps.most)),
        "q": words,
    }
    if query.categories:
        params["cat"] = ",".join(map(str, query.categories))
    return params


def holds(query: Query, releases: Iterable[Release]) -> bool:
    """Tell whether any has the season or episode that was asked for: some indexers pass over these."""
    wanted = Sought(
        season=query.season,
        episode=query.episode,
        date=query.date,
        absolute=query.absolute,
    )
    return any(_is_it(wanted.fit(read(one.title))) for one in releases)


def surely(query: Query, releases: Iterable[Release]) -> list[Release]:
    """Return those whose title says that they are, or hold, what was asked for."""
    if query.kind is None and query.season is None:
        # Words may be anything.
        return [*releases]
    wanted = Sought(
        kind=query.kind,
        names=frozenset(map(plain_name, (query.text, english(query.text)))),
        years=frozenset({query.year} if query.year else ()),
        season=query.season,
        episode=query.episode,
        date=query.date,
        absolute=query.absolute,
    )
    found = []
    for one in releases:
        said = read(one.title)
        tells = bool(said.seasons or said.complete_series)
        if query.date or query.absolute is not None:
            tells = tells or bool(said.date or said.absolute)
        if query.season is None:
            tells = query.kind is not Kind.MOVIE or said.year is not None
        if tells and _is_it(wanted.fit(said)):
            found.append(one)
    return found


def _is_it(fit: Fit | None) -> bool:
    return fit is None or fit is Fit.MORE


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


def _otherwise(query: Query) -> Iterator[str]:
    """Yield how an episode is counted by releases that have no season."""
    if query.episode is None:
        return
    if query.absolute is not None:
        yield f"{query.absolute:02}"
    if query.date:
        yield query.date.replace("-", " ")


def _written(query: Query) -> str:
    season = f"S{query.season:02}"
    return season if query.episode is None else f"{season}E{query.episode:02}"
