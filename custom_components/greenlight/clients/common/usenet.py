"""What clients of usenet share.

A job is in their queue or in their history, where one that failed stays as well. They know ids of
their own, which only the answer to an add tells, so that what is there already is told by our mark
or by its title.
"""

from abc import abstractmethod
import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar, Final, override

from ...engine.files.nzb import NzbError, read_nzb
from ...engine.options import DownloadOptions
from ...engine.release import Protocol
from ...engine.same_release import same_release
from ..base import Added, Client, Download, DownloadState, Identity, Space, Transfer
from ..errors import ClientTimeout, NotSupported, ReleaseRefused
from ..through import File, ShareLimits, Through, Tracker
from .looking import LOST_ANSWERS, before_handing_over, taken_after_all, tries

_OF_TORRENTS: Final = "only torrents have that"
# Bytes from which reading takes so long that everybody else would notice.
LARGE: Final = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class UsenetHead:
    """What a client says of itself as a whole, beside its lists; in bytes and bytes per second."""

    speed: int
    limit: int | None
    paused: bool
    space: Space

    def transfer(self, trouble: str) -> Transfer:
        """Return the totals of a poll."""
        return Transfer(
            download_speed=self.speed,
            paused=self.paused,
            download_limit=self.limit,
            trouble=trouble,
        )


class UsenetClient(Client, Through):
    """A download client of usenet, whose ``name`` is what a person is told.

    What of ``Through`` is about torrents it has not.
    """

    protocol: ClassVar[Protocol] = Protocol.USENET
    lacks: ClassVar[frozenset[str]] = frozenset(
        {
            "save_path",
            "sequential",
            "first_last",
            "ratio_limit",
            "seeding_time",
            "inactive_seeding_time",
            "download_limit",
            "upload_limit",
            "skip_check",
            "content_layout",
        }
    )
    name: ClassVar[str]

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
            raise ReleaseRefused(f"{self.name} needs an NZB file")
        try:
            if len(file) < LARGE:
                read_nzb(file)
            else:
                await asyncio.to_thread(read_nzb, file)
        except NzbError as err:
            raise ReleaseRefused(str(err)) from None
        with before_handing_over():
            found = await self.find(identity)
            options = await self._known_here(options)
        # What failed is there as well, and whoever adds it again wants it tried again.
        if found is not None and found.download.state is not DownloadState.FAILED:
            return Added(download=found.download, already_there=found.by)
        before = found.download.id if found else ""

        async def look() -> Download | None:
            hit = await self.find(identity)
            return None if hit is None or hit.download.id == before else hit.download

        try:
            known = await self._hand_over(identity, file, options)
        except LOST_ANSWERS as err:
            # Nothing else of this title was there before.
            return Added(download=await taken_after_all(look, err))
        async for _ in tries():
            if (download := await self._shown(known)) is not None:
                await self._settle(known, options)
                return Added(download=download)
        raise ClientTimeout("taken, but not shown yet")

    async def _known_here(self, options: DownloadOptions) -> DownloadOptions:
        """Return the options with the names that they have here."""
        return options

    @abstractmethod
    async def _hand_over(
        self, identity: Identity, file: bytes, options: DownloadOptions
    ) -> str:
        """Send the add and return the id it gets. Raises ``ReleaseRefused`` if it gets none."""

    @abstractmethod
    async def _shown(self, known: str) -> Download | None:
        """Look up what was added. Raises ``ReleaseRefused`` where that is told only now."""

    async def _settle(self, known: str, options: DownloadOptions) -> None:
        """Give a download what the add could not."""

    @abstractmethod
    async def _head(self) -> UsenetHead:
        """Read how the client is as a whole."""

    @override
    async def space(self, folder: str = "") -> Space:
        # It measures where it saves, and nowhere else.
        return Space() if folder else (await self._head()).space

    @override
    async def set_speed_limits(
        self, *, download: int | None = None, upload: int | None = None
    ) -> None:
        if upload is not None:
            raise NotSupported("nothing is uploaded")
        if download is not None:
            await self._limit_speed(download)

    @abstractmethod
    async def _limit_speed(self, limit: int) -> None:
        """Limit the speed of downloads, in bytes per second; 0 is no limit."""

    @override
    async def trackers(self, download: str) -> tuple[Tracker, ...]:
        raise NotSupported(_OF_TORRENTS)

    @override
    async def set_limits(self, download: str, limits: ShareLimits) -> None:
        raise NotSupported(_OF_TORRENTS)

    @override
    async def add_tags(self, download: str, tags: Collection[str]) -> None:
        raise NotSupported(_OF_TORRENTS)

    @override
    async def remove_tags(self, download: str, tags: Collection[str]) -> None:
        raise NotSupported(_OF_TORRENTS)

    @override
    async def reannounce(self, download: str) -> None:
        raise NotSupported(_OF_TORRENTS)

    @override
    async def close(self) -> None:
        """Do nothing: there is no session."""


def whole_of(download: Download) -> tuple[File, ...]:
    """Return a download as one file, where its client tells of no others."""
    if not download.size:
        return ()
    one = File(name=download.name, size=download.size, progress=download.progress)
    return (one,)


def may_be(identity: Identity, name: str, ended: float | None) -> bool:
    """Tell whether a job may be the one, by its name and by when it ended, None if it has not.

    What was over before we handed it over is somebody else's, or from another time. Clients count
    whole seconds.
    """
    if ended is not None and (identity.handed is None or ended < int(identity.handed)):
        return False
    return bool(identity.title) and same_release(identity.title, name)
