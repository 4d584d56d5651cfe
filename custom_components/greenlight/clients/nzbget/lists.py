"""NZBGet's two lists: the queue, and the history, which is told whole or not at all.

Five thousand entries are 9 MB, newest first. So the history is read entry by entry as it arrives, no
further than needed; what ended is remembered while it is followed; and a poll reads it only when
something followed is not where it was.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from itertools import batched
import re
from typing import Any, Final

from ..base import Download, DownloadState, Found, FoundBy, Identity, Problem
from ..common.looking import ABSENT, Again
from ..common.usenet import may_be
from ..common.values import reading
from .api import Api
from .rows import Head, Row, read_ended, read_head, read_queued

# After what time it is seen that somebody removed or marked what had ended.
_RECHECK: Final = 300.0
_LOG_LINES: Final = 200
_FEW: Final = 20
_ENCRYPTED: Final = re.compile(r"password|encrypted", re.IGNORECASE)


def is_this(row: Row, identity: Identity) -> bool:
    """Tell whether an id or our mark says that this is it.

    NZBGet counts anew once both lists are empty, so an id with somebody else's mark is not it.
    """
    if identity.mark and row.mark:
        return identity.mark == row.mark
    return bool(identity.id) and identity.id == row.download.id


def is_followed(row: Row, identity: Identity) -> bool:
    """Tell whether this is the one that is followed, and not an earlier try of the same request."""
    if identity.id and identity.id != row.download.id:
        return False
    return is_this(row, identity)


def is_called(row: Row, identity: Identity) -> bool:
    """Tell whether this bears the title, and no mark of another, and may be it by its time."""
    if identity.mark and row.mark:
        return False
    return may_be(identity, row.download.name, row.ended)


async def read_status(api: Api) -> Head:
    """Read how the server is. Raises ``ClientError``."""
    status = await api.call("status")
    with reading("not what NZBGet says of itself"):
        return read_head(status)


async def read_lists(api: Api) -> tuple[Head, list[Row]]:
    """Read how the server is, and the queue. Raises ``ClientError``."""
    head = await read_status(api)
    queue: list[Row] = []

    def take(item: Any) -> bool:
        with reading("not an entry of a queue"):
            queue.append(read_queued(item, head, len(queue) + 1))
        return False

    await api.rows(take, "listgroups", 0)
    return head, queue


async def find_in(queue: Iterable[Row], identity: Identity) -> Found | None:
    """Return what is meant in the queue, and by what it is recognised."""
    for row in queue:
        if is_this(row, identity):
            return Found(download=row.download, by=FoundBy.ID)
    # To read a title takes a while, so others run in between.
    for some in batched(queue, _FEW, strict=False):
        for row in some:
            if is_called(row, identity):
                return Found(download=row.download, by=FoundBy.TITLE)
        await asyncio.sleep(0)
    return None


class History:
    """The history, and what was learnt of the entries that are followed."""

    def __init__(self, api: Api, clock: Callable[[], float]) -> None:
        """Start with nothing read."""
        self._api = api
        self._clock = clock
        self._known: dict[str, Row] = {}
        self._read_at = 0.0
        self._absent: dict[Identity, Again] = {}

    def forget(self) -> None:
        """Read everything anew at the next occasion."""
        self._known, self._absent = {}, {}

    async def each(self, take: Callable[[Row], bool]) -> None:
        """Read entries, newest first, until ``take`` has enough. Raises ``ClientError``."""

        def read(item: Any) -> bool:
            with reading("not an entry of a history"):
                row = read_ended(item)
            return take(row)

        await self._api.rows(read, "history", False)

    async def find(self, identity: Identity) -> Found | None:
        """Look one up: by its id or our mark whenever it ended, by its title only since then."""
        named: list[Row] = []
        hit: list[Row] = []

        def take(row: Row) -> bool:
            if row.removed:
                return False
            if is_this(row, identity):
                hit.append(row)
            elif not named and is_called(row, identity):
                named.append(row)
            return bool(hit)

        await self.each(take)
        for rows, by in ((hit, FoundBy.ID), (named, FoundBy.TITLE)):
            if rows:
                return Found(download=await self.explained(rows[0]), by=by)
        return None

    async def row(self, known: str) -> Row | None:
        """Look an entry up by its id."""
        hit: list[Row] = []

        def take(row: Row) -> bool:
            if row.download.id == known:
                hit.append(row)
            return bool(hit)

        await self.each(take)
        return hit[0] if hit else None

    async def look(
        self, wanted: Collection[Identity], *, moved: bool
    ) -> Mapping[Identity, Row]:
        """Return those of the wanted that ended; ``moved`` says that something left the queue."""
        now = self._clock()
        found = {
            identity: row
            for identity in wanted
            for row in self._known.values()
            if is_followed(row, identity)
        }
        missing = [identity for identity in wanted if identity not in found]
        stale = found and now - self._read_at >= _RECHECK
        if stale or any(self._is_due(identity, now, moved) for identity in missing):
            found = await self._read(wanted)
            self._read_at = now
            for identity in wanted:
                if identity not in found:
                    absent = self._absent.setdefault(identity, Again(now))
                    absent.put_off(now, ABSENT)
        self._known = {row.download.id: row for row in found.values()}
        self._absent = {
            identity: absent
            for identity, absent in self._absent.items()
            if identity in wanted and identity not in found
        }
        return {identity: row for identity, row in found.items() if not row.removed}

    def _is_due(self, identity: Identity, now: float, moved: bool) -> bool:
        absent = self._absent.get(identity)
        return absent is None or moved or absent.due <= now

    async def _read(self, wanted: Collection[Identity]) -> dict[Identity, Row]:
        found: dict[Identity, Row] = {}
        open_ = set(wanted)

        def take(row: Row) -> bool:
            for identity in [one for one in open_ if is_followed(row, one)]:
                found[identity] = row
                open_.discard(identity)
            return not open_

        await self.each(take)
        for identity, row in found.items():
            found[identity] = replace(row, download=await self.explained(row))
        return found

    async def explained(self, row: Row) -> Download:
        """Return a download; where NZBGet says no more than that unpacking failed, with why.

        Only of RAR archives does it tell a missing password apart. The unpacker's own words are in
        the log of the download.
        """
        download = row.download
        if download.problem is not Problem.UNPACKING:
            return download
        if (before := self._known.get(download.id)) is not None:
            return before.download
        lines = await self._api.call("loadlog", int(download.id), 0, _LOG_LINES)
        if not isinstance(lines, list):
            return download
        for line in lines:
            text = str(line.get("Text") if isinstance(line, dict) else "")
            if _ENCRYPTED.search(text.replace(download.name, "")):
                message = f"the archive wants a password ({row.status})"
                return replace(download, problem=Problem.ENCRYPTED, message=message)
        return download

    async def count(self) -> Counter[DownloadState]:
        """Return the number of entries by state."""
        counts: Counter[DownloadState] = Counter()

        def take(row: Row) -> bool:
            if not row.removed:
                counts[row.download.state] += 1
            return False

        await self.each(take)
        return counts
