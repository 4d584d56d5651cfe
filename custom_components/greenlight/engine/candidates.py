"""Candidates: other releases of the item that a title names, and which of them is the best."""

from collections.abc import Iterable
from dataclasses import dataclass

from .quality.ladder import FEL_CHAIN, Ladder
from .reading import plain_name, read
from .release import Release
from .title.parse import Title


def same_item(one: Title, other: Title) -> bool:
    """Tell whether two titles name the same film, the same episodes or the same pack of them.

    A year that one of them leaves out is no difference, and neither is an absolute number where
    season and episode agree. A pack is not the same as what is in it.
    """
    if _names(one).isdisjoint(_names(other)):
        return False
    return same_numbers(one, other)


@dataclass(frozen=True, slots=True)
class Work:
    """What tells by titles whether two of them name one film or series, whichever episodes they hold."""

    names: frozenset[str]
    year: int | None

    def same(self, other: Work) -> bool:
        """Tell whether another is the same; a year that one of them leaves out is no difference."""
        if self.names.isdisjoint(other.names):
            return False
        return self.year is None or other.year is None or self.year == other.year


def work_of(title: Title) -> Work:
    """Return what a title names."""
    return Work(frozenset(_names(title)), title.year)


def same_numbers(one: Title, other: Title) -> bool:
    """Tell whether two titles are of the same year, season, episode, date or part."""
    if one.year is not None and other.year is not None and one.year != other.year:
        return False
    if _numbers(one) != _numbers(other):
        return False
    numbered = bool(one.seasons and one.episodes)
    if numbered and not (one.absolute and other.absolute):
        return True
    return one.absolute == other.absolute


def _names(title: Title) -> set[str]:
    names = {plain_name(name) for name in (title.title, *title.alternatives)}
    return names - {""}


def _numbers(title: Title) -> tuple[object, ...]:
    return (
        frozenset(title.seasons),
        frozenset(title.episodes),
        title.date,
        title.part,
        title.complete_series,
        title.special,
    )


def same_items(title: str, releases: Iterable[Release]) -> list[Release]:
    """Return the releases that are for the same item as a title."""
    return same_items_of([title], releases)[title]


def same_items_of(
    titles: Iterable[str], releases: Iterable[Release]
) -> dict[str, list[Release]]:
    """Return for each of some titles the releases that are for the same item.

    Only titles in which one of the names occurs are read, because there may be thousands.
    """
    found: dict[str, list[Release]] = {title: [] for title in titles}
    wanted = [(title, read(title), _names(read(title))) for title in found]
    for release in releases:
        plain = plain_name(release.title)
        for title, said, names in wanted:
            if any(name in plain for name in names) and same_item(
                said, read(release.title)
            ):
                found[title].append(release)
    return found


def rank(release: Release, ladder: Ladder = FEL_CHAIN) -> tuple[object, ...]:
    """Return what sorts releases of one item from worst to best, always in the same order.

    The quality decides, then seeders, then size; what a ladder refuses comes before all others.
    """
    quality = read(release.title).quality
    refused = any(
        not reason.code.startswith("perhaps") for reason in ladder.refused(quality)
    )
    return (
        not refused,
        ladder.key(quality),
        release.seeders or 0,
        release.size or 0,
        release.title,
        release.source,
        release.guid,
    )
