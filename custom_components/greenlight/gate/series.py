"""Series: what people see of the series of each rule. Built when it is looked at, kept until it changes."""

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import batched
from typing import Final

from ..engine.coming import is_on_way
from ..engine.library.held import SPECIALS
from ..engine.library.index import series_called
from ..engine.library.item import Item, Kind
from ..engine.reading import plain_name
from ..engine.refusal import Scope
from ..engine.request import Request
from ..engine.rules import Rule, RuleKind
from ..engine.series.episodes import Lines, Telling, lines_of
from ..engine.series.states import asked_as
from ..engine.series.view import SeriesView
from ..engine.skips import Skips
from ..engine.wanted import wants_number
from ..engine.weighed import work_in
from .alarm import Alarm
from .attached import Attached
from .by_work import ByWork, Key, keys_of_ids
from .libraries import Libraries
from .ports import Environment, Ledger
from .way import Way

# So many series of one rule are shown at most, those first of which something is missing.
MOST: Final = 200
# Seconds for which a series is shown of which nothing is missing any more.
_LATELY: Final = 7 * 86400.0
# So many are read, where nobody waits for them, or built at a time.
_AT_ONCE: Final = 4
# Seconds after which what has changed is read.
_SOON: Final = 2.0


@dataclass(frozen=True, slots=True)
class _Followed:
    """One series of one rule: the items that are it, and what it is found by."""

    name: str
    title: str
    items: tuple[Item, ...]

    @property
    def keys(self) -> Iterator[Key]:
        yield self.name
        for item in self.items:
            yield item.library, item.id
            # Whoever deletes a series there and adds it anew has it under another number.
            yield from keys_of_ids(item.kind, item.ids)


@dataclass(frozen=True, slots=True)
class _Kept:
    """A view, from what it was made, and until when it is true."""

    view: SeriesView
    made_of: tuple[object, ...]
    until: float

    def still(self, made_of: tuple[object, ...], now: float) -> bool:
        """Tell whether nothing has changed: what it is made of are the very same objects."""
        return (
            now < self.until
            and len(made_of) == len(self.made_of)
            and all(
                one is other for one, other in zip(made_of, self.made_of, strict=True)
            )
        )


