"""A source that is told: other programs push what is new, and nothing is ever looked at."""

import asyncio
from collections.abc import Awaitable, Callable
import time
from typing import Final, override

import aiohttp

from ...engine.release import Release
from ..base import Fetched, Payload, Source, SourceError, SourceNotFound
from ..fetch import MAX_SECONDS, Fetcher
from ..pushes import Posing, TakesPushes
from .reading import read_push

# Seconds between the tries to fetch what was pushed a moment ago: trackers announce what their own site
# does not have yet.
SOON: Final = (1.0, 2.0, 4.0, 8.0)
# Seconds for which a link that leads to nothing is one that leads to nothing yet.
YOUNG: Final = 600.0
_MAX_HEARD: Final = 1000


class PushSource(Source, TakesPushes):
    """What programs push to what they take for the program that we are ``posing`` as."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        source_id: str,
        posing: Posing,
        *,
        seconds: float = MAX_SECONDS,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Take a session that keeps no cookies. ``clock`` tells seconds that never go back."""
        self._fetcher = Fetcher(session, seconds=seconds)
        self._id = source_id
        self._posing = posing
        self._clock = clock
        self._sleep = sleep
        # When each link was pushed, by the clock, the oldest first.
        self._heard: dict[str, float] = {}
        self.validators: dict[str, str] = {}

    @override
    def read(self, body: bytes) -> Release:
        """Return the release that a body announces. Raises ``Unreadable``."""
        return read_push(body, source=self._id, posing=self._posing, now=time.time())

    @override
    def heard(self, link: str) -> None:
        """Take it that a link was pushed just now."""
        self._heard.setdefault(link, self._clock())
        while len(self._heard) > _MAX_HEARD:
            del self._heard[next(iter(self._heard))]

    @override
    async def fetch(self) -> Fetched:
        """Find nothing new: whatever is new is pushed."""
        return Fetched(releases=None)

    @override
    async def payload(self, link: str) -> Payload:
        """Fetch what a release links to; what is not there yet is waited for, for a moment."""
        for wait in SOON:
            try:
                return await self._fetcher.payload(link)
            except SourceNotFound:
                if not self._is_young(link):
                    raise
            await self._sleep(wait)
        try:
            return await self._fetcher.payload(link)
        except SourceNotFound as err:
            if not self._is_young(link):
                raise
            # Which is tried again: what is not there may come.
            raise SourceError("it is not there yet") from err

    def _is_young(self, link: str) -> bool:
        heard = self._heard.get(link)
        return heard is not None and self._clock() - heard < YOUNG
