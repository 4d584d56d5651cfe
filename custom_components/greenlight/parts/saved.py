"""Saved searches: what each looks for, and at which sources."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..engine.fit import query_for, typed
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

    def query() -> Query:
        found = typed(words)
        if library and item:
            try:
                found = query_for(gate.library.item(library, item), season, episode)
            except UnknownItem:
                # Its library may be away; what it was called is known still.
                found = replace(found, season=season, episode=episode)
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
        asked = named.intersection(there)
        found = await gate.search.find(wanted, sources=asked) if asked else Found()
        if not found.asked:
            return found
        return replace(
            found,
            asked=(*found.asked, *(one.indexer for one in missing)),
            silent=(*found.silent, *missing),
        )

    return Searching(
        query=query, find=find, every=settings.SEARCH_INTERVAL.bounded(data) * 60
    )
