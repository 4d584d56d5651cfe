"""Transmission 3.00 to 4.1 (RPC 16 and later).

What decides the shape of this file: hashes are the only ids that last, a success proves nothing
(unknown ids succeed), "nothing left" is also said of what could not be written, and 3.00 answers
with no torrents at all while it still loads them. So every command first looks the download up,
and what is missing right after a start is looked for again. A poll asks for exactly the followed
ids.

Bandwidth groups, which could limit a category, are not used: 4.1.3 writes their limits to its disk
in a form that it reads back as 0, so after a restart nothing in such a group would move.
"""

import asyncio
import base64
from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import suppress
import logging
from pathlib import PurePosixPath
import time
from typing import Any, ClassVar, Final, override

from aiohttp import ClientSession

from ...engine.options import DownloadOptions, Priority
from ..base import ClientInfo, Feature, Finished, Identity, Poll, Space, Survey
from ..common.api import Access
from ..common.looking import tries
from ..common.torrents import hashes_of
from ..common.values import reading
from ..errors import ClientTimeout, ReleaseRefused
from .api import Api, Refused
from .finished import FinishedLooks
from .limits import Limits
from .lists import Torrents
from .options import add_fields, unsettled
from .rows import Row
from .survey import SURVEY_FIELDS, Tally
from .through import TransmissionThrough

_LOGGER = logging.getLogger(__name__)

# Words of "torrent-add" that are about the torrent and will be the same next time.
_REFUSALS: Final = ("torrent file", "unrecognized info", "no filename or metainfo")