class SeriesBoard:
    """Looks at series for people. It asks no library for anything but in ``load``."""

    def __init__(
        self,
        ledger: Ledger,
        attached: Attached,
        libraries: Libraries,
        by_work: ByWork,
        way: Way,
        environment: Environment,
    ) -> None:
        """Know where everything is found; nothing is built yet."""
        self._ledger = ledger
        self._attached = attached
        self._libraries = libraries
        self._by_work = by_work
        self._way = way
        self._environment = environment
        self._now = environment.now
        self._kept: dict[tuple[str, str], _Kept] = {}
        # Which series a rule without a list of its own follows, and of which shelves that is true.
        self._wanted: dict[str, tuple[tuple[object, ...], dict[str, _Followed]]] = {}
        # What has it read what is followed, soon after something has changed, and whether it is at it.
        self._alarm = Alarm(environment, self._on_time)
        self._reading = False

    def of(self, rule_id: str) -> tuple[SeriesView, ...]:
        """Return the series of a rule, in order; none for one that is gone, or not about series."""
        rule = self._attached.rules.get(rule_id)
        if rule is None or rule.kind is not RuleKind.SERIES:
            return ()
        return tuple(self._view(rule, one) for one in self._shown(rule))

    async def load(self, rule_id: str) -> tuple[SeriesView, ...]:
        """Return the same after what is not known yet was read, with a turn for everybody else."""
        rule = self._attached.rules.get(rule_id)
        if rule is None or rule.kind is not RuleKind.SERIES:
            return ()
        shown = self._shown(rule)
        await self._libraries.load(
            item for one in shown for item in one.items if self._unread(item)
        )
        await self._build(rule, shown)
        return self.of(rule_id)

    async def counted(self, rule_id: str) -> tuple[int, int]:
        """Return the same as ``counts``, with a turn for everybody else while it is built."""
        rule = self._attached.rules.get(rule_id)
        if rule is not None and rule.kind is RuleKind.SERIES:
            await self._build(rule, self._counted(rule))
        return self.counts(rule_id)

    def counts(self, rule_id: str) -> tuple[int, int]:
        """Return how many episodes of a rule are missing, and how many are on their way.

        Of what nobody has looked at, and nothing happens to, its library tells how much is missing.
        """
        rule = self._attached.rules.get(rule_id)
        if rule is None or rule.kind is not RuleKind.SERIES:
            return 0, 0
        looked = self._counted(rule)
        views = {one.name: self._view(rule, one) for one in looked}
        known = {name: view for name, view in views.items() if view.episodes}
        missing = sum(len(view.missing) for view in known.values())
        if not rule.own_list:
            missing += sum(
                _lacking(one.items, rule)
                for name, one in self._lacking(rule).items()
                if name not in known
            )
        return missing, sum(len(view.on_way) for view in views.values())

    def came_home(self, requests: Iterable[Request]) -> None:
        """Have read what requests have brought.

        What was read before knows nothing of it, and its library may count it only later.
        """
        found = (item for request in requests for item in self._items_of(request))
        items = [one for one in found if one.kind is Kind.SERIES and self._answers(one)]
        if items:
            work = self._libraries.load(items)
            self._environment.spawn(work, "read what came home")

    def read_soon(self) -> None:
        """Have read what is followed and nothing is known of any more: its numbers are shown.

        A library may tell of thousands of changes in a row.
        """
        rules = self._attached.rules.values()
        if any(one.kind is RuleKind.SERIES for one in rules):
            self._alarm.set_once(_SOON)

    def stop(self) -> None:
        """Read nothing more, for good."""
        self._alarm.stop()

    def _on_time(self) -> None:
        if self._reading:
            self.read_soon()
        else:
            self._reading = True
            self._environment.spawn(self._read(), "read what rules follow")

    async def _read(self) -> None:
        try:
            for rule in list(self._attached.rules.values()):
                if rule.kind is not RuleKind.SERIES:
                    continue
                items = (item for one in self._counted(rule) for item in one.items)
                unread = [it for it in items if self._unread(it) and self._answers(it)]
                for some in batched(unread, _AT_ONCE, strict=False):
                    await self._libraries.load(some)
                await asyncio.sleep(0)
        finally:
            self._reading = False

    def forget(self, rule_id: str) -> None:
        """Let go of what was built for a rule, which was changed or is gone."""
        self._kept = {key: one for key, one in self._kept.items() if key[0] != rule_id}
        self._wanted.pop(rule_id, None)

    # ------------------------------------------------------------ which series

    def _shown(self, rule: Rule) -> list[_Followed]:
        if rule.own_list:
            return self._listed(rule)
        followed = {one.name: one for one in self._come(rule)}
        followed |= {one.name: one for one in self._busy(rule)}
        followed = {**followed, **self._lacking(rule)}
        return sorted(list(followed.values())[:MOST], key=lambda one: one.name)

    def _counted(self, rule: Rule) -> list[_Followed]:
        return self._listed(rule) if rule.own_list else self._busy(rule)

    def _listed(self, rule: Rule) -> list[_Followed]:
        """Return the series that a rule names, each with the items that libraries have of it."""
        found: dict[str, _Followed] = {}
        shelves = self._libraries.index.shelves(rule.libraries)
        for title in rule.titles:
            name = plain_name(title)
            if name and name not in found:
                found[name] = _Followed(name, title, series_called(shelves, title))
        return list(found.values())

    def _lacking(self, rule: Rule) -> dict[str, _Followed]:
        """Return the series of which libraries want something that is not there."""
        shelves = self._libraries.index.shelves(rule.libraries)
        made_of = tuple(one for shelf in shelves for one in (id(shelf), shelf.turns))
        known = self._wanted.get(rule.id)
        if known is not None and known[0] == made_of:
            return known[1]
        found: dict[str, _Followed] = {}
        for shelf in shelves:
            for item in shelf:
                if (
                    item.kind is Kind.SERIES
                    and item.monitored
                    and _lacking((item,), rule)
                ):
                    name = f"{item.library} {item.id}"
                    found[name] = _Followed(name, item.title, (item,))
        self._wanted[rule.id] = made_of, found
        return found

    def _busy(self, rule: Rule) -> list[_Followed]:
        """Return the series of which something is asked about or on its way."""
        now = self._now()
        live = self._by_work.live(rule.id)
        return self._of_requests(one for one in live if asked_as(one, now) is not None)

    def _come(self, rule: Rule) -> list[_Followed]:
        """Return the series of which something has come of late: people look for what became of it."""
        return self._of_requests(self._by_work.come(rule.id, self._now() - _LATELY))

    def _of_requests(self, requests: Iterable[Request]) -> list[_Followed]:
        found: dict[str, _Followed] = {}
        for request in requests:
            if item := next(self._items_of(request), None):
                name = f"{item.library} {item.id}"
                found[name] = _Followed(name, item.title, (item,))
        return list(found.values())

    def _items_of(self, request: Request) -> Iterator[Item]:
        """Yield the work of a request as each library has it, also where it was added anew."""
        work = work_in(request.weighed)
        for library, item_id in work.known_to if work else ():
            shelf = self._libraries.index.shelf(library)
            if item := shelf.items.get(item_id):
                yield item
            elif work is not None:
                yield from shelf.by_ids(work.ids, work.kind)

    # ----------------------------------------------------------------- a view

    async def _build(self, rule: Rule, shown: Iterable[_Followed]) -> None:
        """Build views, so many before others have their turn; one takes a millisecond or two."""
        for some in batched(shown, _AT_ONCE, strict=False):
            for one in some:
                self._view(rule, one)
            await asyncio.sleep(0)

    def _view(self, rule: Rule, one: _Followed) -> SeriesView:
        requests = self._by_work.find(rule.id, one.keys)
        packed = (
            self._libraries.index.shelf(item.library).episodes.packed(item.id)
            for item in one.items
        )
        made_of = (rule, *one.items, *packed, *requests)
        key, now = (rule.id, one.name), self._now()
        kept = self._kept.get(key)
        if kept is not None and kept.still(made_of, now):
            return kept.view
        lines = self._lines(rule, one, requests, now)
        first = next(iter(one.items), None)
        view = SeriesView(
            rule=rule.id,
            title=one.title,
            library=first.library if first else "",
            item=first.id if first else "",
            episodes=lines.views,
            next=lines.next,
            wanted=_seasons(rule),
        )
        self._kept[key] = _Kept(view, made_of, self._until(lines, requests, now))
        return view

    def _lines(
        self, rule: Rule, one: _Followed, requests: list[Request], now: float
    ) -> Lines:
        index = self._libraries.index
        known = [
            found
            for item in one.items
            if (found := index.shelf(item.library).episodes.get(item.id)) is not None
        ]
        own = None
        if rule.own_list and not known:
            own = self._way.own(rule, one.name)
        refused = _refused(self._ledger.skips, requests)
        reads = self._attached.reads(rule.id)
        return lines_of(
            known,
            own,
            [Telling(it, reads(it.release.title)) for it in requests],
            partial(wants_number, rule),
            refused,
            now,
        )

    def _until(self, lines: Lines, requests: Iterable[Request], now: float) -> float:
        """Return until when nothing changes by time alone."""
        # Not all of a long list at the same moment.
        later = 1800.0 + len(self._kept) % 60 * 60.0
        soon = now + (60.0 if any(_may_end(one, now) for one in requests) else later)
        return min(soon, lines.next[1]) if lines.next else soon

    def _unread(self, item: Item) -> bool:
        return item.id not in self._libraries.index.shelf(item.library).episodes

    def _answers(self, item: Item) -> bool:
        return self._libraries.reachable(item.library) is not None


