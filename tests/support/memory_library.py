"""A library in memory that keeps the contract of one, and fails when a test says so."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any, override

from custom_components.greenlight.engine.library.item import (
    Episodes,
    Ids,
    Item,
    Kind,
    Season,
    Version,
)
from custom_components.greenlight.libraries.base import (
    About,
    Change,
    Library,
    Picture,
    Trouble,
    What,
)
from custom_components.greenlight.libraries.errors import LibraryError

# Items of one page.
PAGE = 2


def movie(item_id: str, title: str = "", **facts: Any) -> Item:
    """Return a film with one file."""
    title = title or f"Film {item_id}"
    versions = (Version(id=f"f{item_id}", name=title, path=f"/films/{title}.mkv"),)
    known: dict[str, Any] = {
        "year": 2021,
        "ids": Ids(tmdb=int(item_id)),
        "versions": versions,
        "path": f"/films/{title}",
    }
    return Item(library="", id=item_id, kind=Kind.MOVIE, title=title, **(known | facts))


def series(item_id: str, title: str, *, there: int = 0) -> Item:
    """Return a series with one season of ten episodes."""
    return Item(
        library="",
        id=item_id,
        kind=Kind.SERIES,
        title=title,
        seasons=(Season(number=1, aired=10, there=there),),
    )


class MemoryServer:
    """What is behind the libraries that ask it; ``asked`` is everything that was, in order."""

    def __init__(self, items: Iterable[Item] = ()) -> None:
        """Have these items and no troubles."""
        self.items = {item.id: item for item in items}
        self.about = About(name="Films", version="1.2", id="server-1")
        self.troubles: tuple[Trouble, ...] = ()
        self.asked: list[str] = []
        self.failure: LibraryError | None = None
        # Of reading: what goes wrong after the first page, what is waited for, what is odd.
        self.read_failure: LibraryError | None = None
        self.hold: asyncio.Event | None = None
        self.broken = 0
        # Of listening: why it cannot be, and who listens.
        self.deaf: LibraryError | None = None
        self.measured: dict[str, tuple[Version, ...]] = {}
        self.episodes: dict[str, Episodes] = {}
        self.listeners: list[tuple[Callable[[Change], None], asyncio.Future[None]]] = []

    async def ask(self, what: str) -> None:
        """Take note of a question, and refuse it if that is what is to happen."""
        self.asked.append(what)
        # Nobody answers at once.
        await asyncio.sleep(0)
        if self.failure is not None:
            raise self.failure

    def count(self, what: str) -> int:
        """Return how often something was asked."""
        return self.asked.count(what)

    def tell(self, change: Change) -> None:
        """Tell everybody who listens."""
        for heard, _ in list(self.listeners):
            heard(change)

    def add(self, item: Item, library: str, *, whole: bool = True) -> None:
        """Take an item in and tell of it, whole or by its id only."""
        self.items[item.id] = item
        told = replace(item, library=library) if whole else None
        self.tell(Change(what=What.CHANGED, id=item.id, item=told))

    def remove(self, item_id: str) -> None:
        """Drop an item and tell of it."""
        del self.items[item_id]
        self.tell(Change(what=What.REMOVED, id=item_id))

    async def close(self, failure: LibraryError | None = None) -> None:
        """End every connection, with an error or without a word."""
        for _, end in list(self.listeners):
            if end.done():
                continue
            if failure:
                end.set_exception(failure)
            else:
                end.set_result(None)
        while self.listeners:
            await asyncio.sleep(0)
        await asyncio.sleep(0)


class MemoryLibrary(Library):
    """A library that asks such a server."""

    program = "Fake"
    kinds = frozenset(Kind)
    measures = True

    def __init__(self, server: MemoryServer, library_id: str = "") -> None:
        """Know the server."""
        self.server = server
        self.id = library_id
        self._broken = 0

    @property
    @override
    def broken(self) -> int:
        return self._broken

    @override
    async def about(self) -> About:
        await self.server.ask("about")
        return self.server.about

    @override
    async def read(self) -> AsyncIterator[tuple[Item, ...]]:
        await self.server.ask("read")
        self._broken = 0
        items = [replace(one, library=self.id) for one in self.server.items.values()]
        for start in range(0, len(items), PAGE):
            yield tuple(items[start : start + PAGE])
            if self.server.hold is not None:
                await self.server.hold.wait()
            if self.server.read_failure is not None:
                raise self.server.read_failure
        self._broken = self.server.broken

    @override
    async def item(self, item_id: str) -> Item | None:
        await self.server.ask(f"item {item_id}")
        if self.server.hold is not None:
            await self.server.hold.wait()
        item = self.server.items.get(item_id)
        return replace(item, library=self.id) if item else None

    @override
    async def listen(self, heard: Callable[[Change], None]) -> None:
        await self.server.ask("listen")
        if self.server.deaf is not None:
            raise self.server.deaf
        end = asyncio.get_running_loop().create_future()
        listener = (heard, end)
        self.server.listeners.append(listener)
        try:
            heard(Change(what=What.STALE))
            await end
        finally:
            self.server.listeners.remove(listener)

    @override
    async def measured(
        self, item_ids: Collection[str]
    ) -> Mapping[str, tuple[Version, ...]]:
        await self.server.ask("measured")
        known = self.server.measured
        return {one: known[one] for one in item_ids if one in known}

    @override
    async def episodes(self, item_id: str) -> Episodes:
        await self.server.ask("episodes")
        return self.server.episodes.get(item_id, Episodes())

    @override
    async def troubles(self) -> tuple[Trouble, ...]:
        await self.server.ask("troubles")
        return self.server.troubles

    @override
    async def poster(self, item: Item) -> Picture | None:
        await self.server.ask("poster")
        return None
