"""Rescan: a library looks through the folder of one film or series, because somebody wants it to."""

from dataclasses import dataclass

from ...engine.home.paths import folder_of
from ...engine.library.item import Item
from ...libraries.errors import LibraryError, LibraryOff
from ...libraries.imports import Imports
from ...libraries.scans import Scans
from ..libraries import Libraries
from ..ports import UnknownItem
from .around import Around


class NotWatched(Exception):
    """A media server watches none of the folders in which it once found an item."""

    def __init__(self, title: str) -> None:
        """Keep what the item is called."""
        super().__init__(title)


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """What a library was told to look for; ``sections`` is in how many of its own, None where it has none."""

    item: Item
    sections: int | None = None


async def rescan(around: Around, library_id: str, item_id: str) -> Looks:
    """Have a library look through the folder of an item.

    Raises ``UnknownItem`` for what it does not have, ``NotWatched``, and ``LibraryError``.
    """
    libraries = around.libraries
    library: object = libraries.reachable(library_id)
    if library is None:
        raise away(libraries, library_id)
    item = libraries.index.shelf(library_id).items.get(item_id)
    if item is None:
        raise UnknownItem(item_id)
    if isinstance(library, Imports):
        await library.rescan(item_id)
        return Looks(item=item)
    sections = 0
    if isinstance(library, Scans):
        for folder in _folders(item):
            sections += await library.scan(folder)
    if not sections:
        raise NotWatched(item.title)
    return Looks(item=item, sections=sections)


def away(libraries: Libraries, library_id: str) -> LibraryError:
    """Return why a library cannot be asked: nobody answers there, or it is switched off."""
    return LibraryError() if libraries.name(library_id) else LibraryOff()


def _folders(item: Item) -> list[str]:
    """Return where a media server has files of an item, which may be in several places."""
    found = (item.path, *(folder_of(one.path) for one in item.versions))
    return [one for one in dict.fromkeys(found) if one]
