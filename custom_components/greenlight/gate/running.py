"""Running: one search from when it is begun: what has come of it so far, and at the end all of it."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace

from ..engine.fit import Sought
from ..engine.release import Release
from .asking import Asked, Asking
from .found import Lot, Reader, Searched


class Running:
    """Reads what comes while others are still asked; what has come can be looked at at any time.

    ``owner`` is the id of whoever searches, empty where that is no person who looks at it later.
    ``rev`` counts what has become another. One that was ``cut`` off ended with Greenlight.
    """

    def __init__(
        self,
        begun: Searched,
        sought: Sought,
        asked: Sequence[Asked],
        owner: str = "",
    ) -> None:
        """``begun`` says all that is known before anybody has answered."""
        self.owner = owner
        self.rev = 0
        self.ended = self.cut = False
        self._last = begun
        # Of which ``rev`` that is.
        self._of = 0
        self._reader: Reader | None = Reader(begun.rule, sought)
        self._asking = Asking(asked, self._take, self._tell)
        self._news = asyncio.Event()

    @property
    def id(self) -> str:
        """Return by what it can be asked for."""
        return self._last.id

    @property
    def at(self) -> float:
        """Return when it was begun, in epoch seconds."""
        return self._last.at

    @property
    def total(self) -> int:
        """Return how many results there are so far."""
        return len(self._last.lots if self._reader is None else self._reader)

    @property
    def kept(self) -> int:
        """Return how many releases it keeps: the results, and where else each of them is."""
        return self.total + sum(len(one.also) for one in self._last.lots)

    @property
    def waiting(self) -> tuple[str, ...]:
        """Return the names of who is still asked."""
        return () if self.ended else self._asking.waiting

    @property
    def last(self) -> Searched:
        """Return what came of it as somebody has looked at it last, at the end all of it."""
        return self._last

    def status(self) -> Searched:
        """Return who is asked and who is silent now, with no more results than were looked at."""
        asking = self._asking
        return replace(
            self._last,
            asked=asking.asked,
            silent=asking.silent,
            left=asking.left,
            broken=asking.broken,
            left_out=asking.left_out,
        )

    async def go(self, seconds: float | None = None) -> None:
        """Ask, for so many ``seconds`` at most, and put what was found in an order."""
        try:
            await self._asking.ask(seconds)
            self._last = await self._made()
        except BaseException:
            self.cut = True
            raise
        finally:
            self.ended = True
            self._reader = None
            self._tell()

    def stop(self) -> None:
        """Wait for nobody any more; what has come stays."""
        self._asking.stop()

    async def now(self) -> Searched:
        """Return what has come so far, the best first."""
        if not self.ended and self._of != self.rev:
            rev, made = self.rev, await self._made()
            # Of two who look at once the later one knows more, and at the end all is known.
            if not self.ended and rev >= self._of:
                self._last, self._of = made, rev
        return self._last

    async def news(self, seen: int, seconds: float) -> None:
        """Wait until something is another than at ``seen``, for so many ``seconds`` at most."""
        await self._wait(seconds, lambda: self.rev == seen)

    async def end(self, seconds: float) -> None:
        """Wait until all have answered, for so many ``seconds`` at most."""
        await self._wait(seconds, lambda: True)

    def find(self, result_id: str) -> Lot | None:
        """Return one of the results that somebody has looked at."""
        return self._last.by_id.get(result_id)

    def keep(self, most: int) -> None:
        """Keep the best of the results only, of a search that has ended."""
        lots = self._last.lots[:most]
        self._last = replace(self._last, lots=lots, by_id={one.id: one for one in lots})

    # ------------------------------------------------------------------ below

    async def _wait(self, seconds: float, more: Callable[[], bool]) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while more() and not self.ended:
                    await self._news.wait()

    async def _take(self, releases: Iterable[Release]) -> None:
        # What it takes to tell them apart is let go of at the end, as those who were asked are not.
        if self._reader is not None:
            await self._reader.take(releases)

    async def _made(self) -> Searched:
        lots = await self._reader.lots() if self._reader is not None else ()
        return replace(self.status(), lots=lots, by_id={one.id: one for one in lots})

    def _tell(self) -> None:
        self.rev += 1
        news, self._news = self._news, asyncio.Event()
        news.set()
