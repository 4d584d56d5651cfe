"""Statistics: what was asked, answered and downloaded, counted for the card and kept until it changes."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from itertools import batched
from typing import Final

from homeassistant.util import dt as dt_util

from ...engine.reading import read
from ...engine.records import Records
from ...engine.request import Request
from ...engine.statistics import Known, Share, Statistics, count
from ...engine.tally import Tally
from ...ledger.source_memory import MAX_AGE, MAX_ITEMS, SourceMemory
from ..asking.compared import label_of
from ..cut import clean
from .pieces import Json
from .question import record_view

DAY: Final = 86400.0
# So many titles are read before others have their turn; reading one takes up to a quarter of a millisecond.
_AT_ONCE: Final = 20
# For so many different spans of time.
_MOST_KEPT: Final = 8
# So many of each are told; the others are the smallest.
_MOST_SHARES: Final = 50


class Counting:
    """Counts what is kept, for some days or for all of it, once for everybody who looks."""

    def __init__(
        self,
        requests: Callable[[], Iterable[Request]],
        tally: Callable[[], Tally],
        sources: Callable[[], Iterable[SourceMemory]],
        name_of: Callable[[str | None], str | None],
        now: Callable[[], float],
    ) -> None:
        """``name_of`` names a source by its id, ``now`` tells epoch seconds."""
        self._requests = requests
        self._tally = tally
        self._sources = sources
        self._name_of = name_of
        self._now = now
        self._changes = 0
        # By the number of days, with what they were counted of.
        self._kept: dict[int | None, tuple[object, Json]] = {}
        # Of which group releases are: reading thousands of titles takes a while.
        self._groups: dict[str, str] = {}

    def changed(self) -> None:
        """Count anew when somebody looks: something has happened to a request."""
        self._changes += 1

    async def of(self, days: int | None) -> Json:
        """Return what happened in the last so many days, None for all that is known."""
        mark = self._mark()
        kept = self._kept.get(days)
        if kept is None or kept[0] != mark:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            view = await self._count(list(self._requests()), days)
            kept = self._kept[days] = (mark, view)
        return kept[1]

    def _mark(self) -> object:
        """Return what is another as soon as anything would be counted otherwise."""
        seen = sum(memory.seen for memory in self._sources())
        # What is many days ago is so on another day.
        return self._changes, int(self._now() // DAY), self._tally(), seen

    async def _count(self, requests: list[Request], days: int | None) -> Json:
        began = min((one.created for one in requests), default=self._now())
        since = began if days is None else self._now() - days * DAY
        found = Statistics(since=since)
        known = Known(
            month=_month,
            source=lambda request: clean(self._name_of(request.release.source) or ""),
            group=lambda request: self._groups[request.release.title],
            label=label_of,
        )
        self._forget(requests)
        records = Records()
        for some in batched(requests, _AT_ONCE, strict=False):
            for request in some:
                title = request.release.title
                if title not in self._groups:
                    self._groups[title] = clean(read(title).group or "")
                count(found, request, known)
                if request.ended >= since:
                    records.take(request)
            await asyncio.sleep(0)
        totals = self._of_all(found) if days is None else found
        return {
            "since": max(since, began),
            **self._seen(since, began),
            **_totals(totals),
            **_counted(found),
            **_kept(records),
            **self._kept_from(records),
        }

    def _kept_from(self, records: Records) -> Json:
        """Return how often what came from an indexer was as promised, nothing where nothing was measured."""
        found = [
            {"name": name, "kept": one.kept, "of": one.of}
            for origin, one in records.every_origin()[:_MOST_SHARES]
            if (name := clean(origin.indexer or self._name_of(origin.source) or ""))
        ]
        return {"kept_from": found} if found else {}

    def _forget(self, requests: list[Request]) -> None:
        titles = {one.release.title for one in requests}
        self._groups = {key: self._groups[key] for key in titles & self._groups.keys()}

    def _of_all(self, found: Statistics) -> Statistics:
        """Return the sums since the beginning, of which the journals have forgotten the oldest."""
        tally = self._tally()
        return Statistics(
            since=found.since,
            asked=tally.asked,
            approved=max(0, tally.approved - tally.unasked),
            declined=tally.declined,
            expired=tally.expired,
            unasked=max(0, tally.unasked),
            downloaded=tally.downloaded,
            bytes=tally.bytes_downloaded,
            saved_by_declining=tally.saved_by_declining,
            saved_by_replacing=tally.saved_by_replacing,
        )

    def _seen(self, since: float, began: float) -> Mapping[str, int]:
        """Return how many releases the sources have offered since then, nothing where nobody knows."""
        memories = list(self._sources())
        if since <= began:
            return {"seen": sum(memory.seen for memory in memories)}
        if self._now() - since > MAX_AGE or any(
            len(memory.items) >= MAX_ITEMS for memory in memories
        ):
            # Of so long ago, or of so many, some are forgotten.
            return {}
        return {
            "seen": sum(
                item.first_seen >= since
                for memory in memories
                for item in memory.items.values()
            )
        }


def _counted(found: Statistics) -> Json:
    """Return what has been counted of a time: month by month, by what it came from, and how it was answered."""
    return {
        "months": [
            {
                "month": month,
                "approved": one.approved,
                "declined": one.declined,
                "expired": one.expired,
                "bytes": one.bytes,
            }
            for month, one in sorted(found.months.items())
        ],
        "by": {
            "rule": _shares(found.rules),
            "source": _shares(found.sources),
            "group": _shares(found.groups),
        },
        "answered": {
            **({} if found.median is None else {"median": found.median}),
            "bins": found.bins,
            "how": {way.value: times for way, times in found.how.items()},
        },
        "better": dict(found.better),
    }


def _totals(found: Statistics) -> Json:
    return {
        "asked": found.asked,
        "approved": found.approved,
        "declined": found.declined,
        "expired": found.expired,
        "unasked": found.unasked,
        "downloaded": found.downloaded,
        "bytes": found.bytes,
        "saved_by_declining": found.saved_by_declining,
        "saved_by_replacing": found.saved_by_replacing,
    }


def _kept(records: Records) -> Json:
    """Return how often groups kept their word, nothing where nothing was measured."""
    kept = [record_view(one) for one in records.every()[:_MOST_SHARES]]
    return {"kept": kept} if kept else {}


def _shares(shares: Mapping[str, Share]) -> list[Json]:
    """Return those with the most questions, the most first."""
    ordered = sorted(shares.items(), key=lambda one: (-one[1].asked, one[0].casefold()))
    return [
        {"name": clean(name), "asked": one.asked, "approved": one.approved}
        for name, one in ordered[:_MOST_SHARES]
    ]


def _month(epoch: float) -> str:
    """Return the month of the house's own time as ``2026-11``."""
    return f"{dt_util.as_local(dt_util.utc_from_timestamp(epoch)):%Y-%m}"
