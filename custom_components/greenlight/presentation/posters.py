"""Posters: what a work looks like, fetched through the library that has it, never from a stranger.

A few are kept in memory. What is no picture that every browser shows, or is too large, is none.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
import logging
from typing import Final

from ..engine.weighed import Work
from ..libraries.base import Picture
from ..libraries.errors import LibraryError

_LOGGER = logging.getLogger(__name__)

# Bytes of one poster, and of all that are kept.
MAX_BYTES: Final = 5_000_000
MAX_KEPT: Final = 20_000_000
# So many items are remembered, also those that have none.
MAX_ITEMS: Final = 500
# Seconds in which a library has to have answered, and after which one that could not is asked again.
PATIENCE: Final = 10
AGAIN: Final = 300.0
# How pictures begin. What a server calls them is not asked: a page would be one, too.
_BEGINNINGS: Final = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)

# Fetches the poster of an item, by its library's subentry and its own id there. None for none;
# raises ``LibraryError``.
type Fetch = Callable[[str, str], Awaitable[Picture | None]]


class Posters:
    """The posters of works, by the items that libraries have of them."""

    def __init__(self, fetch: Fetch, now: Callable[[], float]) -> None:
        """``now`` tells epoch seconds."""
        self._fetch = fetch
        self._now = now
        self._kept: OrderedDict[tuple[str, str], Picture | None] = OrderedDict()
        self._failed: dict[tuple[str, str], float] = {}

    async def of(self, work: Work) -> Picture | None:
        """Return the poster of a work from the first library that has one, None if none has."""
        for item in work.known_to:
            if (picture := await self._of_item(item)) is not None:
                return picture
        return None

    def due_again(self, work: Work) -> bool:
        """Tell whether a library could not be asked for the poster of a work, and can be again."""
        failed = [self._failed[item] for item in work.known_to if item in self._failed]
        return bool(failed) and self._now() >= min(failed)

    async def _of_item(self, item: tuple[str, str]) -> Picture | None:
        if item in self._kept:
            self._kept.move_to_end(item)
            return self._kept[item]
        if self._now() < self._failed.get(item, 0.0):
            return None
        try:
            async with asyncio.timeout(PATIENCE):
                picture = await self._fetch(*item)
        except (LibraryError, TimeoutError) as err:
            _LOGGER.debug("No poster: %s", err)
            if len(self._failed) >= MAX_ITEMS:
                self._failed.clear()
            self._failed[item] = self._now() + AGAIN
            return None
        self._failed.pop(item, None)
        self._keep(item, usable(picture))
        return self._kept.get(item)

    def _keep(self, item: tuple[str, str], picture: Picture | None) -> None:
        self._kept[item] = picture
        while sum(len(one.content) for one in self._kept.values() if one) > MAX_KEPT:
            self._kept.popitem(last=False)
        while len(self._kept) > MAX_ITEMS:
            self._kept.popitem(last=False)


def usable(picture: Picture | None) -> Picture | None:
    """Return a picture as what it is by its first bytes, None for what is not to be shown."""
    if picture is None or len(picture.content) > MAX_BYTES:
        return None
    content = picture.content
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return Picture(content=content, content_type="image/webp")
    for beginning, content_type in _BEGINNINGS:
        if content.startswith(beginning):
            return Picture(content=content, content_type=content_type)
    return None
