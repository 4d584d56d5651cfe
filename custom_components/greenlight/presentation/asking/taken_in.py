"""Taken in: who takes in what is complete, and what is told of that."""

from collections.abc import Callable
from typing import Final

from ...engine.home.home import Means, Step
from ...engine.ordering import ordered_by
from ...engine.reason import Reason
from ...engine.request import Request, State
from ..cut import clean
from ..saying import Piece, Say, say

# Seconds for which somebody is expected to take in what is not followed.
HANDED_OVER: Final = 24 * 3600.0
# A library's own words, and after which the file that was there is not any more.
ITS_WORDS: Final = frozenset({"home_refused", "home_refused_by"})
GONE: Final = frozenset({"home_lost"})
# What people say of what has come.
LEFT: Final = Reason("home_left")
ANYWAY: Final = Reason("home_wanted_anyway")
_SAID: Final = frozenset({LEFT.code, "home_wanted", ANYWAY.code})
_ON_ITS_WAY: Final = frozenset({Step.BEGUN, Step.TOLD, Step.LOOKING})
_IMPORTED: Final = frozenset({Means.IMPORT, Means.THEIRS})


type NameOf = Callable[[str | None], str | None]
type Importer = Callable[[Request], str]


def takes_in(request: Request, name_of: NameOf, imports: Importer) -> str:
    """Return what a library is called that takes in what is complete, empty where none does.

    ``imports`` names the one that knows the work.
    """
    home, asker = request.home, ordered_by(request)
    if home is None:
        return clean(imports(request))
    if home.library:
        return clean(name_of(home.library) or "")
    ordered = home.means is Means.THEIRS and asker is not None
    return clean(asker.name) if asker is not None and ordered else ""


def handed_over(request: Request) -> bool:
    """Tell whether somebody takes it in whom nobody here follows."""
    home = request.home
    if home is None:
        return request.state is State.COMPLETED
    theirs = home.means is Means.THEIRS and home.step is Step.LEFT
    return theirs and home.why is None and not _left(request)


def _left(request: Request) -> bool:
    """Tell whether a person has left it where it was saved."""
    home = request.home
    if home is None or home.step is not Step.LEFT:
        return False
    said = (one.why for one in reversed(request.journal) if one.why.code in _SAID)
    return next(said, None) == LEFT


def against_import(request: Request, library: str) -> list[Piece]:
    """Return why something was not imported, and whether all that was there is there still.

    What its ``library`` says in words of its own is quoted.
    """
    why = request.home.why if request.home else None
    told: list[Piece] = []
    if why is not None:
        words = clean(str(dict(why.params).get("detail", "")))
        told.append(_quoted(library, words) if why.code in ITS_WORDS and words else why)
    if why is None or why.code not in GONE:
        told.append(Say("became_intact"))
    return told


def _quoted(library: str, words: str) -> Say:
    return say("its_words" if library else "quoted", library=library, words=words)


def told_of(
    request: Request, name_of: NameOf, imports: Importer, now: float
) -> tuple[Piece | None, bool]:
    """Return what is told of what is complete, None for nothing, and whether more is to come."""
    home, library = request.home, takes_in(request, name_of, imports)
    if library and handed_over(request):
        expected = home is None and now - request.ended < HANDED_OVER
        key = "became_imports" if expected else "became_handed"
        return say(key, library=library), expected
    if home is None or home.step is Step.DONE:
        return None, False
    if _left(request):
        return LEFT, False
    told_to = home.step is Step.WAITING and home.why is None
    going = told_to or home.step in _ON_ITS_WAY
    if going and home.means in _IMPORTED and library:
        return say("became_imports", library=library), True
    return home.why, not home.over and home.means is not Means.SCAN
