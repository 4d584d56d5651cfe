"""A saved search: looking at it is to search for it again."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
import math
import time
from typing import Final, override

from ...engine.release import Release
from ...engine.search import Query
from ..base import (
    Fetched,
    NobodyAnswered,
    NothingToSearch,
    Payload,
    Source,
    SourceNotFound,
)
from ..searching import Found

# In ``validators``: when it was searched last, in epoch seconds.
_AT: Final = "at"


class SavedSource(Source):
    """What some sources find, by whoever can ask them.

    What is found keeps the source that has it, which fetches it with the key that is valid then.
    """

    def __init__(
        self,
        source_id: str,
        *,
        query: Callable[[], Query],
        find: Callable[[Query], Awaitable[Found]],
        every: float = 0.0,
        validators: Mapping[str, str] | None = None,
        now: Callable[[], float] | None = None,
    ) -> None:
        """Ask for the ``query`` each time: a work may be called otherwise by then.

        A restart searches again only if the last search was ``every`` so many seconds ago; ``now`` tells
        epoch seconds.
        """
        self._id = source_id
        self._query = query
        self._find = find
        self._every = every
        self._now = now or time.time
        self._first = True
        self.validators: dict[str, str] = dict(validators or {})

    @override
    async def fetch(self) -> Fetched:
        """Search; raises only where nobody answers."""
        first, self._first = self._first, False
        if first and 0 <= self._now() - self._last < self._every:
            return Fetched(releases=None)
        query = self._query()
        found = await self._find(query)
        if not found.asked:
            raise NothingToSearch
        silent = {one.indexer for one in found.silent}
        if silent.issuperset(found.asked) and not found.releases:
            # Whom it asks is looked at for itself, so that it wants other credentials is told there.
            waits = [one.why.retry_after or 0.0 for one in found.silent]
            raise NobodyAnswered(
                ", ".join(sorted(silent)), retry_after=min(waits) or None
            )
        self.validators = {_AT: str(int(self._now()))}
        # Two sites may count their releases alike.
        releases: dict[tuple[str, str], Release] = {}
        for one in found.releases:
            known = replace(one, search=self._id)
            releases.setdefault((one.guid, one.title), known)
        return Fetched(
            releases=tuple(releases.values()),
            broken=found.broken,
            left_out=found.left_out,
            title=query.text,
            silent=found.silent,
            all_of_it=not found.silent,
        )

    @property
    def _last(self) -> float:
        """Return when it was searched last, in epoch seconds; long ago where nobody knows."""
        try:
            return float(self.validators.get(_AT, ""))
        except ValueError:
            return -math.inf

    @override
    async def payload(self, link: str) -> Payload:
        """Have nothing: what was found is fetched where it was found."""
        raise SourceNotFound
