"""Doing: what a client does for a download, in the words of the card."""

from typing import Final

from ...clients.base import Download, DownloadState, Problem
from ...engine.release import Protocol

_STATES: Final = {
    DownloadState.QUEUED: "queued",
    DownloadState.FETCHING_METADATA: "fetching_list",
    DownloadState.CHECKING: "checking",
    DownloadState.DOWNLOADING: "downloading",
    DownloadState.STALLED: "stalled",
    DownloadState.PAUSED: "paused",
    # It is not complete before all of it is in its place.
    DownloadState.COMPLETED: "moving",
    DownloadState.SEEDING: "moving",
    DownloadState.UNKNOWN: "queued",
    DownloadState.FAILED: "stalled",
}
# What does not mend itself.
_NEEDS_PEOPLE: Final = frozenset({Problem.DISK_FULL, Problem.CLIENT_PAUSED})


def state_of(download: Download, protocol: Protocol) -> str:
    """Return what is being done, as ``DownloadState`` of ``model.ts``."""
    if download.state is DownloadState.POST_PROCESSING:
        return "unpacking" if protocol is Protocol.USENET else "moving"
    if download.state is DownloadState.WARNING:
        return "downloading" if download.download_speed else "stalled"
    return _STATES[download.state]


def needs_people(download: Download) -> bool:
    """Tell whether it goes nowhere until somebody sees to it."""
    return download.state is DownloadState.FAILED or download.problem in _NEEDS_PEOPLE