def _may_end(request: Request, now: float) -> bool:
    return request.home is None and is_on_way(request, now)


def _refused(skips: Skips, requests: Iterable[Request]) -> frozenset[str]:
    """Return the ids of the requests with which a person has refused all of their work."""
    ids = {one.id for one in requests}
    return frozenset(
        skip.request
        for skip in skips
        if skip.request in ids and skip.scope is Scope.TITLE
    )


def _lacking(items: Iterable[Item], rule: Rule) -> int:
    """Return how many episodes are out, wanted and not there, as libraries count them.

    They count what is wanted also of a season that is not as a whole.
    """
    return max(
        (
            sum(
                max(0, season.aired - season.there)
                for season in item.seasons
                if _wants(rule, season.number)
            )
            for item in items
        ),
        default=0,
    )


def _seasons(rule: Rule) -> tuple[int, ...]:
    """Return the seasons that a rule is for, or the one that it begins with; none for all."""
    if rule.seasons:
        return tuple(sorted(rule.seasons))
    return rule.first[:1] if rule.first else ()


def _wants(rule: Rule, season: int) -> bool:
    """Tell whether a rule may want an episode of a season."""
    if rule.seasons and season not in rule.seasons:
        return False
    if season == SPECIALS:
        return bool(rule.seasons)
    return rule.first is None or season >= rule.first[0]
