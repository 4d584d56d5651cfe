"""Singly: items of a library that are read one by one, because it told only that they changed."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Final

from homeassistant.core import callback

from ..engine.library.item import Item
from ..libraries.base import Library
from ..libraries.errors import LibraryError

# Of so many it is quicker to read all.
MANY: Final = 200


class Singly:
    """The items of one library that are to be read anew."""

    def __init__(
        self,
        spawn: Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]],
        take: Callable[[str, Item | None], None],
        give_up: Callable[[], None],
    ) -> None:
        """Start with none.

        ``take`` is called with what was read, None for what is gone, and ``give_up`` where all is to
        be read instead, because the library does not answer or too much of it has changed.
        """
        self._spawn = spawn
        self._take = take
        self._give_up = give_up
        self._task: asyncio.Task[None] | None = None
        # Whether each was told of again since it began to be read.
        self._waiting: dict[str, bool] = {}

    @callback
    def read(self, library: Library, item_id: str) -> None:
        """Read an item after those before it."""
        self._waiting[item_id] = True
        if len(self._waiting) > MANY:
            self._all_instead()
        elif self._task is None or self._task.done():
            self._task = self._spawn(self._read(library))

    @callback
    def know(self, item_id: str) -> None:
        """Take it that something newer is known of an item than what may just be read."""
        self._waiting.pop(item_id, None)

    async def stop(self) -> None:
        """Read nothing more."""
        self._waiting.clear()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def _all_instead(self) -> None:
        self._waiting.clear()
        self._give_up()

    async def _read(self, library: Library) -> None:
        while self._waiting:
            item_id = next(iter(self._waiting))
            self._waiting[item_id] = False
            try:
                item = await library.item(item_id)
            except LibraryError:
                self._all_instead()
                return
            # What was told meanwhile is newer than this.
            if self._waiting.get(item_id) is False:
                del self._waiting[item_id]
                self._take(item_id, item)
