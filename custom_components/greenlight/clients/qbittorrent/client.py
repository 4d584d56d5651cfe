"""qBittorrent 4.1 to 5.3 (WebAPI 2.0 to 2.16).

What decides the shape of this file: an id can change (a magnet link with the v1 hash of a hybrid
torrent), a success proves nothing (unknown ids succeed), a command sent right after an add is lost,
and ``sync/maindata`` polled in one session has been seen to end the server. So everything about a
download travels in the add, every command first looks the id up, and a poll is one list of exactly
the followed ids.
"""

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from itertools import batched
import logging
from math import inf
import time
from typing import ClassVar, Final, override

from aiohttp import ClientSession

from ...engine.options import DownloadOptions
from ...engine.release import Protocol
from ..base import (
    TAG,
    Added,
    Client,
    ClientInfo,
    DownloadState,
    Feature,
    Finished,
    Found,
    FoundBy,
    Identity,
    Poll,
    Space,
    Survey,
    Transfer,
)
from ..common.http import decoded
from ..common.looking import (
    ABSENT,
    LOST_ANSWERS,
    Again,
    before_handing_over,
    taken_after_all,
    tries,
)
from ..common.values import whole
from ..errors import BadAnswer, ClientTimeout, ReleaseRefused, UnknownDownload
from .api import Api
from .finished import FinishedLooks
from .limits import Limits, categories, limit_category
from .options import FREE_SPACE, START_STOP, TAG_FILTER, Version, add_fields, unsettled
from .problems import Problems
from .rows import Row, Tally, free_bytes, matching, read_rows

_LOGGER = logging.getLogger(__name__)

# 100 ids make a request line of 4 kB, which every proxy lets through.
_IDS_PER_CALL: Final = 100
_NEWEST: Final = "100"
_MEASURING: Final = 0.3
_MEASURED_FOR: Final = 600.0

_STANDING: Final = frozenset(
    {DownloadState.PAUSED, DownloadState.COMPLETED, DownloadState.FAILED}
)
_CONFLICT: Final = frozenset({409})
_REFUSED: Final = frozenset({409, 415})


