"""What a SABnzbd has completed lately, which its history tells page by page, newest first."""

from collections.abc import Collection
from math import inf

from ..base import MOST_FINISHED, Finished
from .lists import History, Seen
from .rows import read_finished


class FinishedLooks:
    """Looks at what was completed; while nothing changed since, the last answer holds."""

    def __init__(self, history: History) -> None:
        """Take the history to look at."""
        self._history = history
        self.forget()

    def forget(self) -> None:
        """Look anew: another server may answer than the last time."""
        self._last: tuple[Finished, ...] = ()
        self._since = inf
        self._seen: Seen | None = None

    async def look(
        self, categories: Collection[str], since: float
    ) -> tuple[Finished, ...]:
        """Return what was completed at or after ``since`` in these categories, oldest first."""
        wanted = {name.casefold() for name in categories}
        if not wanted:
            return ()
        ended: dict[str, Finished] = {}
        first: Seen | None = None
        async for rows, seen in self._history.pages(
            self._seen if self._since <= since else None
        ):
            first = first or seen
            ended |= {
                row.download.id: one
                for row in rows
                if (one := read_finished(row)) is not None and one.at >= since
            }
            if any(row.ended is not None and row.ended < since for row in rows):
                break
        if first is not None:
            self._last = tuple(sorted(ended.values(), key=lambda one: one.at))
            self._since, self._seen = since, first
        return tuple(
            one
            for one in self._last
            if one.at >= since and one.category.casefold() in wanted
        )[:MOST_FINISHED]
