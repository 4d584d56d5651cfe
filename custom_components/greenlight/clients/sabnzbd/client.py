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
import logging
import time
from typing import ClassVar, Final, override

from aiohttp import ClientSession

from ...engine.files.nzb import NzbError, read_nzb
from ...engine.options import DownloadOptions
from ...engine.release import Protocol
from ...engine.text import clean_title
from ..base import (
    Added,
    Client,
    ClientInfo,
    Download,
    DownloadState,
    Finished,
    Found,
    Identity,
    Poll,
    Space,
    Survey,
)
from ..common.looking import LOST_ANSWERS, before_handing_over, taken_after_all, tries
from ..errors import (
    BadAnswer,
    ClientTimeout,
    NotSupported,
    ReleaseRefused,
    UnknownDownload,
)
from .api import Api
from .lists import History, Queue, recognised
from .names import file_name, job_name
from .rows import Row
from .trouble import Trouble

_LOGGER = logging.getLogger(__name__)

_ADD_PAUSED: Final = "-2"
# A number up to 100 would be taken for a percentage.
_LEAST_LIMIT: Final = 1024


class SABnzbd(Client):
    """A SABnzbd, by its API."""

    protocol: ClassVar[Protocol] = Protocol.USENET

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
        self._api = Api(
            session,
            url=url,
            username=username,
            password=password,
            api_key=api_key,
            timeout=timeout,
        )
        self._queue = Queue(self._api)
        self._history = History(self._api, clock)
        self._trouble = Trouble(self._api, clock)
        self._no_categories: set[str] = set()

    @override
    async def connect(self) -> ClientInfo:
        version = await self._api.open()
        # Only a real question shows that the key opens it, or that it needs none.
        await self._queue.head()
        self._history.forget()
        return ClientInfo(name="SABnzbd", version=version)

    @override
    async def add(
        self,
        identity: Identity,
        *,
        magnet: str | None,
        file: bytes | None,
        options: DownloadOptions,
    ) -> Added:
        if file is None:
            raise ReleaseRefused("SABnzbd needs an NZB file")
        try:
            read_nzb(file)
        except NzbError as err:
            raise ReleaseRefused(str(err)) from None
        with before_handing_over():
            found = await self.find(identity)
            category = await self._category(options.category)
        # What failed is there as well, and whoever adds it again wants it tried again.
        if found is not None and found.download.state is not DownloadState.FAILED:
            return Added(download=found.download, already_there=found.by)
        before = found.download.id if found else ""
        fields = {"nzbname": job_name(identity.title)} if identity.title else {}
        if category:
            fields["cat"] = category
        if options.stopped:
            fields["priority"] = _ADD_PAUSED
        try:
            answer = await self._api.upload(file_name(identity), file, **fields)
        except LOST_ANSWERS as err:

            async def look() -> Download | None:
                hit = await self.find(identity)
                return (
                    None if hit is None or hit.download.id == before else hit.download
                )

            # Nothing else of this title was there before.
            return Added(download=await taken_after_all(look, err))
        ids = answer.get("nzo_ids")
        if not isinstance(ids, list) or not ids or not isinstance(ids[0], str):
            raise ReleaseRefused("it is a duplicate by its settings, or no NZB file")
        async for _ in tries():
            if (row := await self._row(ids[0])) is not None:
                return Added(download=row.download)
        raise ClientTimeout("taken, but not shown yet")

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
    async def space(self, folder: str = "") -> Space:
        # It measures where it saves, and nowhere else.
        return Space() if folder else (await self._queue.head()).space

    @override
    async def finished(
        self, categories: Collection[str], *, since: float
    ) -> tuple[Finished, ...]:
        return await self._history.finished(categories, since)

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
    async def set_speed_limits(
        self, *, download: int | None = None, upload: int | None = None
    ) -> None:
        if upload is not None:
            raise NotSupported("nothing is uploaded")
        if download is not None:
            limit = max(download, _LEAST_LIMIT) if download > 0 else 0
            await self._api.call("config", name="speedlimit", value=str(limit))

    @override
    async def close(self) -> None:
        """Do nothing: there is no session."""

    async def _row(self, known: str) -> Row | None:
        """Look one job up by its id."""
        _, queued = await self._queue.look({known})
        return queued.get(known) or await self._history.row(known)

    async def _steer(self, action: str, known: str, *, paused: bool) -> None:
        row = await self._row(known)
        if row is None:
            raise UnknownDownload
        if not row.queued:
            raise NotSupported("it is downloaded already")
        await self._api.call("queue", name=action, value=known)
        if (found := await self._queue.found_slots({known})) and (
            (found[0].get("status") == "Paused") is not paused
        ):
            raise BadAnswer("it stayed as it was")

    async def _categories(self) -> tuple[str, ...]:
        found = (await self._api.call("get_cats")).get("categories")
        if not isinstance(found, list):
            raise BadAnswer("no categories in the answer")
        names = (clean_title(str(name)) for name in found if name != "*")
        return tuple(name for name in names if name)

    async def _category(self, wanted: str) -> str:
        """Return a category as SABnzbd spells it; one that it lacks would silently become none."""
        if not wanted:
            return ""
        for name in await self._categories():
            if name.casefold() == wanted.casefold():
                return name
        if wanted not in self._no_categories:
            self._no_categories.add(wanted)
            _LOGGER.warning("SABnzbd has no category %r; it uses its default", wanted)
        return ""
