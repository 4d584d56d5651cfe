"""Restraint: when a rule that approves by itself asks a person instead.

What follows from the release and the libraries is looked at with the verdict; for what it takes to
know the world (a disk, the house, what was approved before) the gate asks ``restrained``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from .library.holding import Holding
from .library.item import Kind
from .reason import Reason
from .release import Release
from .title.parse import Title


class Early(StrEnum):
    """What is done with what is offered before it is out: that is often a fake."""

    ALLOW = "allow"
    ASK = "ask"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True, kw_only=True)
class Restraint:
    """When approve becomes ask; nothing set restrains nothing. Sizes are in bytes.

    ``first`` asks about the first release of an item, ``max_size`` and ``max_episodes`` above that
    much, ``min_free`` with less free where it would be downloaded. ``condition`` holds conditions as
    Home Assistant writes them, which all have to be true. ``hourly`` and ``daily`` are how many the
    rule may approve in an hour and a day, the others how many bytes. ``early`` is about what is
    offered before its release or air date; to refuse it holds for rules that ask, too.
    """

    first: bool = False
    max_size: int | None = None
    max_episodes: int | None = None
    min_free: int | None = None
    early: Early = Early.ALLOW
    condition: tuple[Mapping[str, Any], ...] = field(default=(), hash=False)
    hourly: int | None = None
    daily: int | None = None
    hourly_bytes: int | None = None
    daily_bytes: int | None = None

    @property
    def world(self) -> bool:
        """Tell whether it takes to know the world, which is looked at last."""
        caps = (self.hourly, self.daily, self.hourly_bytes, self.daily_bytes)
        known = self.first or bool(self.condition) or self.min_free is not None
        return known or any(cap is not None for cap in caps)

    @property
    def looks(self) -> bool:
        """Tell whether the libraries have to be asked."""
        return self.early is not Early.ALLOW


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """How many releases a rule has approved in some time, and how many bytes those are."""

    count: int = 0
    size: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What is known when a rule is about to approve a release of ``size`` bytes.

    None is what nobody knows: whether it is the ``first`` release of its item, the bytes ``free``
    where it would go, whether the rule's ``condition`` holds. ``hour`` and ``day`` are what the
    rule has approved in the last hour and the last day, without this one.
    """

    size: int | None = None
    first: bool | None = None
    free: int | None = None
    condition: bool | None = None
    hour: Spent = field(default_factory=Spent)
    day: Spent = field(default_factory=Spent)


# Over which spans of time there are caps; reasons name them.
SPANS: Final = ("hour", "day")


def restrained(restraint: Restraint, world: World) -> tuple[Reason, ...]:
    """Return why a person is asked although the rule approves by itself; empty if none is.

    What is not known is no yes: then a person is asked, too.
    """
    return (*_by_world(restraint, world), *_by_caps(restraint, world))


def _by_world(restraint: Restraint, world: World) -> Iterator[Reason]:
    if restraint.first and world.first is not False:
        yield Reason("first_of_item" if world.first else "unknown_first_of_item")
    if (least := restraint.min_free) is not None:
        if world.free is None:
            yield Reason("unknown_free")
        elif world.free < least:
            yield Reason("little_free", (("free", world.free), ("limit", least)))
    if restraint.condition and world.condition is not True:
        known = world.condition is not None
        yield Reason("condition_not_met" if known else "condition_unknown")


def _by_caps(restraint: Restraint, world: World) -> Iterator[Reason]:
    spent = restraint.hourly, restraint.daily
    for limit, span, done in zip(spent, SPANS, (world.hour, world.day), strict=True):
        if limit is not None and done.count >= limit:
            yield Reason(f"cap_{span}", (("limit", limit),))
    sizes = restraint.hourly_bytes, restraint.daily_bytes
    for limit, span, done in zip(sizes, SPANS, (world.hour, world.day), strict=True):
        if limit is not None and world.size is None:
            yield Reason("unknown_size")
        elif limit is not None and done.size + (world.size or 0) > limit:
            yield Reason(f"cap_bytes_{span}", (("limit", limit),))


def held_back(
    restraint: Restraint, release: Release, title: Title, holding: Holding | None
) -> Iterator[Reason]:
    """Yield why a person is asked about this release, by what is known of it alone."""
    if (most := restraint.max_size) is not None:
        if release.size is None:
            yield Reason("unknown_size")
        elif release.size > most:
            yield Reason("large", (("size", release.size), ("limit", most)))
    if (most := restraint.max_episodes) is not None:
        count = _episodes(title, holding)
        if count is None:
            yield Reason("unknown_episode_count")
        elif count > most:
            yield Reason("many_episodes", (("count", count), ("limit", most)))


def _episodes(title: Title, holding: Holding | None) -> int | None:
    """Return how many episodes a release holds, 0 for a film; None where nobody knows."""
    if holding is not None and holding.episodes:
        return len(holding.episodes)
    if title.season_pack or title.complete_series:
        return None
    counted = len(title.episodes or title.absolute)
    if not counted and holding is not None and holding.item is not None:
        return 0 if holding.item.kind is Kind.MOVIE else None
    # A title that counts seasons alone is of all their episodes.
    return None if title.seasons and not counted else counted


def too_early(
    restraint: Restraint, holding: Holding | None, now: float | None
) -> Reason | None:
    """Return that a release is offered before it is out, or that nobody knows; None if it is out."""
    if restraint.early is Early.ALLOW:
        return None
    when = released(holding)
    if when is None or now is None:
        available = holding is not None and any(
            item.available for item in holding.items
        )
        return None if available else Reason("unknown_release_date")
    return Reason("not_out", (("until", when),)) if now < when else None


def released(holding: Holding | None) -> float | None:
    """Return when the first library says that it is out; epoch seconds, None where none says so."""
    if holding is None:
        return None
    if holding.aired is not None:
        return holding.aired
    dates = (item.released for item in holding.items if item.released is not None)
    return next(dates, None)
