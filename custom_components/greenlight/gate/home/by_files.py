"""By files: what was downloaded is put into a folder of a person's own, where no library does it."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from ...engine.home.dangerous import videos
from ...engine.home.home import USUAL, Home, Landing, Step, Transfer
from ...engine.home.naming import distinct, facts_of, named
from ...engine.home.paths import below, mapped
from ...engine.reason import Reason
from ...engine.request import Request
from ..files import Files, Piece
from .around import Around, what_is_dangerous
from .turn import LOOK_AGAIN, Turn, blocked

_SUBTITLES: Final = (".srt", ".ass", ".ssa", ".vtt", ".sub", ".idx", ".sup")
# Why it waits for a person, although it may be otherwise the next time.
_MAY_PASS: Final = frozenset(
    {
        *("home_files_away", "home_folder_not_allowed", "home_no_room_here"),
        # Somebody may unpack it.
        "home_no_video",
    }
)


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
        if home.step is Step.BEGUN:
            return await self._put(request, home, files)
        stays = home.why is None or home.why.code not in _MAY_PASS
        if home.step is Step.BLOCKED and stays:
            return Turn(home=home, wait=LOOK_AGAIN)
        return await self._prepare(request, home, files)

    def _landing(self, request: Request) -> Landing:
        rule = self._around.rule(request)
        return rule.home if rule else USUAL

    async def _prepare(self, request: Request, home: Home, files: Files) -> Turn:
        """Check all that can be checked, and have what is about to be done put on disk."""
        now = self._around.now()
        listed = await self._around.files_of(request)
        if listed and (why := what_is_dangerous(listed)):
            return blocked(home, why, now)
        source = self._source(request)
        pieces = await self._look(request, source, files) if source else ()
        if not pieces:
            return blocked(home, Reason("home_files_away"), now)
        if why := what_is_dangerous(tuple((one.name, one.size) for one in pieces)):
            return blocked(home, why, now)
        landing = self._landing(request)
        if not landing.folder or not files.may_write(landing.folder):
            return blocked(home, Reason("home_folder_not_allowed"), now)
        wanted = _wanted(pieces)
        if not wanted:
            return blocked(home, Reason("home_no_video"), now)
        free = await files.free(landing.folder)
        size = sum(one.size for one, _ in wanted)
        if free is not None and free < size and landing.transfer is Transfer.MOVE:
            return blocked(home, Reason("home_no_room_here", (("free", free),)), now)
        targets = self._targets(request, landing, wanted)
        for target in targets:
            if not below(target, landing.folder):
                return blocked(home, Reason("home_folder_not_allowed"), now)
        begun = replace(
            home,
            step=Step.BEGUN,
            since=now,
            source=source,
            targets=targets,
            sizes=tuple(one.size for one, _ in wanted),
            why=None,
            tries=home.tries + 1,
        )
        return Turn(home=begun)

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

    def _targets(
        self, request: Request, landing: Landing, wanted: Sequence[tuple[Piece, str]]
    ) -> tuple[str, ...]:
        """Return where each file is to be."""
        rule = self._around.rule(request)
        work = request.weighed.work if request.weighed else None
        known = partial(
            facts_of,
            request.release.title,
            work=work,
            numbering=rule.numbering if rule else None,
        )
        folder = landing.folder.rstrip("/")
        names = (
            named(landing.template, known(file=video), one.name)
            for one, video in wanted
        )
        return tuple(f"{folder}/{name}" for name in distinct(names))

    async def _put(self, request: Request, home: Home, files: Files) -> Turn:
        """Bring what is not there yet; what was brought before the power went is there."""
        left = [*await self._look(request, home.source, files)]
        # A folder may be called like the only file in it.
        alone = len(left) == 1 and await files.has(home.source, left[0].size)
        transfer = self._landing(request).transfer
        if self._around.shares(request):
            transfer = Transfer.LINK
        for target, size in zip(home.targets, home.sizes, strict=False):
            # What was moved before is not there any more, so their places say nothing.
            piece = next((one for one in left if _is(one, target, size)), None)
            if piece is None:
                if await files.has(target, size):
                    continue
                why = Reason("home_files_away")
                return blocked(home, why, self._around.now())
            left.remove(piece)
            source = home.source if alone else f"{home.source.rstrip('/')}/{piece.name}"
            # What it has done before it does no more, but for what it could not clear away.
            await files.put(source, target, transfer=transfer, token=request.mark)
        done = replace(home, step=Step.DONE, since=self._around.now(), why=None)
        return Turn(home=done, done=True, note=Reason("home_put"), places=home.targets)


def _wanted(pieces: Sequence[Piece]) -> tuple[tuple[Piece, str], ...]:
    """Return what is to be brought, each with the name of the video that it belongs to."""
    by_name = {one.name: one for one in pieces}
    found = [name for name, _ in videos([(one.name, one.size) for one in pieces])]
    texts = [
        (one, video)
        for one in pieces
        if one.name.lower().endswith(_SUBTITLES)
        for video in found
        if len(found) == 1 or one.name.startswith(f"{video.rpartition('.')[0]}.")
    ]
    return (*((by_name[name], name) for name in found), *texts)


def _is(piece: Piece, target: str, size: int) -> bool:
    ending = piece.name.rpartition(".")[2].lower()
    return piece.size == size and target.lower().endswith(f".{ending}")
