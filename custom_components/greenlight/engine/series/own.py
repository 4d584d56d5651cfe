"""Own: what there is of a series by what was fetched of it, for who has no library that knows.

Which episodes there are is told by what was ever asked about, and by the gaps between: who has the
fifth and the seventh knows of a sixth. A pack of a season holds what had turned up until it did.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Final

from ..library.held import SPECIALS, Held, Holder, Number, held
from ..library.holding import Holding
from ..library.item import OWN, Episode, Episodes, Item, Kind, Version
from ..quality.ladder import Ladder
from ..title.parse import Title

# More numbers no title has.
_MOST_NUMBERS: Final = 2000
# Whoever has one episode knows of so many before it; what is farther from all others was read wrongly,
# or somebody begins in the middle of a series.
_MOST_GAPS: Final = 200
# More episodes no series has.
_MOST_ROWS: Final = 5000
_WHOLE: Final = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What one request tells of a series: which episodes there are, and whether they are there.

    ``title`` is read as its rule counts. ``version`` is what is there of it, or on its way (``on_way``);
    None of what was declined, or has failed. ``at`` is when it turned up, in epoch seconds.
    """

    request: str
    title: Title
    at: float
    version: Version | None = None
    on_way: bool = False


@dataclass(slots=True)
class _Row:
    """One episode, and by which other numbers it goes."""

    absolute: int | None = None
    date: str = ""
    file: Fetched | None = None


_NOTHING: Final = _Row()


@dataclass(frozen=True, slots=True)
class _Pack:
    """A whole season, or for ``_WHOLE`` the whole series; ``last`` is the last it can hold of each."""

    season: int
    fetched: Fetched
    last: dict[int, int]

    def holds(self, season: int, number: int) -> bool:
        if self.season not in (_WHOLE, season) or season == SPECIALS != self.season:
            return False
        last = self.last.get(season)
        return last is None or number <= last


