"""Theirs: another program takes it in by itself, which is watched, told, and not fought."""

from dataclasses import replace
from typing import Final

from ...engine.home.home import Home, Step
from ...engine.reason import Reason
from ...engine.request import Request
from ...libraries.errors import LibraryOff, NotFound
from ...libraries.imports import Imported, Imports
from .anew import item_of
from .around import Around
from .arriving import in_history
from .choosing import not_shown
from .plan import by_person
from .turn import Turn, blocked, left

# Seconds between looks: often at first, as most of it is done within a minute or two.
_LOOKS: Final = (15.0, 30.0, 60.0, 120.0, 300.0, 900.0)
# Seconds after which nobody expects it any more.
GIVEN_UP: Final = 2 * 86400.0
# Seconds after which a file has to be there that it says it has imported.
READ_BACK: Final = 900.0
# Seconds after which what it waits for is nothing that comes by itself.
STUCK: Final = 900.0
# What stands in its queue that goes on by itself.
_GOES_ON: Final = frozenset({"downloading", "importPending", "importing"})


class Theirs:
    """Watches a library take in what is complete."""

    def __init__(self, around: Around) -> None:
        """Know what is attached."""
        self._around = around
        # Since when something is said to be there that is not.
        self._missed: dict[str, float] = {}

    async def turn(self, request: Request, home: Home) -> Turn:
        """Look how far it is. Raises ``LibraryError`` while it cannot be asked."""
        library = self._around.importer(home.library)
        if library is None:
            raise LibraryOff
        now, name = self._around.now(), self._around.libraries.name(home.library)
        download = request.download or ""
        if home.step is Step.WAITING:
            home = replace(home, step=Step.LOOKING, since=now)
        tracked = await library.tracked(download)
        going = tracked is not None and tracked.state in _GOES_ON
        done = await library.imported(download)
        # Of a pack one file is there before the others.
        unfinished = tracked is not None and (going or tracked.blocked)
        if done is not None and done.files and not unfinished:
            if (paths := await self._read_back(request, library, home, done)) is None:
                return self._not_there_yet(request, home, name)
            self._missed.pop(request.id, None)
            ended = replace(home, step=Step.DONE, since=now, targets=paths, why=None)
            note = Reason("home_imported_by", (("library", name),))
            return Turn(home=ended, done=True, note=note, places=paths)
        self._missed.pop(request.id, None)
        if tracked is not None and (tracked.blocked or tracked.messages):
            said = "; ".join(tracked.messages[:5])
            why = _refused(request, name, said)
            told = home.why is not None and home.why.code == why.code
            # It waits for something, and says for what. An older one waits for a person without a word.
            if tracked.blocked or (told and now - home.since >= STUCK):
                return blocked(home, why, now)
            return Turn(home=replace(home, why=why), wait=STUCK if told else _LOOKS[2])
        if now - home.since > GIVEN_UP:
            return left(home, Reason("home_theirs_silent", (("library", name),)), now)
        passed = now - home.since
        wait = next((one for one in _LOOKS if one >= passed / 3), _LOOKS[-1])
        mended = home.step is Step.BLOCKED or home.why is not None
        if mended and (going or tracked is None):
            home = replace(home, step=Step.LOOKING, why=None)
        return Turn(home=home, wait=wait)

    async def _read_back(
        self, request: Request, library: Imports, home: Home, done: Imported
    ) -> tuple[str, ...] | None:
        """Return where the files are that its history tells of, None as long as none of them is there.

        It may tell of what was imported long ago and is gone, or is what was there before.
        """
        item = home.item or item_of(self._around, request, home.library)
        if not item:
            # What it is of, nobody here knows.
            return done.paths
        try:
            there = await library.files_of(item)
        except NotFound:
            there = ()
        found = in_history(not_shown(there, request.weighed), done)
        return tuple(one.path for one in found if one.path) if found else None

    def _not_there_yet(self, request: Request, home: Home, name: str) -> Turn:
        """Wait a while for a file that it says it has: its list of files may be behind."""
        now = self._around.now()
        since = min(self._missed.get(request.id, now), now)
        self._missed[request.id] = since
        if not home.blocked and now - since < READ_BACK:
            return Turn(home=home, wait=_LOOKS[2])
        return blocked(home, Reason("home_not_there", (("library", name),)), now)


def _refused(request: Request, library: str, said: str) -> Reason:
    """Return why it does not import it, with the file that would go if it were all the same."""
    params = (("library", library), ("detail", said))
    there = request.weighed.there if request.weighed else ()
    gone = next((one.name for one in there if one.replaced), "")
    # Of whom people were asked about, the question has told it.
    if not gone or by_person(request):
        return Reason("home_refused_by", params)
    return Reason("home_refused_by_replaces", (*params, ("file", gone)))
