"""By files: what was downloaded is put into a folder of a person's own, where no library does it."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import batched
from typing import Final

from ...engine.home.dangerous import videos
from ...engine.home.home import ITSELF, USUAL, Home, Landing, Step, Transfer
from ...engine.home.layout import MOST_VIDEOS, laid_out, stem_for
from ...engine.home.naming import facts_of
from ...engine.home.parts import in_parts
from ...engine.home.paths import below, mapped
from ...engine.reason import Reason
from ...engine.request import Request
from ..files import Files, Piece
from .around import Around, no_video, what_is_dangerous
from .turn import LOOK_AGAIN, Turn, blocked

# So many names are made before others have their turn.
_AT_ONCE: Final = 50
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
        works = [name for name, _ in videos(_named(pieces))]
        if not works:
            why = no_video(tuple(_named(pieces)), Reason("home_no_video"))
            return blocked(home, why, now)
        if len(works) > MOST_VIDEOS:
            return blocked(home, Reason("home_too_many", (("count", len(works)),)), now)
        stems = await self._stems(request, landing, works)
        wanted = dict(laid_out(_named(pieces), stems))
        sizes = {one.name: one.size for one in pieces}
        free = await files.free(landing.folder)
        size = sum(sizes[name] for name in wanted)
        if free is not None and free < size and landing.transfer is Transfer.MOVE:
            return blocked(home, Reason("home_no_room_here", (("free", free),)), now)
        folder = landing.folder.rstrip("/")
        targets = tuple(f"{folder}/{name}" for name in wanted.values())
        if not all(below(target, landing.folder) for target in targets):
            return blocked(home, Reason("home_folder_not_allowed"), now)
        # A folder may be called like the only file in it.
        alone = len(pieces) == 1 and await files.has(source, pieces[0].size)
        begun = replace(
            home,
            step=Step.BEGUN,
            since=now,
            source=source,
            targets=targets,
            sizes=tuple(sizes[name] for name in wanted),
            files=(ITSELF,) if alone else tuple(wanted),
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

    async def _stems(
        self, request: Request, landing: Landing, works: Sequence[str]
    ) -> dict[str, str]:
        """Return where each work belongs, without its ending; others have their turn meanwhile."""
        rule = self._around.rule(request)
        known = partial(
            facts_of,
            request.release.title,
            work=request.weighed.work if request.weighed else None,
            numbering=rule.numbering if rule else None,
        )
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
        left = {one.name for one in await files.look(home.source) or ()}
        transfer = self._landing(request).transfer
        if self._around.shares(request):
            transfer = Transfer.LINK
        copied = False
        for name, target, size in zip(
            home.files, home.targets, home.sizes, strict=True
        ):
            if name not in left and not (name == ITSELF and left):
                if await files.has(target, size):
                    continue
                return blocked(home, Reason("home_files_away"), self._around.now())
            below_it = f"{home.source.rstrip('/')}/{name}"
            source = home.source if name == ITSELF else below_it
            # What it has done before it does no more, but for what it could not clear away.
            await files.put(source, target, transfer=transfer, token=request.mark)
            if transfer is Transfer.LINK and not copied:
                copied = not await files.same(source, target)
        done = replace(home, step=Step.DONE, since=self._around.now(), why=None)
        note = Reason("home_put_copied" if copied else "home_put")
        return Turn(home=done, done=True, note=note, places=home.targets)


def _named(pieces: Sequence[Piece]) -> list[tuple[str, int]]:
    return [(one.name, one.size) for one in pieces]
