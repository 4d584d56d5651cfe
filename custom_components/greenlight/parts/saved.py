"""Saved searches: what each looks for, and at which sources."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from ..engine.fit import Fit, Sought, query_for, sought, typed
from ..engine.library.item import Item
from ..engine.reading import read
from ..engine.release import Release
from ..engine.search import Query
from ..gate.gate import Gate
from ..gate.ports import UnknownItem
from ..sources.base import Silent, SourceOff
from ..sources.searching import Found
from . import source_settings as settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Searching:
    """What a saved search is made of: what it looks for, who finds it, and seconds between two searches."""

    query: Callable[[], Query]
    find: Callable[[Query], Awaitable[Found]]
    every: float


def searching(gate: Gate, data: Mapping[str, Any]) -> Searching:
    """Return what the data of a saved search describes. Raises ``TypeError`` for what makes no sense."""
    sources = frozenset(settings.SOURCES.of(data))
    words = settings.QUERY.of(data) or ""
    library, item = settings.LIBRARY.of(data), settings.ITEM.of(data)
    season, episode = (
        None if number is None else int(number)
        for number in (settings.SEASON.of(data), settings.EPISODE.of(data))
    )
    categories = settings.categories(data)

    def items() -> list[Item]:
        if not (library and item):
            return []
        with suppress(UnknownItem):
            return [gate.library.item(library, item)]
        return []

    def query() -> Query:
        found = typed(words)
        if library and item:
            # Its library may be away; what it was called is known still.
            found = replace(found, season=season, episode=episode)
            for known in items():
                found = query_for(known, season, episode)
        return replace(found, categories=categories)

    async def find(wanted: Query) -> Found:
        there = gate.search.sources
        named = sources or frozenset(there)
        missing = tuple(
            Silent(indexer=gate.attached.source_name(one), why=SourceOff())
            for one in sorted(named.difference(there))
            # Of one that has been gone for long not even the name is known.
            if gate.attached.source_name(one)
        )
        known = items()
        for one in known:
            wanted = await gate.library.counted(one, wanted)
        asked = named.intersection(there)
        found = await gate.search.find(wanted, sources=asked) if asked else Found()
        if not found.asked:
            return found
        work = sought(wanted, known)
        releases = await asyncio.to_thread(_wanted, wanted, work, found.releases)
        return replace(
            found,
            releases=releases,
            asked=(*found.asked, *(one.indexer for one in missing)),
            silent=(*found.silent, *missing),
        )

    return Searching(
        query=query, find=find, every=settings.SEARCH_INTERVAL.bounded(data) * 60
    )


def _wanted(
    query: Query, work: Sought, releases: Iterable[Release]
) -> tuple[Release, ...]:
    """Return what may be what is looked for: some indexers answer with other works, and other seasons.

    Of a season its single episodes are wanted, too.
    """
    found = []
    for one in releases:
        said = read(one.title)
        fit = work.fit(said, one.ids)
        single = query.episode is None and query.season in said.seasons
        if fit in (None, Fit.MORE) or (fit is Fit.PART and single):
            found.append(one)
    return tuple(found)
