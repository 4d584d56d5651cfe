"""Shown: what a question shows of the file that is there, which is what a plain yes then means."""

from dataclasses import dataclass

from ...engine.home.fate import becomes
from ...engine.home.home import USUAL, Where
from ...engine.ordering import ordered_by
from ...engine.quality.comparison import Choice
from ...engine.request import Request
from ...libraries.imports import ImportHabits
from .anew import importing
from .around import Around


@dataclass(frozen=True, slots=True)
class Meant:
    """What a yes means for the file that is there, None where nothing would go for it.

    ``library`` is the subentry that would replace it, empty for none, and ``habits`` what it does as a
    rule, None as long as it has not said.
    """

    choice: Choice | None
    library: str = ""
    habits: ImportHabits | None = None

    @property
    def deletes(self) -> str:
        """Return how the file that is there goes, empty where it stays: a part of what people decide on.

        A library that has not said whether it has a recycle bin is taken to have none.
        """
        if self.choice is not Choice.REPLACE:
            return ""
        return "bin" if self.habits and self.habits.recycle_bin else "gone"


def meant_by_yes(around: Around, request: Request, *, asked: bool) -> Meant | None:
    """Return what a yes means, None where the program that ordered it decides on that.

    ``asked`` tells whether it is a person's.
    """
    if asker_library(around, request) is not None:
        return None
    rule = around.rule(request)
    landing = rule.home if rule else USUAL
    places = importing(around, request)
    place = places.of(request.choice) if places else None
    # Where it holds no file yet, none goes.
    imports = places is not None and place is not None and place not in places.empty
    choice = becomes(
        landing, request.weighed, request.choice, asked=asked, imports=imports
    )
    if choice is not Choice.REPLACE or landing.where is not Where.LIBRARY:
        return Meant(choice)
    library = place[0] if place else ""
    return Meant(choice, library, around.libraries.habits.get(library))


def asker_library(around: Around, request: Request) -> str | None:
    """Return the library of the program that ordered it, empty if none is linked; None if none did.

    What a library has fetched by itself it takes in by itself as well.
    """
    if (library := around.attached.library_of(request)) is not None:
        return library
    facts = around.attached.asker_of(request)
    if facts is None:
        return None if ordered_by(request) is None else ""
    return facts.library
