"""How Radarr and Sonarr decide about releases, and fetch one that somebody has said yes to."""

from abc import abstractmethod
import asyncio
from collections.abc import Collection, Mapping
from contextlib import aclosing
from typing import Any, ClassVar, Final, override

from ....engine.decided import Ticket
from ....engine.release import Release
from ....engine.same_release import spelled
from ...decides import Decides, Decisions, Dropped, Stage, Standing, Taken
from ...errors import BadAnswer, NotFound
from ..api import Query
from ..values import moment, objects, of, some, text, texts, whole
from .decided import release, ticket_of
from .grabs import ArrGrabs

_CONFIG: Final = "api/v3/config/indexer"
_RELEASE: Final = "api/v3/release"
# All indexers are asked before the first byte of the answer; so many times as long as usual.
_SLOW: Final = 6
# A release may be fetched from a slow indexer first.
_SLOW_GRAB: Final = 4
# Records of grabs that are looked through; seconds by which its clock may differ from ours.
_RECORDS: Final = 250
_CLOCKS: Final = 600.0
_MOST_RELEASES: Final = 5000
_GRABBED: Final = 1

_IMPORTED: Final = "downloadFolderImported"
_FAILED: Final = "downloadFailed"
_IGNORED: Final = "downloadIgnored"
_STAGES: Final = {
    "queued": Stage.QUEUED,
    "delay": Stage.QUEUED,
    "paused": Stage.PAUSED,
    "completed": Stage.WAITING,
}


