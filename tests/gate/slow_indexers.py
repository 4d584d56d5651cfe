"""Indexers behind one source that answer when they are let go, each with a part of what there is."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import override

from custom_components.greenlight.engine.release import Release
from custom_components.greenlight.engine.search import Query
from custom_components.greenlight.sources.base import Silent, SourceError
from custom_components.greenlight.sources.searching import (
    Found,
    Indexer,
    Listener,
    Searches,
)

from .fakes import FakeSource, World

type Part = Sequence[Release] | SourceError


class SlowIndexers(FakeSource, Searches):
    """Each is asked at once, and answers with its part, or an error, when it is let go."""

    def __init__(self, world: World, **parts: Part) -> None:
        super().__init__(world)
        self.parts = parts
        self.gates = {name: asyncio.Event() for name in parts}
        self.at_last = asyncio.Event()
        self.at_last.set()
        self.cancelled = 0

    def let_go(self, *names: str) -> None:
        """Have some answer."""
        for name in names:
            self.gates[name].set()

    @override
    async def indexers(self) -> tuple[Indexer, ...]:
        return ()

    @override
    async def search(self, query: Query) -> Found:
        raise NotImplementedError

    @override
    async def search_by_parts(self, query: Query, listener: Listener) -> Found:
        await self.world.point("listed")
        listener.asks(name.title() for name in self.parts)
        try:
            said = await asyncio.gather(
                *(self._one(name, listener) for name in self.parts)
            )
            await self.at_last.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        return Found(
            asked=tuple(name.title() for name in self.parts),
            silent=tuple(one for one in said if one),
        )

    async def _one(self, name: str, listener: Listener) -> Silent | None:
        await self.gates[name].wait()
        part = self.parts[name]
        why = part if isinstance(part, SourceError) else None
        if not isinstance(part, SourceError):
            try:
                await listener.take(part)
            except SourceError as err:
                why = err
        listener.heard(name.title(), why)
        return Silent(indexer=name.title(), why=why) if why else None


def slow(world: World, source_id: str = "many", **parts: Part) -> SlowIndexers:
    """Attach some."""
    own = {
        name: part
        if isinstance(part, SourceError)
        else [replace(one, source=source_id) for one in part]
        for name, part in parts.items()
    }
    source = SlowIndexers(world, **own)
    world.add_source(source_id, source)
    return source
