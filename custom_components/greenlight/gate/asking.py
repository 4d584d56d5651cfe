"""Asking: several sources are searched at once; what each has is taken while others are still at it."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
import logging
from typing import Final, override

from ..engine.release import Release
from ..engine.search import Query
from ..sources.base import (
    Silent,
    SourceError,
    SourceOff,
    SourceTimeout,
    only_source_errors,
)
from ..sources.searching import Found, Listener, Searches

_LOGGER = logging.getLogger(__name__)
# Seconds for which a source is waited for: it may ask dozens of sites, some at a time.
PATIENCE: Final = 180.0

type Take = Callable[[Iterable[Release]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A source that is to be searched, by what it is called; ``there`` tells whether it still is one."""

    name: str
    source: Searches
    query: Query
    there: Callable[[], bool]


class Asking:
    """Asks, and knows at any time who has answered and who is still asked."""

    def __init__(
        self,
        asked: Sequence[Asked],
        take: Take,
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        """``take`` takes what is found, ``changed`` hears of each thing that is another now."""
        self._each = [_Ear(one, take, changed) for one in asked]
        self._tasks: list[asyncio.Task[None]] = []
        self._stopped = False

    async def ask(self, seconds: float | None = None) -> None:
        """Ask all of them, and return once none is asked any more.

        Who has not answered after so many ``seconds`` is silent. One that fails costs no other.
        """
        if self._stopped:
            return
        self._tasks = [asyncio.ensure_future(one.ask()) for one in self._each]
        try:
            if self._tasks:
                await asyncio.wait(self._tasks, timeout=seconds)
            self.stop(SourceTimeout())
        finally:
            # Whoever waits for all of it may be cancelled, and takes all of them along.
            tasks, self._tasks = self._tasks, []
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def stop(self, why: SourceError | None = None) -> None:
        """Wait for nobody any more: who is still asked has not answered for that reason, or was left."""
        self._stopped = True
        for one in self._each:
            one.end(why)
        for task in self._tasks:
            task.cancel()

    @property
    def asked(self) -> tuple[str, ...]:
        """Return the names of who is to answer, as far as they are known."""
        return tuple(chain.from_iterable(one.asked for one in self._each))

    @property
    def waiting(self) -> tuple[str, ...]:
        """Return the names of who is still asked."""
        return tuple(chain.from_iterable(one.waiting for one in self._each))

    @property
    def silent(self) -> tuple[Silent, ...]:
        """Return who has not answered, and why."""
        return tuple(chain.from_iterable(one.silent for one in self._each))

    @property
    def left(self) -> tuple[str, ...]:
        """Return the names of who was not waited for."""
        return tuple(chain.from_iterable(one.left for one in self._each))

    @property
    def broken(self) -> int:
        """Return how many results could not be read."""
        return sum(one.found.broken for one in self._each if one.found)

    @property
    def left_out(self) -> int:
        """Return how many results were too many."""
        return sum(one.found.left_out for one in self._each if one.found)


class _Ear(Listener):
    """One source, while it is asked and afterwards."""

    def __init__(self, one: Asked, take: Take, changed: Callable[[], None]) -> None:
        self._one = one
        self._take = take
        self._changed = changed
        self._names: tuple[str, ...] = ()
        self._heard: list[str] = []
        self._failed: list[Silent] = []
        self._ended = False
        self.found: Found | None = None
        self.left: tuple[str, ...] = ()

    async def ask(self) -> None:
        """Ask it."""
        one = self._one
        why: SourceError
        try:
            async with asyncio.timeout(PATIENCE):
                with only_source_errors(_LOGGER, one.name):
                    found = await one.source.search_by_parts(one.query, self)
        except TimeoutError:
            why = SourceTimeout()
        except SourceError as err:
            why = err
        else:
            self._answered(found)
            return
        self.end(why)

    def _answered(self, found: Found) -> None:
        if not self._ended:
            self.found, self._ended = found, True
            self._changed()

    def end(self, why: SourceError | None) -> None:
        """Wait for it no longer, for that reason if there is one."""
        if self._ended:
            return
        open_, self._ended = self._open(), True
        if why is None:
            self.left = open_
        else:
            self._failed += [Silent(indexer=name, why=why) for name in open_]
        self._changed()

    @override
    def asks(self, names: Iterable[str]) -> None:
        self._names = tuple(names)
        self._changed()

    @override
    async def take(self, releases: Iterable[Release]) -> None:
        if not self._one.there():
            raise SourceOff
        if not self._ended:
            await self._take(releases)

    @override
    def heard(self, name: str, why: SourceError | None = None) -> None:
        self._heard.append(name)
        if why is not None:
            self._failed.append(Silent(indexer=name, why=why))
        self._changed()

    def _open(self) -> tuple[str, ...]:
        """Return who has not answered; a source that has not said whom it asks is one itself."""
        if not self._names:
            return (self._one.name,)
        names = [*self._names]
        for name in self._heard:
            if name in names:
                names.remove(name)
        return tuple(names)

    @property
    def asked(self) -> tuple[str, ...]:
        """Return the names of who is to answer."""
        return self.found.asked if self.found else self._names or (self._one.name,)

    @property
    def waiting(self) -> tuple[str, ...]:
        """Return who is still asked; where all have answered the source adds up what they said."""
        return () if self._ended else self._open() or (self._one.name,)

    @property
    def silent(self) -> tuple[Silent, ...]:
        """Return who has not answered, and why."""
        return self.found.silent if self.found else tuple(self._failed)