class ArrDecides(ArrGrabs, Decides):
    """The decisions of one Radarr or Sonarr. What takes long is asked one after the other."""

    program: ClassVar[str]
    _deciding: asyncio.Lock

    @override
    async def looks_by_itself(self) -> int:
        minutes = whole(of(await self._api.get(_CONFIG), "rssSyncInterval"))
        if minutes is None:
            # Who took that for none would have everything fetched with nobody asked.
            raise BadAnswer("no interval of its RSS in the answer")
        return minutes

    @override
    async def decisions(self) -> Decisions:
        found: dict[str, Release] = {}
        broken = 0
        async with self._deciding:
            rows = self._api.rows(_RELEASE, slow=_SLOW)
            async with aclosing(rows):
                async for some_rows in rows:
                    for row in some_rows[: _MOST_RELEASES - len(found)]:
                        if (one := self._release(row)) is None:
                            broken += 1
                        else:
                            found.setdefault(one.guid, one)
        return Decisions(releases=tuple(found.values()), broken=broken)

    def _release(self, row: Any) -> Release | None:
        try:
            return release(row, self.program, self._api)
        except ArithmeticError, AttributeError, LookupError, TypeError, ValueError:
            # A single release is never to cost all the others.
            return None

    @override
    async def take(self, ticket: Ticket) -> None:
        await self._still_there(ticket)
        body = {"guid": ticket.guid, "indexerId": ticket.indexer}
        await self._api.post(_RELEASE, body, slow=_SLOW_GRAB)

    @override
    async def search(self, ticket: Ticket) -> Ticket | None:
        query = self._searching(ticket)
        if query is None:
            raise NotFound("nobody knows which work it is of")
        await self._still_there(ticket)
        found: Ticket | None = None
        async with self._deciding:
            rows = self._api.rows(_RELEASE, query, slow=_SLOW)
            async with aclosing(rows):
                async for some_rows in rows:
                    for one in filter(None, map(ticket_of, some_rows)):
                        # Whoever syncs its indexers may have added one anew, under another number.
                        same = one.guid == ticket.guid
                        if same and (not found or one.indexer == ticket.indexer):
                            found = one
        return found

    async def _still_there(self, ticket: Ticket) -> None:
        """Raise ``NotFound`` where it does not have the work any more: it knows releases for longer than that."""
        if ticket.item is not None:
            await self._api.get(f"api/v3/{self.subjects.work}/{ticket.item}")

    @abstractmethod
    def _searching(self, ticket: Ticket) -> Query | None:
        """Return what a search for a work is asked with, None where it cannot be."""

    @override
    async def taken(self, ticket: Ticket, title: str, since: float) -> Taken | None:
        query: Query = {
            "page": 1,
            "pageSize": _RECORDS,
            "sortKey": "date",
            "sortDirection": "descending",
            "eventType": _GRABBED,
        }
        records = of(await self._api.get("api/v3/history", query), "records")
        if not isinstance(records, list):
            raise BadAnswer("no records in the answer")
        for row in objects(records):
            at = moment(row.get("date"))
            if at is None or at < since - _CLOCKS:
                continue
            if of(row, "data", "guid") == ticket.guid:
                name = of(row, "data", "downloadClientName")
                return Taken(
                    download=text(row.get("downloadId")), client=self._words(name)
                )
        return await self._taken_by_queue(title)

    async def _taken_by_queue(self, title: str) -> Taken | None:
        """Return what stands in the queue under a title: a history can be cleared."""
        rows = self._api.rows("api/v3/queue/details")
        wanted = spelled(title)
        async with aclosing(rows):
            async for some_rows in rows:
                for row in some_rows:
                    download = text(of(row, "downloadId"))
                    if download and spelled(text(of(row, "title"))) == wanted:
                        name = self._words(of(row, "downloadClient"))
                        return Taken(download=download, client=name)
        return None

    @override
    async def standings(self, downloads: Collection[str]) -> Mapping[str, Standing]:
        wanted = {one.casefold(): one for one in downloads if one}
        found: dict[str, Standing] = {}
        rows = self._api.rows("api/v3/queue/details")
        async with aclosing(rows):
            async for some_rows in rows:
                for row in some_rows:
                    known = wanted.get(text(of(row, "downloadId")).casefold())
                    # Of a pack there is a row for each episode, each with the size of all.
                    if known is not None and known not in found:
                        found[known] = self._standing(row)
        for one in wanted.values():
            if one not in found and (past := await self._past(one)) is not None:
                found[one] = past
        return found

    def _standing(self, row: dict[str, Any]) -> Standing:
        status = text(row.get("status"))
        state = text(row.get("trackedDownloadState"))
        stage = _STAGES.get(status, Stage.DOWNLOADING)
        if status == "failed" or state in ("failed", "failedPending"):
            stage = Stage.FAILED
        elif state == "imported":
            stage = Stage.IMPORTED
        said = [
            *(text(row.get("errorMessage")),),
            *(
                word
                for one in objects(row.get("statusMessages"))
                for word in _said(one)
            ),
        ]
        return Standing(
            stage=stage,
            name=text(row.get("title")),
            size=some(row.get("size")),
            left=whole(row.get("sizeleft")),
            client=self._words(row.get("downloadClient")),
            words=self._api.clean("; ".join(dict.fromkeys(filter(None, said)))),
        )

    async def _past(self, download: str) -> Standing | None:
        """Return what has become of a download that has left the queue."""
        for row in await self._records(download):
            match row.get("eventType"):
                case str(event) if event == _IMPORTED:
                    name = text(row.get("sourceTitle"))
                    return Standing(stage=Stage.IMPORTED, name=name)
                case str(event) if event in (_FAILED, _IGNORED):
                    said = self._api.clean(text(of(row, "data", "message")))
                    return Standing(stage=Stage.FAILED, words=said)
        return None

    @override
    async def drop(self, download: str, *, delete_data: bool) -> Dropped:
        rows = self._in_queue(download)
        async with aclosing(rows):
            row = await anext(rows, None)
        if row is None:
            return Dropped.UNKNOWN
        # It deletes what there is of whatever it removes (``RemoveItem``), so it may only where there is nothing.
        remove = delete_data or _is_empty(row)
        query = {
            "removeFromClient": str(remove).lower(),
            "blocklist": "false",
            "skipRedownload": "true",
        }
        if not await self._removed(download, query):
            return Dropped.UNKNOWN
        return Dropped.REMOVED if remove else Dropped.LET_GO


def _said(row: dict[str, Any]) -> tuple[str, ...]:
    return texts(row.get("messages"))[:5] or texts([row.get("title")])


def _is_empty(row: dict[str, Any]) -> bool:
    """Tell whether nothing of a download is there yet."""
    size, left = whole(row.get("size")), whole(row.get("sizeleft"))
    if size is None or left is None or text(row.get("status")) == "completed":
        return False
    return left >= size
