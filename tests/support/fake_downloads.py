"""What a client in memory has, and what becomes of it."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from enum import Enum
from typing import Any, ClassVar

from custom_components.greenlight.clients.base import (
    MOST_FINISHED,
    Download,
    DownloadState,
    Finished,
    Problem,
    Transfer,
)
from custom_components.greenlight.engine.options import DownloadOptions


class Fate(Enum):
    """What becomes of a download that has begun."""

    STAYS = "stays"
    DONE = "done"
    SLOW = "slow"
    FAILS = "fails"


class FakeDownloads:
    """Downloads by id; a test may change them as other people would."""

    ended_state: ClassVar[DownloadState]

    def __init__(self, now: Callable[[], float], transfer: Transfer) -> None:
        """Have nothing yet."""
        self.now = now
        self.transfer = transfer
        self.categories: dict[str, DownloadOptions] = {}
        # What becomes of what has such a name, and of everything else.
        self.fates: dict[str, Fate] = {}
        self.fate = Fate.STAYS
        # Whether a magnet link's metadata is there at once.
        self.knows_metadata = True
        self.downloads: dict[str, Download] = {}
        self.options: dict[str, DownloadOptions] = {}
        # When what is complete became so.
        self.ended: dict[str, float] = {}
        # By which mark it was handed what it has.
        self.given: dict[str, str] = {}

    def put(self, new: Download, options: DownloadOptions, mark: str = "") -> None:
        """Have a download from now on, as somebody asked for it."""
        self.options[new.id] = options
        self.ended.pop(new.id, None)
        if mark:
            self.given[new.id] = mark
        if options.category:
            self.categories.setdefault(options.category, DownloadOptions())
        new = replace(new, category=options.category)
        if options.stopped:
            self.downloads[new.id] = replace(new, state=DownloadState.PAUSED)
        else:
            self.downloads[new.id] = new
            self.go_on(new.id)

    def step(self, download: Download) -> Download:
        """Download another quarter of what comes by and by."""
        going = download.state is DownloadState.DOWNLOADING and not self.transfer.paused
        if going and self.fates.get(download.name) is Fate.SLOW:
            progress = download.progress + 0.25
            done = int((download.size or 0) * progress)
            self.show(download.id, progress=progress, done=done)
            if progress == 1:
                self.complete(download.id)
        return self.downloads[download.id]

    def go_on(self, known: str) -> None:
        """Let a download that is not paused be what it has to be."""
        download = self.downloads[known]
        fate = self.fates.get(download.name, self.fate)
        if download.state is DownloadState.FAILED:
            return
        if download.complete or fate is Fate.DONE:
            self.complete(known)
        elif fate is Fate.FAILS:
            self.show(
                known,
                state=DownloadState.FAILED,
                problem=Problem.MISSING_ARTICLES,
                message="Nobody has it",
            )
        elif download.size is None and not self.knows_metadata:
            self.show(known, state=DownloadState.FETCHING_METADATA)
        else:
            self.show(known, state=DownloadState.DOWNLOADING)

    def complete(self, known: str) -> None:
        """Have all of a download."""
        download = self.downloads[known]
        self.ended.setdefault(known, self.now())
        self.show(
            known,
            state=self.ended_state,
            complete=True,
            progress=1.0,
            done=download.size or 0,
            content_path=f"/downloads/{download.name}",
        )

    def show(self, known: str, **changes: Any) -> None:
        """Let a download be seen differently from now on."""
        changed = replace(self.downloads.pop(known), **changes)
        self.downloads[changed.id] = changed
        if mark := self.given.pop(known, None):
            self.given[changed.id] = mark


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


def finished_of(
    ended: Iterable[Finished], categories: Collection[str], since: float
) -> tuple[Finished, ...]:
    """Return what a client tells when it is asked what was finished."""
    wanted = {name.casefold() for name in categories}
    return tuple(
        one
        for one in sorted(ended, key=lambda one: one.at)
        if one.at >= since and one.category.casefold() in wanted
    )[:MOST_FINISHED]
