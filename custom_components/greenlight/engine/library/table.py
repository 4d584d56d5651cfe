"""Table: items, and under which names and ids they are found."""

from collections.abc import Iterable, Iterator
from itertools import islice
import re
from typing import Final

from ..spelling import english, has_special
from .item import Ids, Item, Kind
from .lean import fold
from .names import Names

# Databases of series write the year into the names of those that have a namesake.
_YEAR: Final = re.compile(r"\s*\(((?:18|19|20)[0-9]{2})\)\s*$")


class Table:
    """Items by their ids, each under all its names."""

    def __init__(self) -> None:
        """Begin with none."""
        self.items: dict[str, Item] = {}
        # Names lead to numbers, and those to items.
        self._numbers: dict[str, int] = {}
        self._numbered: list[Item | None] = []
        self._free: list[int] = []
        self._names = Names()
        self._ids = Names()

    def put(self, item: Item) -> None:
        """Add an item or replace what is there under its id."""
        number = self._numbers.get(item.id)
        if number is None:
            number = self._free.pop() if self._free else len(self._numbered)
            if number == len(self._numbered):
                self._numbered.append(None)
            self._numbers[item.id] = number
            self._register(item, number)
        elif _keys(before := self.items[item.id]) != _keys(item):
            self._strike(before, number)
            self._register(item, number)
        self.items[item.id] = self._numbered[number] = item

    def remove(self, item_id: str) -> bool:
        """Take an item away; tell whether it was there."""
        if (item := self.items.pop(item_id, None)) is None:
            return False
        number = self._numbers.pop(item_id)
        self._strike(item, number)
        self._numbered[number] = None
        self._free.append(number)
        return True

    def dissolve(self, step: int) -> Iterator[None]:
        """Let go of all items, so many at a time: it takes a while for very many."""
        self._numbered.clear()
        while self.items:
            for item_id in list(islice(self.items, step)):
                del self.items[item_id]
            yield

    def by_name(self, plain: str) -> list[Item]:
        """Return the items that have a name, as ``plain_name`` writes it."""
        return self._at(self._names.find(plain))

    def by_ids(self, ids: Ids, kind: Kind) -> list[Item]:
        """Return the items of a kind that share one of the ids."""
        return self._at(
            number for key in _id_keys(ids, kind) for number in self._ids.find(key)
        )

    def containing(self, parts: list[str], most: int) -> Iterator[tuple[Item, str]]:
        """Yield items with all of these parts in one of their plain names, and that name."""
        for number, name in self._names.containing(parts, most):
            if (item := self._numbered[number]) is not None:
                yield item, name

    def _register(self, item: Item, number: int) -> None:
        names, ids = _keys(item)
        for name in names:
            self._names.add(name, number)
        for key in ids:
            self._ids.add(key, number)

    def _strike(self, item: Item, number: int) -> None:
        names, ids = _keys(item)
        for name in names:
            self._names.remove(name, number)
        for key in ids:
            self._ids.remove(key, number)

    def _at(self, numbers: Iterable[int]) -> list[Item]:
        found = (self._numbered[number] for number in dict.fromkeys(numbers))
        return [item for item in found if item is not None]


def _keys(item: Item) -> tuple[dict[str, None], list[str]]:
    return plain_names(item), _id_keys(item.ids, item.kind)


def plain_names(item: Item) -> dict[str, None]:
    """Return the names of an item as they are compared, in order, without a year at the end.

    Also as those write them who have no umlauts.
    """
    names = dict.fromkeys(map(fold, (item.title, *item.names)))
    for name in (item.title, *item.names):
        if name.endswith(")") and (bare := _YEAR.sub("", name)) != name and bare:
            names.setdefault(fold(bare))
        if has_special(name):
            names.setdefault(fold(english(_YEAR.sub("", name) or name)))
    names.pop("", None)
    return names


def _id_keys(ids: Ids, kind: Kind) -> list[str]:
    """Return under what an item is found by id. Numbers are counted apart for films and series."""
    return [
        *((f"{kind}:tmdb:{ids.tmdb}",) if ids.tmdb else ()),
        *((f"{kind}:imdb:{ids.imdb.casefold()}",) if ids.imdb else ()),
        *((f"{kind}:tvdb:{ids.tvdb}",) if ids.tvdb else ()),
    ]
