"""Came: where what is downloaded comes to and has come to, and what became of the file that was there."""

from collections.abc import Callable
from typing import Final

from ...engine.home.home import USUAL, Landing, Means, Where
from ...engine.ordering import ordered_by
from ...engine.quality.comparison import Choice
from ...engine.replaced import gone_for, stays
from ...engine.request import Request, State
from ...engine.rights import Person, Right
from ...libraries.imports import ImportHabits
from ..asking.taken_in import takes_in
from ..cut import clean
from .pieces import Json, filled, piece_view

type NameOf = Callable[[str | None], str | None]
type HabitsOf = Callable[[str], ImportHabits | None]

# How something came that no library was told to take in.
_OTHERWISE: Final = frozenset({"home_put", "home_put_copied", "home_shown"})
_COME: Final = frozenset({State.COMPLETED, State.IMPORTED})
_MOST_PATHS: Final = 20
_MOST_OF_PATH: Final = 500
_UNDER_WAY: Final = frozenset({State.APPROVED, State.DOWNLOADING, State.COMPLETED})


def ends_sooner(request: Request, landing: Landing | None, imports: str) -> bool:
    """Tell whether an import ends the time in which a yes can be taken back, however much is left of it.

    ``landing`` is how its rule brings things home, ``imports`` the library that knows the work, empty for none.
    """
    if request.state not in _UNDER_WAY:
        return False
    if (home := request.home) is not None:
        return not home.over and home.means is not Means.SCAN
    where = (landing or USUAL).where
    if where is Where.FOLDER or ordered_by(request) is not None:
        return True
    kept = request.choice is Choice.KEEP_BOTH
    return where is Where.LIBRARY and bool(imports) and not kept


def came_home(request: Request, name_of: NameOf, habits_of: HabitsOf) -> Json:
    """Return what took in what was imported and what became of the file that was there, as ``Entry`` of ``model.ts``.

    Of what is complete and was not imported it is why. Empty where nothing is known; ``habits_of`` tells what
    a library does with what it replaces.
    """
    moved, home = request.last_move(), request.home
    if request.state is State.COMPLETED and home is not None and home.why is not None:
        return {"came": piece_view(home.why)}
    if request.state is not State.IMPORTED or moved is None:
        return {}
    said = piece_view(moved.why) if moved.why.code in _OTHERWISE else None
    library = takes_in(request, name_of, lambda _: "") if said is None else ""
    return filled({"library": library, "came": said, **_old(request, habits_of)})


def place_of(
    request: Request, person: Person, name_of: NameOf, habits_of: HabitsOf
) -> Json:
    """Return all that is known of where it is now, as ``Place`` of ``model.ts``, empty before it is complete.

    Where on the disk that is, only whoever may do everything is told.
    """
    home = request.home
    if request.state not in _COME:
        return {}
    measured = home.measured if home else None
    said: Json = {"bytes": request.bytes}
    if measured is not None and measured.kept is not None:
        said |= {
            "promised": clean(measured.promised),
            "measured": clean(measured.now),
            "kept": measured.kept,
        }
    if measured is not None and measured.size is not None:
        said["file_bytes"] = measured.size
    if person.may(Right.EVERYTHING):
        targets = home.targets[:_MOST_PATHS] if home else ()
        found = targets or ((request.content_path,) if request.content_path else ())
        said["paths"] = [clean(one, _MOST_OF_PATH) for one in found] or None
    return filled(said | came_home(request, name_of, habits_of))


def _old(request: Request, habits_of: HabitsOf) -> Json:
    """Return what became of the file that was there, empty where there was none or nobody knows."""
    home, there = request.home, request.weighed.there if request.weighed else ()
    if home is None or not there:
        return {}
    if stays(request):
        return {"old": "kept"}
    if not (gone := [one.size for one in gone_for(request)]):
        return {}
    habits = habits_of(home.library)
    old = "replaced"
    if habits is not None:
        old = "bin" if habits.recycle_bin else "gone"
    known = [one for one in gone if one is not None]
    return {"old": old, "old_bytes": sum(known) if len(known) == len(gone) else None}
