"""Index: what all libraries hold, and the one question about it: what is there of a release."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
import re
from typing import Any, Final

from ..quality.quality import Quality
from ..reading import plain_name
from ..reason import Reason
from ..stored import Reading
from ..title.parse import Title
from .files import one_of_each
from .held import Held, held
from .holding import NOTHING, Holding
from .item import NO_IDS, Ids, Item, Kind, Version
from .item_stored import quality_from_dict, quality_to_dict
from .lean import Lean
from .matching import match
from .searching import search
from .shelf import Shelf
from .works import Answers, Work

# A person's word on files, by ``files.file_key``.
type Said = Mapping[str, Quality]

# What people write behind the name of a series that has a namesake.
_YEAR_BEHIND: Final = re.compile(r"\s+\(?((?:19|20)[0-9]{2})\)?\s*$")


class Index:
    """The shelves of all libraries. It keeps nothing on disk and asks nobody.

    ``answers`` are what people have said where a release could be of several works
    (``matching.name_key``), ``said`` is their word on single files (``files.file_key``). Both are
    given: who stores them sets them anew.
    """

    def __init__(self) -> None:
        """Begin with no library."""
        self.lean = Lean()
        self.answers: Answers = {}
        self.said: Said = {}
        # The libraries that cannot be asked at the moment, whatever is known of them from before.
        self.away: frozenset[str] = frozenset()
        self._shelves: dict[str, Shelf] = {}

    def shelf(self, library: str) -> Shelf:
        """Return the shelf of a library; one that was not there is empty."""
        if library not in self._shelves:
            self._shelves[library] = Shelf(library, self.lean)
        return self._shelves[library]

    def take(self, shelf: Shelf) -> None:
        """Have a shelf that was filled elsewhere, in another thread, in the place of its library's."""
        self._shelves[shelf.library] = shelf

    def drop(self, library: str) -> None:
        """Forget a library."""
        self._shelves.pop(library, None)

    def __len__(self) -> int:
        """Return how many items there are in all libraries."""
        return sum(map(len, self._shelves.values()))

    def find(
        self,
        title: Title,
        libraries: frozenset[str] = frozenset(),
        ids: Ids = NO_IDS,
        now: float | None = None,
    ) -> Holding:
        """Return what some libraries, or all for an empty set, hold of a release.

        ``ids`` are those its source gives. ``now``, in epoch seconds, tells which episodes of a pack
        have been aired. A library of which nothing is known yet is ``away``.
        """
        shelves = self._asked(libraries)
        away = self._away(libraries)
        found = match(shelves, title, ids, self.answers)
        if found.choices:
            choices = tuple(work[0] for work in found.choices)
            return Holding(choices=choices, notes=found.notes, away=away)
        if not found.work:
            return Holding(away=away) if away else NOTHING
        holding = Holding(items=found.work, notes=found.notes, away=away)
        if found.work[0].kind is Kind.SERIES:
            return self._series(holding, title, now)
        return replace(holding, versions=self._files(found.work))

    def search(
        self, text: str, limit: int, libraries: frozenset[str] = frozenset()
    ) -> tuple[Work, ...]:
        """Return the works that suit best what somebody has typed, best first."""
        return search(self._asked(libraries), text, limit)

    def shelves(self, libraries: frozenset[str] = frozenset()) -> list[Shelf]:
        """Return the shelves of some libraries, of all for an empty set."""
        return self._asked(libraries)

    def _asked(self, libraries: frozenset[str]) -> list[Shelf]:
        return [
            shelf
            for library, shelf in self._shelves.items()
            if not libraries or library in libraries
        ]

    def _away(self, libraries: frozenset[str]) -> tuple[str, ...]:
        if not libraries:
            return tuple(sorted(self.away))
        return tuple(sorted((libraries & self.away) | (libraries - set(self._shelves))))

    def _files(self, items: Iterable[Item]) -> tuple[Version, ...]:
        return self._merged(version for item in items for version in item.versions)

    def _merged(self, versions: Iterable[Version]) -> tuple[Version, ...]:
        return one_of_each(versions, self.said)

    def _series(self, holding: Holding, title: Title, now: float | None) -> Holding:
        found: list[Held] = []
        unread: list[Item] = []
        for item in holding.items:
            episodes = self._shelves[item.library].episodes.get(item.id)
            if episodes is None:
                unread.append(item)
            else:
                found.append(held(title, episodes, now))
        # Libraries that count otherwise, or know less, add to one another.
        numbers = dict.fromkeys(number for one in found for number in one.episodes)
        there = {
            number
            for one in found
            for number in set(one.episodes).difference(one.missing)
        }
        return replace(
            holding,
            versions=self._merged(version for one in found for version in one.versions),
            notes=(*holding.notes, *_notes(found)),
            unread=tuple(unread),
            episodes=tuple(numbers),
            missing=tuple(number for number in numbers if number not in there),
            unwanted=frozenset().union(*(one.unwanted for one in found)),
            aired=max((one.aired for one in found if one.aired), default=None),
        )


def _notes(found: Iterable[Held]) -> tuple[Reason, ...]:
    return tuple(dict.fromkeys(note for one in found for note in one.notes))


def said_to_dict(said: Said) -> dict[str, Any]:
    """Return what ``said_from_dict`` reads."""
    return {key: quality_to_dict(quality) for key, quality in said.items()}


def said_from_dict(data: Any, reading: Reading | None = None) -> Said:
    """Read what people have stored of files. What is damaged was never said."""
    read = reading or Reading()
    return dict(
        read.each(
            list(read.named(data).items()),
            lambda pair: (pair[0], quality_from_dict(pair[1], read)),
        )
    )


def series_called(shelves: Iterable[Shelf], title: str) -> tuple[Item, ...]:
    """Return the series with a name; people may have written the year behind it."""
    known = [*shelves]
    bare, year = title, None
    if found := _YEAR_BEHIND.search(title):
        bare, year = title[: found.start()], int(found[1])
    for name, its in ((title, None), (bare, year)):
        items = (item for one in known for item in one.by_name(plain_name(name)))
        series = tuple(
            one for one in items if one.kind is Kind.SERIES and its in (None, one.year)
        )
        if series:
            return series
    return ()
