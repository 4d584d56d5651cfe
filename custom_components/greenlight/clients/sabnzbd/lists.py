"""The two lists of SABnzbd, asked for no more of them than is wanted."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import batched
import math
from typing import Any, Final

from ..base import DownloadState, Found, FoundBy, Identity
from ..common.usenet import may_be
from ..errors import BadAnswer
from .api import Api, slots
from .names import carries_mark, is_marked
from .rows import Head, Row, read_ended, read_head, read_queued

_IDS_PER_CALL: Final = 100
_FEW: Final = 20
_PAGE: Final = 500
# A restart counts anew, so that the number of changes may be one that we remember.
_TRUST: Final = 300.0
# Of what is not paused; servers before 4.0 ignore it.
_GOING: Final = "Downloading,Queued,Fetching,Checking,Grabbing"


def recognised(row: Row, identity: Identity) -> Found | None:
    """Return the job as found, and by what; None if it is another."""
    if identity.id and row.download.id == identity.id:
        return Found(download=row.download, by=FoundBy.ID)
    if carries_mark(row.file, identity):
        return Found(download=row.download, by=FoundBy.ID)
    if is_marked(row.file) and identity.mark:
        # It is of another try, or of another request.
        return None
    if not may_be(identity, row.download.name, row.ended):
        return None
    return Found(download=row.download, by=FoundBy.TITLE)


@dataclass(frozen=True, slots=True)
class Seen:
    """The number of changes of the history when it was read, and until when to rely on it."""

    number: int
    until: float


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of the history, and when it was seen."""

    fields: dict[str, Any]
    seen: Seen


class Queue:
    """What is not downloaded yet."""

    def __init__(self, api: Api) -> None:
        """Take the API to ask."""
        self._api = api

    async def head(self) -> Head:
        """Return what the queue says of SABnzbd as a whole."""
        return read_head(await self._api.part("queue", limit="1"))

    async def look(self, ids: Collection[str]) -> tuple[Head, dict[str, Row]]:
        """Return that, and those of the given jobs that are there, by id."""
        if not ids:
            return await self.head(), {}
        part, found = await self._named(ids)
        return await self._read(part, found)

    async def all(self) -> tuple[Head, list[Row]]:
        """Return all there is: some 400 bytes for each job."""
        part = await self._api.part("queue")
        head, rows = await self._read(part, slots(part))
        return head, list(rows.values())

    async def is_paused(self, known: str) -> bool | None:
        """Tell whether a job is paused, None if it is not there."""
        _, found = await self._named({known})
        return found[0].get("status") == "Paused" if found else None

    async def find(self, identity: Identity, name: str = "") -> Found | None:
        """Return the job of an identity, of those with that in their name or of all."""
        part = await self._api.part("queue", **({"search": name} if name else {}))
        head = read_head(part)
        for number, slot in enumerate(slots(part)):
            if number % _FEW == _FEW - 1:
                await asyncio.sleep(0)
            if found := recognised(read_queued(slot, head, ""), identity):
                _, rows = await self._read(part, [slot])
                return Found(download=rows[found.download.id].download, by=found.by)
        return None

    async def delete(self, known: str, *, delete_data: bool) -> None:
        """Remove a job."""
        await self._api.call(
            "queue", name="delete", value=known, del_files=str(int(delete_data))
        )

    async def _named(
        self, ids: Collection[str]
    ) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        part = await self._api.part("queue", nzo_ids=",".join(sorted(ids)))
        return part, [slot for slot in slots(part) if slot["nzo_id"] in ids]

    async def _read(
        self, part: Mapping[str, Any], found: list[dict[str, Any]]
    ) -> tuple[Head, dict[str, Row]]:
        head, first = read_head(part), ""
        if (
            not head.paused
            and head.waiting > 1
            and any(slot.get("status") == "Downloading" for slot in found)
        ):
            first = await self._first()
        return head, {slot["nzo_id"]: read_queued(slot, head, first) for slot in found}

    async def _first(self) -> str:
        """Return the id of the job that is being downloaded."""
        part = await self._api.part("queue", status=_GOING, start="0", limit="1")
        return next(
            (slot["nzo_id"] for slot in slots(part) if slot.get("status") != "Paused"),
            "",
        )


