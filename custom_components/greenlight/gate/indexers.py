"""Indexers: whom sources ask that can be searched, as they said a short while ago."""

import asyncio
from dataclasses import dataclass
import logging
from typing import Final

from ..engine.lately import lately
from ..sources.base import SourceError, SourceTimeout, only_source_errors
from ..sources.searching import Indexer, Searches
from .ports import Environment
from .search import Search

_LOGGER = logging.getLogger(__name__)
# Seconds for which what a source has said of its indexers is as good as new, and for which it is waited for.
FRESH: Final = 60.0
PATIENCE: Final = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Searchable:
    """A source that can be searched, with its indexers; ``why`` it has not said which."""

    id: str
    indexers: tuple[Indexer, ...] = ()
    why: SourceError | None = None


class Indexers:
    """Asks sources for their indexers, and not again for each letter that somebody types."""

    def __init__(self, search: Search, environment: Environment) -> None:
        """Know which sources there are."""
        self._search = search
        self._now = environment.now
        self._said: dict[str, tuple[float, Searches, Searchable]] = {}

    async def each(self) -> list[Searchable]:
        """Return all sources that can be searched."""
        there = self._search.searchable()
        self._said = {one: said for one, said in self._said.items() if one in there}
        return [
            *await asyncio.gather(
                *(self._one(one, source) for one, source in there.items())
            )
        ]

    async def _one(self, source_id: str, source: Searches) -> Searchable:
        at, of, known = self._said.get(source_id, (0.0, None, None))
        if known and of is source and lately(at, FRESH, now=self._now()):
            return known
        said = await self._ask(source_id, source)
        self._said[source_id] = (self._now(), source, said)
        return said

    async def _ask(self, source_id: str, source: Searches) -> Searchable:
        why: SourceError
        try:
            async with asyncio.timeout(PATIENCE):
                with only_source_errors(_LOGGER, f"Source {source_id}"):
                    return Searchable(id=source_id, indexers=await source.indexers())
        except TimeoutError:
            why = SourceTimeout()
        except SourceError as err:
            why = err
        return Searchable(id=source_id, why=why)
