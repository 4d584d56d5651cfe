"""Fit: what somebody searches for as indexers are asked for it, and whether a result is that."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
import re
from typing import Final

from .library.item import NO_IDS, Ids, Item, Kind
from .library.matching import kinds_of
from .library.table import plain_names
from .library.works import years_of
from .match import names_of
from .search import Query
from .spelling import apart
from .title.parse import Title

# The number of an episode at the end of what somebody has typed.
_NUMBER: Final = re.compile(
    r"(?P<words>.*\S)\s+s(?P<season>[0-9]{1,2})(?:\s*e(?P<episode>[0-9]{1,3}))?",
    re.IGNORECASE,
)
# Databases write the year into the names of series with a namesake; few releases do.
_YEAR: Final = re.compile(r"\s*\((?:18|19|20)[0-9]{2}\)\s*$")
# What releases leave out of a name without a blank, and what they write one for.
_DROPPED: Final = re.compile(r"['’`´.]")
_BETWEEN: Final = re.compile(r"[^\w]+|_+")

# The thousands of categories as Newznab numbers them, https://torznab.github.io/spec-1.3-draft/ (categories).
_KINDS: Final = {2: Kind.MOVIE, 5: Kind.SERIES}


class Fit(StrEnum):
    """How a result is not what was sought."""

    MORE = "more"  # that, and more: a whole season for an episode
    PART = "part"  # another season or episode, or only a part of what was sought
    YEAR = "year"  # a film of that name, of another year
    OTHER = "other"  # another work
    KIND = "kind"  # of another kind than was asked for: a film among series


# From what fits (None) to what does not.
FITS: Final = (None, Fit.MORE, Fit.PART, Fit.YEAR, Fit.OTHER, Fit.KIND)


def typed(text: str) -> Query:
    """Return a query for words: they stay as they are, for whoever is searched by words only.

    ``Name S01E02`` says the season and the episode besides; what follows such a number may be
    anything, so nothing is taken apart then.
    """
    words = " ".join(text.split())
    found = _NUMBER.fullmatch(words)
    if found is None:
        return Query(text=words)
    episode = found["episode"]
    return Query(
        text=found["words"],
        season=int(found["season"]),
        episode=None if episode is None else int(episode),
    )


def query_for(
    item: Item, season: int | None = None, episode: int | None = None
) -> Query:
    """Return a query for a work, of a series for a season or an episode of it."""
    series = item.kind is Kind.SERIES
    name = _YEAR.sub("", item.title) if series else item.title
    name = _DROPPED.sub("", apart(name).replace("&", " and "))
    return Query(
        text=" ".join(_BETWEEN.sub(" ", name).split()) or item.title,
        kind=item.kind,
        ids=item.ids,
        year=item.year,
        season=season if series else None,
        episode=episode if series else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What a result has to be. Without ``names`` it may be of any work."""

    kind: Kind | None = None
    names: frozenset[str] = frozenset()
    years: frozenset[int] = frozenset()
    ids: Ids = NO_IDS
    season: int | None = None
    episode: int | None = None
    date: str = ""
    absolute: int | None = None
    # Many results have the same name.
    _works: dict[Hashable, Fit | None] = field(
        default_factory=dict, compare=False, repr=False
    )

    def fit(self, title: Title, ids: Ids = NO_IDS) -> Fit | None:
        """Return how a result is not what was sought, None if it is or nothing tells.

        ``ids`` are those that its indexer gives.
        """
        if self.names:
            if (other := self._work(title, ids)) is not None:
                return other
        elif self.kind is not None and self.kind not in kinds_of(title):
            return Fit.KIND
        return None if self.season is None else self._part(title, self.season)

    def _work(self, title: Title, ids: Ids) -> Fit | None:
        key = (title.title, title.alternatives, title.year, kinds_of(title), ids)
        if key not in self._works:
            self._works[key] = self._looked_at(title, ids)
        return self._works[key]

    def _looked_at(self, title: Title, ids: Ids) -> Fit | None:
        if self.kind is not None and self.kind not in kinds_of(title):
            return Fit.OTHER
        if (agreed := ids.agree(self.ids)) is not None:
            return None if agreed else Fit.OTHER
        if self.names.isdisjoint(names_of(title)):
            return Fit.OTHER
        if self.kind is not Kind.MOVIE or title.year is None or not self.years:
            # That of a series' release may be the season's.
            return None
        near = any(abs(one - title.year) <= 1 for one in self.years)
        return None if near else Fit.YEAR

    def _part(self, title: Title, season: int) -> Fit | None:
        if title.complete_series:
            return Fit.MORE
        if not title.seasons:
            return self._counted_otherwise(title)
        if season not in title.seasons:
            return Fit.PART
        if len(title.seasons) > 1:
            return Fit.MORE
        if self.episode is None:
            return None if title.season_pack else Fit.PART
        if title.season_pack:
            return Fit.MORE
        if self.episode not in title.episodes:
            return Fit.PART
        return Fit.MORE if len(title.episodes) > 1 else None

    def _counted_otherwise(self, title: Title) -> Fit | None:
        """Return how a release is not what was sought that is counted as daily shows and anime are."""
        if self.date and title.date:
            return None if title.date == self.date else Fit.PART
        if self.absolute is None or not title.absolute or self.episode is None:
            # Nothing tells.
            return None
        if self.absolute not in title.absolute:
            return Fit.PART
        return Fit.MORE if len(title.absolute) > 1 else None


def sought(query: Query, items: Iterable[Item] = ()) -> Sought:
    """Return what a result of a query has to be; ``items`` are the one work that is searched for."""
    work = tuple(items)
    return Sought(
        kind=query.kind or _kind_in(query.categories),
        names=frozenset(name for item in work for name in plain_names(item)),
        years=years_of(work),
        ids=query.ids,
        season=query.season,
        episode=query.episode,
        date=query.date,
        absolute=query.absolute,
    )


def _kind_in(categories: Iterable[int]) -> Kind | None:
    """Return of which kind all of some categories are, None where they are not of one."""
    kinds = {_KINDS.get(one // 1000) for one in categories}
    return kinds.pop() if len(kinds) == 1 else None
