"""Stuck: for how long a torrent has been going nowhere, counting only what was seen of it."""

from enum import StrEnum
from typing import Final

from ..clients.base import Download, DownloadState, Problem
from ..engine.request import Request
from .ports import Environment
from .requests import Requests

# How much of it a restart may cost; until what time it was seen is not written more often.
WRITTEN_EVERY: Final = 3600.0
# What says nothing about getting on: it does not count, and it does not begin anew either.
_HELD: Final = frozenset(
    {
        DownloadState.PAUSED,
        DownloadState.CHECKING,
        DownloadState.QUEUED,
        DownloadState.POST_PROCESSING,
        DownloadState.UNKNOWN,
    }
)
# What a person has to mend, however long that takes.
_MENDED_BY_HAND: Final = frozenset({Problem.DISK_FULL, Problem.CLIENT_PAUSED})


class Stuck(StrEnum):
    """In what way a torrent goes nowhere."""

    METADATA = "metadata"
    SEEDERS = "seeders"
    ERROR = "error"


def stuck_in(download: Download) -> Stuck | None:
    """Tell in what way a torrent goes nowhere, None if it gets on or does not say."""
    if download.problem in _MENDED_BY_HAND:
        return None
    lonely = not download.seeders and not download.download_speed
    match download.state:
        case DownloadState.FAILED:
            return Stuck.ERROR
        case DownloadState.FETCHING_METADATA:
            return Stuck.METADATA
        case DownloadState.QUEUED if not download.size:
            return Stuck.METADATA
        case DownloadState.STALLED if lonely:
            return Stuck.SEEDERS
        case DownloadState.WARNING if lonely and download.problem is Problem.TRACKER:
            # The warning hides what it waits for.
            return Stuck.SEEDERS if download.size else Stuck.METADATA
    return None


class StuckClock:
    """Measures how long torrents are stuck; the time is kept with their requests."""

    def __init__(self, requests: Requests, environment: Environment) -> None:
        """Start with nothing seen."""
        self._requests = requests
        self._now = environment.now
        # When each was last seen stuck, unless what came since then does not count.
        self._seen: dict[str, float] = {}

    def hold(self, request_id: str) -> None:
        """Do not count from when it was last seen until it is seen again."""
        if (seen := self._seen.pop(request_id, None)) is not None:
            request = self._requests.open.get(request_id)
            if request is not None and request.stuck_in:
                self._requests.update_later(request, stuck_seen=seen)

    def look(self, request: Request, download: Download) -> tuple[Stuck, float] | None:
        """Return in what way a torrent is stuck and for how many seconds, None if it is not."""
        how = stuck_in(download)
        if how is None:
            if download.state in _HELD or download.problem in _MENDED_BY_HAND:
                self.hold(request.id)
            else:
                self._clear(request)
            return None
        now = self._now()
        since, written = request.stuck_since, request.stuck_seen
        if request.stuck_in != how or since is None or written is None:
            since = written = now
        elif request.id not in self._seen:
            since, written = since + now - written, now
        elif now - written >= WRITTEN_EVERY:
            written = now
        self._seen[request.id] = now
        self._requests.update_later(
            request, stuck_in=how, stuck_since=since, stuck_seen=written
        )
        return how, now - since

    def _clear(self, request: Request) -> None:
        self._seen.pop(request.id, None)
        if request.stuck_in:
            self._requests.update_later(
                request, stuck_in="", stuck_since=None, stuck_seen=None
            )
