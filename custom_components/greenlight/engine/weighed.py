"""Weighed: what a request was held against when people were asked, as it is shown and stored."""

from dataclasses import dataclass, field, replace
from typing import Any, Final

from .library.holding import Holding
from .library.item import OWN, Ids, Item, Kind
from .quality.comparison import Choice, Comparison
from .quality.gains import Change
from .reason import Reason
from .summary import in_words
from .wording import rows_of

# A pack of a whole series stands beside thousands, and each is written with the request.
MAX_THERE: Final = 50
# The same for works it may be, and for libraries and items that have one.
MAX_WORKS: Final = 50
MAX_NAME: Final = 300
# What says that a file holds other episodes, too (``library.held``).
HOLDS_MORE: Final = "file_holds_more"


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Which work a request is for, and under which ids which libraries have it.

    Of one of several it may be, a film, it is known whether it is ``there``, and what is had of it.
    """

    kind: Kind
    title: str
    year: int | None = None
    ids: Ids = field(default_factory=Ids)
    # Pairs of the library's subentry and its own id.
    known_to: tuple[tuple[str, str], ...] = ()
    there: bool | None = None
    have: str = ""


@dataclass(frozen=True, slots=True)
class Shift:
    """One gain or loss in names that are the same in every language: ``P5``, ``2160p``."""

    kind: str
    have: str
    offered: str


@dataclass(frozen=True, slots=True, kw_only=True)
class There:
    """A file that is there: what it is called, its bytes, and whether approval may replace it.

    ``quality`` is what is known of it in words, which its name need not say.
    """

    name: str
    quality: str = ""
    size: int | None = None
    replaced: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """What is had, what is offered instead, and what of that is not certain.

    ``work`` is None where it was not found, or where ``works`` are several it may be. ``rows`` are
    the lines of the table: label, have, offered and the mark ``+``, ``-``, ``±`` or nothing.
    ``there`` are the files that are there already, no more than ``MAX_THERE`` of those that would
    stay, ``choices`` what an approval may mean for them.
    ``away`` are the ids of libraries that could not be asked: what they have is not known.
    Of several ``episodes`` those that are ``lacking`` are named, and those that are ``coming``: they are
    only on their way. The others are ``had``.
    """

    work: Work | None = None
    works: tuple[Work, ...] = ()
    rows: tuple[tuple[str, str, str, str], ...] = ()
    gains: tuple[Shift, ...] = ()
    losses: tuple[Shift, ...] = ()
    uncertain: tuple[Reason, ...] = ()
    there: tuple[There, ...] = ()
    choices: tuple[Choice, ...] = ()
    away: tuple[str, ...] = ()
    lacking: str = ""
    had: int = 0
    episodes: int = 0
    coming: str = ""

    @property
    def new(self) -> bool:
        """Tell whether nothing of the work is there."""
        return self.work is not None and not self.there


def work_in(weighed: Weighed | None) -> Work | None:
    """Return the work that something was weighed as, None where that is not known."""
    return None if weighed is None else weighed.work


def weigh(holding: Holding, comparison: Comparison | None) -> Weighed:
    """Return what is shown of a holding, and of the comparison with it where there was one."""
    work = _work(holding.items) if holding.items else None
    works = tuple(map(_one_of_several, holding.choices[:MAX_WORKS]))
    several = len(holding.episodes) if len(holding.episodes) > 1 else 0
    had = several - len({*holding.missing, *holding.on_way})
    counted: dict[str, Any] = {
        "lacking": _named(holding.missing)[:MAX_NAME] if several else "",
        "had": max(0, had),
        "episodes": several,
        "coming": _named(holding.on_way)[:MAX_NAME],
    }
    replaces, choices = _choices(holding, comparison)
    there = tuple(
        There(
            name=version.name[:MAX_NAME],
            quality=in_words(version.quality),
            size=version.size,
            replaced=place == replaces,
        )
        for place, version in enumerate(holding.versions)
        if place < MAX_THERE or place == replaces
    )
    if comparison is None:
        return Weighed(
            work=work,
            works=works,
            uncertain=holding.notes,
            there=there,
            away=holding.away,
            **counted,
        )
    return Weighed(
        work=work,
        works=works,
        rows=tuple(
            (row.label, row.have, row.offered, row.mark) for row in rows_of(comparison)
        ),
        gains=_shifts(comparison.gains),
        losses=_shifts(comparison.losses),
        uncertain=tuple(
            dict.fromkeys(
                (*holding.notes, *(doubt.reason for doubt in comparison.uncertain))
            )
        ),
        there=there,
        choices=choices,
        away=holding.away,
        **counted,
    )


def _choices(
    holding: Holding, comparison: Comparison | None
) -> tuple[int | None, tuple[Choice, ...]]:
    """Return which file would go, and what an approval may mean.

    One that holds more than what is offered is not to be replaced: the rest would be lost with it.
    """
    if comparison is None:
        return None, ()
    if any(note.code == HOLDS_MORE for note in holding.notes):
        return None, (Choice.KEEP_BOTH,) if comparison.choices else ()
    return comparison.replaces, comparison.choices


def _work(items: tuple[Item, ...]) -> Work:
    first = items[0]
    return Work(
        kind=first.kind,
        title=first.title,
        year=first.year,
        ids=first.ids,
        known_to=tuple(
            (item.library, item.id) for item in items[:MAX_WORKS] if item.library != OWN
        ),
    )


def _one_of_several(item: Item) -> Work:
    """Return a work that may be meant, with what is had of it where the library says so at once."""
    work = _work((item,))
    if item.kind is not Kind.MOVIE:
        return work
    largest = max(item.versions, key=lambda one: one.size or 0, default=None)
    have = in_words(largest.quality) if largest else ""
    return replace(work, there=largest is not None, have=have)


def _named(episodes: tuple[tuple[int, int], ...]) -> str:
    """Return what episodes are called: ``E04, E07``, of several seasons ``S01E04, S02E01``."""
    seasons = {season for season, _ in episodes}
    return ", ".join(
        f"E{number:0>2}" if len(seasons) == 1 else f"S{season:0>2}E{number:0>2}"
        for season, number in sorted(episodes)
    )


def _shifts(changes: tuple[Change, ...]) -> tuple[Shift, ...]:
    return tuple(
        Shift(change.kind.value, change.have, change.offered) for change in changes
    )
