"""Measured: what a file that has come turned out to be, against what its title had promised."""

from ...engine.broken import is_broken
from ...engine.reading import read
from ...engine.records import Record
from ...engine.replaced import gone_for, stays
from ...engine.request import Request, State
from ...libraries.imports import ImportHabits
from ..cut import clean
from ..saying import Piece, Say, Size, say


def measured_of(request: Request) -> tuple[Say | None, bool]:
    """Return what was measured, None as long as nothing was, and whether it is worse than promised."""
    measured = request.home.measured if request.home else None
    if measured is None or measured.kept is None:
        return None, False
    now, promised = clean(measured.now), clean(measured.promised)
    if measured.kept:
        return say("became_as_promised", **{"is": now}), False
    group = clean(read(request.release.title).group or "")
    key = "became_otherwise_group" if group else "became_otherwise"
    return say(key, **{"is": now, "was": promised, "group": group}), True


def after_broken(
    request: Request,
    record: Record | None,
    habits: ImportHabits | None,
    library: str,
) -> list[Piece]:
    """Return what there is to say of a promise that was broken, nothing of any other.

    What became of the file that was there, how often the ``record`` says that its group kept its word, and
    what can be done: with a ``library`` it is searched for another there.
    """
    if not is_broken(request):
        return []
    told: list[Piece] = []
    if old := old_file(request, habits):
        told.append(old)
    if record is not None and record.of:
        group = clean(record.group)
        told.append(say("kept_word", group=group, kept=record.kept, count=record.of))
    if library:
        told.append(say("broken_search", library=library))
    elif request.rule:
        told.append(say("broken_wait"))
    return told


def old_file(request: Request, habits: ImportHabits | None) -> Say | None:
    """Return what became of the file that was there, None where there was none or nobody knows.

    ``habits`` are those of the library that has taken the new one in.
    """
    home, there = request.home, request.weighed.there if request.weighed else ()
    if home is None or not there:
        return None
    if stays(request) or request.state is not State.IMPORTED:
        return say("old_file_kept")
    if not (gone := [one.size for one in gone_for(request)]):
        return None
    known = [one for one in gone if one is not None]
    size = Size(sum(known) if len(known) == len(gone) else None)
    if habits is None:
        return say("old_file_replaced", size=size)
    return say("old_file_bin" if habits.recycle_bin else "old_file_gone", size=size)
