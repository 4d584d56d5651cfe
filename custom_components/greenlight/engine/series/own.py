"""Own: what there is of a series by what was fetched of it, for who has no library that knows.

Which episodes there are is told by what was ever asked about, and by the gaps between: who has the
fifth and the seventh knows of a sixth. A pack of a season holds what had turned up until it did.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from ..library.held import SPECIALS, Held, Number, held
from ..library.holding import Holding
from ..library.item import OWN, Episode, Episodes, Item, Kind, Version
from ..quality.ladder import Ladder
from ..title.parse import Title

# No series has more episodes in a season; a number beyond is one that was read wrongly.
_MOST_GAPS: Final = 2000
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
        self._last: dict[int, int] = {}
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

    @property
    def episodes(self) -> Episodes:
        """Return all that is known of it."""
        return self._with({})

    def request_of(self, version: str) -> Fetched | None:
        """Return what was fetched as a version, None if nothing was."""
        return self._versions.get(version)

    def holding(self, title: Title) -> Holding:
        """Return what is there of what a release holds."""
        known = self._with(dict(self._numbers(title)))
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
            self._packs.append(_Pack(season, one, dict(self._last)))

    def _fill(self, season: int, number: int) -> None:
        """Know of all episodes up to one."""
        last = self._last.get(season, 0)
        if number <= last or season == SPECIALS:
            return
        self._last[season] = number
        for gap in range(max(last + 1, number - _MOST_GAPS), number):
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
                for number in title.episodes[:_MOST_GAPS]:
                    yield (season, number), _Row(absolute)
        elif numbers := title.absolute or title.episodes:
            for number in numbers[:_MOST_GAPS]:
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
    known = [*series]
    versions = list(holding.versions)
    coming: dict[Number, None] = {}
    for one in way:
        if one.version is None:
            continue
        numbers = {number for its in known for number in held(one.title, its).episodes}
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