class OwnSeries:
    """One series of one rule. It is built whole; what changes has it built anew."""

    def __init__(self, name: str, fetched: Iterable[Fetched], ladder: Ladder) -> None:
        """Take what was fetched, the oldest first; of two the ladder says which is better."""
        self.item = Item(library=OWN, id=name, kind=Kind.SERIES, title=name)
        self._ladder = ladder
        self._rows: dict[Number, _Row] = {}
        self._by_absolute: dict[int, Number] = {}
        # The numbers of each season in order, from nothing on.
        self._seasons: dict[int, list[int]] = {}
        self._packs: list[_Pack] = []
        self._versions: dict[str, Fetched] = {}
        every = sorted(fetched, key=lambda one: one.at)
        for one in every:
            self._take(one)
        for pack in self._packs:
            for number, row in self._rows.items():
                if pack.holds(*number):
                    self._put(row, pack.fetched)

    def __len__(self) -> int:
        """Return how many episodes are known."""
        return len(self._rows)

    @cached_property
    def episodes(self) -> Episodes:
        """Return all that is known of it."""
        return self._with({})

    def request_of(self, version: str) -> Fetched | None:
        """Return what was fetched as a version, None if nothing was."""
        return self._versions.get(version)

    def holding(self, title: Title) -> Holding:
        """Return what is there of what a release holds."""
        more = dict(self._numbers(title))
        known = self.episodes
        if any(self._is_news(number, row) for number, row in more.items()):
            known = self._with(more)
        found = self._held(title, known)
        on_way = {key for key, one in self._versions.items() if one.on_way}
        coming = {
            (one.season, one.number) for one in known.episodes if one.version in on_way
        }
        return Holding(
            items=(self.item,),
            versions=found.versions,
            notes=found.notes,
            episodes=found.episodes,
            missing=found.missing,
            on_way=tuple(one for one in found.episodes if one in coming),
        )

    def _is_news(self, number: Number, row: _Row) -> bool:
        """Tell whether a title says more of an episode than is known."""
        known = self._rows.get(number)
        if known is None:
            return True
        return bool(
            (row.absolute and not known.absolute) or (row.date and not known.date)
        )

    def _held(self, title: Title, known: Episodes) -> Held:
        found = held(title, known)
        if found.episodes or not (title.season_pack or title.complete_series):
            return found
        # Nothing but packs of it is known.
        seasons = title.seasons or (_WHOLE,)
        packs = (one for one in self._packs if one.season in (_WHOLE, *seasons))
        versions = dict.fromkeys(one.fetched.version for one in packs)
        return Held(versions=tuple(one for one in versions if one is not None))

    # ------------------------------------------------------------------ build

    def _take(self, one: Fetched) -> None:
        if one.version is not None:
            self._versions[one.version.id] = one
        numbers = list(self._numbers(one.title))
        for number, row in numbers:
            if number not in self._rows and len(self._rows) >= _MOST_ROWS:
                continue
            known = self._rows.setdefault(number, row)
            known.absolute = known.absolute or row.absolute
            if known.absolute is not None:
                self._by_absolute.setdefault(known.absolute, number)
            self._put(known, one)
            if not row.date:
                self._fill(*number)
        if numbers or one.version is None:
            return
        for season in self._packed(one.title):
            last = {key: numbers[-1] for key, numbers in self._seasons.items()}
            self._packs.append(_Pack(season, one, last))

    def _fill(self, season: int, number: int) -> None:
        """Know of the episodes between one and those next to it."""
        if season == SPECIALS:
            return
        known = self._seasons.setdefault(season, [0])
        place = bisect_left(known, number)
        if known[place : place + 1] == [number]:
            return
        gaps = [
            gap
            for one, other in pairwise(
                (*known[place - 1 : place], number, *known[place : place + 1])
            )
            if other - one <= _MOST_GAPS
            for gap in range(one + 1, other)
        ]
        known[place:place] = sorted((*gaps, number))
        for gap in gaps[: _MOST_ROWS - len(self._rows)]:
            self._rows.setdefault((season, gap), _Row())

    def _put(self, row: _Row, one: Fetched) -> None:
        """Have a file of an episode that is better than the one that is there."""
        if one.version is None:
            return
        had = row.file.version if row.file else None
        key = self._ladder.key
        if had is None or key(one.version.quality) > key(had.quality):
            row.file = one

    @staticmethod
    def _packed(title: Title) -> Iterator[int]:
        if title.complete_series and not title.seasons:
            yield _WHOLE
        elif title.season_pack:
            yield from title.seasons

    def _numbers(self, title: Title) -> Iterator[tuple[Number, _Row]]:
        """Yield what a title says it holds, one by one; nothing for whole seasons."""
        if title.seasons and title.episodes:
            single = len(title.episodes) == len(title.absolute) == 1
            absolute = title.absolute[0] if single else None
            for season in title.seasons[:1]:
                for number in title.episodes[:_MOST_NUMBERS]:
                    yield (season, number), _Row(absolute)
        elif numbers := title.absolute or title.episodes:
            for number in numbers[:_MOST_NUMBERS]:
                known = self._by_absolute.get(number, (1, number))
                yield known, _Row(number)
        elif title.date:
            year, month, day = map(int, title.date.split("-"))
            yield (year, month * 100 + day), _Row(date=title.date)

    def _with(self, more: Mapping[Number, _Row]) -> Episodes:
        """Return what is known, with some episodes of which not all is."""
        episodes: list[Episode] = []
        for season, number in sorted({*self._rows, *more}):
            row = self._rows.get((season, number))
            told = more.get((season, number), _NOTHING)
            file = row.file if row else self._pack_of(season, number)
            episodes.append(
                Episode(
                    season=season,
                    number=number,
                    absolute=(row and row.absolute) or told.absolute,
                    date=(row and row.date) or told.date,
                    version=file.version.id if file and file.version else "",
                )
            )
        versions = {
            key: one.version for key, one in self._versions.items() if one.version
        }
        return Episodes(episodes=tuple(episodes), versions=versions)

    def _pack_of(self, season: int, number: int) -> Fetched | None:
        """Return the pack in which an episode is that nothing else has told of."""
        packs = (one.fetched for one in self._packs if one.holds(season, number))
        return next(packs, None)


def with_way(
    holding: Holding, series: Iterable[Episodes], way: Iterable[Fetched]
) -> Holding:
    """Return a holding with what is on its way, counted as libraries count the series."""
    every = [*series]
    known = [*map(Holder, every)]
    versions = list(holding.versions)
    coming: dict[Number, None] = {}
    for one in way:
        if one.version is None:
            continue
        numbers = {number for its in known for number in its.numbers(one.title)}
        if one.title.season_pack or one.title.complete_series:
            # It holds no more than there was when it turned up, in the middle of a season.
            numbers -= {number for its in every for number in _later(its, one.at)}
        if shared := numbers.intersection(holding.episodes):
            versions.append(one.version)
            coming |= dict.fromkeys(sorted(shared))
    if not coming:
        return holding
    return replace(
        holding,
        versions=tuple(versions),
        missing=tuple(one for one in holding.missing if one not in coming),
        on_way=tuple(one for one in holding.episodes if one in coming),
    )


def _later(series: Episodes, at: float) -> Iterator[Number]:
    """Yield the episodes that are known to have been aired after a time."""
    for one in series.episodes:
        if one.aired is not None and one.aired > at and not one.version:
            yield one.season, one.number
