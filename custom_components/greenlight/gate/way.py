"""Way: what was fetched and what is on its way, as far as it answers whether something is wanted."""

from collections.abc import Collection, Iterable
from typing import Final

from ..engine.coming import RUNS, is_gone, is_on_way, promised
from ..engine.library.holding import Holding
from ..engine.library.item import Episodes, Kind
from ..engine.match import names_of, said_to
from ..engine.on_way import beside
from ..engine.outcome import Outcome
from ..engine.reading import plain_name
from ..engine.release import Release
from ..engine.request import Request, State
from ..engine.rivals import same_thing
from ..engine.rules import Rule, RuleKind
from ..engine.series.own import Fetched, OwnSeries, with_way
from ..engine.title.parse import Title
from ..engine.verdict import Verdict
from ..engine.weighed import weigh, work_in
from .attached import Attached
from .by_work import ByWork, Key, keys_of
from .libraries import Libraries
from .ports import Environment, Ledger

# What is there, or on its way to be.
_HAD: Final = frozenset({*RUNS, State.COMPLETED, State.IMPORTED})

# A release, and the id of a request that is about to be gone: neither answers whether it is wanted.
type _But = tuple[Release, str]


class Way:
    """Looks at what the requests of a rule have brought or will bring. It changes nothing."""

    def __init__(
        self,
        ledger: Ledger,
        attached: Attached,
        libraries: Libraries,
        by_work: ByWork,
        environment: Environment,
    ) -> None:
        """Know where requests are found."""
        self._ledger = ledger
        self._attached = attached
        self._libraries = libraries
        self._by_work = by_work
        self._now = environment.now
        # What was fetched of the series of rules, by the rule and the plain name, and from what.
        self._own: dict[tuple[str, str], tuple[list[Request], OwnSeries]] = {}

    # ------------------------------------------------------------ what is there

    def holding(
        self, rule: Rule, release: Release, found: Holding | None, gone: str
    ) -> Holding:
        """Return what there is of a series: what libraries have, and what was fetched.

        ``found`` is what libraries have, None where there is none. The request with the id ``gone`` is
        not looked at.
        """
        title = said_to(rule, release)
        if found is not None and (found.items or found.choices or found.away):
            return self.coming(rule, release, found, gone)
        name = wanted_name(rule, names_of(title))
        if not name:
            return found if found is not None else Holding()
        requests = self._by_work.find(rule.id, (name,))
        skipped = self._skipped(release, gone)
        if any(one.id in skipped and one.state in _HAD for one in requests):
            return self._series(rule, name, requests, skipped).holding(title)
        return self._built(rule, name, requests).holding(title)

    def coming(
        self, rule: Rule, release: Release, found: Holding, gone: str
    ) -> Holding:
        """Return what libraries have of a series, with what is on its way to them."""
        if rule.kind is not RuleKind.SERIES or not found.episodes:
            return found
        title = said_to(rule, release)
        work = weigh(found, None).work
        requests = self._others(rule, keys_of(title, work), (release, gone))
        reads = self._attached.reads(rule.id)
        way = [
            self._fetched(one, reads(one.release.title))
            for one in requests
            if self._counts(one)
        ]
        if not way:
            return found
        return with_way(found, self._episodes(found), way)

    def own(self, rule: Rule, name: str) -> OwnSeries:
        """Return what was fetched of a series of a rule, by its plain name."""
        return self._built(rule, name, self._by_work.find(rule.id, (name,)))

    def _built(self, rule: Rule, name: str, requests: list[Request]) -> OwnSeries:
        key = rule.id, name
        known = self._own.get(key)
        if known is not None and _same(known[0], requests):
            return known[1]
        series = self._series(rule, name, requests)
        self._own[key] = requests, series
        return series

    def _series(
        self,
        rule: Rule,
        name: str,
        requests: Iterable[Request],
        skipped: Collection[str] = (),
    ) -> OwnSeries:
        """Build a series. What is skipped tells which episodes there are, and of none that it is there."""
        reads = self._attached.reads(rule.id)
        fetched = (
            self._fetched(one, reads(one.release.title), brings=one.id not in skipped)
            for one in requests
        )
        return OwnSeries(_spelled(rule, name), fetched, rule.ladder)

    def forget(self, rule_id: str) -> None:
        """Let go of what was built for a rule, which was changed or is gone."""
        self._own = {key: one for key, one in self._own.items() if key[0] != rule_id}

    def _fetched(
        self, request: Request, title: Title, *, brings: bool = True
    ) -> Fetched:
        there = brings and request.state in _HAD and not is_gone(request)
        return Fetched(
            request=request.id,
            title=title,
            at=request.created,
            version=promised(request) if there else None,
            on_way=is_on_way(request, self._now()),
        )

    def _counts(self, request: Request) -> bool:
        """Tell whether no library can know yet what a request has brought or brings."""
        if request.state is State.COMPLETED and request.home is not None:
            # What was left where its client saved it is there, too.
            return not is_gone(request)
        return is_on_way(request, self._now())

    def _others(self, rule: Rule, keys: Iterable[Key], but: _But) -> list[Request]:
        """Return the requests of a rule of a work, without that of a release and one that is gone."""
        found = self._by_work.find(rule.id, keys)
        if not found:
            return found
        skipped = self._skipped(*but)
        return [one for one in found if one.id not in skipped]

    def _skipped(self, release: Release, gone: str) -> frozenset[str]:
        known = self._ledger.lookup(release)
        return frozenset({gone, known.id if known else ""})

    def _episodes(self, holding: Holding) -> list[Episodes]:
        index = self._libraries.index
        found = (
            index.shelf(item.library).episodes.get(item.id)
            for item in holding.items
            if item.kind is Kind.SERIES
        )
        return [one for one in found if one is not None]

    # ---------------------------------------------------------- what is offered

    def settled(
        self, verdict: Verdict, release: Release, gone: str
    ) -> tuple[Verdict, str]:
        """Return a verdict with what is on its way in mind, and which request a yes would end."""
        rule = verdict.rule
        asks = verdict.outcome in (Outcome.ASK, Outcome.APPROVE)
        if rule is None or not asks or not rule.compares:
            return verdict, ""
        if release.source in self._attached.askers:
            return verdict, ""
        first = self._first(verdict, rule, release, gone)
        if first is None:
            return verdict, ""
        title = said_to(rule, release)
        found = beside(verdict, rule, release, title, first)
        runs = first.state in RUNS and found.outcome is Outcome.ASK
        return found, first.id if runs else ""

    def _first(
        self, verdict: Verdict, rule: Rule, release: Release, gone: str
    ) -> Request | None:
        """Return the best that a rule has on its way of the item of a release, None if nothing is."""
        title, holding = said_to(rule, release), verdict.holding
        work = weigh(holding, None).work if holding else None
        found = self._others(rule, keys_of(title, work), (release, gone))
        reads = self._attached.reads(rule.id)
        rivals = [
            one
            for one in found
            if not one.tell
            and is_on_way(one, self._now())
            and same_thing(
                (reads(one.release.title), work_in(one.weighed)),
                (title, work),
            )
        ]
        key = rule.ladder.key
        return max(rivals, key=lambda one: key(promised(one).quality), default=None)


def wanted_name(rule: Rule, names: Iterable[str]) -> str:
    """Return the plain name of the series of a rule that has one of these names, empty if none has."""
    known = {*names}
    wanted = (plain_name(one) for one in rule.titles)
    return next((one for one in wanted if one in known), "")


def _spelled(rule: Rule, plain: str) -> str:
    return next((one for one in rule.titles if plain_name(one) == plain), plain)


def _same(some: list[Request], others: list[Request]) -> bool:
    """Tell whether requests are the very same ones, in which nothing has changed."""
    return len(some) == len(others) and all(
        one is other for one, other in zip(some, others, strict=True)
    )
