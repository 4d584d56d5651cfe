"""Shelf: all items of one library, found by id and by name, replaced whole or one by one.

A new whole is built beside the old one, which answers until then: nobody ever sees half of it. It
is built in steps, for whoever does so where others want their turn, or in another thread.
"""

from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from .item import Ids, Item, Kind
from .lean import Lean
from .packed import Packs, counts
from .table import Table

# How many items are taken over in a step: a few milliseconds where a processor is slow.
STEP: Final = 25


@dataclass(frozen=True, slots=True)
class Changes:
    """The ids of what a replacement has added, changed and removed."""

    added: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()
    removed: frozenset[str] = frozenset()

    @property
    def any(self) -> bool:
        """Tell whether there are any."""
        return bool(self.added or self.changed or self.removed)


@dataclass(slots=True)
class _New:
    """What is being built, what of it is other than before, and which series hold other episodes."""

    table: Table = field(default_factory=Table)
    changed: set[str] = field(default_factory=set)
    otherwise: set[str] = field(default_factory=set)


class Shelf:
    """The items of one library, and what its series consist of."""

    def __init__(self, library: str, lean: Lean | None = None) -> None:
        """Begin with none; whoever has several shelves gives all the same ``lean``."""
        self.library = library
        # When it was last read whole, in epoch seconds; for whoever fills it to say.
        self.as_of: float | None = None
        # What its library does with files when it imports, by name; empty as long as it has not said.
        self.habits: Mapping[str, bool | int | None] = {}
        self.lean = lean or Lean()
        self.episodes = Packs(self.lean)
        # How often something on it has changed.
        self.turns = 0
        self._table = Table()
        # For each replacement that is on its way: what was told of meanwhile.
        self._meanwhile: list[set[str]] = []

    @property
    def items(self) -> Mapping[str, Item]:
        """Return the items by the library's own ids."""
        return self._table.items

    def __len__(self) -> int:
        """Return how many items there are."""
        return len(self._table.items)

    def __iter__(self) -> Iterator[Item]:
        """Return all items as they are now, whatever changes meanwhile."""
        return iter(list(self._table.items.values()))

    def by_name(self, plain: str) -> list[Item]:
        """Return the items that have a name, as ``plain_name`` writes it; of very many only some."""
        return self._table.by_name(plain)

    def by_ids(self, ids: Ids, kind: Kind) -> list[Item]:
        """Return the items of a kind that share one of the ids."""
        return self._table.by_ids(ids, kind)

    def containing(self, parts: list[str], most: int) -> Iterator[tuple[Item, str]]:
        """Yield items with all of these parts in one of their plain names, and that name."""
        return self._table.containing(parts, most)

    def put(self, item: Item) -> bool:
        """Add an item or replace what is there under its id; tell whether anything changed."""
        item = self.lean.item(item)
        # Also what is so already: the whole that is being built may say otherwise.
        self._tell(item.id)
        before = self.items.get(item.id)
        if before == item:
            return False
        self._table.put(item)
        self.turns += 1
        if before is not None and counts(before.seasons) != counts(item.seasons):
            self.episodes.forget(item.id)
        return True

    def remove(self, item_id: str) -> bool:
        """Take an item away; tell whether it was there."""
        self._tell(item_id)
        if not self._table.remove(item_id):
            return False
        self.turns += 1
        self.episodes.forget(item_id)
        return True

    def restore(self, item: Item) -> None:
        """Add an item as it once stood on a shelf."""
        self._table.put(item)
        self.turns += 1

    def replace(self, items: Iterable[Item]) -> Changes:
        """Have these items and no others.

        May be called in another thread, as long as nothing is put or removed meanwhile; who looks
        sees either all the old or all the new.
        """
        steps = self.replacing(items)
        while True:
            try:
                next(steps)
            except StopIteration as done:
                changes: Changes = done.value
                return changes

    def replacing(self, items: Iterable[Item]) -> Generator[None, None, Changes]:
        """Have these items and no others, a few at a time; returns what has changed.

        What is put or removed between two steps is newer than the items, and stays so. If
        ``items`` raises, everything stays as it was.
        """
        told: set[str] = set()
        self._meanwhile.append(told)
        try:
            new = _New()
            for number, item in enumerate(items, 1):
                self._take(item, new)
                if number % STEP == 0:
                    yield
            old, changes = self._exchange(new, told)
            yield
            yield from old.dissolve(STEP * STEP)
            return changes
        finally:
            # By what it is: another may be equal.
            self._meanwhile = [one for one in self._meanwhile if one is not told]

    def _take(self, item: Item, new: _New) -> None:
        item = self.lean.item(item)
        before = self.items.get(item.id)
        if before == item:
            # The same object, so that what hangs on it is shared.
            item = before
        elif before is not None:
            new.changed.add(item.id)
            if counts(before.seasons) != counts(item.seasons):
                new.otherwise.add(item.id)
        new.table.put(item)

    def _exchange(self, new: _New, told: Iterable[str]) -> tuple[Table, Changes]:
        """Put the new table in the place of the old one; what was told of meanwhile stays."""
        old, items = self._table, new.table.items
        for item_id in told:
            new.changed.discard(item_id)
            new.otherwise.discard(item_id)
            if item_id in old.items:
                new.table.put(old.items[item_id])
            else:
                new.table.remove(item_id)
        self._table = new.table
        self.turns += 1
        removed = old.items.keys() - items.keys()
        for item_id in new.otherwise | removed:
            self.episodes.forget(item_id)
        added = items.keys() - old.items.keys()
        return old, Changes(*map(frozenset, (added, new.changed, removed)))

    def _tell(self, item_id: str) -> None:
        for told in self._meanwhile:
            told.add(item_id)
