"""Scanning: what stays where its client saved it, and which media servers are told to look there."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
import logging
from typing import Final

from ...engine.home.dangerous import discs, videos
from ...engine.home.home import Home, Means, Step
from ...engine.home.paths import back, below, composed, folder_of, mapped, tail
from ...engine.library.item import Version
from ...engine.reason import Reason
from ...engine.request import SYSTEM, Request, State
from ...libraries.errors import LibraryError, NotFound
from ...libraries.scans import Scans
from .around import Around, what_is_dangerous
from .choosing import not_shown
from .plan import NO_LIBRARY, known_places
from .planned import planned
from .turn import LOOK_AGAIN, Turn, blocked, left

_LOGGER = logging.getLogger(__name__)
# Seconds between looks whether it is shown: what changes there is told as well.
_LOOKS: Final = 300.0
# Seconds after which nobody expects it any more.
GIVEN_UP: Final = 86400.0
_COME: Final = frozenset({State.COMPLETED, State.IMPORTED})
_TOLD: Final = frozenset({"home_not_told", "home_told_late"})


class Scanning:
    """Tells libraries to look, and looks whether they show it."""

    def __init__(self, around: Around) -> None:
        """Know what is attached."""
        self._around = around

    async def turn(self, request: Request, home: Home) -> Turn:
        """Take the next step. Raises ``LibraryError`` or ``ClientError``."""
        now = self._around.now()
        if home.step is Step.BLOCKED:
            return Turn(home=home, wait=LOOK_AGAIN)
        if (other := self._after_all(request, home)) is not None:
            return Turn(home=other)
        if home.step is Step.WAITING:
            return await self._begin(request, home)
        if (found := self._shown(request)) is not None:
            paths = (found.path,) if found.path else ()
            done = replace(home, step=Step.DONE, since=now, targets=paths, why=None)
            return Turn(home=done, done=True, note=Reason("home_shown"))
        if now - home.since > GIVEN_UP:
            return left(home, Reason("home_not_shown"), now)
        return Turn(home=home, wait=_LOOKS)

    def _after_all(self, request: Request, home: Home) -> Home | None:
        """Return that a library imports it that was not there when it was planned, None if there is none.

        One that is switched off and on again has not forgotten what it has.
        """
        if home.library or (home.why is not None and home.why.code != NO_LIBRARY):
            return None
        now = planned(self._around, request)
        if now.means is not Means.IMPORT:
            return None
        return replace(now, measured=home.measured)

    async def _begin(self, request: Request, home: Home) -> Turn:
        now = self._around.now()
        files = await self._around.files_of(request)
        if files and (why := what_is_dangerous(files)):
            return blocked(home, why, now)
        if home.item:
            # A second file in its folder: it is to know of it, whatever it makes of that.
            library = self._around.importer(home.library)
            if library is not None:
                with suppress(NotFound):
                    await library.rescan(home.item)
        told = await self.tell(request, [request.content_path])
        if not told and not known_places(request):
            # Who has no library expects nothing else.
            nobody = Reason("home_nobody_looks") if self._around.libraries.any else None
            return left(home, home.why or nobody, now)
        looking = replace(home, step=Step.LOOKING, since=now, scanned=told)
        return Turn(home=looking, wait=_LOOKS, note=home.why)

    def _shown(self, request: Request) -> Version | None:
        """Return the file as a library shows it, None as long as none does."""
        if not request.content_path:
            return None
        name = composed(tail(request.content_path))
        title = self._around.title(request)
        holding = self._around.libraries.find(title, frozenset(), patient=False)
        # What was there may be called otherwise by now, but is as large as it was.
        for version in not_shown(holding.versions, request.weighed):
            parts = composed(version.path).replace("\\", "/").split("/")
            # The file itself, or one in the folder that was downloaded.
            if name in parts[-3:]:
                return version
        return None

    async def tell(self, request: Request, paths: Sequence[str]) -> frozenset[str]:
        """Have every media server look where something has come; returns which of them do.

        ``paths`` are as whoever brought it sees them. One that cannot be asked is told once it can be.
        """
        told: set[str] = set()
        for library_id in self._around.libraries.those(Scans):
            looks = await self._told(request, library_id, paths)
            if looks:
                told.add(library_id)
            elif looks is None and any(paths):
                why = Reason("home_not_told", self._named(library_id))
                await self._around.requests.note(request.id, SYSTEM, why)
        return frozenset(told)

    async def tell_late(self, request_id: str, library_id: str) -> None:
        """Have a media server look that could not be told when something came."""
        request = self._around.requests.find(request_id)
        home = request.home
        paths = (home.targets if home else ()) or (request.content_path,)
        if self.owes(request, library_id):
            looks = await self._told(request, library_id, paths)
            if looks is not None:
                why = Reason("home_told_late", self._named(library_id))
                await self._around.requests.note(request_id, SYSTEM, why)

    def owes(self, request: Request, library_id: str) -> bool:
        """Tell whether a media server is yet to be told of what has come lately."""
        if request.state not in _COME or self._around.now() - request.ended > GIVEN_UP:
            return False
        name = self._named(library_id)
        lines = [one.why for one in request.journal if one.why.params == name]
        codes = [one.code for one in lines if one.code in _TOLD]
        return codes[-1:] == ["home_not_told"]

    def _named(self, library_id: str) -> tuple[tuple[str, str], ...]:
        return (("library", self._around.libraries.name(library_id)),)

    async def _told(
        self, request: Request, library_id: str, paths: Sequence[str]
    ) -> bool | None:
        """Have one look; tell whether it does, None where it cannot be told now."""
        library = self._around.scanner(library_id)
        if library is None:
            return None
        looks = False
        try:
            for folder in _folders(request, paths):
                looks |= await self._scan(request, library_id, library, folder)
        except LibraryError as err:
            name = self._around.libraries.name(library_id)
            _LOGGER.warning("%s could not be told to look: %s", name, err.key)
            return None
        return looks

    async def _scan(
        self, request: Request, library_id: str, library: Scans, folder: str
    ) -> bool:
        """Have one look through one folder, under whichever name it knows that."""
        for one in dict.fromkeys(self._names(request, library_id, folder)):
            if one and await library.scan(one):
                return True
        return False

    def _names(self, request: Request, library_id: str, folder: str) -> Iterable[str]:
        """Yield what a folder may be called there, the likeliest first."""
        libraries = self._around.libraries
        home = request.home
        importer = home.library if home else ""
        client = back(folder, libraries.paths(importer)) if importer else folder
        yield mapped(client, libraries.paths(library_id))
        yield folder
        # Where it has other files of the same work.
        for known, item_id in known_places(request):
            item = libraries.index.shelf(known).items.get(item_id)
            if known == library_id and item is not None:
                yield item.path
                for version in item.versions:
                    yield folder_of(version.path)


def _folders(request: Request, paths: Sequence[str]) -> list[str]:
    """Return the folders of some paths, each once, and none that is in another: that is looked through, too."""
    if request.home is not None and request.home.means is Means.FILES:
        on_discs = [f"/{one}" for one in discs((path, 1) for path in paths)]
        found = dict.fromkeys(on_discs or map(folder_of, paths))
    else:
        found = dict.fromkeys(_folder(one) for one in paths if one)
    return [
        one
        for one in found
        if not any(other != one and below(one, other) for other in found)
    ]


def _folder(path: str) -> str:
    """Return the folder of a path: a media server looks through folders."""
    return folder_of(path) if videos([(tail(path), 1)]) else path
