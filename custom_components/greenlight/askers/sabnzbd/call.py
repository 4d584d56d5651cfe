"""A call of somebody who was let in, and the answers that all modes share."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

from homeassistant.core import HomeAssistant

from ...engine.release import Protocol
from ..base import Desk, Standing
from .asked import Asked
from .failed import FailedFetches

# What all gates say they are; programs remember it by the host, whichever gate told it.
VERSION: Final = "4.5.1"

type Answer = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What is asked, and of whom."""

    hass: HomeAssistant
    desk: Desk
    asked: Asked
    failed: FailedFetches

    async def look(self) -> tuple[Standing, ...]:
        """Return all that its asker is to see here, oldest first."""
        seen = await self.desk.look()
        ordered = (one for one in seen if one.order.protocol is Protocol.USENET)
        return *ordered, *self.failed.of(self.desk.settings.id)


type Handler = Callable[[Call], Awaitable[Answer]]


def done() -> Answer:
    """Say that it was done."""
    return {"status": True}


def error(text: str = "not implemented") -> Answer:
    """Say that it was not, in SABnzbd's words."""
    return {"status": False, "error": text}


def nothing_named() -> Answer:
    """Say that what it is about was not named."""
    return error("expects one parameter")


def nzo_ids(*ids: str, status: bool = True) -> Answer:
    """Name the jobs that it was done to."""
    return {"status": status, "nzo_ids": list(ids)}
