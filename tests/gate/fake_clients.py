"""Download clients for the gate to hand things to: for torrents, and for usenet."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Any, override

from custom_components.greenlight.clients.base import (
    Added,
    Client,
    ClientInfo,
    Download,
    DownloadState,
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
    UnknownDownload,
)
from custom_components.greenlight.engine.files.hashes import same_torrent
from custom_components.greenlight.engine.files.magnet import read_magnet
from custom_components.greenlight.engine.files.nzb import read_nzb
from custom_components.greenlight.engine.files.torrent import read_torrent
from custom_components.greenlight.engine.options import DownloadOptions
from custom_components.greenlight.engine.release import Protocol
from custom_components.greenlight.engine.request import State
from custom_components.greenlight.engine.same_release import same_release

if TYPE_CHECKING:
    from .fakes import World


class FakeClient(Client):
    """A download client that can be down, slow to answer or without disk."""

    protocol = Protocol.TORRENT

    def __init__(self, world: World, client_id: str = "qb") -> None:
        self.world = world
        self.id = client_id
        self.free: int | None = 10**12
        self.total: int | None = None
        self.asked_for_space: list[str] = []
        self.downloads: dict[str, Download] = {}
        self.taken: list[str] = []
        # By which mark it was handed what it has.
        self.given: dict[str, str] = {}
        self.removed: list[tuple[str, bool]] = []
        self.lost: list[Download] = []
        self.failure: ClientError | None = None
        self.add_failure: ClientError | None = None
        # Takes what it is handed and does not say so in time...
        self.silent = False
        # ...or is gone before it can answer...
        self.dies = False
        # ...and does not show what it has for a while.
        self.hides = False
        self.commands: list[tuple[str, str]] = []

    def _answer(self) -> None:
        if self.failure is not None:
            raise self.failure

    @override
    async def connect(self) -> ClientInfo:
        await self.world.point("connect")
        self._answer()
        return ClientInfo(name="Fake", version="1")

    @override
    async def add(
        self,
        identity: Identity,
        *,
        magnet: str | None,
        file: bytes | None,
        options: DownloadOptions,
    ) -> Added:
        self._check_approved(identity)
        await self.world.point("add")
        self._answer()
        if self.add_failure is not None:
            raise self.add_failure
        found = self._present(identity, file, magnet)
        already_there = FoundBy.ID if found else None
        if found is None:
            found = self._take(identity, file, magnet)
            self.downloads[found.id] = found
            self.taken.append(found.id)
            self.given[found.id] = identity.mark
        if self.dies:
            self.failure = CannotConnect()
        await self.world.point("added")
        if self.silent:
            raise ClientTimeout("taken, but not shown yet")
        if self.dies:
            raise ConnectionLost
        self._answer()
        return Added(download=found, already_there=already_there)

    def _present(
        self, identity: Identity, file: bytes | None, magnet: str | None
    ) -> Download | None:
        return self._find(hashes_of(file, magnet))

    def _take(
        self, identity: Identity, file: bytes | None, magnet: str | None
    ) -> Download:
        return downloading(hashes_of(file, magnet))

    def _check_approved(self, identity: Identity) -> None:
        """What is handed over has been approved, and the disk knows that and to whom it goes."""
        assert any(
            request.state is State.APPROVED
            and request.mark == identity.mark
            and request.client == self.id
            and request.handed == identity.handed is not None
            and identity.hashes <= request.all_hashes
            for request in self.world.ledger.on_disk.values()
        )

    @override
    async def find(self, identity: Identity) -> Found | None:
        if not identity.hashes:
            return None
        await self.world.point("find")
        self._answer()
        found = self._find(identity.hashes)
        return Found(download=found, by=FoundBy.ID) if found else None

    def _find(self, hashes: frozenset[str]) -> Download | None:
        if self.hides:
            return None
        for download in self.downloads.values():
            if same_torrent(download.hashes, hashes):
                return download
        return None

    @override
    async def poll(self, followed: Mapping[str, Identity]) -> Poll:
        await self.world.point("poll")
        self._answer()
        found = {
            key: download
            for key, one in followed.items()
            if (download := self.downloads.get(one.id) or self._find(one.hashes))
        }
        return Poll(downloads=found, transfer=Transfer())

    @override
    async def survey(self) -> Survey:
        await self.world.point("survey")
        self._answer()
        return Survey(space=Space(free=self.free, total=self.total))

    @override
    async def space(self, folder: str = "") -> Space:
        self.asked_for_space.append(folder)
        await self.world.point("space")
        self._answer()
        return Space(free=self.free, total=self.total)

    @override
    async def finished(
        self, categories: Collection[str], *, since: float
    ) -> tuple[Finished, ...]:
        await self.world.point("finished")
        self._answer()
        return ()

    @override
    async def pause_all(self) -> None:
        await self._command("pause_all", "")

    @override
    async def resume_all(self) -> None:
        await self._command("resume_all", "")

    @override
    async def set_speed_limits(
        self, *, download: int | None = None, upload: int | None = None
    ) -> None:
        await self._command("limits", "")

    async def _command(self, name: str, download: str) -> None:
        await self.world.point(name)
        self._answer()
        if (known := self._known(download)) is None:
            raise UnknownDownload
        self.commands.append((name, known))

    def _known(self, download: str) -> str | None:
        """Return the present id of what was once known by that one: a hybrid's changes."""
        if download in self.downloads:
            return download
        found = self._find(frozenset({download}))
        return found.id if found else None

    @override
    async def pause(self, download: str) -> None:
        await self._command("pause", download)

    @override
    async def resume(self, download: str) -> None:
        await self._command("resume", download)

    @override
    async def recheck(self, download: str) -> None:
        await self._command("recheck", download)

    @override
    async def remove(self, download: str, *, delete_data: bool) -> None:
        await self.world.point("remove")
        self._answer()
        if (known := self._known(download)) is not None:
            self.lost.append(self.downloads.pop(known))
            self.removed.append((known, delete_data))
        await self.world.point("removed")

    @override
    async def set_alternative_speed(self, *, enabled: bool) -> None:
        await self._command("speed", str(enabled))

    @override
    async def close(self) -> None:
        await self.world.point("close")

    def show(self, download_id: str, **changes: Any) -> None:
        """Let a download be seen differently from now on."""
        changed = replace(self.downloads.pop(download_id), **changes)
        self.downloads[changed.id] = changed
        if mark := self.given.pop(download_id, None):
            self.given[changed.id] = mark


