"""What is followed, wherever NZBGet has it; the queue first, or it could be missing in both."""

from collections.abc import Callable, Mapping

from ..base import Identity
from .api import Api
from .lists import History, is_followed, read_lists, read_status
from .rows import Head, Row


class Following:
    """Looks at the same downloads again and again, and remembers what ended of them."""

    def __init__(self, api: Api, clock: Callable[[], float]) -> None:
        """Start with nothing seen."""
        self._api = api
        self._queued: frozenset[str] = frozenset()
        self.history = History(api, clock)

    async def look(
        self, followed: Mapping[str, Identity]
    ) -> tuple[Head, dict[str, Row]]:
        """Return how the server is, and those of the followed that are there, by the caller's keys."""
        # The queue is told whole, so it is left alone while nothing in it is ours.
        head, queue = (
            await read_lists(self._api)
            if followed
            else (await read_status(self._api), [])
        )
        moved = not self._queued <= (queued := {row.download.id for row in queue})
        self._queued = frozenset(queued)
        rows: dict[str, Row] = {}
        ended: dict[str, Identity] = {}
        for key, identity in followed.items():
            for row in queue:
                if is_followed(row, identity):
                    rows[key] = row
                    break
            else:
                ended[key] = identity
        known = await self.history.look(frozenset(ended.values()), moved=moved)
        rows |= {
            key: known[identity] for key, identity in ended.items() if identity in known
        }
        return head, rows