class QBittorrent(Client):
    """A qBittorrent, by its web API."""

    protocol: ClassVar[Protocol] = Protocol.TORRENT
    features: ClassVar[frozenset[Feature]] = frozenset(
        {
            Feature.ALTERNATIVE_SPEED,
            Feature.CATEGORY_LIMITS,
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
        self._api = Api(
            session,
            url=url,
            username=username,
            password=password,
            api_key=api_key,
            timeout=timeout,
            clock=clock,
        )
        self._clock = clock
        self._limits = Limits(self._api)
        self._finished = FinishedLooks(self._api, clock)
        self._problems = Problems(self._api, clock)
        self._renamed: dict[str, str] = {}
        self._missing: dict[str, Again] = {}
        self._measured: tuple[float, int | None] = (-inf, None)

    @override
    async def connect(self) -> ClientInfo:
        await self._api.open(again=True)
        version = (await self._api.get("app/version")).text
        await self._limits.read()
        return ClientInfo(name="qBittorrent", version=version.removeprefix("v")[:20])

    @override
    async def add(
        self,
        identity: Identity,
        *,
        magnet: str | None,
        file: bytes | None,
        options: DownloadOptions,
    ) -> Added:
        hashes = _hashes(identity)
        with before_handing_over():
            await self._api.open()
            row = await self._find(hashes)
            placed = row is None and await self._is_placed(options.category)
        if row is not None:
            return await self._already_there(row)
        try:
            hashes |= await self._hand_over(magnet, file, options, placed=placed)
        except ReleaseRefused:
            # It may be there by other means.
            if (row := await self._find(hashes)) is None:
                raise
            return await self._already_there(row)
        except LOST_ANSWERS as err:
            row = await taken_after_all(lambda: self._find(hashes), err)
        else:
            row = await self._shown(hashes)
        return Added(download=(await self._settle(row, options)).download)

    @override
    async def find(self, identity: Identity) -> Found | None:
        await self._api.open()
        row = await self._find(_hashes(identity))
        return None if row is None else Found(download=row.download, by=FoundBy.ID)

    @override
    async def poll(self, followed: Mapping[str, Identity]) -> Poll:
        rows = await self._followed_rows(followed.values()) if followed else {}
        explained = await self._problems.explain(rows.values())
        downloads = {}
        for key, identity in followed.items():
            if row := matching(rows.values(), _hashes(identity)):
                downloads[key] = explained[row.download.id]
        totals = await self._api.json("transfer/info")
        with suppress(KeyError, TypeError, ValueError, OverflowError):
            transfer = Transfer(
                download_speed=whole(totals["dl_info_speed"]),
                upload_speed=whole(totals["up_info_speed"]),
                alternative_speed=self._limits.alternative,
                download_limit=self._limits.download,
                upload_limit=self._limits.upload,
            )
            return Poll(downloads=downloads, transfer=transfer)
        raise BadAnswer("no transfer totals")

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
    async def remove(self, download: str, *, delete_data: bool) -> None:
        row = await self._row(download)
        if row is None:
            return
        await self._act("delete", row, deleteFiles="true" if delete_data else "false")
        async for _ in tries():
            if await self._find(frozenset({row.download.id})) is None:
                return
        raise ClientTimeout("removed, but still shown")

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
            reply = await self._api.get("torrents/info", filter=left, limit=_NEWEST)
            states = {row.download.state for row in read_rows(reply.body)}
            if not (states - _STANDING if pausing else states & {DownloadState.PAUSED}):
                return
        raise BadAnswer("not everything was paused or resumed")

    async def _rows(self, ids: Iterable[str]) -> list[Row]:
        rows: list[Row] = []
        for some in batched(ids, _IDS_PER_CALL, strict=False):
            reply = await self._api.get("torrents/info", hashes="|".join(some))
            rows += read_rows(reply.body)
        return rows

    async def _ours(self) -> list[Row]:
        """List the newest of those with our tag; servers before the tag filter know no hybrids."""
        if not self._has(TAG_FILTER):
            return []
        reply = await self._api.get(
            "torrents/info", tag=TAG, sort="added_on", reverse="true", limit=_NEWEST
        )
        return read_rows(reply.body)

    async def _find(self, hashes: frozenset[str]) -> Row | None:
        ids = {value[:40] for value in hashes}
        ids |= {self._renamed[value] for value in ids if value in self._renamed}
        if not ids:
            return None
        if row := matching(await self._rows(sorted(ids)), hashes):
            return row
        if any(len(value) == 64 for value in hashes):
            return None
        # The v1 hash of a hybrid names nothing once its metadata is there.
        return self._note_new_id(hashes, matching(await self._ours(), hashes))

    def _note_new_id(self, hashes: Collection[str], row: Row | None) -> Row | None:
        if row is not None:
            self._renamed.update(
                (value[:40], row.download.id)
                for value in hashes
                if value[:40] != row.download.id
            )
        return row

    async def _shown(self, hashes: frozenset[str]) -> Row:
        """Wait until what was taken is shown."""
        async for _ in tries():
            if (row := await self._find(hashes)) is not None:
                return row
        raise ClientTimeout("taken, but not shown yet")

    async def _row(self, download: str) -> Row | None:
        await self._api.open()
        return await self._find(frozenset({download}))

    async def _known(self, download: str) -> Row:
        if (row := await self._row(download)) is None:
            raise UnknownDownload
        return row

    async def _act(self, action: str, row: Row, **fields: str) -> None:
        await self._api.post(
            f"torrents/{action}", {"hashes": row.download.id, **fields}
        )

    async def _is_placed(self, category: str) -> bool:
        """Make sure of a category, and tell whether it has a folder of its own."""
        if not category:
            return False
        fields = {"category": category, "savePath": ""}
        # Conflict: it is there already.
        await self._api.post("torrents/createCategory", fields, allow=_CONFLICT)
        return bool((await categories(self._api)).get(category, {}).get("savePath"))

    async def _hand_over(
        self,
        magnet: str | None,
        file: bytes | None,
        options: DownloadOptions,
        *,
        placed: bool,
    ) -> frozenset[str]:
        """Send the add and return the ids the server tells, if it is one that does."""
        fields = add_fields(options, self._api.version, placed=placed)
        if file is None:
            if not magnet:
                raise ReleaseRefused("neither a magnet link nor a file")
            fields["urls"] = magnet
        reply = await self._api.post("torrents/add", fields, file=file, allow=_REFUSED)
        if reply.status in _REFUSED or reply.text == "Fails.":
            raise ReleaseRefused(self._api.said(reply))
        answer = (
            decoded(reply.body) if reply.content_type == "application/json" else None
        )
        ids = answer.get("added_torrent_ids") if isinstance(answer, dict) else None
        return frozenset(map(str, ids or ()))

    async def _already_there(self, row: Row) -> Added:
        """Report a download of somebody else's; our tag is all that is added to it."""
        row = await self._settle(row, DownloadOptions())
        return Added(download=row.download, already_there=FoundBy.ID)

    async def _settle(self, row: Row, options: DownloadOptions) -> Row:
        """Give a download what the add could not, again until it reads back: commands get lost."""
        for pause in (0.1, 0.2, 0.5, 1, 2):
            commands = unsettled(row, options, self._api.version)
            if not commands:
                return row
            for action, fields in commands.items():
                await self._act(action, row, **fields)
            await asyncio.sleep(pause)
            row = await self._find(row.download.hashes) or row
        _LOGGER.warning(
            "qBittorrent did not take over the tags or limits of a download"
        )
        return row

    async def _followed_rows(self, followed: Iterable[Identity]) -> dict[str, Row]:
        """List the followed by id; those that do not come back are looked for ever more rarely."""
        await self._api.open()
        followed = tuple(followed)
        ids = {value[:40] for one in followed for value in _hashes(one)}
        self._renamed = {old: new for old, new in self._renamed.items() if old in ids}
        wanted = {
            self._renamed.get(known, known): one
            for one in followed
            # No id at all would list everything.
            if (known := one.id or min((v[:40] for v in one.hashes), default=""))
        }
        rows = {row.download.id: row for row in await self._rows(wanted)}
        now = self._clock()
        missing = wanted.keys() - rows.keys()
        self._missing = {key: self._missing.get(key) or Again(now) for key in missing}
        due = [key for key in missing if self._missing[key].due <= now]
        if not due:
            return rows
        other_ids = {
            value[:40] for key in due for value in wanted[key].hashes
        } - wanted.keys()
        found = await self._rows(sorted(other_ids)) + await self._ours()
        for key in due:
            hashes = wanted[key].hashes | {wanted[key].id}
            if row := self._note_new_id(hashes, matching(found, hashes)):
                rows[row.download.id] = row
                del self._missing[key]
            else:
                self._missing[key].put_off(now, ABSENT)
        return rows


def _hashes(identity: Identity) -> frozenset[str]:
    return identity.hashes | ({identity.id} if identity.id else frozenset())
