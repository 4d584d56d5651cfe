"""Counted: which episodes a file of a series holds, where a person, its library and its name may differ."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ...engine.library.held import SPECIALS, Number, held
from ...engine.library.item import Episodes
from ...engine.reading import read
from ...engine.reason import Reason
from ...engine.series.numbering import Numbering
from ...engine.title.parse import Title
from ...libraries.imports import Candidate

type Numbers = tuple[Number, ...]

# So many episodes are named.
_TOLD = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What is known of a release: its title as its rule reads that, and the series as its library has it.

    ``numbering`` is how a person has said that it counts, None where it counts as usual.
    """

    title: Title
    known: Episodes
    numbering: Numbering | None = None

    def numbers(self, one: Candidate, *, alone: bool) -> Numbers:
        """Return which episodes a file holds, the only one of its release or one of several.

        How a person counts goes before what a library reads, and that before what the file is called.
        """
        if self.numbering is not None and alone and (titled := self._titled()):
            return titled
        return self._spoken(one, alone=alone)

    def doubt(self, films: Sequence[Candidate], library: str) -> Reason | None:
        """Return what is said of a file that cannot both be true, None where nothing is.

        ``library`` is the name of the one that has read them.
        """
        alone = len(films) == 1
        wanted = self._titled() if alone else self._packed()
        for one in films:
            named = self._named(one.name)
            if self.numbering is None and _differ(one.episodes, self._sure(named)):
                said = (("read", labels(one.episodes)), ("named", labels(named)))
                params = (("library", library), ("file", one.name), *said)
                return Reason("home_read_otherwise", params)
            spoken = self._spoken(one, alone=alone)
            if wanted and spoken and set(wanted).isdisjoint(spoken):
                told = (("holds", labels(spoken)), ("said", labels(wanted)))
                if alone or any(season != SPECIALS for season, _ in spoken):
                    return Reason("home_other_episode", (("file", one.name), *told))
        return None

    def _spoken(self, one: Candidate, *, alone: bool) -> Numbers:
        """Return what is said of a file itself."""
        named = self._named(one.name)
        if self.numbering is None:
            return one.episodes or named
        # Where a title counts otherwise, a library does not know how.
        return named or (() if alone and self._titled() else one.episodes)

    def _named(self, name: str) -> Numbers:
        """Return what a name says; where a person counts by words that are not in it, that is nothing."""
        if self.numbering is None:
            return held(read(name), self.known).episodes
        if not self.numbering.finds(name):
            return ()
        return held(self.numbering.read(name), self.known).episodes

    def _titled(self) -> Numbers:
        """Return the episodes of a release that says which, as far as all of them are known."""
        title = self.title
        if not (title.episodes or title.absolute or title.date):
            return ()
        return self._sure(held(title, self.known).episodes)

    def _packed(self) -> Numbers:
        """Return what a pack is of, where a person has said how it counts."""
        return () if self.numbering is None else held(self.title, self.known).episodes

    def _sure(self, numbers: Numbers) -> Numbers:
        """Return episodes if the library knows all of them: it may count by names nobody tells."""
        known = {(one.season, one.number) for one in self.known.episodes}
        return numbers if known.issuperset(numbers) else ()


def _differ(one: Numbers, other: Numbers) -> bool:
    return bool(one and other) and set(one) != set(other)


def episodes_of(chosen: Iterable[Candidate]) -> Numbers:
    """Return the episodes of some files, each once."""
    return tuple(dict.fromkeys(number for one in chosen for number in one.episodes))


def labels(numbers: Sequence[Number]) -> str:
    """Return episodes as people write them."""
    return ", ".join(f"S{season:02}E{number:02}" for season, number in numbers[:_TOLD])
