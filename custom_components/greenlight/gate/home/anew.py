"""Anew: where a library has a work now, which goes by another id once it was removed and added again."""

from dataclasses import replace

from ...engine.home.home import Home, Step
from ...engine.library.item import Item, Kind
from ...engine.library.works import Answer
from ...engine.reading import plain_name
from ...engine.request import Request
from ...engine.weighed import work_in
from ...libraries.imports import Imports
from .around import Around
from .plan import Place, Places, known_places


def places_now(around: Around, request: Request) -> tuple[Place, ...]:
    """Return which libraries have the work of a request, and under which ids they have it now."""
    known = known_places(request)
    libraries = dict.fromkeys(library for library, _ in known)
    now = {one: item_of(around, request, one) for one in libraries}
    return tuple(
        dict.fromkeys((library, now[library] or item) for library, item in known)
    )


def importing(around: Around, request: Request) -> Places | None:
    """Return where libraries that import have the work of a request, None if there is no such library."""
    importers = around.libraries.those(Imports)
    if not importers:
        return None
    every = tuple(one for one in places_now(around, request) if one[0] in importers)
    index = around.libraries.index
    empty = frozenset(
        (library, item_id)
        for library, item_id in every
        if (item := index.shelf(library).items.get(item_id)) and _is_empty(item)
    )
    return Places(every, empty)


def _is_empty(item: Item) -> bool:
    """Tell whether nothing of it is there; of a series without seasons that is not known."""
    return not item.there and (item.kind is Kind.MOVIE or bool(item.seasons))


def item_of(around: Around, request: Request, library_id: str, *, but: str = "") -> str:
    """Return under which id a library has the work of a request now, empty if it does not have it.

    ``but`` is one under which it has not, whatever its shelf says.
    """
    shelf = around.libraries.index.shelf(library_id)
    for library, item in known_places(request):
        if library == library_id and item != but and item in shelf.items:
            return item
    work = work_in(request.weighed)
    if work is None:
        # It was held against no library.
        return ""
    meant = Answer(kind=work.kind, title=work.title, year=work.year, ids=work.ids)
    found = shelf.by_ids(work.ids, work.kind) + shelf.by_name(plain_name(work.title))
    here = (one.id for one in found if one.id != but and meant.means((one,)))
    return next(here, "")


def begun_nowhere(home: Home, now: float, library: str, item: str) -> Home:
    """Return a way home that begins anew, for an item that it may not have been for before."""
    if (home.library, home.item) != (library, item):
        # What was begun with elsewhere says nothing of what is there.
        home = replace(home, had=frozenset(), sizes=(), episodes=(), source="")
    return replace(
        home,
        step=Step.WAITING,
        since=now,
        library=library,
        item=item,
        command="",
        targets=(),
        why=None,
    )
