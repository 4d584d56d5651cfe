"""SABnzbd 3.0 to 5.1.

What decides the shape of this file: a job is in the queue or in the history, never missing in both
if they are read in that order; a success proves nothing (unknown ids succeed); and SABnzbd has no
place for a mark of ours. The nearest is the name of the NZB file, which we choose: the history tells
it (``nzb_name``) and a retry keeps it, the queue does not. So in the queue a job is known by its id
or its title, in the history by our mark as well.

The history is asked for rows of single ids and says in a few bytes when nothing changed, so a poll
costs the same however long the lists are. Servers before 4.0 ignore the question for single ids.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
import logging
import time
from typing import ClassVar, Final, override

from aiohttp import ClientSession

from ...engine.options import DownloadOptions, Priority
from ...engine.order import Place
from ..base import (
    ClientInfo,
    Download,
    DownloadState,
    Finished,
    Found,
    Identity,
    Poll,
    Survey,
)
from ..common.api import Access
from ..common.looking import tries
from ..errors import BadAnswer, ClientTimeout, NotSupported, ReleaseRefused
from .api import Api
from .finished import FinishedLooks
from .lists import History, Queue, recognised
from .names import file_name, job_name
from .options import add_fields
from .rows import Head
from .through import SABnzbdThrough
from .trouble import Trouble

_LOGGER = logging.getLogger(__name__)

# A number up to 100 would be taken for a percentage.
_LEAST_LIMIT: Final = 1024


class SABnzbd(SABnzbdThrough):
    """A SABnzbd, by its API."""

    name: ClassVar[str] = "SABnzbd"

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
        """Take a session; nothing is sent yet.

        User and password are those of a proxy in front. ``timeout`` is in seconds per request.
        """
        access = Access(
            url=url,
            username=username,
            password=password,
            api_key=api_key,
            timeout=timeout,
        )
        self._api = Api(session, access)
        self._queue = Queue(self._api)
        self._history = History(self._api, clock)
        self._shown_history = History(self._api, clock)
        self._clock = clock
        self._absent = {}
        self._finished = FinishedLooks(self._history)
        self._trouble = Trouble(self._api, clock)
        self._no_categories: set[str] = set()

    @override
    async def connect(self) -> ClientInfo:
        version = await self._api.open()
        # Only a real question shows that the key opens it, or that it needs none.
        await self._queue.head()
        self._history.forget()
        self._shown_history.forget()
        self._finished.forget()
        return ClientInfo(name=self.name, version=version)

    @override
    async def find(self, identity: Identity) -> Found | None:
        if identity.id and (row := await self._row(identity.id)) is not None:
            return recognised(row, identity)
        if not (identity.title or identity.mark):
            return None
        # Somebody else may spell it otherwise, which no search of SABnzbd's own finds.
        if (found := await self._queue.find(identity)) is not None:
            return found
        name = job_name(identity.title)
        return (
            await self._history.find(identity, name) if name else None
        ) or await self._history.find(identity)

    @override
    async def poll(self, followed: Mapping[str, Identity]) -> Poll:
        ids = {identity.id for identity in followed.values() if identity.id}
        head, rows = await self._queue.look(ids)
        rows |= await self._history.look(ids - rows.keys())
        downloads: dict[str, Download] = {}
        for key, identity in followed.items():
            if (row := rows.get(identity.id)) is not None:
                downloads[key] = row.download
        taken = {download.id for download in downloads.values()}
        for key, identity in followed.items():
            name = job_name(identity.title)
            if key in downloads or not name:
                continue
            # A retry in SABnzbd's own pages is a new job of the same name.
            found = await self._queue.find(identity, name) or await self._history.find(
                identity, name
            )
            if found is not None and found.download.id not in taken:
                downloads[key] = found.download
                taken.add(found.download.id)
        trouble = await self._trouble.look(head)
        return Poll(downloads=downloads, transfer=head.transfer(trouble))

    @override
    async def survey(self) -> Survey:
        head, queued = await self._queue.all()
        total, failed, processed = await self._history.count()
        counts = Counter(row.download.state for row in queued)
        counts[DownloadState.POST_PROCESSING] = processed
        counts[DownloadState.FAILED] = failed
        counts[DownloadState.COMPLETED] = total - failed - processed
        return Survey(
            counts={state: number for state, number in counts.items() if number > 0},
            space=head.space,
            categories=await self._categories(),
        )

    @override
    async def finished(
        self, categories: Collection[str], *, since: float
    ) -> tuple[Finished, ...]:
        return await self._finished.look(categories, since)

    @override
    async def pause(self, download: str) -> None:
        await self._steer("pause", download, paused=True)

    @override
    async def resume(self, download: str) -> None:
        await self._steer("resume", download, paused=False)

    @override
    async def remove(self, download: str, *, delete_data: bool) -> None:
        async for _ in tries():
            if (row := await self._row(download)) is None:
                return
            if row.queued:
                await self._queue.delete(download, delete_data=delete_data)
            elif row.download.complete and delete_data:
                raise NotSupported("SABnzbd keeps the data of what is complete")
            else:
                await self._history.delete(row, delete_data=delete_data)
        raise ClientTimeout("removed, but still shown")

    @override
    async def pause_all(self) -> None:
        await self._api.call("pause")

    @override
    async def resume_all(self) -> None:
        await self._api.call("resume")

    @override
    async def _known_here(self, options: DownloadOptions) -> DownloadOptions:
        return replace(options, category=await self._category(options.category))

    @override
    async def _hand_over(
        self, identity: Identity, file: bytes, options: DownloadOptions
    ) -> str:
        fields = add_fields(identity, options)
        answer = await self._api.upload(file_name(identity), file, **fields)
        ids = answer.get("nzo_ids")
        if not isinstance(ids, list) or not ids or not isinstance(ids[0], str):
            raise ReleaseRefused("it is a duplicate by its settings, or no NZB file")
        return ids[0]

    @override
    async def _settle(self, known: str, options: DownloadOptions) -> None:
        """Put what is paused in its place: a priority of its own would have it go on."""
        if options.stopped and options.priority is not Priority.NORMAL:
            low = options.priority is Priority.LOW
            await self.move(known, Place.BOTTOM if low else Place.TOP)

    @override
    async def _shown(self, known: str) -> Download | None:
        row = await self._row(known)
        return None if row is None else row.download

    @override
    async def _head(self) -> Head:
        return await self._queue.head()

    @override
    async def _limit_speed(self, limit: int) -> None:
        limit = max(limit, _LEAST_LIMIT) if limit > 0 else 0
        await self._api.call("config", name="speedlimit", value=str(limit))

    async def _steer(self, action: str, known: str, *, paused: bool) -> None:
        await self._waiting(known)
        await self._api.call("queue", name=action, value=known)
        if await self._queue.is_paused(known) is (not paused):
            raise BadAnswer("it stayed as it was")

    async def _category(self, wanted: str) -> str:
        """Return a category as SABnzbd spells it; one that it lacks would silently become none."""
        if not wanted:
            return ""
        if (name := await self._spelled(wanted)) is not None:
            return name
        if wanted not in self._no_categories:
            self._no_categories.add(wanted)
            _LOGGER.warning("SABnzbd has no category %r; it uses its default", wanted)
        return ""
