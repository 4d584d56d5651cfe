"""Arriving: which of the files that are there now are those that were brought."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from ...engine.home.home import Home
from ...engine.library.item import Episodes, Kind, Version
from ...engine.quality.comparison import Choice
from ...libraries.imports import Imported
from .choosing import Number, close, not_shown
from .order import Order


@dataclass(frozen=True, slots=True)
class Come:
    """The ``files`` that have come, with which ``episodes``, and whether that is the ``whole`` of it."""

    files: tuple[Version, ...] = ()
    episodes: frozenset[Number] = frozenset()
    whole: bool = False

    def has(self, numbers: Iterable[Number]) -> bool:
        """Tell whether all of these episodes have come."""
        wanted = frozenset(numbers)
        return bool(wanted) and wanted <= self.episodes


NOTHING: Final = Come()


async def come(order: Order) -> Come:
    """Return what has come of what is to be imported, whether that was begun or not."""
    return await (_begun(order) if was_begun(order.home) else _by_history(order))


def was_begun(home: Home) -> bool:
    """Tell whether it is known what was there before, and what was to be brought."""
    return bool(home.source)


async def _begun(order: Order) -> Come:
    """Return what is there that was not there before, and is what was brought.

    Others import as well. Their file has another size; where sizes say nothing, the history does.
    """
    home = order.home
    numbers = await order.numbers()
    there = await order.library.files_of(home.item, numbers)
    new = [one for one in there if one.id not in home.had]
    ours = alike(new, home.sizes)
    if len(ours) < len(new):
        done = await order.library.imported(order.request.download or "")
        told = {one.id for one in in_history(new, done)}
        known = {one.id for one in ours} | told
        ours = tuple(one for one in new if one.id in known)
    if not ours:
        return NOTHING
    if not home.episodes:
        return Come(ours, whole=len(ours) >= max(1, len(home.sizes)))
    series = await order.asked.episodes(home.item)
    episodes = _in_files(series, ours, home.episodes)
    return Come(ours, episodes, whole=len(episodes) == len(set(home.episodes)))


async def _by_history(order: Order) -> Come:
    """Return what it has imported before it was told, which may be a part of it, or long gone."""
    done = await order.library.imported(order.request.download or "")
    known = done is not None and bool(done.files)
    if not (known or order.home.blocked):
        return NOTHING
    numbers = await order.numbers()
    there = await order.library.files_of(order.home.item, numbers)
    new = not_shown(there, order.request.weighed)
    found = in_history(new, done) or await _by_hand(order, new)
    if not found:
        return NOTHING
    if order.kind is not Kind.SERIES:
        return Come(found, whole=True)
    series = await order.asked.episodes(order.home.item)
    holds = order.holds(series)
    episodes = _in_files(series, found, holds)
    have = {(one.season, one.number) for one in series.episodes if one.version}
    # What is there already stays, unless all of it is to go.
    enough = episodes if order.request.choice is Choice.REPLACE else have
    return Come(found, episodes, whole=enough.issuperset(holds))


async def _by_hand(order: Order, new: Sequence[Version]) -> tuple[Version, ...]:
    """Return what somebody has brought in by hand while it waited, of which no history tells.

    It was not there when people were asked, and is as large as what was downloaded.
    """
    if not new or not order.home.blocked or order.request.weighed is None:
        return ()
    return alike(new, await order.sizes())


def in_history(files: Iterable[Version], done: Imported | None) -> tuple[Version, ...]:
    """Return the files that a history tells of."""
    if done is None:
        return ()
    paths = {one for one in done.paths if one}
    return tuple(one for one in files if one.id in done.files or one.path in paths)


def alike(files: Sequence[Version], sizes: Iterable[int]) -> tuple[Version, ...]:
    """Return the files that are about as large as what is looked for, each of that found once."""
    left = sorted(one for one in sizes if one)
    found = set[str]()
    for size, file_id in sorted((one.size, one.id) for one in files if one.size):
        while left and left[0] < size and not close(size, left[0]):
            left.pop(0)
        if left and close(size, left[0]):
            left.pop(0)
            found.add(file_id)
    return tuple(one for one in files if one.id in found)


def _in_files(
    series: Episodes, files: Iterable[Version], numbers: Iterable[Number]
) -> frozenset[Number]:
    """Return which of some episodes are in some files."""
    ids, wanted = {one.id for one in files}, set(numbers)
    return frozenset(
        (one.season, one.number)
        for one in series.episodes
        if one.version in ids and (one.season, one.number) in wanted
    )
