"""Beside: a download goes straight into the folder of its film or series, beside what is there.

So a media server stacks both as versions of one film, and what is shared is shared from there.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from ...clients.errors import ClientError
from ...engine.home.home import Where
from ...engine.home.paths import back, below, folder_of
from ...engine.library.item import Item
from ...engine.options import DownloadOptions
from ...engine.reason import Reason
from ...engine.release import Protocol
from ...engine.request import SYSTEM, Request
from ...libraries.errors import LibraryError
from ...libraries.imports import Imports
from .anew import places_now
from .around import Around

# Why it is not: it goes where its client saves everything.
NO_FOLDER: Final = "home_no_folder"
TAKES_NO_FOLDER: Final = "home_takes_no_folder"

_NO_FOLDER_OF_ITS_OWN: Final = "NoSubfolder"


class Beside:
    """Finds that folder, as a client sees it."""

    def __init__(self, around: Around) -> None:
        """Know what is attached."""
        self._around = around

    async def placed(
        self, request: Request, client_id: str, options: DownloadOptions
    ) -> DownloadOptions:
        """Return the options with that folder, where the rule of a request wants it there.

        Where nobody can say what the client calls it, it goes where it would go otherwise: a path that
        is a guess would be made on a disk where nobody looks. Clients of usenet take none: they know
        folders of categories alone, and unpack below them.
        """
        rule = self._around.rule(request)
        if rule is None or rule.home.where is not Where.BESIDE or options.save_path:
            return options
        client = self._around.attached.clients.get(client_id)
        if client is not None and client.protocol is Protocol.USENET:
            name = self._around.attached.name(client_id)
            await self._note(request, Reason(TAKES_NO_FOLDER, (("client", name),)))
            return options
        for item in self._items(request):
            folder = item.path or _folder_of_files(item)
            path = await self._as_client_sees(folder, item.library, client_id)
            if path:
                # In a folder of its own it would be no version of what is there.
                layout = options.content_layout or _NO_FOLDER_OF_ITS_OWN
                return replace(options, save_path=path, content_layout=layout)
        await self._note(request, Reason(NO_FOLDER))
        return options

    async def _note(self, request: Request, why: Reason) -> None:
        if why.code not in (line.why.code for line in request.journal):
            await self._around.requests.note(request.id, SYSTEM, why)

    def _items(self, request: Request) -> Iterable[Item]:
        """Yield the work as each library has it, first those that import: theirs is the folder."""
        index = self._around.libraries.index
        importers = self._around.libraries.those(Imports)
        places = sorted(
            places_now(self._around, request),
            key=lambda place: place[0] not in importers,
        )
        for library, item_id in places:
            if (item := index.shelf(library).items.get(item_id)) is not None:
                yield item

    async def _as_client_sees(
        self, folder: str, library_id: str, client_id: str
    ) -> str:
        """Return what a client calls a folder of a library, empty if nobody knows."""
        if not folder:
            return ""
        pairs = self._around.libraries.paths(library_id)
        if any(below(folder, theirs) for _, theirs in pairs):
            return back(folder, pairs)
        client = self._around.through(client_id)
        library = self._around.importer(library_id)
        if client is None or library is None:
            return ""
        try:
            saves = (await client.habits()).save_path
            # Both call the client's own folder the same, so they see the same disks.
            return folder if saves and await library.sees(saves) else ""
        except ClientError, LibraryError:
            return ""


def _folder_of_files(item: Item) -> str:
    return next((folder_of(one.path) for one in item.versions if one.path), "")
