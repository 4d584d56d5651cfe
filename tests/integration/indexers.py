"""A source that can be searched, in the place of the site of a scene."""

import asyncio
from dataclasses import replace
from typing import Any, override

from custom_components.greenlight.engine.files.magnet import magnet_hashes
from custom_components.greenlight.engine.release import Release
from custom_components.greenlight.engine.search import Query
from custom_components.greenlight.sources.base import (
    Fetched,
    Payload,
    Silent,
    Source,
    SourceError,
)
from custom_components.greenlight.sources.searching import (
    Found,
    Indexer,
    Listener,
    Searches,
)
from tests.support.torrents import make_torrent

from .scene import SOURCE_ID, Scene

SECRET = "passkey-5e1f0a9c3b7d2468"


def offered(title: str, **known: Any) -> Release:
    """Return a result whose link carries a secret."""
    torrent = make_torrent(title, {f"{title}.mkv": title.encode() * 9})
    link = f"{torrent.magnet()}&tr=https://tracker.example/{SECRET}/announce"
    facts: dict[str, Any] = {
        "guid": f"https://indexer.example/{title}",
        "title": title,
        "link": link,
        "hashes": magnet_hashes(link),
        "source": SOURCE_ID,
        "indexer": "Oak",
        "size": 4_000_000_000,
        "seeders": 5,
    }
    return Release(**facts | known)


class FakeIndexers(Source, Searches):
    """Finds what it is told to, once it may answer."""

    def __init__(self, *releases: Release) -> None:
        """Find these at an indexer named Oak."""
        self.validators = {}
        self.found: Found | Exception = Found(releases=releases, asked=("Oak",))
        self.listed: tuple[Indexer, ...] | Exception = (Indexer(id="1", name="Oak"),)
        self.queries: list[Query] = []
        self.times_listed = 0
        self.cancelled = 0
        self.may = asyncio.Event()
        self.may.set()
        # What each of several finds, in place of all of it at once, and who hangs meanwhile.
        self.parts: dict[str, tuple[Release, ...]] = {}
        self._hangs: dict[str, asyncio.Event] = {}
        self._fails: dict[str, SourceError] = {}

    @override
    async def indexers(self) -> tuple[Indexer, ...]:
        self.times_listed += 1
        if isinstance(self.listed, Exception):
            raise self.listed
        return self.listed

    @override
    async def search(self, query: Query) -> Found:
        self.queries.append(query)
        try:
            await self.may.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        if isinstance(self.found, Exception):
            raise self.found
        return self.found

    @override
    async def search_by_parts(self, query: Query, listener: Listener) -> Found:
        if not self.parts:
            return await super().search_by_parts(query, listener)
        self.queries.append(query)
        listener.asks(self.parts)
        silent = []
        try:
            for name, releases in self.parts.items():
                try:
                    if name in self._hangs:
                        await self._hangs[name].wait()
                    if name in self._fails:
                        raise self._fails[name]
                    await listener.take(releases)
                except SourceError as err:
                    silent.append(Silent(indexer=name, why=err))
                listener.heard(name, silent[-1].why if silent else None)
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        return Found(asked=tuple(self.parts), silent=tuple(silent))

    def hang(self, name: str) -> None:
        """Have one not answer until it is let go."""
        self._hangs[name] = asyncio.Event()

    def let_go(self, name: str, why: SourceError | None = None) -> None:
        """Have it answer, with an error where it is to fail."""
        if why is not None:
            self._fails[name] = why
        self._hangs[name].set()

    @override
    async def fetch(self) -> Fetched:
        return Fetched(releases=())

    @override
    async def payload(self, link: str) -> Payload:
        return Payload(magnet=link)

    def finds(self, **how: Any) -> None:
        """Find something else, or in another way."""
        assert isinstance(self.found, Found)
        self.found = replace(self.found, **how)


def stand_in(scene: Scene, *releases: Release) -> FakeIndexers:
    """Have a source that finds these, in the place of the site."""
    source = FakeIndexers(*releases)
    name = scene.entry.subentries[SOURCE_ID].title
    scene.hub.gate.attached.attach_source(SOURCE_ID, source, name=name)
    return source
