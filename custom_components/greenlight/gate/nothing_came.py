"""Nothing came: once a day it is looked for what has been wanted for long, and said, once for each."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
import logging
from typing import Final

from ..engine.facts import match_facts
from ..engine.library.held import Number
from ..engine.library.item import Item, Kind
from ..engine.match import wanted_names
from ..engine.reading import plain_name
from ..engine.reason import Reason
from ..engine.request import Request
from ..engine.rules import Rule, RuleKind
from ..engine.series.states import EpisodeState
from ..engine.series.view import SeriesView
from .alarm import Alarm
from .attached import Attached
from .by_work import ByWork
from .libraries import Libraries
from .ports import Environment, Ledger
from .series import SeriesBoard
from .wanted_series import WantedSeries

_LOGGER = logging.getLogger(__name__)

DAY: Final = 86400.0
# Seconds after a start until libraries have said what they have.
SETTLED: Final = 1800.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Nothing:
    """For what nothing came: a film, or some ``episodes`` of a series (``S01E02``), in so many days."""

    rule: str
    work: str
    episodes: tuple[str, ...] = ()
    days: int


@dataclass(frozen=True, slots=True)
class _Waits:
    """One thing that is missing, by what it is remembered, and since when (epoch seconds)."""

    key: str
    work: str
    episode: str
    since: float


class NothingCame:
    """Looks through what is missing, and tells whoever wants to hear it."""

    def __init__(
        self,
        ledger: Ledger,
        attached: Attached,
        libraries: Libraries,
        by_work: ByWork,
        series: SeriesBoard,
        environment: Environment,
    ) -> None:
        """Start with nobody who wants to hear it."""
        self._ledger = ledger
        self._attached = attached
        self._libraries = libraries
        self._by_work = by_work
        self._series = series
        self._environment = environment
        self._wanted = WantedSeries(
            ledger, attached, libraries, by_work, environment.now
        )
        self._listeners: list[Callable[[Nothing], None]] = []
        self._alarm = Alarm(environment, self._on_time)

    def listen(self, listener: Callable[[Nothing], None]) -> Callable[[], None]:
        """Call back for everything for which nothing came. Returns what ends it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def attend(self, rule: Rule) -> None:
        """Look for what a rule misses once libraries have settled, and then once a day."""
        if rule.quiet_days is None:
            if self._ledger.quiet.forget(rule.id):
                self._ledger.quiet_changed()
        else:
            self._alarm.set_once(SETTLED)

    def stop(self) -> None:
        """Look no more, for good."""
        self._alarm.stop()

    def _on_time(self) -> None:
        if any(one.quiet_days is not None for one in self._attached.rules.values()):
            self._alarm.set(DAY)
            self._environment.spawn(self.look(), "look for what nothing came for")

    async def look(self) -> None:
        """Look through what all rules miss, as long as somebody wants to hear it."""
        for rule in list(self._attached.rules.values()):
            if rule.quiet_days is not None and rule.enabled and self._listeners:
                await self._look_at(rule, rule.quiet_days)

    async def _look_at(self, rule: Rule, days: int) -> None:
        now = self._environment.now()
        quiet = self._ledger.quiet
        waited = quiet.waits(rule.id)
        began = quiet.since(rule.id, now)
        if not waited:
            self._ledger.quiet_changed()
        if rule.kind is RuleKind.SERIES:
            views = await self._series.load(rule.id)
            waiting = [one for view in views for one in self._episodes(rule, view)]
        else:
            waiting = list(self._films(rule))
            if rule.kind is RuleKind.WANTED:
                found = await self._wanted.load(rule, _meant)
                waiting += [one for view in found for one in self._episodes(rule, view)]
        due = [
            one
            for one in waiting
            if now - max(one.since, began) >= days * DAY
            and not quiet.said(rule.id, one.key)
        ]
        if not due:
            return
        # On disk soon; said twice is better than never.
        for nothing in _by_work(rule.id, due, days):
            self._tell(nothing)
        quiet.say(rule.id, (one.key for one in due))
        self._ledger.quiet_changed()

    def _tell(self, nothing: Nothing) -> None:
        for listener in list(self._listeners):
            try:
                listener(nothing)
            except Exception:
                _LOGGER.exception("A listener could not take that nothing came")

    # ---------------------------------------------------------- what is missing

    def _episodes(self, rule: Rule, view: SeriesView) -> Iterator[_Waits]:
        work = view.library, view.item
        name = plain_name(view.title)
        last = self._last(rule, self._by_work.find(rule.id, (name, work)))
        place = " ".join(work) if view.item else name
        for one in view.missing:
            if one.state is EpisodeState.MISSING:
                number = one.season, one.number
                came = max(last.get(number, 0.0), last.get((one.season, _PACK), 0.0))
                since = max(one.aired or 0.0, came)
                yield _Waits(f"{place} {one.label}", view.title, one.label, since)

    def _last(self, rule: Rule, requests: Iterable[Request]) -> Mapping[Number, float]:
        """Return when something last came for each episode, and for whole seasons."""
        reads = self._attached.reads(rule.id)
        found: dict[Number, float] = {}
        for one in requests:
            title = reads(one.release.title)
            for season in title.seasons or (1,):
                for number in title.episodes or title.absolute or (_PACK,):
                    key = season, number
                    found[key] = max(found.get(key, 0.0), one.created)
        return found

    def _films(self, rule: Rule) -> Iterator[_Waits]:
        """Yield the films that libraries want, and a rule that is for what they want."""
        if rule.kind is not RuleKind.WANTED:
            return
        for shelf in self._libraries.index.shelves(rule.libraries):
            for item in shelf:
                if item.kind is Kind.MOVIE and item.wanted and _meant(rule, item):
                    work = item.library, item.id
                    came = [one.created for one in self._by_work.find(rule.id, [work])]
                    name = f"{item.title} ({item.year})" if item.year else item.title
                    since = max((item.released or 0.0, *came))
                    yield _Waits(" ".join(work), name, "", since)


# In the place of an episode's number: the whole season.
_PACK: Final = -1


def _meant(rule: Rule, item: Item) -> bool:
    """Tell whether a film or series is one that a rule is for, as far as its library tells."""
    refused, unknown = list[Reason](), list[Reason]()
    match_facts(rule.facts, (item,), refused, unknown)
    wanted = wanted_names(rule.titles)
    names = {plain_name(one) for one in (item.title, *item.names)}
    return not refused and (not wanted or not wanted.isdisjoint(names))


def _by_work(rule: str, due: Iterable[_Waits], days: int) -> Iterator[Nothing]:
    works: dict[str, list[str]] = {}
    for one in due:
        episodes = works.setdefault(one.work, [])
        if one.episode:
            episodes.append(one.episode)
    for work, episodes in works.items():
        yield Nothing(rule=rule, work=work, episodes=tuple(episodes), days=days)
