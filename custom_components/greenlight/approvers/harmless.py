"""The harmless question: sent to find out whether people are reached, and by whom it was answered."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
import logging
from typing import Any

from .base import TEST, Channel, Copy, NotDelivered
from .copies import Copies
from .queue import HANGS

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tested:
    """How the last test of an approver went: when it was sent, after how many seconds who answered."""

    sent: float
    after: float | None = None
    who: str = ""


class Harmless:
    """Knows how the last test of each approver went."""

    def __init__(
        self,
        channels: Mapping[str, Channel[Any]],
        copies: Copies,
        now: Callable[[], float],
        tell: Callable[[], None],
    ) -> None:
        """Know of no test; ``tell`` is called when one was sent or answered."""
        self._channels = channels
        self._copies = copies
        self._now = now
        self._tell = tell
        self.tests: dict[str, Tested] = {}

    async def send(self, approver: str) -> None:
        """Send it everywhere. Raises ``NotDelivered`` if it came nowhere."""
        channel = self._channels[approver]
        failed: NotDelivered | None = None
        arrived = 0
        for place in channel.places:
            copy = Copy(approver=approver, place=place, request=TEST)
            try:
                async with asyncio.timeout(HANGS):
                    shown = await channel.show(copy, channel.test(place))
            except NotDelivered as err:
                failed = err
                continue
            except TimeoutError:
                failed = NotDelivered("timeout")
                continue
            arrived += 1
            if shown:
                self._copies.put(replace(shown, at=self._now()))
        if not arrived:
            raise failed or NotDelivered("no_place", gone=True)
        self.tests[approver] = Tested(sent=self._now())
        self._tell()

    async def answered(self, approver: str, places: tuple[str, ...], who: str) -> None:
        """Take it that somebody has answered it."""
        channel = self._channels[approver]
        test = self.tests.get(approver)
        if test and test.after is None:
            after = max(0.0, self._now() - test.sent)
            self.tests[approver] = replace(test, after=after, who=who)
            self._tell()
        for place in places:
            copy = self._copies.get(approver, place, TEST)
            if copy is None:
                continue
            self._copies.drop(copy)
            try:
                await channel.show(copy, channel.test(place, who))
            except NotDelivered as err:
                _LOGGER.debug("The answer to a test was not shown: %s", err)
