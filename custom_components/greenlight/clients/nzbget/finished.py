"""What an NZBGet has completed lately, for which its history is read once more only if it must."""

from collections import deque
from collections.abc import Collection
from dataclasses import dataclass

from ..base import MOST_FINISHED, Finished
from .api import Api
from .lists import History, read_status
from .rows import Head, Row


@dataclass(frozen=True, slots=True)
class _Last:
    """What was completed, as it was read last, and how the server was just before."""

    head: Head
    categories: frozenset[str]
    since: float
    finished: tuple[Finished, ...]

    def holds(self, head: Head, categories: frozenset[str], since: float) -> bool:
        """Tell whether nothing was done in the meantime that would have to be read."""
        return (
            self.categories == categories
            and self.since <= since
            and len(self.finished) < MOST_FINISHED
            and self.head.work == head.work
            # If it started anew; its two clocks may differ by a second.
            and abs(self.head.since - head.since) <= 1
        )


class FinishedLooks:
    """Looks at what was completed; while nothing was done since, the last answer holds."""

    def __init__(self, api: Api, history: History) -> None:
        """Start with nothing read."""
        self._api = api
        self._history = history
        self._last: _Last | None = None

    def forget(self) -> None:
        """Read everything anew at the next look."""
        self._last = None

    async def look(
        self, categories: Collection[str], since: float
    ) -> tuple[Finished, ...]:
        """Return what was completed at or after ``since`` in these categories, oldest first."""
        wanted = frozenset(name.casefold() for name in categories)
        head, last = await read_status(self._api), self._last
        if last is None or not last.holds(head, wanted, since):
            finished = await self._read(wanted, since)
            last = self._last = _Last(head, wanted, since, finished)
        return tuple(one for one in last.finished if one.at >= since)

    async def _read(self, wanted: frozenset[str], since: float) -> tuple[Finished, ...]:
        # Newest first, so the oldest stay.
        ended: deque[Finished] = deque(maxlen=MOST_FINISHED)

        def take(row: Row) -> bool:
            if (row.ended or 0) < since:
                return True
            download = row.download
            if download.complete and download.category.casefold() in wanted:
                ended.append(Finished.of(download, row.ended or 0))
            return False

        if wanted:
            await self._history.each(take)
        return tuple(sorted(ended, key=lambda one: one.at))
