"""Putting: how something comes to a place and goes again, and what is remembered of it."""

import asyncio
from dataclasses import replace
from typing import Final

from homeassistant.core import callback

from ..presentation.screens import PhoneScreen, Screen
from .base import Copy, NotDelivered
from .queue import Queue
from .showing import Spot

# Behind the key of what is to be taken away after a while.
GOES: Final = "/g"
# Between the key of what is seen and the message in which it was seen before.
BEFORE: Final = "/o"
# Seconds after which it is tried again to take that away.
AGAIN: Final = 30.0


class Putting:
    """Shows a screen and takes it away; each copy is kept as it is seen now."""

    def __init__(self, spot: Spot, queue: Queue) -> None:
        """Have taken away in time what was shown before the start."""
        self._spot = spot
        self._world = spot.world
        self._queue = queue
        # Held while the platform has not said yet where something is.
        self._sending = asyncio.Lock()
        for copy in self._world.copies.at(spot.settings.id, spot.name):
            self._expect(copy)

    async def send(
        self,
        copy: Copy,
        screen: Screen,
        *,
        digest: str,
        call: str = "",
        covers: tuple[str, ...] = (),
    ) -> Copy:
        """Show it, and remember what is seen there now. Raises ``NotDelivered``."""
        async with self._sending:
            return await self._send_now(copy, screen, digest, call, covers)

    async def settled(self) -> None:
        """Wait until it is known where everything is that was sent."""
        async with self._sending:
            pass

    async def _send_now(
        self,
        copy: Copy,
        screen: Screen,
        digest: str,
        call: str,
        covers: tuple[str, ...],
    ) -> Copy:
        self._queue.sends()
        self._spot.budget.count()
        before = await self._note(copy, screen)
        try:
            shown = await self._spot.channel.show(
                replace(copy, request=copy.of), screen
            )
        except NotDelivered:
            self._world.copies.restore(copy, before)
            raise
        self._queue.arrived()
        now = self._world.now()
        turned = (self._spot.copy(copy.request) or copy).turned
        kept = replace(
            shown or copy,
            request=copy.request,
            page=copy.page,
            asks=copy.asks,
            step=copy.step,
            shown=digest,
            turned=turned,
            at=copy.at or now,
            goes=_goes(screen, now),
            call=call or copy.call,
            covers=covers,
            closed=shown is None,
        )
        self._world.copies.put(kept)
        self._expect(kept)
        return kept

    async def _note(self, copy: Copy, screen: Screen) -> Copy | None:
        """Have on disk that it may be seen in a moment, whatever happens; return what was before.

        What has just been sent would be out of reach after a power cut otherwise.
        """
        before = self._spot.copy(copy.request)
        message = self._spot.channel.will_be(replace(copy, request=copy.of), screen)
        if message and (before is None or copy.asks):
            noted = before or replace(copy, at=self._world.now())
            noted = replace(noted, message=message, shown="", goes=0.0, asks=True)
            await self._world.copies.async_put(noted)
        return before

    async def say(self, copy: Copy, screen: PhoneScreen) -> None:
        """Show a short word that is of no question. Raises ``NotDelivered``."""
        self._spot.budget.count()
        shown = await self._spot.channel.show(copy, screen)
        if shown and self._spot.channel.stays(self._spot.name):
            now = self._world.now()
            said = replace(shown, at=now, goes=_goes(screen, now))
            self._world.copies.put(said)
            self._expect(said)

    async def tell(self, copy: Copy, screen: Screen) -> None:
        """Show what nobody answers and nothing changes. Raises ``NotDelivered``."""
        async with self._sending:
            self._queue.sends()
            self._spot.budget.count()
            await self._spot.channel.show(copy, screen)
            self._queue.arrived()

    # ------------------------------------------------------------------- away

    async def replaced(self, before: Copy, shown: Copy) -> None:
        """Take away what was seen before, if it is not where the new one is."""
        if self._spot.phone or before.message == shown.message:
            return
        try:
            await self._spot.channel.clear(before)
        except NotDelivered as err:
            # Its buttons would stay for good; whatever is of no request is taken away.
            left = replace(before, request=f"{before.request}{BEFORE}{before.message}")
            self._world.copies.put(left)
            after = AGAIN if err.again_in is None else err.again_in
            self._queue.at(left.request, self._world.clock() + after)

    async def take_away(self, copy: Copy) -> None:
        """Take away what is seen, and forget it. Raises ``NotDelivered``."""
        if not copy.closed:
            await self._spot.channel.clear(copy)
            self._queue.arrived()
        self._world.copies.drop(copy)

    async def close(self, copy: Copy) -> None:
        """Take away what is seen, and remember what it was. Raises ``NotDelivered``."""
        await self._spot.channel.clear(copy)
        self._queue.arrived()
        self._world.copies.put(replace(copy, closed=True))

    @callback
    def _expect(self, copy: Copy) -> None:
        """Have something taken away in time where it does not go by itself."""
        if BEFORE in copy.request:
            self._queue.add(copy.request)
            return
        if copy.goes and copy.message and self._spot.channel.stays(self._spot.name):
            left = max(0.0, copy.goes - self._world.now())
            self._queue.at(f"{copy.request}{GOES}", self._world.clock() + left)

    async def let_go(self, key: str) -> None:
        """Take away what was to be seen for a while only. Raises ``NotDelivered``."""
        copy = self._spot.copy(key.removesuffix(GOES))
        if copy is None or copy.closed or not (copy.goes and copy.message):
            return
        if copy.goes > self._world.now():
            self._expect(copy)
            return
        await self._spot.channel.clear(copy)
        self._queue.arrived()
        # What is told next of that request comes there anew.
        self._world.copies.put(replace(copy, message=""))


def _goes(screen: Screen, now: float) -> float:
    """Return when a screen is not seen any more, 0 for one that stays."""
    after = screen.goes_after if isinstance(screen, PhoneScreen) else None
    return 0.0 if after is None else now + after
