"""What media servers have in common: rows that are read one by one, each at its own risk."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
import logging
from typing import Final

from ...engine.library.item import Episode, Item, Version
from ..base import Picture
from ..errors import NotFound
from .loose import Row, word

_LOGGER = logging.getLogger(__name__)


@dataclass(slots=True)
class Tally:
    """How many rows of a list could not be understood."""

    broken: int = 0


# No promise of whoever reads an item: a single one is never to cost all the others.
_ODD: Final = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


async def poster_in(
    folder: str, item: Item, fetch: Callable[[str], Awaitable[Picture]]
) -> Picture | None:
    """Fetch an item's poster, which has to lie in a folder of the server's own; None without one."""
    if not item.poster.startswith(folder):
        return None
    try:
        return await fetch(item.poster)
    except NotFound:
        return None


def read_each[T, R](
    rows: Iterable[T], read: Callable[[T], R], tally: Tally, program: str
) -> tuple[R, ...]:
    """Read rows; one that cannot be read is counted, and costs only itself."""
    found = []
    for row in rows:
        try:
            found.append(read(row))
        except _ODD as err:
            tally.broken += 1
            _LOGGER.debug("%s lists something that cannot be read: %s", program, err)
    return tuple(found)


def fresh_rows(page: Iterable[Row], key: str, seen: set[str]) -> list[Row]:
    """Return the rows of a page that were on none before; a list moves while it is read.

    Their ids are noted in ``seen``. What has none is of no use but as something to be counted.
    """
    found = []
    for row in page:
        identity = word(row.get(key))
        if identity not in seen:
            found.append(row)
        if identity:
            seen.add(identity)
    return found


def held(
    episodes: Iterable[Episode], versions: Mapping[str, Version]
) -> Mapping[str, Version]:
    """Return the files that episodes are said to be in: of several, the best stands for all."""
    named = {episode.version for episode in episodes}
    return {key: version for key, version in versions.items() if key in named}
