"""Turns: so many are asked at the same time, and who hangs keeps no other waiting."""

import asyncio
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from typing import Final

from ..searching import Indexer

# So many indexers are asked at the same time.
AT_ONCE: Final = 8
# Seconds for which one may hold a turn; who takes longer is asked on, beside those whose turn it is.
HELD: Final = 5.0


class Turns:
    """Whose turn it is, and who was slow the last time, and so comes last."""

    def __init__(self) -> None:
        """Know nothing of anybody."""
        self._slow: set[str] = set()

    def in_order(self, listed: Iterable[Indexer]) -> list[Indexer]:
        """Return who is asked first: whoever was slow the last time comes after the others."""
        return sorted(listed, key=lambda one: one.id in self._slow)

    @asynccontextmanager
    async def turn(self, free: asyncio.Semaphore, one: Indexer) -> AsyncGenerator[None]:
        """Wait for a turn, and hold it until the block has ended or it took too long."""
        await free.acquire()
        held = True

        def too_long() -> None:
            nonlocal held
            held = False
            self._slow.add(one.id)
            free.release()

        timer = asyncio.get_running_loop().call_later(HELD, too_long)
        try:
            yield
        finally:
            timer.cancel()
            if held:
                self._slow.discard(one.id)
                free.release()
