"""Shelf: all items of one library, found by id and by name, replaced whole or one by one.

A change of the whole is taken over in steps, so that whoever runs it can let others have a turn
between two of them. Each step leaves a shelf that answers: never an empty one.
"""

from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, replace
import re
from typing import Final

from .files import looked_at, same_file
from .item import Ids, Item, Kind, Version
from .lean import Lean, fold
from .names import Names
from .packed import Packs, counts

# Databases of series write the year into the names of those that have a namesake.
_YEAR: Final = re.compile(r"\s*\(((?:18|19|20)[0-9]{2})\)\s*$")
# How many items are taken over in a step: a few milliseconds where a processor is slow.
STEP: Final = 25


@dataclass(frozen=True, slots=True)
class Changes:
    """The ids of what a replacement has added, changed and removed."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


class Shelf:
    """The items of one library."""

    def __init__(self, library: str, lean: Lean | None = None) -> None:
        """Begin with none; whoever has several shelves gives all the same ``lean``."""
        self.library = library
        # When it was last read whole, in epoch seconds; for whoever fills it to say.
        self.as_of: float | None = None
        self.lean = lean or Lean()
        self._items: list[Item | None] = []
        self._places: dict[str, int] = {}
        self._free: list[int] = []
        self._names = Names()
        self._ids = Names()
        # What a closer look has found of the files of some items.
        self._measured: dict[str, tuple[Version, ...]] = {}
        # For each replacement that is on its way: what was told of meanwhile.
        self._meanwhile: list[set[str]] = []
        self.episodes = Packs(self.lean)

    def __len__(self) -> int:
        """Return how many items there are."""
        return len(self._places)

    def __iter__(self) -> Iterator[Item]:
        """Return all items as they are now, whatever changes meanwhile."""
        return iter([item for item in self._items if item is not None])

    def get(self, item_id: str) -> Item | None:
        """Return an item by the library's own id."""
        place = self._places.get(item_id)
        return None if place is None else self._items[place]

    def by_name(self, plain: str) -> list[Item]:
        """Return the items that have a name, as ``plain_name`` writes it."""
        return self._at(self._names.find(plain))

    def by_ids(self, ids: Ids, kind: Kind) -> list[Item]:
        """Return the items of a kind that share one of the ids."""
        places = [place for key in _id_keys(ids, kind) for place in self._ids.find(key)]
        return self._at(places)

    def containing(self, parts: list[str], most: int) -> Iterator[tuple[Item, str]]:
        """Yield items with all of these parts in one of their plain names, and that name."""
        for place, name in self._names.containing(parts, most):
            if (item := self._items[place]) is not None:
                yield item, name

    def put(self, item: Item) -> bool:
        """Add an item or replace what is there under its id; tell whether anything changed."""
        for told in self._meanwhile:
            told.add(item.id)
        return self._put(item)

    def restore(self, item: Item, *, measured: bool = False) -> None:
        """Add an item as it once stood on a shelf, and nothing under its id since."""
        if measured:
            self._measured[item.id] = item.versions
        self._place(item)

    def remove(self, item_id: str) -> bool:
        """Take an item away; tell whether it was there."""
        for told in self._meanwhile:
            told.add(item_id)
        return self._remove(item_id)

    def replace(self, items: Iterable[Item]) -> Changes:
        """Have these items and no others."""
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
        ``items`` raises, what was not told of yet stays, too.
        """
        told: set[str] = set()
        self._meanwhile.append(told)
        try:
            return (yield from self._replacing(items, told))
        finally:
            # By what it is: another may be equal.
            self._meanwhile = [one for one in self._meanwhile if one is not told]

    def _replacing(
        self, items: Iterable[Item], told: set[str]
    ) -> Generator[None, None, Changes]:
        there: set[str] = set()
        added: list[str] = []
        changed: list[str] = []
        for number, item in enumerate(items, 1):
            known = item.id in self._places
            if item.id not in told and item.id not in there and self._put(item):
                (changed if known else added).append(item.id)
            there.add(item.id)
            if number % STEP == 0:
                yield
        gone = [item_id for item_id in self._places if item_id not in there]
        removed: list[str] = []
        for number, item_id in enumerate(gone, 1):
            if item_id not in told and self._remove(item_id):
                removed.append(item_id)
            if number % STEP == 0:
                yield
        return Changes(tuple(added), tuple(changed), tuple(removed))

    def measure(self, item_id: str, versions: tuple[Version, ...]) -> bool:
        """Add what a closer look has found; it is kept for as long as its files are the same."""
        if (item := self.get(item_id)) is None:
            return False
        self._measured[item_id] = versions
        return self.put(item)

    @property
    def measured(self) -> frozenset[str]:
        """Return the ids of the items of which the files were looked at closely."""
        return frozenset(self._measured)

    def _put(self, item: Item) -> bool:
        return self._place(self.lean.item(self._with_measured(item)))

    def _place(self, item: Item) -> bool:
        place = self._places.get(item.id)
        if place is None:
            place = self._free.pop() if self._free else len(self._items)
            if place == len(self._items):
                self._items.append(None)
            self._places[item.id] = place
            self._register(item, place)
        else:
            before = self._items[place]
            if before == item or before is None:
                return False
            if _keys(before) != _keys(item):
                self._strike(before, place)
                self._register(item, place)
            if counts(before.seasons) != counts(item.seasons):
                self.episodes.forget(item.id)
        self._items[place] = item
        return True

    def _with_measured(self, item: Item) -> Item:
        found = self._measured.get(item.id)
        if not found:
            return item
        found = tuple(
            one
            for one in found
            if any(same_file(one, version) for version in item.versions)
        )
        if not found:
            del self._measured[item.id]
            return item
        self._measured[item.id] = found
        return replace(
            item, versions=tuple(looked_at(one, found) for one in item.versions)
        )

    def _remove(self, item_id: str) -> bool:
        place = self._places.pop(item_id, None)
        if place is None or (item := self._items[place]) is None:
            return False
        self._strike(item, place)
        self._items[place] = None
        self._free.append(place)
        self._measured.pop(item_id, None)
        self.episodes.forget(item_id)
        return True

    def _register(self, item: Item, place: int) -> None:
        names, ids = _keys(item)
        for name in names:
            self._names.add(name, place)
        for key in ids:
            self._ids.add(key, place)

    def _strike(self, item: Item, place: int) -> None:
        names, ids = _keys(item)
        for name in names:
            self._names.remove(name, place)
        for key in ids:
            self._ids.remove(key, place)

    def _at(self, places: Iterable[int]) -> list[Item]:
        found = (self._items[place] for place in dict.fromkeys(places))
        return [item for item in found if item is not None]


def _keys(item: Item) -> tuple[dict[str, None], list[str]]:
    return plain_names(item), _id_keys(item.ids, item.kind)


def plain_names(item: Item) -> dict[str, None]:
    """Return the names of an item as they are compared, in order, without a year at the end."""
    names = dict.fromkeys(map(fold, (item.title, *item.names)))
    for name in (item.title, *item.names):
        if name.endswith(")") and (bare := _YEAR.sub("", name)) != name and bare:
            names.setdefault(fold(bare))
    names.pop("", None)
    return names


def _id_keys(ids: Ids, kind: Kind) -> list[str]:
    """Return under what an item is found by id. Numbers are counted apart for films and series."""
    return [
        *((f"{kind}:tmdb:{ids.tmdb}",) if ids.tmdb else ()),
        *((f"{kind}:imdb:{ids.imdb.casefold()}",) if ids.imdb else ()),
        *((f"{kind}:tvdb:{ids.tvdb}",) if ids.tvdb else ()),
    ]
