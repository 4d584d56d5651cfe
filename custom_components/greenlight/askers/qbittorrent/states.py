"""The states of qBittorrent 4.6: the old names, which every program knows.

A program takes a state it does not know for whatever it likes, in one case for "ready to import".
"""

from collections.abc import Mapping
from typing import Final

from ...clients.base import DownloadState, Problem
from ...clients.through import Shown
from ..base import Phase, Standing

ERROR: Final = "error"
WAITING: Final = "pausedDL"
QUEUED: Final = "queuedDL"

_DOWNLOADING: Final = frozenset(
    "checkingDL downloading forcedDL forcedMetaDL metaDL pausedDL queuedDL stalledDL".split()
)
_SEEDING: Final = frozenset("checkingUP forcedUP queuedUP stalledUP uploading".split())
_PAUSED: Final = frozenset({"pausedDL", "pausedUP"})
_ACTIVE: Final = frozenset(
    "downloading forcedDL forcedMetaDL forcedUP metaDL moving uploading".split()
)
# Some names are only of newer versions.
_ONLY: Final[Mapping[str, frozenset[str]]] = {
    "active": _ACTIVE,
    "checking": frozenset({"checkingDL", "checkingUP"}),
    "completed": _SEEDING | {"pausedUP"},
    "downloading": _DOWNLOADING,
    "errored": frozenset({"error", "missingFiles"}),
    "moving": frozenset({"moving"}),
    "paused": _PAUSED,
    "seeding": _SEEDING,
    "stalled": frozenset({"stalledDL", "stalledUP"}),
    "stalled_downloading": frozenset({"stalledDL"}),
    "stalled_uploading": frozenset({"stalledUP"}),
    "stopped": _PAUSED,
}
_NOT: Final[Mapping[str, frozenset[str]]] = {
    "inactive": _ACTIVE,
    "resumed": _PAUSED,
    "running": _PAUSED,
}
_DONE: Final = frozenset({DownloadState.SEEDING, DownloadState.COMPLETED})


def state_of(standing: Standing) -> str:
    """Return the state in which an asker sees an order."""
    if standing.phase is Phase.WAITING:
        return WAITING
    if standing.phase is Phase.FAILED:
        return ERROR
    return QUEUED if standing.shown is None else _running(standing.shown)


def _running(shown: Shown) -> str:
    """Return what the real client would call it."""
    state, download = shown.download.state, shown.download
    there = download.complete or download.progress >= 1 or state in _DONE
    match state:
        case DownloadState.FAILED:
            missing = download.problem is Problem.MISSING_FILES
            return "missingFiles" if missing else ERROR
        case DownloadState.CHECKING:
            return "checkingUP" if there else "checkingDL"
        case DownloadState.POST_PROCESSING:
            return "moving"
        case DownloadState.UNKNOWN:
            return "unknown"
    if shown.stopped or state in (DownloadState.PAUSED, DownloadState.COMPLETED):
        return "pausedUP" if there else "pausedDL"
    return _going_up(shown) if there else _going_down(shown)


def _going_up(shown: Shown) -> str:
    if shown.forced:
        return "forcedUP"
    return "uploading" if shown.download.upload_speed > 0 else "stalledUP"


def _going_down(shown: Shown) -> str:
    match shown.download.state:
        case DownloadState.QUEUED:
            return QUEUED
        case DownloadState.FETCHING_METADATA:
            return "forcedMetaDL" if shown.forced else "metaDL"
    if shown.forced:
        return "forcedDL"
    # What needs a look is to be looked at there as well.
    looked_at = (DownloadState.STALLED, DownloadState.WARNING)
    return "stalledDL" if shown.download.state in looked_at else "downloading"


def passes(state: str, wanted: str) -> bool:
    """Tell whether a filter lets a state through; one that nobody knows lets all through."""
    if wanted in _NOT:
        return state not in _NOT[wanted]
    return wanted not in _ONLY or state in _ONLY[wanted]
