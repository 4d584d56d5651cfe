"""Jellyfin: films and series, with what it has seen in the files."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import UTC, datetime
import time
from typing import Any, Final, override

import aiohttp

from ...engine.library.item import Episodes, Item, Kind
from ..base import About, Change, Library, Picture, Trouble, What
from ..common.access import Access
from ..common.loose import Row, rows
from ..common.media_server import Tally, poster_in, read_each
from ..common.values import text, whole
from ..errors import BadAnswer, OtherServer
from .api import FIELDS, JellyfinApi
from .rows import Counts, count_episode, episodes_of, is_key, item_of
from .scans import JellyfinScans

# Seconds between two looks at what has changed, and after which all is to be read.
INTERVAL: Final = 300.0
DAY: Final = 86_400.0
# Seconds by which two looks overlap: a look takes a while itself, and clocks differ.
_OVERLAP: Final = 120.0
_ALL: Final = "Movie,Series,Episode"


class Jellyfin(JellyfinScans, Library):
    """One Jellyfin server.

    The key is an API key, ``device_id`` what we are known by there, always the same. ``known`` is the id of the server that was set up, empty where
    none was yet. ``interval`` are the seconds between two looks for changes, ``daily`` those after
    which all is to be read, for deletions are not always noticed. ``now`` tells epoch seconds.
    """

    program = "Jellyfin"
    kinds = frozenset({Kind.MOVIE, Kind.SERIES})

    def __init__(
        self,
        session: aiohttp.ClientSession,
        access: Access,
        *,
        device_id: str,
        known: str = "",
        interval: float = INTERVAL,
        daily: float = DAY,
        now: Callable[[], float] = time.time,
    ) -> None:
        """Remember how to reach the server; nothing is sent before the first request."""
        self._api = JellyfinApi(session, access, device_id)
        self._library = access.library
        self._known = known
        self._interval = interval
        self._daily = daily
        self._now = now
        self._tally = Tally()

    @property
    @override
    def broken(self) -> int:
        return self._tally.broken

    @override
    async def about(self) -> About:
        public = await self._public()
        told = await self._api.let_in()
        return About(
            name=self._api.clean(text(told.get("ServerName"))) or self.program,
            version=self._api.clean(
                text(told.get("Version")) or text(public.get("Version"))
            ),
            id=text(public.get("Id")),
        )

    @override
    async def read(self) -> AsyncIterator[tuple[Item, ...]]:
        await self._public()
        self._tally = tally = Tally()
        async for page in self._api.pages({"IncludeItemTypes": "Movie", **FIELDS}):
            yield await self._items(page, {}, tally)
        counts = await self._counts({})
        async for page in self._api.pages({"IncludeItemTypes": "Series", **FIELDS}):
            yield await self._items(page, counts, tally)

    async def _items(
        self, page: list[Row], counts: Counts, tally: Tally
    ) -> tuple[Item, ...]:
        def read(row: Row) -> Item:
            return item_of(self._library, row, counts.get(text(row.get("Id")), {}))

        return await asyncio.to_thread(read_each, page, read, tally, self.program)

    async def _counts(self, of: Mapping[str, str]) -> Counts:
        """Count what is there of each season; the server tells that only to its users."""
        counts: Counts = {}
        now = self._now()
        async for page in self._api.pages({"IncludeItemTypes": "Episode", **of}):
            await asyncio.to_thread(_count, page, now, counts)
        return counts

    @override
    async def item(self, item_id: str) -> Item | None:
        if not is_key(item_id):
            return None
        answer = await self._api.items({"Ids": item_id, **FIELDS})
        row = next(iter(rows(answer.get("Items"))), None)
        if row is None or row.get("Type") not in ("Movie", "Series"):
            return None
        counts: Counts = {}
        if row.get("Type") == "Series":
            counts = await self._counts({"ParentId": item_id})
        try:
            return item_of(self._library, row, counts.get(item_id, {}))
        except ValueError:
            raise BadAnswer("an item that cannot be understood") from None

    @override
    async def episodes(self, item_id: str) -> Episodes:
        if not is_key(item_id):
            return Episodes()
        listed: list[Row] = []
        query = {"ParentId": item_id, "IncludeItemTypes": "Episode", **FIELDS}
        async for page in self._api.pages(query):
            listed += page
        return await asyncio.to_thread(episodes_of, listed)

    @override
    async def listen(self, heard: Callable[[Change], None]) -> None:
        await self._public()
        before = await self._how_many()
        asked = whole_at = self._now()
        heard(Change(what=What.STALE))
        while True:
            await asyncio.sleep(self._interval)
            since, asked = asked, self._now()
            # In this order: what comes in between is told, and counted the next time.
            there = await self._how_many()
            changed = await self._changed(since - _OVERLAP)
            unseen = there > before and not changed
            if there < before or unseen or asked - whole_at >= self._daily:
                # Which are gone it does not tell; nor that one is, where another has come. What has come
                # and was not saved lately was saved by another clock than ours.
                whole_at = asked
                heard(Change(what=What.STALE))
            else:
                for identity in changed:
                    heard(Change(what=What.CHANGED, id=identity))
            before = there

    async def _changed(self, since: float) -> list[str]:
        """Return the works that were saved since; an episode stands for its series."""
        moment = datetime.fromtimestamp(since, UTC).isoformat(timespec="seconds")
        query = {"IncludeItemTypes": _ALL, "minDateLastSaved": moment}
        found: dict[str, None] = {}
        async for page in self._api.pages(query):
            for row in page:
                name = "SeriesId" if row.get("Type") == "Episode" else "Id"
                if is_key(whose := text(row.get(name))):
                    found[whose] = None
        return list(found)

    async def _how_many(self) -> int:
        query: dict[str, Any] = {"IncludeItemTypes": _ALL, "Recursive": "true"}
        answer = await self._api.items({**query, "Limit": 0})
        return whole(answer.get("TotalRecordCount")) or 0

    @override
    async def troubles(self) -> tuple[Trouble, ...]:
        # It has a log of activities, but says nothing of how it is.
        return ()

    @override
    async def poster(self, item: Item) -> Picture | None:
        return await poster_in("/Items/", item, self._api.picture)

    @override
    async def _public(self) -> Row:
        """Ask who answers, which needs no key. Raises ``OtherServer`` and ``OldLogin``."""
        public = await self._api.public()
        if self._known and text(public.get("Id")) != self._known:
            raise OtherServer
        return public


def _count(page: list[Row], now: float, counts: Counts) -> None:
    for row in page:
        count_episode(row, now, counts)
