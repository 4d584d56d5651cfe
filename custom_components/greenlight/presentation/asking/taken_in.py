"""Taken in: who takes in what is complete, and what is told of that."""

from collections.abc import Callable
from typing import Final

from ...engine.home.home import Means, Step
from ...engine.ordering import ordered_by
from ...engine.request import Request, State
from ..cut import clean
from ..saying import Piece, say

# Seconds for which somebody is expected to take in what is not followed.
HANDED_OVER: Final = 24 * 3600.0
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
    return theirs and home.why is None


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
    if home.step in _ON_ITS_WAY and home.means in _IMPORTED and library:
        return say("became_imports", library=library), True
    return home.why, not home.over and home.means is not Means.SCAN
