"""What a qBittorrent has completed lately, in categories of any case."""

from collections import deque
from collections.abc import AsyncGenerator, Collection
from typing import Final

from .base import Finished
from .qbittorrent_api import WebApi
from .qbittorrent_limits import categories
from .qbittorrent_torrents import Row, read_rows

# Most of the time nothing is new; with very much of it, pages.
_FIRST: Final = 20
_PAGE: Final = 500
# Versions without a moment of completion say 0, -1 or this.
_NEVER: Final = 0xFFFFFFFF


async def finished(
    api: WebApi, names: Collection[str], since: float
) -> tuple[Finished, ...]:
    """Return what was completed at or after ``since``, oldest first, 500 at most.

    The server lists a category sorted by the moment of completion, newest first; what is older
    than ``since`` ends the reading.
    """
    wanted = {name.casefold() for name in names}
    if not wanted:
        return ()
    there = [name for name in await categories(api) if name.casefold() in wanted]
    oldest: list[Finished] = []
    for name in there:
        # Of what is read newest first, the last 500 are the oldest.
        some: deque[Finished] = deque(maxlen=_PAGE)
        async for row in _completed_since(api, name, since):
            some.append(_read(row))
        oldest += some
    oldest.sort(key=lambda one: one.at)
    return tuple(oldest[:_PAGE])


async def _completed_since(
    api: WebApi, category: str, since: float
) -> AsyncGenerator[Row]:
    """Yield what is complete in a category, newest first.

    The answer is not believed in what it was asked for: unknown filters are ignored, and with
    subcategories switched on a category holds those of others.
    """
    offset, limit = 0, _FIRST
    seen: set[str] = set()
    while True:
        reply = await api.get(
            "torrents/info",
            filter="completed",
            category=category,
            sort="completion_on",
            reverse="true",
            limit=str(limit),
            offset=str(offset),
        )
        rows = read_rows(reply.body)
        for row in rows:
            if row.completed_at == _NEVER:
                continue
            if row.completed_at < since:
                return
            # Whatever is completed meanwhile moves the others to the next page.
            again = row.download.id in seen
            seen.add(row.download.id)
            if row.download.complete and row.category == category and not again:
                yield row
        if len(rows) < limit:
            return
        offset, limit = offset + len(rows), _PAGE


def _read(row: Row) -> Finished:
    download = row.download
    return Finished(
        id=download.id,
        name=download.name,
        category=download.category,
        at=row.completed_at,
        size=download.size,
        content_path=download.content_path,
    )
