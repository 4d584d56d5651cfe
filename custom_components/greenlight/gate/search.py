"""Search: what sources find, held against what the libraries have, for a person to choose from.

Nothing is asked about and nothing is remembered on disk. What was found can be asked for or
downloaded for a while, by the id that it has here.
"""

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import batched, chain
import logging
import time
from typing import Final

from ..engine.candidates import same_items
from ..engine.fit import Fit, sought
from ..engine.library.item import Item
from ..engine.quality.quality import Quality
from ..engine.quality.wishes import Settings
from ..engine.reading import plain_name, read
from ..engine.release import Release
from ..engine.request import Request, State
from ..engine.rules import Rule, RuleKind
from ..engine.search import Query
from ..engine.skips import Skip
from ..sources.base import (
    Silent,
    Source,
    SourceError,
    SourceTimeout,
    only_source_errors,
)
from ..sources.searching import Found, Searches, Take
from .attached import Attached
from .found import Kept, Lot, Reader, Searched
from .judge import TURN, Judge, Judged
from .ports import Environment, Ledger, UnknownRelease
from .skip_list import SkipList

_LOGGER = logging.getLogger(__name__)

# Who searches by no rule wants to know of everything how it stands against what is there.
ANYTHING: Final = Rule(
    id="", name="", kind=RuleKind.UPGRADES, wishes=Settings(new_titles=True)
)
# What came home, or is about to.
HAD: Final = frozenset({State.COMPLETED, State.IMPORTED})
# Seconds for which a source is waited for: it may ask dozens of sites, some at a time.
PATIENCE: Final = 180.0
# So many are looked up before others have their turn.
_AT_ONCE: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One result: what was made of it, and what there is already.

    ``request`` was made for it, ``skip`` is why no rule asks about it.
    """

    lot: Lot
    judged: Judged
    request: Request | None = None
    skip: Skip | None = None

    @property
    def id(self) -> str:
        """Return by what it can be asked for."""
        return self.lot.id

    @property
    def release(self) -> Release:
        """Return what was found."""
        return self.lot.release

    @property
    def also(self) -> tuple[Release, ...]:
        """Return the other places where the same is on offer."""
        return self.lot.also

    @property
    def fit(self) -> Fit | None:
        """Return how it is not what was sought, None if it is."""
        return self.lot.fit


class Search:
    """Searches sources, and holds what they have found against what is there."""

    def __init__(
        self,
        ledger: Ledger,
        attached: Attached,
        judge: Judge,
        skip_list: SkipList,
        environment: Environment,
    ) -> None:
        """Know the sources, and what is made of a release."""
        self._ledger = ledger
        self._attached = attached
        self._judge = judge
        self._skip_list = skip_list
        self._environment = environment
        self._kept = Kept(environment.now)

    @property
    def sources(self) -> tuple[str, ...]:
        """Return the ids of the sources that can be searched."""
        return tuple(self.searchable())

    def searchable(self) -> dict[str, Searches]:
        """Return the sources that can be searched and are on, by their ids."""
        found: dict[str, Searches] = {}
        for source_id, source in self._attached.sources.items():
            one: Source | Searches = source
            if isinstance(one, Searches) and source_id not in self._attached.off:
                found[source_id] = one
        return found

    async def run(
        self,
        query: Query,
        *,
        sources: Collection[str] = (),
        indexers: Mapping[str, Collection[str]] | None = None,
        rule: Rule | None = None,
        items: Sequence[Item] = (),
        there: Iterable[Quality] = (),
    ) -> Searched:
        """Search some sources, all for none, and put what they find in an order.

        ``indexers`` are those that single sources are to ask, all of a source that is not named.
        ``items`` are the one work that is searched for, ``there`` is what there is of it already. It is
        sorted as ``rule`` wants it, else as people's own rules do. A source that fails costs no other.
        """
        rule = rule or self._usual(items)
        reader = Reader(rule, sought(query, items))
        found = await self._find(query, sources, indexers or {}, reader.take)
        lots = await reader.lots()
        searched = Searched(
            id=self._environment.new_id(),
            query=query,
            rule=rule,
            at=self._environment.now(),
            lots=lots,
            asked=found.asked,
            silent=found.silent,
            broken=found.broken,
            left_out=found.left_out,
            items=tuple(items),
            by_id={one.id: one for one in lots},
        ).against(there)
        self._kept.put(searched)
        return searched

    async def find(self, query: Query, *, sources: Collection[str] = ()) -> Found:
        """Return what some sources find, all for none, as it is."""
        releases: list[Release] = []

        async def take(some: Iterable[Release]) -> None:
            releases.extend(some)

        found = await self._find(query, sources, {}, take)
        return replace(found, releases=tuple(releases))

    def searched(self, search_id: str) -> Searched:
        """Return a search that was made a while ago. Raises ``UnknownRelease``."""
        if found := self._kept.search(search_id):
            return found
        raise UnknownRelease(search_id)

    def result(self, result_id: str) -> tuple[Searched, Lot]:
        """Return a result that was found a while ago. Raises ``UnknownRelease``.

        What a source has found that is gone or off could not be fetched any more.
        """
        found = self._kept.find(result_id)
        if found and found[1].release.source in self.searchable():
            return found
        raise UnknownRelease(result_id)

    async def others(self, title: str) -> list[Release]:
        """Return what was found lately of the same film, episodes or pack as a title names."""
        name, found = plain_name(read(title).title), list[Release]()
        for some in batched(self._kept.releases(), _AT_ONCE, strict=False):
            # Few have the name; only those are read.
            named = [one for one in some if name in plain_name(one.title)]
            found += same_items(title, named)
            await asyncio.sleep(0)
        return found

    async def unknown(self, searched: Searched, lots: Iterable[Lot]) -> list[Lot]:
        """Return those that are better than what is there, not asked for, not had and not skipped."""
        found: list[Lot] = []
        until = time.monotonic() + TURN
        for lot in lots:
            if time.monotonic() >= until:
                await asyncio.sleep(0)
                until = time.monotonic() + TURN
            if not searched.covers(lot) and not self._is_known(lot.release):
                found.append(lot)
        return found

    def _is_known(self, release: Release) -> bool:
        known = self._ledger.lookup(release)
        if known is not None and (known.open or known.state in HAD):
            return True
        return self._skip_list.covers(release)

    async def hits(self, searched: Searched, lots: Sequence[Lot]) -> list[Hit]:
        """Return what is made of some results now; who looks now waits for no library."""
        judged = await self._judged([one.release for one in lots], searched.rule)
        return [
            Hit(
                lot=lot,
                judged=one.picked(searched.rule.ladder),
                request=self._ledger.lookup(lot.release),
                skip=self._skip_list.find(lot.release, one.weighed, ""),
            )
            for lot, one in zip(lots, judged, strict=True)
        ]

    # ------------------------------------------------------------------ below

    def _usual(self, items: Sequence[Item]) -> Rule:
        """Return what says what is better: the first rule that compares for one of these libraries."""
        libraries = {item.library for item in items}
        rules = [one for one in self._attached.rules.values() if one.enabled]
        rules.sort(key=lambda one: one.kind is not RuleKind.UPGRADES)
        for rule in rules:
            known = not (libraries and rule.libraries) or libraries & rule.libraries
            if rule.compares and known:
                wishes = replace(rule.wishes, new_titles=True)
                return replace(ANYTHING, ladder=rule.ladder, wishes=wishes)
        return ANYTHING

    async def _find(
        self,
        query: Query,
        sources: Collection[str],
        indexers: Mapping[str, Collection[str]],
        take: Take,
    ) -> Found:
        """Have each source searched; what one has found is taken while others are still at it."""

        async def asked(source_id: str, source: Searches) -> Found:
            wanted = indexers.get(source_id)
            own = replace(query, indexers=tuple(wanted)) if wanted else query
            name = self._attached.source_name(source_id)
            return await _ask(name, source, own, take)

        results = await asyncio.gather(
            *(
                asked(source_id, one)
                for source_id, one in self.searchable().items()
                if not sources or source_id in sources
            )
        )
        return Found(
            asked=tuple(chain.from_iterable(one.asked for one in results)),
            silent=tuple(chain.from_iterable(one.silent for one in results)),
            broken=sum(one.broken for one in results),
            left_out=sum(one.left_out for one in results),
        )

    async def _judged(self, releases: Sequence[Release], rule: Rule) -> list[Judged]:
        """Return what is made of each; who looks now waits for no library."""
        judged = await self._judge.judge(releases, [rule], why=True)
        waiting = [place for place, one in enumerate(judged) if one.waits]
        again = await self._judge.judge(
            [releases[place] for place in waiting], [rule], why=True, patient=False
        )
        for place, one in zip(waiting, again, strict=True):
            judged[place] = one
        return judged


async def _ask(name: str, source: Searches, query: Query, take: Take) -> Found:
    why: SourceError
    try:
        async with asyncio.timeout(PATIENCE):
            with only_source_errors(_LOGGER, name):
                return await source.search_by_parts(query, take)
    except TimeoutError:
        why = SourceTimeout()
    except SourceError as err:
        why = err
    return Found(asked=(name,), silent=(Silent(indexer=name, why=why),))
