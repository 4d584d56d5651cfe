"""Span: which episodes a title says it holds, held against what others hold."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from ..library.held import Number
from ..title.parse import Title

# In the place of a season: numbers that run through the whole series.
_ABSOLUTE = -1


@dataclass(frozen=True, slots=True)
class Span:
    """Single episodes, whole seasons, or the ``whole`` series; nothing where the title does not tell."""

    numbers: frozenset[Number] = frozenset()
    seasons: frozenset[int] = frozenset()
    whole: bool = False

    @property
    def known(self) -> bool:
        """Tell whether the title says which episodes it holds."""
        return bool(self.numbers or self.seasons or self.whole)

    def holds(self, number: Number) -> bool:
        """Tell whether an episode is in it."""
        return self.whole or number[0] in self.seasons or number in self.numbers

    def touches(self, other: Span) -> bool:
        """Tell whether both may hold the same episode; what is not told may be any."""
        if not (self.known and other.known) or self.whole or other.whole:
            return True
        if self._absolute is not other._absolute:
            return True
        mine = self.seasons | {season for season, _ in self.numbers}
        its = other.seasons | {season for season, _ in other.numbers}
        if not (self.seasons & its or other.seasons & mine):
            return not self.numbers.isdisjoint(other.numbers)
        return True

    @property
    def _absolute(self) -> bool:
        return any(season == _ABSOLUTE for season, _ in self.numbers)


def span_of(title: Title) -> Span:
    """Return which episodes a title says it holds."""
    if title.seasons and title.episodes:
        return Span(
            frozenset(
                (season, number)
                for season in title.seasons
                for number in title.episodes
            )
        )
    if title.season_pack:
        return Span(seasons=frozenset(title.seasons))
    if title.complete_series:
        return Span(whole=True)
    if title.date:
        year, month, day = map(int, title.date.split("-"))
        return Span(frozenset({(year, month * 100 + day)}))
    numbers = title.absolute or title.episodes
    return Span(frozenset((_ABSOLUTE, number) for number in numbers))


def all_in(numbers: Collection[Number], spans: Iterable[Span]) -> bool:
    """Tell whether each of some episodes is in one of the spans; of none nothing can be told."""
    known = [*spans]
    return bool(numbers) and all(
        any(span.holds(number) for span in known) for number in numbers
    )
