"""By files: what was downloaded is put into a folder of a person's own, where no library does it."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import batched
from typing import Final

from ...engine.home.dangerous import videos
from ...engine.home.home import ITSELF, USUAL, Home, Landing, Means, Step, Transfer
from ...engine.home.layout import MOST_VIDEOS, disc_laid_out, laid_out, stem_for
from ...engine.home.naming import Facts, facts_of
from ...engine.home.parts import in_parts
from ...engine.home.paths import below, mapped
from ...engine.reason import Reason
from ...engine.request import Request
from ..files import Files, FilesError, Piece
from .around import Around, Listed, damage, no_video, what_is_dangerous
from .order import Blocked
from .turn import LOOK_AGAIN, Turn, blocked

# So many names are made before others have their turn.
_AT_ONCE: Final = 50
_STUCK: Final = "home_stuck"
# What a disk says that does not mend itself: people are told at once, and it is tried again all the same.
_TOLD: Final = frozenset(
    {"files_full", "files_not_allowed", "files_unreadable", "files_unwritable"}
)
# Why it waits for a person, although it may be otherwise the next time.
_MAY_PASS: Final = frozenset(
    {
        *("home_files_away", "home_folder_not_allowed", "home_no_room_here"),
        *("home_folder_empty", "home_growing", "home_not_whole"),
        # Somebody may unpack it.
        "home_no_video",
        # What a disk said all day long is over.
        _STUCK,
        *_TOLD,
    }
)
# So many files are written down that are brought; a disc has some hundreds.
MOST_FILES: Final = 3 * MOST_VIDEOS
# Seconds in which nothing may have been written to a file that is whole, by the clock of its disk.
QUIET: Final = 10.0
# Seconds between looks at what still grows, and after which a person is told of it.
_SOON: Final = 5.0
GROWS_FOR: Final = 6 * 3600.0
# What is there of it may be smaller by so much: others write their tags into it.
_WHOLE: Final = 0.99


class ByFiles:
    """Brings files where they belong, each whole or not at all, and never over another."""

    def __init__(self, around: Around) -> None:
        """Know the disks."""
        self._around = around

    async def turn(self, request: Request, home: Home) -> Turn:
        """Take the next step. Raises ``FilesError``, or ``ClientError`` while it cannot be asked."""
        files = self._around.files
        if files is None:
            return blocked(home, Reason("home_no_disks"), self._around.now())
        why = home.why.code if home.why else ""
        if home.blocked and why not in _MAY_PASS:
            return Turn(home=home, wait=LOOK_AGAIN)
        stuck = why == _STUCK or why in _TOLD
        goes_on = home.step is Step.BEGUN or (stuck and home.targets)
        try:
            if goes_on:
                return await self._put(request, home, files)
            return await self._prepare(request, home, files)
        except Blocked as err:
            return blocked(home, err.why, self._around.now())
        except FilesError as err:
            if err.why.code not in _TOLD:
                raise
            return blocked(home, err.why, self._around.now())

    def _landing(self, request: Request) -> Landing:
        """Return how its rule brings it home. What is shared stays where it is, whatever a rule says."""
        rule = self._around.rule(request)
        landing = rule.home if rule else USUAL
        shared = self._around.shares(request)
        return replace(landing, transfer=Transfer.LINK) if shared else landing

    async def _prepare(self, request: Request, home: Home, files: Files) -> Turn:
        """Check all that can be checked, and have what is about to be done put on disk."""
        now = self._around.now()
        listed = await self._around.files_of(request) or ()
        source = self._source(request)
        pieces = await self._pieces(request, source, listed, files)
        if why := damage(request, home):
            raise Blocked(why)
        landing = self._landing(request)
        if not landing.folder or not files.may_write(landing.folder):
            raise Blocked(Reason("home_folder_not_allowed"))
        laid = await self._laid_out(request, landing, pieces)
        grown = listed if self._around.shares(request) else ()
        if not home.forced and (why := _grows(pieces, grown, now)):
            return _not_yet(home, why, now)
        folder = landing.folder.rstrip("/")
        wanted = {name: f"{folder}/{target}" for name, target in laid.items()}
        if not all(below(target, landing.folder) for target in wanted.values()):
            raise Blocked(Reason("home_folder_not_allowed"))
        sizes = {one.name: one.size for one in pieces}
        # A folder may be called like the only file in it.
        alone = len(pieces) == 1 and await files.has(source, pieces[0].size)
        begun = replace(
            home,
            step=Step.BEGUN,
            since=now,
            source=source,
            targets=tuple(wanted.values()),
            sizes=tuple(sizes[name] for name in wanted),
            files=(ITSELF,) if alone else tuple(wanted),
            why=None,
            tries=home.tries + 1,
        )
        await self._check_disk(request, begun, landing, files)
        return Turn(home=begun)

    async def _pieces(
        self, request: Request, source: str, listed: Listed, files: Files
    ) -> tuple[Piece, ...]:
        """Return what there is of a download. Raises ``Blocked`` for what is away, or can do harm."""
        if listed and (why := what_is_dangerous(listed)):
            raise Blocked(why)
        pieces = await self._look(request, source, files) if source else ()
        if not pieces:
            raise Blocked(Reason("home_files_away"))
        if why := what_is_dangerous(tuple(_named(pieces))):
            raise Blocked(why)
        return pieces

    async def _check_disk(
        self, request: Request, home: Home, landing: Landing, files: Files
    ) -> None:
        """See to it that the disk of a folder is there, and has room. Raises ``Blocked``.

        An empty folder into which something was put before is one whose disk is not mounted: each time
        something is put there, a mark stays.
        """
        first = _where(home.source, home.files[0])
        room = await files.room(landing.folder, first, transfer=landing.transfer)
        if room.empty and not home.forced and self._was_used(request, landing.folder):
            raise Blocked(Reason("home_folder_empty"))
        if room.free is None or not room.needed or room.free >= sum(home.sizes):
            return
        left = 0
        for target, size in zip(home.targets, home.sizes, strict=True):
            # What an earlier try has brought takes no room again.
            left += 0 if await files.has(target, size) else size
        if room.free < left:
            raise Blocked(Reason("home_no_room_here", (("free", room.free),)))

    def _was_used(self, request: Request, folder: str) -> bool:
        """Tell whether something else was put into a folder before."""
        return any(
            below(target, folder)
            for one in self._around.requests.history.values()
            if one.home is not None
            and one.home.means is Means.FILES
            and one.home.step is Step.DONE
            and one.id != request.id
            for target in one.home.targets[:1]
        )

    async def _look(
        self, request: Request, source: str, files: Files
    ) -> tuple[Piece, ...]:
        """Return the files of a download where it is seen, without what lies there beside it."""
        its = await self._around.belonging(request)
        found = await files.look(source) or ()
        return tuple(one for one in found if its.has(f"{source}/{one.name}"))

    def _source(self, request: Request) -> str:
        """Return where Home Assistant sees what was downloaded, empty if nobody says."""
        settings = self._around.settings(request)
        pairs = settings.ha_paths if settings else ()
        return mapped(request.content_path, pairs) if request.content_path else ""

    async def _laid_out(
        self, request: Request, landing: Landing, pieces: Sequence[Piece]
    ) -> dict[str, str]:
        """Return where each file that is brought belongs below the folder. Raises ``Blocked`` if none is."""
        named = _named(pieces)
        rule = self._around.rule(request)
        known = partial(
            facts_of,
            request.release.title,
            work=request.weighed.work if request.weighed else None,
            numbering=rule.numbering if rule else None,
        )
        found = disc_laid_out(named, landing.template, known())
        if not found:
            stems = await self._stems(landing, _works(pieces), known)
            found = dict(laid_out(named, stems))
        if len(found) > MOST_FILES:
            raise Blocked(Reason("home_too_many", (("count", len(found)),)))
        return found

    async def _stems(
        self, landing: Landing, works: Sequence[str], known: Callable[..., Facts]
    ) -> dict[str, str]:
        """Return where each work belongs, without its ending; others have their turn meanwhile."""
        parts = frozenset(in_parts(works))
        stems: dict[str, str] = {}
        for some in batched(works, _AT_ONCE, strict=False):
            for one in some:
                facts = known(file=one)
                stems[one] = stem_for(landing.template, facts, one, part=one in parts)
            await asyncio.sleep(0)
        return stems

    async def _put(self, request: Request, home: Home, files: Files) -> Turn:
        """Bring what is not there yet; what was brought before the power went is there."""
        if len(home.files) != len(home.targets):
            # It was begun by a version that did not write down which is which.
            return await self._prepare(request, home, files)
        landing = self._landing(request)
        inside = below(home.targets[0], landing.folder)
        if inside and not home.forced:
            await self._check_disk(request, home, landing, files)
        left = {one.name for one in await files.look(home.source) or ()}
        copied = False
        for name, target, size in zip(
            home.files, home.targets, home.sizes, strict=True
        ):
            if name not in left and not (name == ITSELF and left):
                if await files.has(target, size):
                    continue
                # Nobody goes on with what is half there.
                await files.clear(target, token=request.mark)
                raise Blocked(Reason("home_files_away"))
            source = _where(home.source, name)
            # What it has done before it does no more, but for what it could not clear away.
            await files.put(
                source,
                target,
                folder=landing.folder if inside else "",
                transfer=landing.transfer,
                token=request.mark,
            )
            if landing.transfer is Transfer.LINK and not copied:
                copied = not await files.same(source, target)
        done = replace(home, step=Step.DONE, since=self._around.now(), why=None)
        note = Reason("home_put_copied" if copied else "home_put")
        return Turn(home=done, done=True, note=note, places=home.targets)


def _named(pieces: Sequence[Piece]) -> list[tuple[str, int]]:
    return [(one.name, one.size) for one in pieces]


def _where(source: str, name: str) -> str:
    return source if name == ITSELF else f"{source.rstrip('/')}/{name}"


def _works(pieces: Sequence[Piece]) -> list[str]:
    """Return the films or episodes that there are. Raises ``Blocked`` where there is none, or no end."""
    works = [name for name, _ in videos(_named(pieces))]
    if not works:
        raise Blocked(no_video(tuple(_named(pieces)), Reason("home_no_video")))
    if len(works) > MOST_VIDEOS:
        raise Blocked(Reason("home_too_many", (("count", len(works)),)))
    return works


def _grows(pieces: Sequence[Piece], listed: Listed, now: float) -> Reason | None:
    """Return why what is there is not all of it yet, None if it is.

    A client may say that something is complete while it is still moved or unpacked, or while somebody
    brings it here from another machine. Where nobody says how large it is to be, nothing may have been
    written to it just now.
    """
    if size := sum(size for _, size in videos(listed)):
        seen = sum(size for _, size in videos(_named(pieces)))
        return Reason("home_not_whole") if seen < size * _WHOLE else None
    if any(abs(now - one.changed) < QUIET for one in pieces):
        return Reason("home_growing")
    return None


def _not_yet(home: Home, why: Reason, now: float) -> Turn:
    """Look again soon; a person is told if that goes on for hours."""
    if why.code == "home_growing" and home.blocked:
        home = replace(home, step=Step.WAITING, since=now)
    if home.blocked or now - home.since > GROWS_FOR:
        return blocked(home, why, now)
    return Turn(home=replace(home, why=why), wait=_SOON, note=why)
