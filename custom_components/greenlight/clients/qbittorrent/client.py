"""qBittorrent 4.1 to 5.3 (WebAPI 2.0 to 2.16).

What decides the shape of this file: an id can change (a magnet link with the v1 hash of a hybrid
torrent), a success proves nothing (unknown ids succeed), a command sent right after an add is lost,
and ``sync/maindata`` polled in one session has been seen to end the server. So everything about a
download travels in the add, every command first looks the id up, and a poll is one list of exactly
the followed ids.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping
import logging
from math import inf
import time
from typing import ClassVar, Final, override

from aiohttp import ClientSession

from ...engine.options import DownloadOptions
from ..base import (
    ClientInfo,
    DownloadState,
    Feature,
    Finished,
    Identity,
    Poll,
    Space,
    Survey,
)
from ..common.api import Access
from ..common.http import decoded
from ..common.looking import tries
from ..common.torrents import hashes_of
from ..errors import BadAnswer, ReleaseRefused
from .api import Api
from .categories import categories, is_placed, limit_category, limit_torrents
from .finished import FinishedLooks
from .limits import Limits
from .lists import Torrents
from .options import FREE_SPACE, START_STOP, Version, add_fields, unsettled
from .problems import Problems
from .rows import Row, matching
from .survey import Tally, free_bytes
from .through import QBittorrentThrough

_LOGGER = logging.getLogger(__name__)

_MEASURING: Final = 0.3
_MEASURED_FOR: Final = 600.0

_STANDING: Final = frozenset(
    {DownloadState.PAUSED, DownloadState.COMPLETED, DownloadState.FAILED}
)
_REFUSED: Final = frozenset({409, 415})
# That there is no queue to be the first in.
_CONFLICT: Final = frozenset({409})


class QBittorrent(QBittorrentThrough):
    """A qBittorrent, by its web API."""

    features: ClassVar[frozenset[Feature]] = frozenset(
        {
            Feature.ALTERNATIVE_SPEED,
            Feature.CATEGORY_LIMITS,
            Feature.CATEGORY_SPEED,
            Feature.RECHECK,
            Feature.SEED,
            Feature.UPLOAD,
        }
    )
    # It lists every torrent.
    survey_interval: ClassVar[float] = 3600

    def __init__(
        self,
        session: ClientSession,
        *,
        url: str,
        username: str = "",
        password: str = "",
        api_key: str = "",
        timeout: float = 20,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take a session without cookies of its own (``DummyCookieJar``); nothing is sent yet.

        An API key goes before user and password; without any of them the server has to let us in
        as it is. ``timeout`` is in seconds per request.
        """
        access = Access(
            url=url,
            username=username,
            password=password,
            api_key=api_key,
            timeout=timeout,
        )
        self._api = Api(session, access, clock)
        self._clock = clock
        self._torrents = Torrents(self._api, clock)
        self._shown_torrents = Torrents(self._api, clock)
        self._limits = Limits(self._api)
        self._finished = FinishedLooks(self._api, clock)
        self._problems = Problems(self._api, clock)
        self._measured: tuple[float, int | None] = (-inf, None)

    @override
    async def connect(self) -> ClientInfo:
        await self._api.open(again=True)
        version = (await self._api.get("app/version")).text
        await self._limits.read()
        return ClientInfo(name="qBittorrent", version=version.removeprefix("v")[:20])

    @override
    async def poll(self, followed: Mapping[str, Identity]) -> Poll:
        rows = await self._torrents.followed(followed.values()) if followed else {}
        explained = await self._problems.explain(rows.values())
        downloads = {}
        for key, identity in followed.items():
            if row := matching(rows.values(), hashes_of(identity)):
                downloads[key] = explained[row.download.id]
        return Poll(downloads=downloads, transfer=await self._limits.transfer())

    @override
    async def survey(self) -> Survey:
        await self._api.open()
        tally = Tally()
        if self._has(FREE_SPACE) or not self._api.sessions:
            await self._api.stream("torrents/info", tally.feed)
            space = await self.space()
        else:
            space = await self._measure(tally)
        names = tuple(await categories(self._api))
        await self._limits.read()
        return Survey(counts=tally.counts, space=space, categories=names)

    @override
    async def space(self, folder: str = "") -> Space:
        await self._api.open()
        if self._has(FREE_SPACE):
            folder = folder or (await self._api.get("app/defaultSavePath")).text
            reply = await self._api.get("app/getFreeSpaceAtPath", path=folder)
            return Space(free=free_bytes(reply.text))
        if folder and not await self._saves_in(folder):
            return Space()
        at, free = self._measured
        if self._clock() < at + _MEASURED_FOR or not self._api.sessions:
            return Space(free=free)
        return await self._measure(Tally())

    @override
    async def finished(
        self, categories: Collection[str], *, since: float
    ) -> tuple[Finished, ...]:
        return await self._finished.look(categories, since)

    @override
    async def pause_all(self) -> None:
        await self._api.open()
        new = self._has(START_STOP)
        await self._all("stop" if new else "pause", "running" if new else "resumed")

    @override
    async def resume_all(self) -> None:
        await self._api.open()
        new = self._has(START_STOP)
        await self._all("start" if new else "resume", "stopped" if new else "paused")

    @override
    async def set_speed_limits(
        self, *, download: int | None = None, upload: int | None = None
    ) -> None:
        await self._limits.set_speeds(download, upload)

    @override
    async def set_alternative_speed(self, *, enabled: bool) -> None:
        await self._limits.set_alternative(enabled=enabled)

    @override
    async def set_category_limits(
        self, category: str, options: DownloadOptions
    ) -> None:
        await limit_category(self._api, category, options)

    @override
    async def set_category_speed(
        self, category: str, *, download: int | None = None, upload: int | None = None
    ) -> None:
        await limit_torrents(self._api, category, download, upload)

    @override
    async def pause(self, download: str) -> None:
        row = await self._known(download)
        await self._act("stop" if self._has(START_STOP) else "pause", row)

    @override
    async def resume(self, download: str) -> None:
        row = await self._known(download)
        await self._act("start" if self._has(START_STOP) else "resume", row)

    @override
    async def recheck(self, download: str) -> None:
        await self._act("recheck", await self._known(download))

    @override
    async def close(self) -> None:
        await self._api.close()

    def _has(self, since: Version) -> bool:
        return self._api.version >= since

    async def _saves_in(self, folder: str) -> bool:
        default = (await self._api.get("app/defaultSavePath")).text
        return folder.rstrip("/\\") == default.rstrip("/\\")

    async def _measure(self, tally: Tally) -> Space:
        """Read everything there is, with the room in the default folder.

        Before 5.3 only sync/maindata tells it. Asked once in a session of its own it is complete
        and harmless, but costs what a list of all torrents does.
        """
        async with self._api.apart() as cookie:
            # Every session measures the space for itself, and says 0 until it has.
            await asyncio.sleep(_MEASURING)
            await self._api.stream("sync/maindata", tally.feed, cookie=cookie)
        self._measured = self._clock(), tally.free_space or None
        return Space(free=tally.free_space or None)

    async def _all(self, action: str, left: str) -> None:
        """Do something to everything, and look until nothing is left that it was not done to.

        What reached its share limit pauses again, and what failed is neither running nor paused.
        """
        await self._api.post(f"torrents/{action}", {"hashes": "all"})
        pausing = left in ("running", "resumed")
        async for _ in tries():
            rows = await self._torrents.newest(filter=left)
            states = {row.download.state for row in rows}
            if not (states - _STANDING if pausing else states & {DownloadState.PAUSED}):
                return
        raise BadAnswer("not everything was paused or resumed")

    @override
    async def _find(self, hashes: frozenset[str]) -> Row | None:
        return await self._torrents.find(hashes)

    @override
    async def _delete(self, row: Row, *, delete_data: bool) -> None:
        await self._act("delete", row, {"deleteFiles": str(delete_data).lower()})

    @override
    async def _fields(self, options: DownloadOptions) -> Mapping[str, str]:
        placed = bool(options.category) and await is_placed(self._api, options.category)
        return add_fields(options, self._api.version, placed=placed)

    @override
    async def _hand_over(
        self, release: bytes | str, fields: Mapping[str, str]
    ) -> tuple[frozenset[str], bool]:
        file = release if isinstance(release, bytes) else None
        if isinstance(release, str):
            fields = {**fields, "urls": release}
        reply = await self._api.post("torrents/add", fields, file=file, allow=_REFUSED)
        if reply.status in _REFUSED or reply.text == "Fails.":
            raise ReleaseRefused(self._api.said(reply))
        answer = (
            decoded(reply.body) if reply.content_type == "application/json" else None
        )
        ids = answer.get("added_torrent_ids") if isinstance(answer, dict) else None
        return frozenset(map(str, ids or ())), False

    @override
    async def _settle(self, row: Row, options: DownloadOptions) -> Row:
        # Commands get lost, but for those that there is no queue for.
        refused: set[str] = set()
        for pause in (0.1, 0.2, 0.5, 1, 2):
            commands = unsettled(row, options, self._api.version)
            if not commands.keys() - refused:
                return row
            for action in commands.keys() - refused:
                reply = await self._act(action, row, commands[action], allow=_CONFLICT)
                if reply.status in _CONFLICT:
                    refused.add(action)
            await asyncio.sleep(pause)
            row = await self._find(row.download.hashes) or row
        _LOGGER.warning(
            "qBittorrent did not take over all that was asked for of a download"
        )
        return row