class History:
    """What is downloaded: being post-processed, completed or failed; newest first."""

    def __init__(self, api: Api, clock: Callable[[], float]) -> None:
        """Take the API to ask."""
        self._api = api
        self._clock = clock
        self.forget()

    def forget(self) -> None:
        """Ask anew for everything: another server may answer than the last time."""
        self._known: dict[str, Row | None] = {}
        self._seen: Seen | None = None

    async def look(self, ids: Collection[str]) -> dict[str, Row]:
        """Return those of the given jobs that are there, by id; a few bytes if nothing changed."""
        if not ids:
            self._known = {}
            return {}
        seen = self._seen if all(map(self._lasts, ids)) else None
        known: Mapping[str, Row | None] = self._known
        if (changed := await self._rows(ids, seen)) is not None:
            known, self._seen = changed
        self._known = {one: known.get(one) for one in ids}
        return {one: row for one, row in self._known.items() if row is not None}

    def _lasts(self, one: str) -> bool:
        """Tell whether a job can change only with the history's number of changes."""
        if one not in self._known:
            return False
        row = self._known[one]
        # A retry takes a failed one away and is not counted.
        return row is None or row.download.state is not DownloadState.FAILED

    async def row(self, known: str) -> Row | None:
        """Return a job as it is now."""
        changed = await self._rows({known}, None)
        return None if changed is None else changed[0].get(known)

    async def find(self, identity: Identity, name: str = "") -> Found | None:
        """Return the job of an identity, of a few with that in their name or of the new ones."""
        by_title: Found | None = None
        search = {"search": name} if name else {}
        async for rows, _ in self.pages(None, **search):
            for row in rows:
                found = recognised(row, identity)
                if found is not None and found.by is FoundBy.ID:
                    return found
                by_title = by_title or found
            await asyncio.sleep(0)
            ended = [row.ended for row in rows if row.ended is not None]
            if name or (ended and min(ended) < (identity.handed or math.inf)):
                break
        return by_title

    async def count(self) -> tuple[int, int, int]:
        """Return how many there are, how many failed, and how many are being processed."""
        every = await self._api.part("history", limit="1")
        failed = await self._api.part("history", limit="1", failed_only="1")
        return (
            _count(every.get("noofslots")),
            _count(failed.get("noofslots")),
            _count(every.get("ppslots")),
        )

    async def delete(self, row: Row, *, delete_data: bool) -> None:
        """Remove a job for good; what is being processed is cancelled, and fails by that."""
        known = row.download.id
        if row.ended is None:
            # Only newer servers can cancel; with the others it waits until it is over.
            with suppress(BadAnswer):
                await self._api.call("cancel_pp", value=known)
        await self._api.call(
            "history",
            name="delete",
            value=known,
            del_files=str(int(delete_data)),
            archive="0",
        )

    async def _rows(
        self, ids: Collection[str], seen: Seen | None
    ) -> tuple[dict[str, Row], Seen | None] | None:
        """Return those of the given jobs that are there, None if nothing changed."""
        rows: dict[str, Row] = {}
        first: Seen | None = None
        for some in batched(sorted(ids), _IDS_PER_CALL, strict=False):
            fields = {"nzo_ids": ",".join(some), "limit": str(_IDS_PER_CALL)}
            part = await self._changed(seen if first is None else None, **fields)
            if part is None:
                return None
            first = first or part.seen
            found = slots(part.fields)
            # What was completed may be archived at once, by a setting or by somebody.
            if missing := set(some) - {slot["nzo_id"] for slot in found}:
                fields["nzo_ids"] = ",".join(sorted(missing))
                archived = slots(await self._api.part("history", archive="1", **fields))
                found += [
                    slot for slot in archived if slot.get("status") == "Completed"
                ]
            rows |= {
                slot["nzo_id"]: read_ended(slot)
                for slot in found
                if slot["nzo_id"] in ids
            }
        return rows, first

    async def pages(
        self, seen: Seen | None, **fields: str
    ) -> AsyncGenerator[tuple[list[Row], Seen]]:
        """Give the jobs page by page, none at all if nothing changed."""
        start, limit = 0, _FEW
        while True:
            part = await self._changed(
                None if start else seen, start=str(start), limit=str(limit), **fields
            )
            if part is None:
                return
            found = slots(part.fields)
            yield [read_ended(slot) for slot in found], part.seen
            if len(found) < limit:
                return
            start, limit = start + limit, _PAGE

    async def _changed(self, seen: Seen | None, **fields: str) -> _Part | None:
        """Ask for a part of the history; None if nothing changed since it was seen."""
        now = self._clock()
        asked = seen is not None and now < seen.until
        if seen is not None and asked:
            fields["last_history_update"] = str(seen.number)
        answer = (await self._api.call("history", **fields)).get("history")
        if asked and answer is False:
            return None
        if not isinstance(answer, dict):
            raise BadAnswer("no history in the answer")
        number = _count(answer.get("last_history_update"))
        # No number is one that nothing can be asked with.
        return _Part(answer, Seen(number, now + _TRUST if number else now))


def _count(said: object) -> int:
    return said if isinstance(said, int) and not isinstance(said, bool) else 0
