"""The torrents of a qBittorrent: looked up by their hashes, in one list of exactly those.

The v1 hash of a hybrid names nothing once its metadata is there, and no list can be asked for it. So
what is missing is looked for among the newest with our tag, and the id it has now is kept.
"""

from collections.abc import Callable, Collection, Iterable
from itertools import batched
from typing import Final

from ..base import TAG, Identity
from ..common.looking import ABSENT, Again
from ..common.torrents import hashes_of
from .api import Api
from .options import TAG_FILTER
from .rows import Row, matching, read_rows

# 100 ids make a request line of 4 kB, which every proxy lets through.
_IDS_PER_CALL: Final = 100
_NEWEST: Final = "100"


class Torrents:
    """The list of torrents, and which of them have another id than we know."""

    def __init__(self, api: Api, clock: Callable[[], float]) -> None:
        """Start with nothing known; the clock tells seconds."""
        self._api = api
        self._clock = clock
        self._renamed: dict[str, str] = {}
        self._missing: dict[str, Again] = {}

    async def find(self, hashes: frozenset[str]) -> Row | None:
        """Look a torrent up by any of its hashes."""
        await self._api.open()
        ids = {value[:40] for value in hashes}
        ids |= {self._renamed[value] for value in ids if value in self._renamed}
        if not ids:
            return None
        if row := matching(await self._rows(sorted(ids)), hashes):
            return row
        if any(len(value) == 64 for value in hashes):
            return None
        return self._note_new_id(hashes, matching(await self._ours(), hashes))

    async def followed(self, followed: Collection[Identity]) -> dict[str, Row]:
        """List the followed by id; those that do not come back are looked for ever more rarely."""
        await self._api.open()
        ids = {value[:40] for one in followed for value in hashes_of(one)}
        self._renamed = {old: new for old, new in self._renamed.items() if old in ids}
        wanted = {
            self._renamed.get(known, known): one
            for one in followed
            # No id at all would list everything.
            if (known := one.id or min((v[:40] for v in one.hashes), default=""))
        }
        rows = {row.download.id: row for row in await self._rows(wanted)}
        now = self._clock()
        missing = wanted.keys() - rows.keys()
        self._missing = {key: self._missing.get(key) or Again(now) for key in missing}
        due = [key for key in missing if self._missing[key].due <= now]
        if not due:
            return rows
        other_ids = {
            value[:40] for key in due for value in wanted[key].hashes
        } - wanted.keys()
        found = await self._rows(sorted(other_ids)) + await self._ours()
        for key in due:
            hashes = wanted[key].hashes | {wanted[key].id}
            if row := self._note_new_id(hashes, matching(found, hashes)):
                rows[row.download.id] = row
                del self._missing[key]
            else:
                self._missing[key].put_off(now, ABSENT)
        return rows

    async def newest(self, **asked: str) -> list[Row]:
        """List some of those that are asked for."""
        reply = await self._api.get("torrents/info", **asked, limit=_NEWEST)
        return read_rows(reply.body)

    async def _rows(self, ids: Iterable[str]) -> list[Row]:
        rows: list[Row] = []
        for some in batched(ids, _IDS_PER_CALL, strict=False):
            reply = await self._api.get("torrents/info", hashes="|".join(some))
            rows += read_rows(reply.body)
        return rows

    async def _ours(self) -> list[Row]:
        """List the newest of those with our tag; servers before the tag filter know no hybrids."""
        if self._api.version < TAG_FILTER:
            return []
        return await self.newest(tag=TAG, sort="added_on", reverse="true")

    def _note_new_id(self, hashes: Collection[str], row: Row | None) -> Row | None:
        if row is not None:
            self._renamed.update(
                (value[:40], row.download.id)
                for value in hashes
                if value[:40] != row.download.id
            )
        return row
