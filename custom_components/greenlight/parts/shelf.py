"""A shelf: where the items of one library stand, and how many there are."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final, Protocol, Self

from ..engine.library.item import Item, Kind, Origin, Version


class Shelf(Protocol):
    """The items of one library by their ids."""

    @property
    def items(self) -> Mapping[str, Item]:
        """Return what stands on it."""

    def replace(self, items: Iterable[Item]) -> None:
        """Put these in the place of all there were.

        Called in a worker thread: who looks meanwhile sees either all the old or all the new.
        """

    def put(self, item: Item) -> None:
        """Put an item on it, in the place of one of the same id."""

    def remove(self, item_id: str) -> None:
        """Take an item off it, if it is there."""


class PlainShelf:
    """A shelf that can only be looked through by the ids of the library."""

    def __init__(self) -> None:
        """Begin with nothing on it."""
        self.items: dict[str, Item] = {}

    def replace(self, items: Iterable[Item]) -> None:
        """Put these in the place of all there were."""
        self.items = {item.id: item for item in items}

    def put(self, item: Item) -> None:
        """Put an item on it, in the place of one of the same id."""
        self.items[item.id] = item

    def remove(self, item_id: str) -> None:
        """Take an item off it, if it is there."""
        self.items.pop(item_id, None)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many films, series and files a library has."""

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


@dataclass(frozen=True, slots=True)
class Difference:
    """What a whole reading changes: what is to stand there, what of it is other, and how many."""

    items: Collection[Item]
    changed: Collection[str]
    counts: Counts


def compared(
    before: Mapping[str, Item], read: Iterable[Item], *, keep: bool
) -> Difference:
    """Hold what was read against what was there; with ``keep`` nothing is gone.

    What was looked into more closely stays so while its files are the same.
    """
    now: dict[str, Item] = dict(before) if keep else {}
    changed = []
    for item in read:
        old = before.get(item.id)
        if old is not None:
            item = still_measured(old, item)
            if old == item:
                # The same object, so that what hangs on it is shared.
                now[item.id] = old
                continue
        now[item.id] = item
        changed.append(item.id)
    gone = [] if keep else [item_id for item_id in before if item_id not in now]
    return Difference(tuple(now.values()), (*changed, *gone), counted(now.values()))


def still_measured(old: Item, item: Item) -> Item:
    """Return an item with what is known of those of its files that were looked into."""
    looked_into = {
        version.id: version
        for version in old.versions
        if Origin.STREAM in version.origins.values()
    }
    if not looked_into:
        return item
    versions = tuple(
        _as_measured(looked_into.get(version.id), version) for version in item.versions
    )
    return item if versions == item.versions else replace(item, versions=versions)


def _as_measured(old: Version | None, version: Version) -> Version:
    if (
        old is None
        or Origin.STREAM in version.origins.values()
        or (old.path, old.size) != (version.path, version.size)
    ):
        return version
    return replace(version, quality=old.quality, origins=old.origins)
