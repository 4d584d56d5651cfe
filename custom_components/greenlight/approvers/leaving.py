"""Leaving: takes away what people see of questions that nobody asks there any more."""

import asyncio
from collections.abc import Callable, Iterable
import logging
from typing import Any, Final

from ..parts.approver_settings import ApproverSettings
from .base import Channel, Copy, NotDelivered
from .queue import HANGS

_LOGGER = logging.getLogger(__name__)

# Seconds for which whoever removes Greenlight waits for all of it.
LEAVES: Final = 30.0


async def clear(channel: Channel[Any], copies: Iterable[Copy]) -> None:
    """Take copies away, as far as that is possible: nobody comes back to them."""
    for copy in copies:
        try:
            async with asyncio.timeout(HANGS):
                await channel.clear(copy)
        except (NotDelivered, TimeoutError) as err:
            _LOGGER.debug("A question stays where it is not asked any more: %s", err)


async def clear_all(
    approvers: Iterable[ApproverSettings],
    build: Callable[[ApproverSettings], Channel[Any]],
    copies: Iterable[Copy],
) -> None:
    """Take away what is seen by all approvers, questions first, as far as it is done in a while.

    Its buttons would have nobody who takes what they say.
    """
    seen = sorted(
        (one for one in copies if not one.closed),
        key=lambda one: (one.asks, one.at),
        reverse=True,
    )
    try:
        async with asyncio.timeout(LEAVES):
            await asyncio.gather(
                *(
                    clear(build(each), [one for one in seen if one.approver == each.id])
                    for each in approvers
                )
            )
    except TimeoutError:
        _LOGGER.warning("Some questions could not be taken away in time")
