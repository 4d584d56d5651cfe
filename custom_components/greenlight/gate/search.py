"""Search: what sources find, held against what the libraries have, for a person to choose from.

Nothing is asked about and nothing is remembered on disk. What was found, also while others are still
asked, can be asked for or downloaded for a while, by the id that it has here.
"""

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import batched
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
from ..sources.base import Source
from ..sources.searching import Found, Searches
from .asking import Asked, Asking
from .attached import Attached
from .found import Lot, Searched
from .judge import TURN, Judge, Judged
from .kept import Kept
from .ports import Environment, Ledger, UnknownRelease
from .running import Running
from .skip_list import SkipList

# Who searches by no rule wants to know of everything how it stands against what is there.
ANYTHING: Final = Rule(
    id="", name="", kind=RuleKind.UPGRADES, wishes=Settings(new_titles=True)
)
# What came home, or is about to.
HAD: Final = frozenset({State.COMPLETED, State.IMPORTED})
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
        self._kept = Kept(environment)

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

    def begin(
        self,
        query: Query,
        *,
        owner: str = "",
        sources: Collection[str] = (),
        indexers: Mapping[str, Collection[str]] | None = None,
        rule: Rule | None = None,
        items: Sequence[Item] = (),
        there: Iterable[Quality] = (),
    ) -> Running:
        """Begin to search some sources, all for none; what has come can be looked at meanwhile.

        It goes on whether or not anybody looks, and is kept for ``owner``, the id of a person.
        ``indexers`` are those that single sources are to ask, all of a source that is not named.
        ``items`` are the one work that is searched for, ``there`` is what there is of it already. It is
        sorted as ``rule`` wants it, else as people's own rules do. A source that fails costs no other.
        """
        asked = self._asked(query, sources, indexers or {})
        begun = self._begun(query, rule or self._usual(items), items, there)
        running = Running(begun, sought(query, items), asked, owner)
        self._kept.put(running)
        self._environment.spawn(self._go(running), "search")
        return running

    async def run(
        self,
        query: Query,
        *,
        sources: Collection[str] = (),
        indexers: Mapping[str, Collection[str]] | None = None,
        rule: Rule | None = None,
        items: Sequence[Item] = (),
        there: Iterable[Quality] = (),
        seconds: float | None = None,
        most: int | None = None,
    ) -> Searched:
        """Search as ``begin`` does, and return all of it, put in an order.

        Who has not answered after so many ``seconds`` is silent. Of the results the best ``most`` are
        kept, all for None.
        """
        asked = self._asked(query, sources, indexers or {})
        begun = self._begun(query, rule or self._usual(items), items, there)
        running = Running(begun, sought(query, items), asked)
        await running.go(seconds)
        searched = running.last
        if most is not None:
            running.keep(most)
        self._kept.put(running)
        return searched

    async def find(self, query: Query, *, sources: Collection[str] = ()) -> Found:
        """Return what some sources find, all for none, as it is."""
        releases: list[Release] = []

        async def take(some: Iterable[Release]) -> None:
            releases.extend(some)

        asking = Asking(self._asked(query, sources, {}), take)
        await asking.ask()
        return Found(
            releases=tuple(releases),
            asked=asking.asked,
            silent=asking.silent,
            broken=asking.broken,
            left_out=asking.left_out,
        )

    def stop(self) -> None:
        """Let go of all timers; whoever spawned searches that run ends them."""
        self._kept.stop()

    def searched(self, search_id: str, owner: str = "") -> Running:
        """Return a search of this person that was begun a while ago. Raises ``UnknownRelease``."""
        found = self._kept.search(search_id)
        if found and found.owner == owner:
            return found
        raise UnknownRelease(search_id)

    def last_of(self, owner: str) -> Running | None:
        """Return the last search of a person, None if none is kept."""
        return self._kept.last_of(owner)

    def result(self, result_id: str) -> tuple[Searched, Lot]:
        """Return a result that was found a while ago. Raises ``UnknownRelease``."""
        return self.results(result_id)[0]

    def results(self, result_id: str, owner: str = "") -> list[tuple[Searched, Lot]]:
        """Return the same as each search has found it, those of this person first. Raises ``UnknownRelease``.

        What a source has found that is gone or off could not be fetched any more.
        """
        there = self.searchable()
        found = [
            (search.last, lot)
            for search, lot in self._kept.find(result_id, owner)
            if lot.release.source in there
        ]
        if not found:
            raise UnknownRelease(result_id)
        return found

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

    def _begun(
        self,
        query: Query,
        rule: Rule,
        items: Sequence[Item],
        there: Iterable[Quality],
    ) -> Searched:
        begun = Searched(
            id=self._environment.new_id(),
            query=query,
            rule=rule,
            at=self._environment.now(),
            items=tuple(items),
        )
        return begun.against(there)

    async def _go(self, running: Running) -> None:
        try:
            await running.go()
        finally:
            self._kept.ended(running)

    def _asked(
        self,
        query: Query,
        sources: Collection[str],
        indexers: Mapping[str, Collection[str]],
    ) -> list[Asked]:
        """Return the sources that are to be searched, each with what it is asked."""
        return [
            Asked(
                self._attached.source_name(one),
                source,
                replace(query, indexers=tuple(indexers.get(one, query.indexers))),
                partial(self._is_there, one),
            )
            for one, source in self.searchable().items()
            if not sources or one in sources
        ]

    def _is_there(self, source_id: str) -> bool:
        attached = self._attached
        return source_id in attached.sources and source_id not in attached.off

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
