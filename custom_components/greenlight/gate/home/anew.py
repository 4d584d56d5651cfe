"""Anew: where a library has a work now, which goes by another id once it was removed and added again."""

from ...engine.library.works import Answer
from ...engine.reading import plain_name
from ...engine.request import Request
from ...engine.weighed import work_in
from ..libraries import Libraries
from .around import Around
from .plan import known_places


def item_of(around: Around, request: Request, library_id: str) -> str:
    """Return under which id a library has the work of a request now, empty if it does not have it."""
    items = around.libraries.index.shelf(library_id).items
    known = [item for library, item in known_places(request) if library == library_id]
    here = next((one for one in known if one in items), "")
    return here or _by_work(around.libraries, request, library_id)


def _by_work(libraries: Libraries, request: Request, library_id: str) -> str:
    shelf = libraries.index.shelf(library_id)
    work = work_in(request.weighed)
    if work is None:
        # It was held against no library.
        return ""
    meant = Answer(kind=work.kind, title=work.title, year=work.year, ids=work.ids)
    found = [
        *shelf.by_ids(work.ids, work.kind),
        *shelf.by_name(plain_name(work.title)),
    ]
    return next((one.id for one in found if meant.means((one,))), "")
