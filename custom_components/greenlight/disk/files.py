"""Files: the disks as Home Assistant sees them, for the way home.

Whatever touches a disk is done by the executor, a slice at a time: a copy of hours holds neither the event
loop nor one of its threads, and ends soon when Home Assistant does.
"""

import asyncio
from collections.abc import Generator
from functools import partial
from typing import Final, override

from homeassistant.core import HomeAssistant

from ..engine.home.home import Transfer
from ..engine.home.paths import below, sound
from ..gate.files import Files, FilesError, Piece, Room
from . import looking, placing
from .room import room
from .trouble import trouble

_OVER: Final = object()


class DiskFiles(Files):
    """Looks at disks and puts files, only where Home Assistant is allowed to."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Know Home Assistant."""
        self._hass = hass
        # What is being put, by its place: nobody puts the same twice at once.
        self._putting: dict[str, asyncio.Task[None]] = {}

    @override
    def may_write(self, folder: str) -> bool:
        # Only what is written is looked at: where links lead is seen when something is put.
        allowed = self._hass.config.allowlist_external_dirs
        return folder.startswith("/") and any(below(folder, one) for one in allowed)

    @override
    async def look(self, path: str) -> tuple[Piece, ...] | None:
        if not (path.startswith("/") and sound(path)):
            raise trouble("files_bad_path")
        found: list[Piece] = []
        try:
            await self._run(looking.looking(path, found, self._allowed))
        except FilesError as err:
            if err.why.code == "files_gone":
                return None
            raise
        return tuple(found)

    @override
    async def room(self, folder: str, source: str, *, transfer: Transfer) -> Room:
        job = partial(room, folder, source, transfer, self._allowed)
        return await self._hass.async_add_executor_job(job)

    @override
    async def put(
        self, source: str, target: str, *, folder: str, transfer: Transfer, token: str
    ) -> None:
        # Whoever comes again finds it going on.
        while (task := self._putting.get(target)) is not None:
            await asyncio.wait([task])
        slices = placing.placing(
            source,
            target,
            within=folder,
            transfer=transfer,
            token=token,
            allowed=self._allowed,
        )
        task = self._hass.async_create_background_task(
            self._run(slices), "greenlight puts a file"
        )
        self._putting[target] = task
        task.add_done_callback(lambda task: self._done(target, task))
        # Who gives up waiting does not stop it.
        await asyncio.wait([task])
        task.result()

    def _done(self, target: str, task: asyncio.Task[None]) -> None:
        del self._putting[target]
        if not task.cancelled():
            # Perhaps nobody waits for it any more.
            task.exception()

    @override
    async def clear(self, target: str, *, token: str) -> None:
        if target in self._putting:
            # It is no half that is left.
            return
        job = partial(placing.clearing, target, token=token, allowed=self._allowed)
        await self._hass.async_add_executor_job(job)

    @override
    async def has(self, path: str, size: int) -> bool:
        if not (path.startswith("/") and sound(path)):
            return False
        there = await self._hass.async_add_executor_job(looking.size_of, path)
        return there == size

    @override
    async def same(self, source: str, target: str) -> bool:
        return await self._hass.async_add_executor_job(looking.same, source, target)

    def _allowed(self, path: str) -> bool:
        return self._hass.config.is_allowed_path(path)

    async def _run(self, slices: Generator[None]) -> None:
        """Have the executor do one slice after the other. What was begun is cleared away in the end."""
        job: asyncio.Future[object] | None = None
        try:
            while True:
                job = self._hass.async_add_executor_job(next, slices, _OVER)
                await asyncio.wait([job])
                if job.result() is _OVER:
                    return
        finally:
            if job is not None and not job.done():
                await asyncio.wait([job])
                job.exception()
            await self._hass.async_add_executor_job(slices.close)
