"""Counts: how many films, series and files a library has."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Self

from ..engine.library.item import Item, Kind


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is of a library."""

    movies: int = 0
    series: int = 0
    files: int = 0

    def of(self, kind: Kind) -> int:
        """Return how many works of a kind there are."""
        return self.movies if kind is Kind.MOVIE else self.series

    def instead(self, before: Item | None, now: Item | None) -> Self:
        """Return the counts with one item in the place of another."""
        gone, come = counted(filter(None, [before])), counted(filter(None, [now]))
        return type(self)(
            self.movies - gone.movies + come.movies,
            self.series - gone.series + come.series,
            self.files - gone.files + come.files,
        )


NONE: Final = Counts()


def counted(items: Iterable[Item]) -> Counts:
    """Count items and their files."""
    movies = series = files = 0
    for item in items:
        if item.kind is Kind.MOVIE:
            movies += 1
        else:
            series += 1
        files += len(item.versions) + sum(season.there for season in item.seasons)
    return Counts(movies, series, files)
