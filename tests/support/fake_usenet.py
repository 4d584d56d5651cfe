"""A usenet client in memory, beside the one for torrents."""

from itertools import count
from typing import Any, ClassVar, override

from custom_components.greenlight.clients.base import (
    Download,
    DownloadState,
    Feature,
    Found,
    FoundBy,
    Identity,
    Transfer,
)
from custom_components.greenlight.engine.files.nzb import read_nzb
from custom_components.greenlight.engine.release import Protocol
from custom_components.greenlight.engine.same_release import same_release

from .fake_client import Around, FakeClient
from .fake_downloads import downloading


class FakeUsenet(FakeClient):
    """A usenet client that can do only what all can.

    It gives ids of its own, carries our marks along and keeps a history.
    """

    protocol = Protocol.USENET
    features: ClassVar[frozenset[Feature]] = frozenset()
    ended_state = DownloadState.COMPLETED
    first = Transfer(download_limit=0, paused=False)

    def __init__(self, around: Around | None = None, client_id: str = "sab") -> None:
        """Have nothing yet."""
        super().__init__(around, client_id)
        self._numbers = count(1)
        self.keeps_marks = True

    @override
    def read(
        self, identity: Identity, file: bytes | None, magnet: str | None
    ) -> Download:
        return self.job(identity.title, size=read_nzb(file or b"").size)

    def job(self, title: str, **changes: Any) -> Download:
        """Return a new job, as if somebody was to add it."""
        job_id = f"{self.id}-{next(self._numbers)}"
        return downloading(frozenset(), id=job_id, name=title, **changes)

    def end_job(self, job_id: str, state: DownloadState) -> None:
        """Let a job end now, well or not."""
        done = state is DownloadState.COMPLETED
        self.show(job_id, state=state, complete=done, progress=1.0 if done else 0.5)
        self.ended[job_id] = self.now()

    @override
    async def find(self, identity: Identity) -> Found | None:
        await self._do("find")
        return self._find(identity)

    @override
    def _present(self, identity: Identity, new: Download) -> Found | None:
        return self._find(identity, failed=False)

    @override
    def _find(self, identity: Identity, *, failed: bool = True) -> Found | None:
        jobs = [
            job
            for job in self.downloads.values()
            if failed or job.state is not DownloadState.FAILED
        ]
        for job in jobs:
            marked = self.keeps_marks and identity.mark == self.given.get(job.id)
            if marked or identity.id == job.id:
                return Found(download=job, by=FoundBy.ID)
        for job in jobs:
            ended = self.ended.get(job.id)
            counts = ended is None or (
                identity.handed is not None and ended >= identity.handed
            )
            if counts and same_release(identity.title, job.name):
                return Found(download=job, by=FoundBy.TITLE)
        return None
