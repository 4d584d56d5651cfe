"""Found: what a search has brought, read once as it comes, the same once, and in an order.

There may be ten thousand results, so of each no more is known here than sorts it. What is to be made of
those that somebody looks at is asked for then (``search``).
"""

import asyncio
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
import hashlib
from itertools import batched
from operator import attrgetter
import time
from typing import Final

from ..engine.evidence import Known, evidence, keys, offered_as
from ..engine.fit import FITS, Fit, Sought
from ..engine.library.item import Item
from ..engine.match import match
from ..engine.quality.quality import Quality
from ..engine.release import Protocol, Release
from ..engine.rules import Rule
from ..engine.search import Query
from ..engine.title.parse import parse_all
from ..sources.base import Silent

# Seconds for which the loop is held at a time.
TURN: Final = 0.003
# So many titles are read together, which takes about a millisecond.
_TOGETHER: Final = 32
# So many are put in order before others have their turn, which takes three.
_SORTED_TOGETHER: Final = 1000
# What more have in common than these says nothing of any of them.
MOST_IN_COMMON: Final = 50
# How the reason for a refusal begins that is no more than possible.
_PERHAPS: Final = "perhaps"
# What of a quality ladders look at, beside how sure it is.
_COUNTS: Final = tuple(
    one.name
    for one in fields(Quality)
    if one.name not in ("group", "size", "runtime", "confidence")
)

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

    ``asked`` are the names of who was to answer, ``silent`` those among them that have not, and
    ``left`` those that were not waited for: nothing found means that there is nothing only where nobody
    is among these. ``rule`` says what is better, and
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
    left: tuple[str, ...] = ()
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
        # There are far fewer qualities than releases: few ladders have a word for a group.
        groups = any(one.startswith("group=") for one in rule.ladder.refuses)
        self._said = attrgetter(*_COUNTS, *(["group"] if groups else []))
        self._by_quality: dict[Hashable, tuple[tuple[float, ...], bool]] = {}
        self._ids: set[str] = set()
        self._turn = asyncio.Lock()

    def __len__(self) -> int:
        """Return how many have come so far, the same once."""
        return len(self._groups)

    async def take(self, releases: Iterable[Release]) -> None:
        """Read some; others have their turn meanwhile.

        Of several sources that answer at once one is read after the other: each would have a turn.
        """
        async with self._turn:
            until = time.monotonic() + TURN
            for some in batched(releases, _TOGETHER, strict=False):
                if time.monotonic() >= until:
                    await asyncio.sleep(0)
                    until = time.monotonic() + TURN
                self._take(some)
            await asyncio.sleep(0)

    async def lots(self) -> tuple[Lot, ...]:
        """Return all that has come so far, the best first; those that are as they were are the same ones."""
        lots: list[Lot] = []
        for some in batched([*self._groups], _SORTED_TOGETHER, strict=False):
            # What is in order in itself is soon in order with others.
            lots += sorted((group.lot() for group in some), key=_place)
            await asyncio.sleep(0)
        lots.sort(key=_place)
        await asyncio.sleep(0)
        return tuple(lots)

    def _take(self, releases: Iterable[Release]) -> None:
        """Read some: what is the same first, then the titles of all others, then what these are worth."""
        new = [group for one in releases if (group := self._put(one)) is not None]
        # Once is enough, and now is the time: others are waited for anyway.
        titles = parse_all([group.first.title for group in new])
        for group, title in zip(new, titles, strict=True):
            group.fit = self._sought.fit(title, group.first.ids)
            group.rows, refused = self._ranked(title.quality)
            matched = match(self._rule, group.first, title).matched
            group.refused = refused or not matched

    def _put(self, release: Release) -> _Group | None:
        """Put a release to its like, or return a group of its own."""
        offered = offered_as(release, 0.0)
        found_by = [*keys(offered)]
        if (same := self._same(offered, found_by)) is not None:
            same.add(release)
            return None
        for key in found_by:
            others = self._by_key.get(key, ())
            self._by_key[key] = (*others[1 - MOST_IN_COMMON :], len(self._groups))
        group = _Group(self._new_id(release), release)
        self._groups.append(group)
        return group

    def _new_id(self, release: Release) -> str:
        """Return what no other is called: by what it is called a result is taken."""
        found, count = _id(release), 1
        while found in self._ids:
            count += 1
            found = _id(release, count)
        self._ids.add(found)
        return found

    def _ranked(self, quality: Quality) -> tuple[tuple[float, ...], bool]:
        """Return the rows of a quality, and whether the ladder refuses it for sure."""
        said = self._said(quality), *quality.confidence.items()
        if (ranked := self._by_quality.get(said)) is None:
            ladder = self._rule.ladder
            refused = any(
                not reason.code.startswith(_PERHAPS)
                for reason in ladder.refused(quality)
            )
            ranked = self._by_quality[said] = ladder.key(quality), refused
        return ranked

    def _same(self, offered: Known, found_by: Iterable[str]) -> _Group | None:
        """Return what is the same release for sure, or surest."""
        best, group = 0, None
        for place in {one for key in found_by for one in self._by_key.get(key, ())}:
            known = self._groups[place]
            proof = evidence(offered_as(known.first, 0.0), offered) or 0
            if proof > best:
                best, group = proof, known
        return group


@dataclass(slots=True)
class _Group:
    """One release, wherever it is on offer, and how good it is."""

    id: str
    first: Release
    also: tuple[Release, ...] = ()
    fit: Fit | None = None
    refused: bool = False
    rows: tuple[float, ...] = ()
    _lot: Lot | None = None

    def add(self, release: Release) -> None:
        """Add another place that has it."""
        self.also = (*self.also, release)
        self._lot = None

    def lot(self) -> Lot:
        """Return it from where most share it, by the id of the one that came first."""
        if self._lot is None:
            self._lot = self._made()
        return self._lot

    def _made(self) -> Lot:
        release, *also = sorted((self.first, *self.also), key=_shared)
        return Lot(
            id=self.id,
            release=release,
            also=tuple(also),
            fit=self.fit,
            refused=self.refused,
            rows=self.rows,
            place=(
                *(FITS.index(self.fit), self.refused, *(-row for row in self.rows)),
                *(*_shared(release), -(release.published or 0), self.id),
            ),
        )


def _place(lot: Lot) -> Place:
    return lot.place


def _shared(release: Release) -> tuple[bool, int]:
    """Return what sorts by who shares it: where nobody does, there is nothing to be had."""
    return release.seeders == 0, -(release.seeders or 0)


def _id(release: Release, count: int = 1) -> str:
    """Return by what a release is called in every search; indexers give one guid to several."""
    known = (release.source, release.indexer, release.guid, release.title, release.size)
    text = repr((*known, sorted(release.hashes), count))
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:20]
