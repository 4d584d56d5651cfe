"""Elsewhere: what indexers have of a request's release, or instead of it, when nothing else is known.

Nobody has asked for such a search, so it is one at a time, so many a day, and never of an indexer whose
releases no client could take.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from ..engine.candidates import same_item, same_numbers
from ..engine.evidence import evidence, known_as, offered_as
from ..engine.looked_for import by_title, by_work
from ..engine.reading import read
from ..engine.release import Protocol, Release
from ..engine.request import Request
from ..engine.search import Query
from ..engine.weighed import Work, work_in
from ..sources.base import SourceError
from ..sources.searching import Found, Searches
from .attached import Attached
from .ports import Environment
from .search import Search

_DAY: Final = 86400.0
# Indexers count how often they are asked, and people want to ask them, too.
MOST_A_DAY: Final = 60


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found, of so many indexers that were ``asked``, of which so many were ``silent``."""

    releases: tuple[Release, ...] = ()
    asked: int = 0
    silent: int = 0


class Elsewhere:
    """Searches of its own accord."""

    def __init__(
        self, search: Search, attached: Attached, environment: Environment
    ) -> None:
        """Know who can be searched, and what clients there are."""
        self._search = search
        self._attached = attached
        self._now = environment.now
        self._turn = asyncio.Lock()
        self._asked = deque[float](maxlen=MOST_A_DAY)

    def can(self) -> bool:
        """Tell whether there is anybody to be searched, now."""
        return bool(self._search.sources and self._takes) and not self._enough

    async def same(self, request: Request) -> Looked:
        """Search for a request's own release, by its title and then by what it is of."""
        known, now = known_as(request), self._now()
        work = by_work(request.release.title, work_in(request.weighed))
        looked = Looked()
        for query in (by_title(request.release.title), work):
            if query is None:
                continue
            looked = await self._look(query)
            same = [
                one for one in looked.releases if evidence(known, offered_as(one, now))
            ]
            looked = replace(looked, releases=tuple(same))
            if same:
                break
        return looked

    async def others(self, request: Request) -> Looked:
        """Search for other releases of what a request is for."""
        title, work = request.release.title, work_in(request.weighed)
        query = by_work(title, work)
        if query is None:
            return Looked()
        looked = await self._look(query)
        known, now = known_as(request), self._now()
        found = [
            one
            for one in looked.releases
            if _same(title, work, one) and not evidence(known, offered_as(one, now))
        ]
        return replace(looked, releases=tuple(found))

    # ------------------------------------------------------------------ below

    @property
    def _takes(self) -> frozenset[Protocol]:
        return frozenset(one.protocol for one in self._attached.clients.values())

    @property
    def _enough(self) -> bool:
        full = len(self._asked) == MOST_A_DAY
        return full and 0 <= self._now() - self._asked[0] < _DAY

    async def _look(self, query: Query) -> Looked:
        async with self._turn:
            if not self.can():
                return Looked()
            self._asked.append(self._now())
            found = await asyncio.gather(
                *(
                    self._ask(source_id, one, query)
                    for source_id, one in self._search.searchable().items()
                )
            )
        takes = self._takes
        return Looked(
            releases=tuple(
                release
                for one in found
                for release in one.releases
                if release.protocol in takes
            ),
            asked=sum(len(one.asked) for one in found),
            silent=sum(len(one.silent) for one in found),
        )

    async def _ask(self, source_id: str, source: Searches, query: Query) -> Found:
        fit = await self._fitting(source)
        if fit is None:
            return Found()
        query = replace(query, indexers=tuple(fit))
        return await self._search.find(query, sources=[source_id])

    async def _fitting(self, source: Searches) -> Sequence[str] | None:
        """Return which indexers of a source are asked, none of them for all, None where none fits."""
        try:
            indexers = await source.indexers()
        except SourceError:
            # The search itself says of it that it is silent.
            return ()
        named = [one for one in indexers if one.id]
        takes = self._takes
        fit = [one.id for one in named if one.protocol in takes]
        return None if named and not fit else fit


def _same(title: str, work: Work | None, release: Release) -> bool:
    """Tell whether a release is for the same film, episodes or pack, by its name or its numbers."""
    said, other = read(title), read(release.title)
    if same_item(said, other):
        return True
    agree = work.ids.agree(release.ids) if work else None
    return agree is True and same_numbers(said, other)
