"""Keeping: what a library has stands on its shelf, and on disk; whoever asks is told what has changed."""

import asyncio
from collections.abc import Callable, Iterable
import time
from typing import Final

from homeassistant.util import dt as dt_util

from ..engine.library.item import Item
from ..engine.library.shelf import Changes, Shelf
from ..engine.library.shelf_stored import Snapshot, snapshot
from ..gate.library_desk import LibraryDesk
from ..ledger.shelf_store import FIRST, ShelfStore

# Seconds for which the loop is held at a time.
TURN: Final = 0.008


class Keeping:
    """The shelf of one library."""

    def __init__(
        self, library_id: str, desk: LibraryDesk, shelf: Shelf, store: ShelfStore
    ) -> None:
        """Keep a shelf; nothing on it has changed yet."""
        self._library_id = library_id
        self._desk = desk
        self.shelf = shelf
        self.store = store

    async def replace(
        self, found: Iterable[Item], still: Callable[[], bool]
    ) -> Changes | None:
        """Put all of it on the shelf; everybody else has a turn again and again.

        Nothing more is done once it is not ``still`` wanted; then None is returned. What has changed is
        told with ``changed``.
        """
        steps = self.shelf.replacing(found)
        while still():
            until = time.monotonic() + TURN
            try:
                next(steps)
                while time.monotonic() < until:
                    next(steps)
            except StopIteration as done:
                changes: Changes = done.value
                self._is_whole()
                return changes
            await asyncio.sleep(0)
        steps.close()
        return None

    def _is_whole(self) -> None:
        first = self.shelf.as_of is None
        self.shelf.as_of = dt_util.utcnow().timestamp()
        if first:
            self.store.save_later(self._snapshot, FIRST)

    def put(self, item_id: str, item: Item | None) -> bool:
        """Put an item on the shelf, or take it off; tell whether that is anything new."""
        if item is None:
            return self.shelf.remove(item_id)
        return self.shelf.put(item)

    def changed(self, *item_ids: str) -> None:
        """Have it kept and held that items are not what they were, if any are not."""
        if item_ids:
            self.save()
            self._desk.changed(self._library_id, item_ids)

    def save(self) -> None:
        """Have it on disk some time soon."""
        self.store.save_later(self._snapshot)

    def _snapshot(self) -> Snapshot:
        return snapshot(self.shelf)
