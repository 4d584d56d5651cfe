"""Refresh: look at sources or clients now, because a person asked."""

import asyncio
from collections.abc import Iterable

from .parts.client import ClientCoordinator, SourceCoordinator


async def async_look(parts: Iterable[ClientCoordinator | SourceCoordinator]) -> None:
    """Look at all of them at once. Raises what the first that failed failed of, translated."""
    looked_at = list(parts)
    await asyncio.gather(*(part.async_refresh() for part in looked_at))
    for part in looked_at:
        if not part.last_update_success and part.last_exception is not None:
            raise part.last_exception
