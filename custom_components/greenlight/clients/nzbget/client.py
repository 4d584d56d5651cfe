"""NZBGet 18 to 26.

What decides the shape of this file: NZBGet keeps parameters of ours with a download for good, so our
mark tells it apart wherever it is; it takes anything for an NZB file and says so only in its history;
and it tells its lists whole. A download is in the queue or in the history, never missing in both if
they are read in that order.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
import time
from typing import ClassVar, Final, override

from aiohttp import ClientSession

from ...engine.options import DownloadOptions
from ..base import (
    ClientInfo,
    Download,
    DownloadState,
    Finished,
    Found,
    FoundBy,
    Identity,
    Poll,
    Survey,
)
from ..common.api import Access
from ..common.looking import tries
from ..errors import BadAnswer, ClientTimeout, NotSupported, ReleaseRefused
from .api import Api
from .finished import FinishedLooks
from .following import Following
from .lists import find_in, read_lists, read_status
from .options import add_fields
from .rows import Head, Row
from .through import NZBGetThrough
from .trouble import Trouble

_KIB: Final = 1024
_GO_ON: Final = 30


class NZBGet(NZBGetThrough):
    """An NZBGet, by its JSON-RPC."""

    name: ClassVar[str] = "NZBGet"
    # It reads the whole history.
    survey_interval: ClassVar[float] = 3600

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
        self._api = Api(session, access)
        self._following = Following(self._api, clock)
        self._shown_following = Following(self._api, clock)
        self._history = self._following.history
        self._finished = FinishedLooks(self._api, self._history)
        self._trouble = Trouble(self._api, clock)

    @override
    async def connect(self) -> ClientInfo:
        version = await self._api.open()
        # Everybody who may add is told the version, so it shows nothing.
        await self._lists()
        self._forget()
        self._finished.forget()
        return ClientInfo(name=self.name, version=version)

    @override
    async def find(self, identity: Identity) -> Found | None:
        if not (identity.id or identity.mark or identity.title):
            return None
        _, queue = await self._lists()
        hit = await find_in(queue, identity)
        if hit is not None and hit.by is FoundBy.ID:
            return hit
        if identity.id or identity.handed is not None or identity.mark:
            in_history = await self._history.find(identity)
            if in_history and (hit is None or in_history.by is FoundBy.ID):
                return in_history
        return hit

    @override
    async def poll(self, followed: Mapping[str, Identity]) -> Poll:
        head, rows = await self._following.look(followed)
        trouble = await self._trouble.look(head)
        return Poll(
            downloads={key: row.download for key, row in rows.items()},
            transfer=head.transfer(trouble),
        )

    @override
    async def survey(self) -> Survey:
        head, queue = await self._lists()
        counts = Counter(row.download.state for row in queue)
        counts += await self._history.count()
        return Survey(
            counts=dict(counts),
            space=head.space,
            categories=tuple(await self.categories()),
        )

    @override
    async def finished(
        self, categories: Collection[str], *, since: float
    ) -> tuple[Finished, ...]:
        return await self._finished.look(categories, since)

    @override
    async def pause(self, download: str) -> None:
        await self._steer(download, "GroupPause")

    @override
    async def resume(self, download: str) -> None:
        await self._steer(download, "GroupResume")
        # As its own button does: repair files are fetched only when they are needed.
        await self._edit("GroupPauseExtraPars", download)

    @override
    async def remove(self, download: str, *, delete_data: bool) -> None:
        """Remove a download.

        What is being post-processed has to be stopped first: deleted at once it would be finished
        all the same and stay on the disk, and stopping it after that has ended a server.
        """
        deleted = False
        async for _ in tries():
            row = await self._row(download)
            if row is None or row.removed:
                self._forget()
                self._finished.forget()
                return
            if row.ended is not None:
                if delete_data:
                    await self._delete_files(row)
                else:
                    await self._edit("HistoryDelete", download)
            elif deleted:
                continue
            elif row.download.state is DownloadState.POST_PROCESSING:
                await self._edit("PostDelete", download)
            else:
                command = "GroupFinalDelete" if delete_data else "GroupParkDelete"
                deleted = await self._edit(command, download)
        raise ClientTimeout("removed, but still shown")

    async def _delete_files(self, row: Row) -> None:
        """Remove an entry of the history, and its files.

        NZBGet deletes no finished files, except in order to download them again; so that is begun
        and what is in the queue then is removed. Meanwhile downloading is paused: something small
        would be there again by then. Should we be cut off, NZBGet goes on by itself.
        """
        known = row.download.id
        if row.elsewhere:
            raise NotSupported("a script moved the data out of NZBGet's hands")
        head, _ = await self._lists()
        if not head.paused:
            await self._api.call("pausedownload")
            await self._api.call("scheduleresume", _GO_ON)
        try:
            await self._edit("HistoryRedownload", known)
            if await self._edit("GroupFinalDelete", known):
                return
        finally:
            if not head.paused:
                await self._api.call("resumedownload")
        left = await self._row(known)
        if left is None or left.ended is None:
            # It was begun after all, so it is in the queue now.
            return
        if row.download.complete:
            raise NotSupported(
                "NZBGet has no NZB file of it any more and keeps the data"
            )
        await self._edit("HistoryFinalDelete", known)

    @override
    async def pause_all(self) -> None:
        for what in ("download", "post", "scan"):
            await self._api.call(f"pause{what}")

    @override
    async def resume_all(self) -> None:
        for what in ("download", "post", "scan"):
            await self._api.call(f"resume{what}")

    async def _lists(self) -> tuple[Head, list[Row]]:
        return await read_lists(self._api)

    @override
    async def _hand_over(
        self, identity: Identity, file: bytes, options: DownloadOptions
    ) -> str:
        known = await self._api.call("append", *add_fields(identity, file, options))
        if not isinstance(known, int) or known <= 0:
            raise ReleaseRefused("NZBGet does not take it")
        return str(known)

    @override
    async def _shown(self, known: str) -> Download | None:
        if (row := await self._row(known)) is None:
            return None
        if row.status == "FAILURE/SCAN":
            raise ReleaseRefused(row.download.message)
        return await self._history.explained(row)

    @override
    async def _head(self) -> Head:
        return await read_status(self._api)

    @override
    async def _limit_speed(self, limit: int) -> None:
        if not await self._api.call("rate", -(-limit // _KIB)):
            raise BadAnswer("the speed limit stayed as it was")

    async def _steer(self, known: str, command: str) -> None:
        self._check_waiting(await self._known(known))
        await self._change(command, known)
