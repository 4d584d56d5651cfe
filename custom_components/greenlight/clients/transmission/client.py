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
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from contextlib import suppress
import logging
from pathlib import PurePosixPath
import time
from typing import Any, ClassVar, Final, override

from aiohttp import ClientSession

from ...engine.options import DownloadOptions
from ...engine.release import Protocol
from ..base import (
    Added,
    Client,
    ClientInfo,
    Download,
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
from ..common.looking import LOST_ANSWERS, before_handing_over, taken_after_all, tries
from ..common.values import whole
from ..errors import BadAnswer, ClientTimeout, ReleaseRefused, UnknownDownload
from .api import Api, Refused
from .finished import FinishedLooks
from .options import add_fields, in_units, unsettled
from .rows import FIELDS, Row, read_rows, with_trackers
from .survey import SURVEY_FIELDS, Tally

_LOGGER = logging.getLogger(__name__)

# Seconds after a start in which a server without any torrent may still be loading them.
_LOADING: Final = 3
# Words of "torrent-add" that are about the torrent and will be the same next time.
_REFUSALS: Final = ("torrent file", "unrecognized info", "no filename or metainfo")
_LIMITS: Final = (
    "alt-speed-enabled",
    "speed-limit-down",
    "speed-limit-down-enabled",
    "speed-limit-up",
    "speed-limit-up-enabled",
)
_TOTALS: Final = ("current-stats", "downloadSpeed", "torrentCount", "uploadSpeed")


class Transmission(Client):
    """A Transmission, by its RPC."""

    protocol: ClassVar[Protocol] = Protocol.TORRENT
    features: ClassVar[frozenset[Feature]] = frozenset(
        {Feature.ALTERNATIVE_SPEED, Feature.RECHECK, Feature.SEED, Feature.UPLOAD}
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
        self._api = Api(
            session,
            url=url,
            username=username,
            password=password,
            timeout=timeout,
            clock=clock,
        )
        self._finished = FinishedLooks(self._api, clock)
        self._loaded = 0

    @override
    async def connect(self) -> ClientInfo:
        await self._api.open(again=True)
        return ClientInfo(name="Transmission", version=self._api.version[:20])

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
            row = await self._find(hashes)
        if row is not None:
            return await self._already_there(row)
        there = False
        try:
            added, there = await self._hand_over(magnet, file, options)
        except ReleaseRefused:
            # It may be there by other means.
            if (row := await self._find(hashes)) is None:
                raise
            there = True
        except LOST_ANSWERS as err:
            row = await taken_after_all(lambda: self._find(hashes), err)
        else:
            row = await self._shown(hashes | added)
        if there:
            return await self._already_there(row)
        return Added(download=(await self._settle(row, options)).download)

    @override
    async def find(self, identity: Identity) -> Found | None:
        row = await self._find(_hashes(identity))
        return None if row is None else Found(download=row.download, by=FoundBy.ID)

    @override
    async def poll(self, followed: Mapping[str, Identity]) -> Poll:
        wanted = {key: _hashes(identity) for key, identity in followed.items()}
        ids = frozenset[str]().union(*wanted.values())
        rows = await self._rows(ids, len(wanted))
        shown = await self._with_trackers(rows)
        downloads = {
            key: shown[one]
            for key, hashes in wanted.items()
            for one in hashes & shown.keys()
        }
        return Poll(downloads=downloads, transfer=await self._transfer())

    @override
    async def survey(self) -> Survey:
        tally = Tally(await self._folder())
        await tally.take(await self._api.torrents(SURVEY_FIELDS))
        return Survey(
            counts=tally.counts,
            space=await self.space(),
            categories=tally.categories,
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
    async def remove(self, download: str, *, delete_data: bool) -> None:
        hashes = frozenset({download})
        if (row := await self._find(hashes)) is None:
            return
        await self._act("torrent-remove", row, {"delete-local-data": delete_data})
        async for _ in tries():
            if await self._find(hashes) is None:
                return
        raise ClientTimeout("removed, but still shown")

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
        await self._api.open()
        change: dict[str, Any] = {}
        for name, limit in (("down", download), ("up", upload)):
            if limit is not None:
                change[f"speed-limit-{name}-enabled"] = limit > 0
            if limit:
                change[f"speed-limit-{name}"] = in_units(limit, self._api.unit)
        await self._change_session(change)

    @override
    async def set_alternative_speed(self, *, enabled: bool) -> None:
        await self._change_session({"alt-speed-enabled": enabled})

    @override
    async def close(self) -> None:
        self._api.close()

    async def _session(self, *fields: str) -> dict[str, Any]:
        return _whole(await self._api.call("session-get", {"fields": fields}), fields)

    async def _folder(self) -> str:
        return str((await self._session("download-dir"))["download-dir"])

    async def _change_session(self, change: Mapping[str, Any]) -> None:
        if not change:
            return
        await self._api.call("session-set", change)
        if await self._session(*change) != change:
            raise BadAnswer("the speed limits stayed as they were")

    async def _transfer(self) -> Transfer:
        totals = await self._totals()
        limits = await self._session(*_LIMITS)
        with suppress(TypeError, ValueError, OverflowError):
            return Transfer(
                download_speed=whole(totals["downloadSpeed"]),
                upload_speed=whole(totals["uploadSpeed"]),
                alternative_speed=bool(limits["alt-speed-enabled"]),
                download_limit=self._limit(limits, "down"),
                upload_limit=self._limit(limits, "up"),
            )
        raise BadAnswer("the transfer totals are no numbers")

    async def _totals(self) -> dict[str, Any]:
        return _whole(await self._api.call("session-stats"), _TOTALS)

    def _limit(self, limits: Mapping[str, Any], name: str) -> int:
        if not limits[f"speed-limit-{name}-enabled"]:
            return 0
        return whole(limits[f"speed-limit-{name}"]) * self._api.unit

    async def _rows(self, ids: frozenset[str], expected: int) -> list[Row]:
        """List those of the ids that are there; where fewer are than expected, for sure."""
        # Its ids are version 1 hashes only; a hybrid keeps that one.
        known = sorted(value for value in ids if len(value) == 40)
        if not known:
            return []
        rows = read_rows(await self._api.torrents(FIELDS, known))
        if len(rows) < expected and await self._was_loading():
            rows = read_rows(await self._api.torrents(FIELDS, known))
        return rows

    async def _was_loading(self) -> bool:
        """Wait while a server that has just started may not have loaded its torrents yet.

        Tells whether it did wait, or whether it only now turned out to be a new one.
        """
        await self._api.open()
        if self._loaded == self._api.renewals:
            return False
        end = asyncio.get_running_loop().time() + 2 * _LOADING
        while asyncio.get_running_loop().time() < end:
            totals = await self._totals()
            with suppress(KeyError, TypeError):
                age = totals["current-stats"]["secondsActive"]
                if totals["torrentCount"] or age >= _LOADING:
                    break
            await asyncio.sleep(0.2)
        self._loaded = self._api.renewals
        return True

    async def _find(self, hashes: frozenset[str]) -> Row | None:
        return next(iter(await self._rows(hashes, 1)), None)

    async def _shown(self, hashes: frozenset[str]) -> Row:
        """Wait until what was taken is shown."""
        async for _ in tries():
            if (row := await self._find(hashes)) is not None:
                return row
        raise ClientTimeout("taken, but not shown yet")

    async def _known(self, download: str) -> Row:
        if (row := await self._find(frozenset({download}))) is None:
            raise UnknownDownload
        return row

    async def _act(
        self, method: str, row: Row, arguments: Mapping[str, Any] | None = None
    ) -> None:
        await self._api.call(method, {"ids": [row.download.id], **(arguments or {})})

    async def _stop(
        self, is_done: Callable[[], Awaitable[bool]], arguments: Mapping[str, Any]
    ) -> None:
        """Stop what the arguments name, again until it is: 3.00 starts what it has just checked."""
        async for _ in tries():
            await self._api.call("torrent-stop", arguments)
            if await is_done():
                return
        raise ClientTimeout("told to pause, but still running")

    async def _hand_over(
        self, magnet: str | None, file: bytes | None, options: DownloadOptions
    ) -> tuple[frozenset[str], bool]:
        """Send the add; return the hash the server tells, and whether it was there already."""
        arguments = add_fields(options)
        if file is not None:
            arguments["metainfo"] = base64.b64encode(file).decode()
        elif magnet:
            arguments["filename"] = magnet
        else:
            raise ReleaseRefused("neither a magnet link nor a file")
        try:
            said = await self._api.call("torrent-add", arguments)
        except Refused as err:
            if any(word in err.detail for word in _REFUSALS):
                raise ReleaseRefused(err.detail) from None
            raise
        with suppress(AttributeError, KeyError, TypeError):
            there = "torrent-duplicate" in said
            shown = said["torrent-duplicate" if there else "torrent-added"]
            return frozenset({shown["hashString"].lower()}), there
        raise BadAnswer("nothing is said of the torrent")

    async def _already_there(self, row: Row) -> Added:
        """Report a download of somebody else's; our tag is all that is added to it."""
        row = await self._settle(row, DownloadOptions())
        return Added(download=row.download, already_there=FoundBy.ID)

    async def _settle(self, row: Row, options: DownloadOptions) -> Row:
        """Give a download what the add could not, again until it reads back."""
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

    async def _with_trackers(self, rows: Iterable[Row]) -> dict[str, Download]:
        """Return the downloads by id; trackers are asked about where they matter, as they are long.

        What is complete or paused needs no peers.
        """
        shown = {row.download.id: row.download for row in rows}
        running = [
            one.id
            for one in shown.values()
            if not one.complete and one.state is not DownloadState.PAUSED
        ]
        if running:
            fields = ("hashString", "trackerStats")
            for row in await self._api.torrents(fields, running):
                with suppress(KeyError):
                    one = str(row["hashString"]).lower()
                    shown[one] = with_trackers(shown[one], row["trackerStats"])
        return shown


def _hashes(identity: Identity) -> frozenset[str]:
    known = {identity.id, *identity.hashes} - {""}
    return frozenset(value.lower() for value in known)


def _whole(said: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Return an answer that has all of the names. Raises ``BadAnswer``."""
    for name in names:
        if name not in said:
            raise BadAnswer(f"the answer has no {name}")
    return said


def _bytes(said: Any) -> int | None:
    return said if isinstance(said, int) and said >= 0 else None
