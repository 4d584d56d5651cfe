"""Fates: what becomes of the file that is there, as far as it is told to people."""

from ...engine.quality.comparison import Choice
from ...engine.request import Request
from ...engine.weighed import Weighed
from ...gate.home.shown import Meant
from ..cut import clean
from .told import Fate, File


def file_of(
    request: Request, weighed: Weighed, meant: Meant | None, decides: str
) -> File | None:
    """Return what becomes of the file that is there, None where there is none or nothing does.

    ``meant`` is what a yes means for it, None where nobody here knows; then the library ``decides``,
    empty for none.
    """
    sizes = [one.size for one in weighed.there]
    known = sum(one for one in sizes if one is not None)
    whole = None not in sizes and request.bytes is not None
    together = known + (request.bytes or 0) if whole else None
    if weighed.there and _stays(request, weighed, meant):
        return File(fate=Fate.KEEP, together=together)
    gone = [one.size for one in weighed.there if one.replaced]
    if not gone:
        return None
    habits = meant.habits if meant else None
    fate = Fate.THEIRS if decides else Fate.INSTEAD
    if habits is not None:
        fate = Fate.BIN if habits.recycle_bin else Fate.GONE
    return File(
        fate=fate,
        size=None if None in gone else sum(one for one in gone if one is not None),
        together=together,
        files=len(gone),
        days=(habits.bin_days or 0) if habits else 0,
        library=clean(decides),
    )


def _stays(request: Request, weighed: Weighed, meant: Meant | None) -> bool:
    choice = request.choice or (meant.choice if meant else None)
    return choice is Choice.KEEP_BOTH or weighed.choices == (Choice.KEEP_BOTH,)
