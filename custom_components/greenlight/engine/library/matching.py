"""Matching: which work a release is of. What nothing tells apart is a choice, never a guess."""

from collections.abc import Iterable, Sequence, Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from ..quality.quality import Confidence
from ..reading import plain_name
from ..reason import Reason
from ..title.parse import Title
from .item import Ids, Item, Kind
from .shelf import Shelf
from .table import plain_names
from .works import Answers, Work, same_work, works_of, years_of

# So many of one name nobody can choose from, and comparing them takes time.
_MOST: Final = 50
_BOTH: Final = (Kind.MOVIE, Kind.SERIES)
# Of these a film has none.
_NUMBERS: Final = ("seasons", "episodes", "absolute", "date")


@dataclass(frozen=True, slots=True)
class Match:
    """The work that was found, or several it may be, and what a person should know of it."""

    work: Work = ()
    choices: tuple[Work, ...] = ()
    notes: tuple[Reason, ...] = ()


NO_MATCH: Final = Match()


def kinds_of(title: Title) -> tuple[Kind, ...]:
    """Return what a release may be of: what counts seasons, episodes or days is a series."""
    numbers = [name for name in _NUMBERS if getattr(title, name)]
    if any(title.sure(name) is Confidence.STATED for name in numbers):
        return (Kind.SERIES,)
    if title.complete_series:
        return (Kind.SERIES,)
    if title.year is not None and not numbers and not title.special:
        return (Kind.MOVIE,)
    return _BOTH


def name_key(title: Title) -> str:
    """Return under what an answer is remembered: the same for all releases that ask the same."""
    kinds = "+".join(kinds_of(title))
    return f"{kinds}:{plain_name(title.title)}:{title.year or ''}"


def match(shelves: Sequence[Shelf], title: Title, ids: Ids, answers: Answers) -> Match:
    """Find the work of a release on some shelves: as people have said, by its ids, else by names and year."""
    kinds = kinds_of(title)
    if answers and (meant := _meant(shelves, title, ids, kinds, answers)):
        return Match(meant)
    found = _first(
        item for shelf in shelves for kind in kinds for item in shelf.by_ids(ids, kind)
    )
    if found:
        works = _called(works_of(found), title)
        return _settled(shelves, works, _notes_on(works, title), title, answers)
    named = _named(shelves, title, ids, kinds)
    works, notes = _of_year(works_of(named), title)
    if not works and title.year is not None:
        # A name may end in a year: it was taken for the work's.
        whole = plain_name(f"{title.title} {title.year}")
        items = _fitting((_by_names(shelves, (whole,))), ids, kinds)
        works, notes = works_of(items), ()
    return _settled(shelves, works, notes, title, answers)


def _meant(
    shelves: Sequence[Shelf],
    title: Title,
    ids: Ids,
    kinds: tuple[Kind, ...],
    answers: Answers,
) -> Work:
    """Return the work that people have said all are of that are called so, empty where there is none.

    It need not be called so anywhere. A release with the id of another work is not of it.
    """
    answer = answers.get(name_key(title))
    if answer is None:
        return ()
    known = (
        *(item for shelf in shelves for item in shelf.by_ids(answer.ids, answer.kind)),
        *_by_names(shelves, (plain_name(answer.title),)),
    )
    fitting = _fitting((item for item in known if answer.means((item,))), ids, kinds)
    works = works_of(fitting)
    return _everywhere(shelves, works[0]) if works else ()


def _called(works: list[Work], title: Title) -> list[Work]:
    """Return of several works that were found by id those with the name, if there are any.

    A film and a series can have one number, and a feed can give ids of two works.
    """
    names = {plain_name(name) for name in (title.title, *title.alternatives)}
    named = [
        work
        for work in works
        if any(not names.isdisjoint(plain_names(item)) for item in work)
    ]
    return named if named and len(works) > 1 else works


def _notes_on(works: list[Work], title: Title) -> tuple[Reason, ...]:
    """Return what a person should know of works that were found by id: feeds err in ids, too."""
    close, notes = _of_year(works, title)
    if close or title.year is None:
        return notes
    years = frozenset[int]().union(*map(years_of, works))
    return (_other_year(title.year, years),)


def _other_year(year: int, have: AbstractSet[int]) -> Reason:
    return Reason("year_differs", (("year", year), ("have", min(have))))


def _first(items: Iterable[Item]) -> list[Item]:
    found: list[Item] = []
    for item in items:
        # An item under two names, or two ids, is one.
        if not any(item is one for one in found):
            found.append(item)
        if len(found) >= _MOST:
            break
    return found


def _by_names(shelves: Sequence[Shelf], names: Iterable[str]) -> Iterable[Item]:
    return (item for name in names for shelf in shelves for item in shelf.by_name(name))


def _named(
    shelves: Sequence[Shelf], title: Title, ids: Ids, kinds: tuple[Kind, ...]
) -> list[Item]:
    names = dict.fromkeys(map(plain_name, (title.title, *title.alternatives)))
    names.pop("", None)
    return _fitting(_by_names(shelves, names), ids, kinds)


def _fitting(items: Iterable[Item], ids: Ids, kinds: tuple[Kind, ...]) -> list[Item]:
    # What has another id than the release is not it, whatever it is called.
    return _first(
        item
        for item in items
        if item.kind in kinds and ids.agree(item.ids) is not False
    )


def _of_year(works: list[Work], title: Title) -> tuple[list[Work], tuple[Reason, ...]]:
    """Return the works of a title's year, else those a year off, else those of no known year."""
    if title.year is None:
        return works, ()
    year = title.year
    years = [(work, years_of(work)) for work in works]
    if exact := [work for work, its in years if year in its]:
        return exact, ()
    near = {year - 1, year + 1}
    for suits in (lambda its: its & near, lambda its: _of_season(its, title)):
        if close := [(work, suits(its)) for work, its in years if suits(its)]:
            note = _other_year(year, close[0][1])
            return [work for work, _ in close], (note,)
    if unknown := [work for work, its in years if not its]:
        return unknown, (Reason("year_not_known"),)
    return [], ()


def _of_season(years: AbstractSet[int], title: Title) -> AbstractSet[int]:
    """Return the first years that a title's year fits as that of its season, as some write it."""
    if title.year is None or not title.seasons:
        return frozenset()
    ago = max(title.seasons) - 1
    return {year for year in years if abs(title.year - ago - year) <= 1}


def _settled(
    shelves: Sequence[Shelf],
    works: list[Work],
    notes: tuple[Reason, ...],
    title: Title,
    answers: Answers,
) -> Match:
    if not works:
        return NO_MATCH
    complete = [_everywhere(shelves, work) for work in works]
    if len(complete) == 1:
        return Match(complete[0], notes=notes)
    # Somebody has said that it is none of those there.
    if answers.get(name_key(title), ...) is None:
        return NO_MATCH
    return Match(choices=tuple(complete))


def _everywhere(shelves: Sequence[Shelf], work: Work) -> Work:
    """Return a work with the items of libraries that know it under other names or ids only."""
    items = list(work)
    # Grows on the way: who is found by an id may lead by its name to one that has no ids.
    for known in items:
        have = {item.library for item in items}
        items += _first(
            item
            for shelf in shelves
            if shelf.library not in have
            for item in (
                *shelf.by_ids(known.ids, known.kind),
                *shelf.by_name(plain_name(known.title)),
            )
            if same_work(known, item)
        )
    order = {shelf.library: place for place, shelf in enumerate(shelves)}
    return tuple(sorted(items, key=lambda item: order[item.library]))
