"""Wanted series: what is missing of the series that libraries want, for a rule that is for just that."""

from collections.abc import Callable, Iterable
from functools import partial
from itertools import batched
from typing import Final

from ..engine.library.item import Item, Kind
from ..engine.reading import plain_name
from ..engine.refusal import Scope
from ..engine.rules import Rule
from ..engine.series.episodes import Telling, lines_of
from ..engine.series.view import SeriesView
from ..engine.wanted import wants_number
from .attached import Attached
from .by_work import ByWork
from .libraries import Libraries
from .ports import Ledger

# So many series are asked for their episodes at a time.
_AT_ONCE: Final = 10


class WantedSeries:
    """Looks through them, episode by episode, which is done rarely: nothing of it is kept."""

    def __init__(
        self,
        ledger: Ledger,
        attached: Attached,
        libraries: Libraries,
        by_work: ByWork,
        now: Callable[[], float],
    ) -> None:
        """Know where everything is found."""
        self._ledger = ledger
        self._attached = attached
        self._libraries = libraries
        self._by_work = by_work
        self._now = now

    async def load(
        self, rule: Rule, meant: Callable[[Rule, Item], bool]
    ) -> list[SeriesView]:
        """Return the series of which something is missing, and that are ``meant``."""
        index = self._libraries.index
        items = [
            item
            for shelf in index.shelves(rule.libraries)
            for item in shelf
            if _lacks(item) and meant(rule, item)
        ]
        unread = (
            one for one in items if one.id not in index.shelf(one.library).episodes
        )
        for some in batched(list(unread), _AT_ONCE, strict=False):
            await self._libraries.load(some)
        views = (self._view(rule, item) for item in items)
        return [view for view in views if view is not None]

    def _view(self, rule: Rule, item: Item) -> SeriesView | None:
        known = self._libraries.index.shelf(item.library).episodes.get(item.id)
        if known is None:
            return None
        reads = self._attached.reads(rule.id)
        keys: Iterable[str | tuple[str, str]]
        keys = (plain_name(item.title), (item.library, item.id))
        lines = lines_of(
            [known],
            None,
            [
                Telling(one, reads(one.release.title))
                for one in self._by_work.find(rule.id, keys)
            ],
            partial(wants_number, rule),
            frozenset(
                skip.request for skip in self._ledger.skips if skip.scope is Scope.TITLE
            ),
            self._now(),
        )
        return SeriesView(
            rule=rule.id,
            title=item.title,
            library=item.library,
            item=item.id,
            episodes=lines.views,
            next=lines.next,
        )


def _lacks(item: Item) -> bool:
    """Tell whether a series is wanted, and its library counts less than is out."""
    if item.kind is not Kind.SERIES or not item.monitored:
        return False
    return any(one.aired > one.there for one in item.seasons)
