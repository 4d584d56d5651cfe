"""Found: what a search has brought, read once as it comes, the same once, and in an order.

There may be ten thousand results, so of each no more is known here than sorts it. What is to be made of
those that somebody looks at is asked for then (``search``).
"""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
import hashlib
import time
from typing import Final

from ..engine.evidence import Known, evidence, keys, offered_as
from ..engine.fit import FITS, Fit, Sought
from ..engine.lately import lately
from ..engine.library.item import Item
from ..engine.match import match
from ..engine.quality.quality import Quality
from ..engine.release import Protocol, Release
from ..engine.rules import Rule
from ..engine.search import Query
from ..engine.title.parse import parse
from ..sources.base import Silent

# So many results are kept after searches, those of older searches go first, and for so many seconds.
MAX_KEPT: Final = 30_000
KEPT_FOR: Final = 6 * 3600.0

# Seconds for which the loop is held at a time.
TURN: Final = 0.005
# What more have in common than these says nothing of any of them.
MOST_IN_COMMON: Final = 50
# How the reason for a refusal begins that is no more than possible.
_PERHAPS: Final = "perhaps"

type Place = tuple[float | str, ...]


class Order(StrEnum):
    """What results are sorted by; what is not known of comes last."""

    BEST = "best"
    SEEDERS = "seeders"
    AGE = "age"
    SIZE = "size"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """One release, where most share it, and the other places that have it (``also``).

    What a rule has no use for is ``refused``. ``rows`` are those of the ladder, higher is better, and
    ``place`` sorts: the best is the least.
    """

    id: str
    release: Release
    also: tuple[Release, ...] = ()
    fit: Fit | None = None
    refused: bool = False
    rows: tuple[float, ...] = ()
    place: Place = ()

    @property
    def is_it(self) -> bool:
        """Tell whether it holds what was sought, as far as anything tells."""
        return self.fit is None or self.fit is Fit.MORE


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """All that was found, the best first: what fits, then the best quality, then who has most to share.

    ``asked`` are the names of who was to answer, ``silent`` those among them that have not: nothing
    found means that there is nothing only where nobody was silent. ``rule`` says what is better, and
    ``floor`` are the rows of the best that is there of what was sought, None where there is none or that
    is not one thing; ``items`` are the one work that was searched for.
    """

    id: str
    query: Query
    rule: Rule
    at: float
    lots: tuple[Lot, ...] = ()
    asked: tuple[str, ...] = ()
    silent: tuple[Silent, ...] = ()
    broken: int = 0
    left_out: int = 0
    floor: tuple[float, ...] | None = None
    items: tuple[Item, ...] = ()
    by_id: dict[str, Lot] = field(default_factory=dict, repr=False, compare=False)

    def better_in(self, lots: Iterable[Lot]) -> int:
        """Return how many of some are better than what is there by their titles, and in nothing worse.

        What a title does not say is not worse.
        """
        floor = self.floor
        if floor is None:
            return 0
        return sum(
            not self.covers(one)
            and one.is_it
            and all(
                row >= least or not row
                for row, least in zip(one.rows, floor, strict=True)
            )
            for one in lots
        )

    def against(self, there: Iterable[Quality]) -> Searched:
        """Return the same beside what is there by now of what was sought."""
        return replace(self, floor=max(map(self.rule.ladder.key, there), default=None))

    def covers(self, lot: Lot) -> bool:
        """Tell whether a result is what was sought, and what is there is as good."""
        if self.floor is None or not lot.is_it:
            return False
        return lot.refused or lot.rows <= self.floor

    def sorted(
        self, order: Order = Order.BEST, protocol: Protocol | None = None
    ) -> list[Lot]:
        """Return those of a protocol, or all; of equals the best first."""
        lots = [
            one
            for one in self.lots
            if protocol is None or one.release.protocol is protocol
        ]
        if order is not Order.BEST:
            lots.sort(key=_ORDERS[order])
        return lots


def _last(value: float | None) -> float:
    return float("inf") if value is None else -value


_ORDERS: Final[dict[Order, Callable[[Lot], float]]] = {
    Order.SEEDERS: lambda one: _last(one.release.seeders),
    Order.AGE: lambda one: _last(one.release.published),
    Order.SIZE: lambda one: _last(one.release.size),
}


