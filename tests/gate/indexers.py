"""Indexers behind one source, of which each finds what it is told to."""

from typing import override

from custom_components.greenlight.engine.release import Protocol, Release
from custom_components.greenlight.engine.search import Query
from custom_components.greenlight.sources.base import Silent, SourceError
from custom_components.greenlight.sources.searching import Found, Indexer, Searches

from .fakes import FakeSource, World


class FakeIndexers(FakeSource, Searches):
    """A source with indexers behind it, of which each finds what it is told to."""

    def __init__(self, world: World, **found: list[Release] | SourceError) -> None:
        super().__init__(world)
        self.found: dict[str, list[Release] | SourceError] = found
        self.protocols: dict[str, Protocol] = {}
        self.away: SourceError | None = None
        self.queries: list[Query] = []

    @override
    async def indexers(self) -> tuple[Indexer, ...]:
        if self.away:
            raise self.away
        return tuple(
            Indexer(
                id=one,
                name=one.title(),
                protocol=self.protocols.get(one, Protocol.TORRENT),
            )
            for one in self.found
        )

    @override
    async def search(self, query: Query) -> Found:
        self.queries.append(query)
        await self.world.point("search")
        if self.away:
            raise self.away
        wanted = {
            name: found
            for name, found in self.found.items()
            if not query.indexers or name in query.indexers
        }
        return Found(
            releases=tuple(
                one
                for found in wanted.values()
                if isinstance(found, list)
                for one in found
            ),
            asked=tuple(name.title() for name in wanted),
            silent=tuple(
                Silent(indexer=name.title(), why=found)
                for name, found in wanted.items()
                if isinstance(found, SourceError)
            ),
        )


def indexers(world: World, **found: list[Release] | SourceError) -> FakeIndexers:
    """Attach some, also after a restart."""
    source = FakeIndexers(world, **found)
    world.add_source("many", source)
    return source
