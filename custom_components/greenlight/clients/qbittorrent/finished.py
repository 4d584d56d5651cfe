"""What a qBittorrent has completed lately, in categories of any case."""

from collections import deque
from collections.abc import AsyncGenerator, Callable, Collection
from math import inf
from typing import Final

from ..base import MOST_FINISHED, Finished
from .api import Api
from .categories import categories
from .rows import Row, read_rows

# Most of the time next to nothing is new; with very much of it, pages.
_FIRST: Final = 10
_PAGE: Final = 500
_REST: Final = 99
# Versions without a moment of completion say 0, -1 or this.
_NEVER: Final = 0xFFFFFFFF


class FinishedLooks:
    """Looks at what was completed, and rests in proportion to what a look costs.

    To answer, the server writes down all that a category has completed, whatever the limit: 0.1 ms
    for each, 0.8 s for 7,500 of them (4.5.2 and 5.3.0), in which it answers nobody else. While it
    rests the last answer holds, so that looks take a hundredth of its time at most.
    """

    def __init__(self, api: Api, clock: Callable[[], float]) -> None:
        """Start rested; the clock tells seconds."""
        self._api = api
        self._clock = clock
        self._resting_until = -inf
        self._asked: tuple[frozenset[str], float] = (frozenset(), inf)
        self._last: tuple[Finished, ...] = ()

    async def look(self, names: Collection[str], since: float) -> tuple[Finished, ...]:
        """Return what was completed at or after ``since``, oldest first."""
        wanted = frozenset(name.casefold() for name in names)
        if not wanted:
            return ()
        began = self._clock()
        last_wanted, last_since = self._asked
        if (
            began < self._resting_until
            and wanted == last_wanted
            and since >= last_since
        ):
            return tuple(one for one in self._last if one.at >= since)
        self._last = await self._look(wanted, since)
        self._asked = wanted, since
        took = self._clock() - began
        self._resting_until = began + took + took * _REST
        # A full answer is not all there is.
        if len(self._last) == MOST_FINISHED:
            self._resting_until = -inf
        return self._last

    async def _look(self, wanted: frozenset[str], since: float) -> tuple[Finished, ...]:
        there = [
            name for name in await categories(self._api) if name.casefold() in wanted
        ]
        oldest: list[Finished] = []
        for name in there:
            # Of what is read newest first, the last are the oldest.
            some: deque[Finished] = deque(maxlen=MOST_FINISHED)
            async for row in _completed_since(self._api, name, since):
                some.append(Finished.of(row.download, row.completed_at))
            oldest += some
        oldest.sort(key=lambda one: one.at)
        return tuple(oldest[:MOST_FINISHED])


async def _completed_since(
    api: Api, category: str, since: float
) -> AsyncGenerator[Row]:
    """Yield what is complete in a category, newest first; what is older ends the reading.

    The answer is not believed in what it was asked for: unknown filters are ignored, and with
    subcategories switched on a category holds those of others.
    """
    offset, limit = 0, _FIRST
    seen: set[str] = set()
    while True:
        reply = await api.get(
            "torrents/info",
            filter="completed",
            category=category,
            sort="completion_on",
            reverse="true",
            limit=str(limit),
            offset=str(offset),
        )
        rows = read_rows(reply.body)
        for row in rows:
            if row.completed_at == _NEVER:
                continue
            if row.completed_at < since:
                return
            # Whatever is completed meanwhile moves the others to the next page.
            again = row.download.id in seen
            seen.add(row.download.id)
            if row.download.complete and row.category == category and not again:
                yield row
        if len(rows) < limit:
            return
        offset, limit = offset + len(rows), _PAGE
