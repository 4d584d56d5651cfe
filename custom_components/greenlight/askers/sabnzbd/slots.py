"""Slots: the rows of SABnzbd's queue and history, out of how orders stand.

Sonarr, Radarr and Lidarr read no list at all in which one status is foreign to them, so only those
leave here that they know. Numbers are texts in the queue and numbers in the history, as in a real one.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from ...clients.base import Download, DownloadState, Problem
from ...engine.options import Priority
from ..base import Phase, Standing

type Row = dict[str, Any]

# Those without a category are in this one.
NO_CATEGORY: Final = "*"
DOWNLOADING: Final = "Downloading"
PAUSED: Final = "Paused"
COMPLETED: Final = "Completed"
FAILED: Final = "Failed"
_QUEUED: Final = "Queued"
_MOVING: Final = "Moving"

_PHASES: Final = {
    Phase.WAITING: PAUSED,
    Phase.QUEUED: _QUEUED,
    Phase.FAILED: FAILED,
}
# What is not complete yet; what a real one calls "Verifying", "Repairing" or "Extracting" is one here.
_STATES: Final[Mapping[DownloadState, str]] = MappingProxyType(
    {
        DownloadState.QUEUED: _QUEUED,
        DownloadState.FETCHING_METADATA: "Grabbing",
        DownloadState.CHECKING: "Checking",
        DownloadState.DOWNLOADING: DOWNLOADING,
        DownloadState.STALLED: DOWNLOADING,
        DownloadState.PAUSED: PAUSED,
        DownloadState.WARNING: PAUSED,
        DownloadState.POST_PROCESSING: "Extracting",
        DownloadState.FAILED: FAILED,
        # Done, and its data is not where it belongs yet.
        DownloadState.COMPLETED: _MOVING,
        DownloadState.SEEDING: _MOVING,
        DownloadState.UNKNOWN: DOWNLOADING,
    }
)
_LABELS: Final[Mapping[Problem, str]] = MappingProxyType(
    {
        Problem.ENCRYPTED: "ENCRYPTED",
        Problem.DUPLICATE: "DUPLICATE",
        Problem.MISSING_ARTICLES: "INCOMPLETE",
    }
)
_HISTORY: Final = frozenset({COMPLETED, FAILED, _MOVING, "Extracting"})
_ENDED: Final = frozenset({COMPLETED, FAILED})
# The one failure that programs take for a warning: somebody has to make room.
_NO_ROOM: Final = "Unpacking failed, write error or disk is full?"
_MIB: Final = 1024**2


def status_of(standing: Standing) -> str:
    """Return the status that SABnzbd has for how an order stands."""
    shown = standing.shown
    if standing.phase is not Phase.RUNNING or shown is None:
        return _PHASES.get(standing.phase, _QUEUED)
    if shown.download.state is DownloadState.FAILED or _lacks_room(shown.download):
        return FAILED
    if shown.download.complete:
        return COMPLETED
    status = _STATES[shown.download.state]
    return PAUSED if shown.stopped and status not in _HISTORY else status


def is_queued(standing: Standing) -> bool:
    """Tell whether an order is in the queue; else it is in the history."""
    return status_of(standing) not in _HISTORY


def is_over(standing: Standing) -> bool:
    """Tell whether nothing more will happen with an order by itself."""
    return status_of(standing) in _ENDED


def category_shown(standing: Standing) -> str:
    """Return the category exactly as the program calls it: it looks for no other."""
    return standing.order.category or NO_CATEGORY


def size_of(standing: Standing) -> int:
    """Return the bytes of an order, 0 if nobody knows."""
    download = _download(standing)
    return (download.size if download else None) or standing.order.size or 0


def left_of(standing: Standing) -> int:
    """Return how many bytes are missing."""
    download = _download(standing)
    return max(size_of(standing) - (download.done if download else 0), 0)


def speed_of(standing: Standing) -> int:
    """Return bytes per second."""
    download = _download(standing)
    return download.download_speed if download else 0


def ended_at(standing: Standing) -> int:
    """Return when an order ended, or began if nobody knows (epoch seconds)."""
    completed = standing.shown.completed if standing.shown else None
    return int(completed or standing.order.ended or standing.order.at)


def queue_row(standing: Standing, index: int) -> Row:
    """Return the row of the queue."""
    size, left, download = size_of(standing), left_of(standing), _download(standing)
    label = _LABELS.get(download.problem) if download and download.problem else None
    return {
        "index": index,
        "nzo_id": standing.order.id,
        "unpackopts": "3",
        "priority": _priority(standing),
        "script": "None",
        "filename": standing.order.name or standing.order.id,
        "labels": [label] if label else [],
        "password": "",
        "cat": category_shown(standing),
        "mbleft": mebibytes(left),
        "mb": mebibytes(size),
        "size": units(size),
        "sizeleft": units(left),
        "percentage": str((size - left) * 100 // size if size else 0),
        "mbmissing": "0.00",
        "direct_unpack": None,
        "status": status_of(standing),
        "timeleft": time_left(download.eta if download else None),
        "avg_age": "-",
    }


def history_row(standing: Standing) -> Row:
    """Return the row of the history."""
    status, size, order = status_of(standing), size_of(standing), standing.order
    download = _download(standing)
    ready = download if download and status == COMPLETED else None
    return {
        "completed": ended_at(standing),
        # Programs look for a folder of this name above what was stored.
        "name": (ready.name if ready else "") or order.name or order.id,
        "nzb_name": f"{order.name or order.id}.nzb",
        "category": category_shown(standing),
        "pp": "D",
        "script": "None",
        "report": "",
        "url": None,
        "status": status,
        "nzo_id": order.id,
        "storage": ready.content_path if ready else "",
        "path": "",
        "script_line": "",
        "download_time": 0,
        "postproc_time": 0,
        "stage_log": [],
        "downloaded": size if ready else 0,
        "completeness": None,
        "fail_message": _why(standing) if status == FAILED else "",
        "url_info": "",
        "bytes": size,
        "meta": None,
        "series": None,
        "md5sum": "",
        "password": None,
        "duplicate_key": None,
        "archive": False,
        "size": units(size),
        "action_line": "",
        "loaded": False,
        "retry": False,
    }


def mebibytes(size: int) -> str:
    """Return bytes as the queue tells them."""
    return f"{size / _MIB:.2f}"


def units(size: float) -> str:
    """Return bytes as people read them."""
    for unit in ("B", "KB", "MB", "GB"):
        if size < 1024:
            return f"{size:.0f} {unit}" if unit in ("B", "KB") else f"{size:.1f} {unit}"
        size /= 1024
    return f"{size:.1f} TB"


def time_left(seconds: int | None) -> str:
    """Return seconds in three or four parts: programs read nothing else."""
    minutes, seconds = divmod(max(seconds or 0, 0), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{days}:{hours:02}:{minutes:02}:{seconds:02}"
    return f"{hours}:{minutes:02}:{seconds:02}"


def _download(standing: Standing) -> Download | None:
    return standing.shown.download if standing.shown else None


def _lacks_room(download: Download) -> bool:
    """Tell whether it is downloaded and there was no room to unpack it."""
    stuck = download.state is DownloadState.WARNING
    return stuck and download.problem is Problem.DISK_FULL


def _why(standing: Standing) -> str:
    download = _download(standing)
    if download and _lacks_room(download):
        return _NO_ROOM
    told = download.message if download else ""
    if standing.phase is Phase.RUNNING:
        return told or standing.why or FAILED
    return standing.why or told or FAILED


def _priority(standing: Standing) -> str:
    options, shown = standing.order.options, standing.shown
    forced = shown is not None and shown.forced
    return (Priority.FORCE if forced else options.priority).value.capitalize()
