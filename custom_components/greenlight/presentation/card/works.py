"""Work: what a request is about, as the card names and pictures it."""

from ...engine.request import Request
from ..asking.telling import named
from ..asking.told import Named
from ..poster_view import poster_path
from .pieces import Json, filled


def work_view(request: Request) -> Json:
    """Return it as ``Work`` of ``model.ts``."""
    return named_view(request, named(request))


def named_view(request: Request, work: Named) -> Json:
    """Return the same of a work whose name is known already."""
    found = filled(
        {
            "title": work.title,
            "year": work.year,
            "run": work.run,
            "season": work.season,
            "poster": poster_path(request.id) if _has_poster(request) else None,
            "words": work.words,
        }
    )
    if work.signs or work.letters:
        found["cut"] = {"signs": work.signs, "letters": work.letters}
    return found


def _has_poster(request: Request) -> bool:
    work = request.weighed.work if request.weighed else None
    return work is not None and bool(work.known_to)