class Reader:
    """Takes what one source after the other has found, while the others are still at it."""

    def __init__(self, rule: Rule, sought: Sought) -> None:
        """``rule`` says what is better, and refuses what it has no use for."""
        self._rule = rule
        self._sought = sought
        self._groups: list[_Group] = []
        # Places of groups by what two offers of one release have in common, the last ones of each.
        self._by_key: dict[str, tuple[int, ...]] = {}
        self._turn = asyncio.Lock()

    async def take(self, releases: Iterable[Release]) -> None:
        """Read some; others have their turn meanwhile.

        Of several sources that answer at once one is read after the other: each would have a turn.
        """
        async with self._turn:
            until = time.monotonic() + TURN
            for release in releases:
                if time.monotonic() >= until:
                    await asyncio.sleep(0)
                    until = time.monotonic() + TURN
                self._take(release)
            await asyncio.sleep(0)

    async def lots(self) -> tuple[Lot, ...]:
        """Return all of it, the best first; nothing is known of it here afterwards."""
        lots: list[Lot] = []
        self._by_key.clear()
        until = 0.0
        while self._groups:
            if time.monotonic() >= until:
                await asyncio.sleep(0)
                until = time.monotonic() + TURN
            lots.append(self._groups.pop().lot())
        await asyncio.sleep(0)
        lots.sort(key=lambda one: one.place)
        return tuple(lots)

    def _take(self, release: Release) -> None:
        offered = offered_as(release, 0.0)
        found_by = [*keys(offered)]
        same = self._same(offered, found_by)
        if same is not None:
            same.releases.append(release)
            return
        for key in found_by:
            others = self._by_key.get(key, ())
            self._by_key[key] = (*others[1 - MOST_IN_COMMON :], len(self._groups))
        # Once is enough, and now is the time: others are waited for anyway.
        title, rule = parse(release.title), self._rule
        fit = self._sought.fit(title, release.ids)
        refused = match(rule, release, title).refused or any(
            not reason.code.startswith(_PERHAPS)
            for reason in rule.ladder.refused(title.quality)
        )
        rows = rule.ladder.key(title.quality)
        self._groups.append(_Group([release], fit, bool(refused), rows))

    def _same(self, offered: Known, found_by: Iterable[str]) -> _Group | None:
        """Return what is the same release for sure, or surest."""
        best, group = 0, None
        for place in {one for key in found_by for one in self._by_key.get(key, ())}:
            known = self._groups[place]
            proof = evidence(offered_as(known.releases[0], 0.0), offered) or 0
            if proof > best:
                best, group = proof, known
        return group


@dataclass(slots=True)
class _Group:
    """One release, wherever it is on offer, and how good it is."""

    releases: list[Release]
    fit: Fit | None
    refused: bool
    rows: tuple[float, ...]

    def lot(self) -> Lot:
        """Return it from where most share it."""
        release, *also = sorted(self.releases, key=_shared)
        lot_id = _id(release)
        return Lot(
            id=lot_id,
            release=release,
            also=tuple(also),
            fit=self.fit,
            refused=self.refused,
            rows=self.rows,
            place=(
                *(FITS.index(self.fit), self.refused, *(-row for row in self.rows)),
                *(*_shared(release), -(release.published or 0), lot_id),
            ),
        )


def _shared(release: Release) -> tuple[bool, int]:
    """Return what sorts by who shares it: where nobody does, there is nothing to be had."""
    return release.seeders == 0, -(release.seeders or 0)


def _id(release: Release) -> str:
    known = (release.source, release.indexer, release.guid, release.title, release.size)
    text = "\n".join(map(str, known))
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:20]


class Kept:
    """What was found lately, by the ids of searches and of results."""

    def __init__(self, now: Callable[[], float]) -> None:
        """``now`` tells epoch seconds."""
        self._now = now
        self._searches = dict[str, Searched]()

    def put(self, searched: Searched) -> None:
        """Keep a search for a while, longer than the older ones; the newest whatever its size."""
        self._searches[searched.id] = searched
        kept = sum(len(one.lots) for one in self._searches.values())
        for old in [*self._searches.values()][:-1]:
            if kept <= MAX_KEPT and lately(old.at, KEPT_FOR, now=self._now()):
                break
            kept -= len(old.lots)
            del self._searches[old.id]

    def search(self, search_id: str) -> Searched | None:
        """Return a search, None if it is not kept any more."""
        return self._searches.get(search_id)

    def releases(self) -> list[Release]:
        """Return all that is kept."""
        return [
            release
            for searched in self._searches.values()
            for lot in searched.lots
            for release in (lot.release, *lot.also)
        ]

    def find(self, result_id: str) -> tuple[Searched, Lot] | None:
        """Return a result with the last search that has found it, None if it is not kept any more."""
        for searched in reversed(self._searches.values()):
            if lot := searched.by_id.get(result_id):
                return searched, lot
        return None