class FakeUsenet(FakeClient):
    """A usenet client: it gives ids of its own, carries our marks along and keeps a history."""

    protocol = Protocol.USENET

    def __init__(self, world: World, client_id: str = "sab") -> None:
        super().__init__(world, client_id)
        self._numbers = count(1)
        self.marks: dict[str, str] = {}
        # When what is in the history ended.
        self.ended: dict[str, float] = {}
        self.keeps_marks = True

    @override
    def _present(
        self, identity: Identity, file: bytes | None, magnet: str | None
    ) -> Download | None:
        # Such a client takes whatever it is handed, also a second time.
        read_nzb(file or b"")
        return None

    @override
    def _take(
        self, identity: Identity, file: bytes | None, magnet: str | None
    ) -> Download:
        return self.job(identity.title, identity.mark)

    def job(self, title: str, mark: str = "", **changes: Any) -> Download:
        """Return a new job, as if somebody had added it."""
        job_id = f"{self.id}-{next(self._numbers)}"
        if mark and self.keeps_marks:
            self.marks[job_id] = mark
        return downloading(frozenset(), id=job_id, name=title, **changes)

    def end_job(self, job_id: str, state: DownloadState) -> None:
        """Let a job end now, well or not."""
        done = state is DownloadState.COMPLETED
        self.show(job_id, state=state, complete=done, progress=1.0 if done else 0.5)
        self.ended[job_id] = self.world.now

    @override
    async def find(self, identity: Identity) -> Found | None:
        await self.world.point("find")
        self._answer()
        for job in self.downloads.values():
            if identity.id == job.id or identity.mark == self.marks.get(job.id):
                return Found(download=job, by=FoundBy.ID)
        for job in self.downloads.values():
            ended = self.ended.get(job.id)
            counts = ended is None or (
                identity.handed is not None and ended >= identity.handed
            )
            if counts and same_release(identity.title, job.name):
                return Found(download=job, by=FoundBy.TITLE)
        return None


def hashes_of(file: bytes | None, magnet: str | None) -> frozenset[str]:
    """Return the hashes of a torrent that is handed over."""
    return read_torrent(file).hashes if file else read_magnet(magnet or "").hashes


def downloading(hashes: frozenset[str], **changes: Any) -> Download:
    """Return a download that has just begun."""
    first = Download(
        id=max(hashes, key=len, default="")[:40],
        hashes=hashes,
        name="",
        state=DownloadState.DOWNLOADING,
        progress=0.0,
        complete=False,
    )
    return replace(first, **changes)
