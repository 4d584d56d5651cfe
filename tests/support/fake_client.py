"""A download client in memory that keeps the contract of one, and fails when a test says so.

``tests/contract/clients/fake`` holds it to what real ones promise.
"""

import asyncio
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace
import time
from typing import Any, ClassVar, override

from custom_components.greenlight.clients.base import (
    TAG,
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
from custom_components.greenlight.clients.errors import (
    CannotConnect,
    ClientError,
    ClientTimeout,
    ConnectionLost,
    NotSupported,
    ReleaseRefused,
    UnknownDownload,
)
from custom_components.greenlight.engine.files.hashes import same_torrent
from custom_components.greenlight.engine.files.magnet import read_magnet
from custom_components.greenlight.engine.files.torrent import read_torrent
from custom_components.greenlight.engine.options import DownloadOptions
from custom_components.greenlight.engine.release import Protocol

from .fake_downloads import FakeDownloads, Fate, downloading, finished_of

NO_COMMANDS = frozenset(
    "connect add find poll survey space finished remove close".split()
)


class Around:
    """What a client is in: nothing here but the time."""

    def time(self) -> float:
        """Return the time in epoch seconds."""
        return time.time()

    async def point(self, name: str) -> None:
        """Pass a place where a real client waits for its server."""

    def check_handed(self, client: FakeClient, identity: Identity) -> None:
        """Look at what is about to be handed over."""


class FakeClient(FakeDownloads, Client):
    """A torrent client that can be down, slow to answer or without disk.

    It can do all that any torrent client can.
    """

    protocol = Protocol.TORRENT
    features = frozenset(Feature)
    ended_state = DownloadState.SEEDING
    first: ClassVar = Transfer(
        download_limit=0, upload_limit=0, alternative_speed=False
    )

    def __init__(self, around: Around | None = None, client_id: str = "qb") -> None:
        """Have nothing yet."""
        self.around = around or Around()
        super().__init__(self.around.time, self.first)
        self.id = client_id
        self.free: int | None = 10**12
        self.total: int | None = None
        # Every call with what it is about, and what came of some.
        self.told: list[tuple[Any, ...]] = []
        self.taken: list[str] = []
        self.removed: list[tuple[str, bool]] = []
        self.lost: list[Download] = []
        self.failure: ClientError | None = None
        self.add_failure: ClientError | None = None
        self.hanging = False
        # Takes what it is handed and does not say so in time...
        self.silent = False
        # ...or is gone before it can answer...
        self.dies = False
        # ...and does not show what it has for a while.
        self.hides = False

    def asked(self, command: str) -> list[tuple[Any, ...]]:
        """Return with what each call of a kind was made."""
        return [tuple(about) for name, *about in self.told if name == command]

    @property
    def commands(self) -> list[tuple[Any, ...]]:
        """Return every call that steers."""
        return [one for one in self.told if one[0] not in NO_COMMANDS]

    def count(self, command: str) -> int:
        """Return how many calls of a kind were made."""
        return len(self.asked(command))

    async def do(self, command: str, *about: Any) -> None:
        """Be asked something that only some clients are asked."""
        await self._do(command, *about)

    def seen(self, identity: Identity) -> Found | None:
        """Return what it shows of a download."""
        return self._find(identity)

    async def _do(self, command: str, *about: Any) -> None:
        self.told.append((command, *about))
        await self.around.point(command)
        if self.hanging:
            await asyncio.Event().wait()
        self._answer()

    def _answer(self) -> None:
        if self.failure is not None:
            raise self.failure

    @override
    async def connect(self) -> ClientInfo:
        await self._do("connect")
        return ClientInfo(name="Fake", version="1")

    @override
    async def close(self) -> None:
        self.told.append(("close",))
        await self.around.point("close")

    # Adding and finding

    @override
    async def add(
        self,
        identity: Identity,
        *,
        magnet: str | None,
        file: bytes | None,
        options: DownloadOptions,
    ) -> Added:
        self.around.check_handed(self, identity)
        await self._do("add")
        if self.add_failure is not None:
            raise self.add_failure
        try:
            new = self.read(identity, file, magnet)
        except ValueError as error:
            raise ReleaseRefused(str(error)) from error
        found = self._present(identity, new)
        if found is None:
            self.put(new, options, identity.mark)
            self.taken.append(new.id)
        else:
            self._tag(found.download.id)
        if self.dies:
            self.failure = CannotConnect()
        await self.around.point("added")
        if self.silent:
            raise ClientTimeout("taken, but not shown yet")
        if self.dies:
            raise ConnectionLost
        self._answer()
        if found:
            return Added(download=found.download, already_there=found.by)
        return Added(download=self.downloads[new.id])

    def read(
        self, identity: Identity, file: bytes | None, magnet: str | None
    ) -> Download:
        """Return the download that a file or link is about. Raises ``ValueError``."""
        torrent = read_magnet(magnet or "") if file is None else read_torrent(file)
        return downloading(torrent.hashes, name=torrent.name or "", size=torrent.size)

    def _present(self, identity: Identity, new: Download) -> Found | None:
        return self._find(Identity(hashes=new.hashes))

    def _tag(self, known: str) -> None:
        asked = self.options.get(known, DownloadOptions())
        self.options[known] = replace(asked, tags=(TAG,))

    @override
    async def find(self, identity: Identity) -> Found | None:
        if not identity.hashes and not identity.id:
            return None
        await self._do("find")
        return self._find(identity)

    def _find(self, identity: Identity) -> Found | None:
        if self.hides:
            return None
        found = self.downloads.get(identity.id)
        for download in self.downloads.values():
            if found is None and same_torrent(download.hashes, identity.hashes):
                found = download
        return Found(download=found, by=FoundBy.ID) if found else None

    # Following

    @override
    async def poll(self, followed: Mapping[str, Identity]) -> Poll:
        await self._do("poll")
        found: dict[str, Download] = {}
        for key, one in followed.items():
            present = self.downloads.get(one.id)
            if present is None and one.hashes and (seen := self._find(one)):
                present = seen.download
            if present:
                found[key] = self.step(present)
        return Poll(downloads=found, transfer=self.transfer)

    # Surveying

    @override
    async def survey(self) -> Survey:
        await self._do("survey")
        return Survey(
            counts=Counter(one.state for one in self.downloads.values()),
            space=Space(free=self.free, total=self.total),
            categories=tuple(self.categories),
        )

    @override
    async def space(self, folder: str = "") -> Space:
        await self._do("space", folder)
        return Space(free=self.free, total=self.total)

    @override
    async def finished(
        self, categories: Collection[str], *, since: float
    ) -> tuple[Finished, ...]:
        await self._do("finished")
        ended = [
            Finished.of(one, self.ended[one.id])
            for one in self.downloads.values()
            if one.complete and one.id in self.ended
        ]
        return finished_of(ended, categories, since)

    # Steering

    def _known(self, download: str) -> Download | None:
        """Return what was once known by that id: a hybrid's changes."""
        found = self._find(Identity(id=download, hashes=frozenset({download})))
        return found.download if found else None

    async def _steer(self, command: str, download: str) -> Download:
        await self._do(command, download)
        if (known := self._known(download)) is None:
            raise UnknownDownload
        return known

    @override
    async def pause(self, download: str) -> None:
        self._pause(await self._steer("pause", download))

    def _pause(self, download: Download) -> None:
        ended = DownloadState.COMPLETED if download.complete else DownloadState.PAUSED
        self.show(download.id, state=ended)

    @override
    async def resume(self, download: str) -> None:
        self.go_on((await self._steer("resume", download)).id)

    @override
    async def recheck(self, download: str) -> None:
        self._check_able(Feature.RECHECK)
        known = await self._steer("recheck", download)
        if self.fates.get(known.name) is Fate.DONE:
            self.complete(known.id)

    @override
    async def remove(self, download: str, *, delete_data: bool) -> None:
        await self._do("remove", download)
        if known := self._known(download):
            self.lost.append(self.downloads.pop(known.id))
            self.removed.append((known.id, delete_data))
            if delete_data:
                self.fates.pop(known.name, None)
        await self.around.point("removed")

    @override
    async def pause_all(self) -> None:
        await self._do("pause_all")
        if self.transfer.paused is not None:
            self.transfer = replace(self.transfer, paused=True)
            return
        for download in list(self.downloads.values()):
            self._pause(download)

    @override
    async def resume_all(self) -> None:
        await self._do("resume_all")
        if self.transfer.paused is not None:
            self.transfer = replace(self.transfer, paused=False)
            return
        for known in list(self.downloads):
            self.go_on(known)

    # Limits

    @override
    async def set_speed_limits(
        self, *, download: int | None = None, upload: int | None = None
    ) -> None:
        await self._do("limits", download, upload)
        if upload is not None:
            self._check_able(Feature.UPLOAD)
        if download is not None:
            self.transfer = replace(self.transfer, download_limit=download)
        if upload is not None:
            self.transfer = replace(self.transfer, upload_limit=upload)

    @override
    async def set_alternative_speed(self, *, enabled: bool) -> None:
        await self._do("alternative_speed", enabled)
        self._check_able(Feature.ALTERNATIVE_SPEED)
        self.transfer = replace(self.transfer, alternative_speed=enabled)

    @override
    async def set_category_limits(
        self, category: str, options: DownloadOptions
    ) -> None:
        await self._do("category_limits", category, options)
        self._check_able(Feature.CATEGORY_LIMITS)
        if options.download_limit is not None or options.upload_limit is not None:
            raise NotSupported
        self.categories[category] = options

    @override
    async def set_category_speed(
        self, category: str, *, download: int | None = None, upload: int | None = None
    ) -> None:
        await self._do("category_speed", category, download, upload)
        self._check_able(Feature.CATEGORY_SPEED)
        for known, options in self.options.items():
            if known in self.downloads and options.category == category:
                if download is not None:
                    options = replace(options, download_limit=download)
                if upload is not None:
                    options = replace(options, upload_limit=upload)
                self.options[known] = options

    def _check_able(self, feature: Feature) -> None:
        if feature not in self.features:
            raise NotSupported