class Transmission(TransmissionThrough):
    """A Transmission, by its RPC."""

    features: ClassVar[frozenset[Feature]] = frozenset(
        {
            Feature.ALTERNATIVE_SPEED,
            Feature.CATEGORY_SPEED,
            Feature.RECHECK,
            Feature.SEED,
            Feature.UPLOAD,
        }
    )
    lacks: ClassVar[frozenset[str]] = frozenset(
        {"first_last", "seeding_time", "content_layout"}
    )
    # Within the minute that the server keeps track of.
    finished_interval: ClassVar[float] = 45

    def __init__(
        self,
        session: ClientSession,
        *,
        url: str,
        username: str = "",
        password: str = "",
        timeout: float = 20,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take a session; nothing is sent yet. ``timeout`` is in seconds per request."""
        access = Access(url=url, username=username, password=password, timeout=timeout)
        self._api = Api(session, access, clock)
        self._torrents = Torrents(self._api)
        self._limits = Limits(self._api)
        self._finished = FinishedLooks(self._api, clock)

    @override
    async def connect(self) -> ClientInfo:
        await self._api.open(again=True)
        return ClientInfo(name="Transmission", version=self._api.version[:20])

    @override
    async def poll(self, followed: Mapping[str, Identity]) -> Poll:
        wanted = {key: hashes_of(identity) for key, identity in followed.items()}
        shown = await self._torrents.followed(wanted.values())
        downloads = {
            key: shown[one]
            for key, hashes in wanted.items()
            for one in hashes & shown.keys()
        }
        return Poll(downloads=downloads, transfer=await self._limits.transfer())

    @override
    async def survey(self) -> Survey:
        tally = Tally(await self._folder())
        await tally.take(await self._api.torrents(SURVEY_FIELDS))
        return Survey(
            counts=tally.counts, space=await self.space(), categories=tally.categories
        )

    @override
    async def space(self, folder: str = "") -> Space:
        place = PurePosixPath(folder or await self._folder())
        # A folder that is made with the first download has the room of the one it will be in.
        for path in (place, place.parent):
            with suppress(Refused):
                said = await self._api.call("free-space", {"path": str(path)})
                return Space(
                    free=_bytes(said.get("size-bytes")),
                    total=_bytes(said.get("total_size")),
                )
        return Space()

    @override
    async def finished(
        self, categories: Collection[str], *, since: float
    ) -> tuple[Finished, ...]:
        return await self._finished.look(categories, since)

    @override
    async def pause(self, download: str) -> None:
        row = await self._known(download)

        async def is_stopped() -> bool:
            seen = await self._find(row.download.hashes)
            return seen is None or seen.stopped

        await self._stop(is_stopped, {"ids": [row.download.id]})

    @override
    async def resume(self, download: str) -> None:
        await self._act("torrent-start", await self._known(download))

    @override
    async def recheck(self, download: str) -> None:
        await self._act("torrent-verify", await self._known(download))

    @override
    async def pause_all(self) -> None:
        async def are_stopped() -> bool:
            rows = await self._api.torrents(("status",))
            return not any(row.get("status") for row in rows)

        await self._stop(are_stopped, {})

    @override
    async def resume_all(self) -> None:
        await self._api.call("torrent-start")

    @override
    async def set_speed_limits(
        self, *, download: int | None = None, upload: int | None = None
    ) -> None:
        await self._limits.set_speeds(download, upload)

    @override
    async def set_alternative_speed(self, *, enabled: bool) -> None:
        await self._limits.set_alternative(enabled=enabled)

    @override
    async def set_category_speed(
        self, category: str, *, download: int | None = None, upload: int | None = None
    ) -> None:
        await self._limits.limit_labelled(category, download, upload)

    @override
    async def close(self) -> None:
        self._api.close()

    async def _folder(self) -> str:
        return str((await self._api.session("download-dir"))["download-dir"])

    @override
    async def _find(self, hashes: frozenset[str]) -> Row | None:
        return await self._torrents.find(hashes)

    async def _stop(
        self, is_done: Callable[[], Awaitable[bool]], arguments: Mapping[str, Any]
    ) -> None:
        """Stop what the arguments name, again until it is: 3.00 starts what it has just checked."""
        async for _ in tries():
            await self._api.call("torrent-stop", arguments)
            if await is_done():
                return
        raise ClientTimeout("told to pause, but still running")

    @override
    async def _delete(self, row: Row, *, delete_data: bool) -> None:
        await self._act("torrent-remove", row, {"delete-local-data": delete_data})

    @override
    async def _fields(self, options: DownloadOptions) -> Mapping[str, Any]:
        return add_fields(options)

    @override
    async def _hand_over(
        self, release: bytes | str, fields: Mapping[str, Any]
    ) -> tuple[frozenset[str], bool]:
        if isinstance(release, bytes):
            fields = {**fields, "metainfo": base64.b64encode(release).decode()}
        else:
            fields = {**fields, "filename": release}
        try:
            said = await self._api.call("torrent-add", fields)
        except Refused as err:
            if any(word in err.detail for word in _REFUSALS):
                raise ReleaseRefused(err.detail) from None
            raise
        with reading("nothing is said of the torrent"):
            there = "torrent-duplicate" in said
            shown = said["torrent-duplicate" if there else "torrent-added"]
            return frozenset({shown["hashString"].lower()}), there

    @override
    async def _settle(self, row: Row, options: DownloadOptions) -> Row:
        match options.priority:
            case Priority.LOW:
                await self._act("queue-move-bottom", row)
            case Priority.HIGH | Priority.FORCE:
                await self._act("queue-move-top", row)
        if options.priority is Priority.FORCE and not options.stopped:
            await self._start_now(row)
        return await self._set(row, options)

    async def _set(self, row: Row, options: DownloadOptions) -> Row:
        for pause in (0.0, 0.2, 1.0):
            lacks = unsettled(row, options, self._api.unit)
            if not lacks:
                return row
            await asyncio.sleep(pause)
            with suppress(Refused):
                await self._act("torrent-set", row, lacks)
            row = await self._find(row.download.hashes) or row
        if unsettled(row, options, self._api.unit):
            _LOGGER.warning(
                "Transmission did not take over the labels or limits of a download"
            )
        return row


def _bytes(said: Any) -> int | None:
    return said if isinstance(said, int) and said >= 0 else None
