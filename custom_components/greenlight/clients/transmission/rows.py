"""What Transmission tells about torrents, read into our own terms.

The states are those of ``tr_torrent_activity`` in its ``transmission.h`` (3.00 to 4.1), numbers in
the RPC; the errors those of ``tr_stat_errtype`` there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
import re
from typing import Any, Final

from ...engine.text import clean_title
from ...engine.told import plain
from ..base import Download, DownloadState, Problem
from ..common.states import known_state
from ..common.torrents import TorrentRow, read_each
from ..common.values import finite, fraction, path_text, reading, whole
from ..common.words import is_full
from ..through import Shown
from .shown import FIELDS as SHOWN_FIELDS, read_shown, split_labels

STATES: Final[Mapping[str, DownloadState]] = {
    "0": DownloadState.PAUSED,  # stopped
    "1": DownloadState.CHECKING,  # waiting to be checked
    "2": DownloadState.CHECKING,
    "3": DownloadState.QUEUED,  # waiting to download
    "4": DownloadState.DOWNLOADING,
    "5": DownloadState.SEEDING,  # waiting to seed
    "6": DownloadState.SEEDING,
}
_DONE: Final = frozenset({0, 5, 6})
_WAITING: Final = frozenset(
    {DownloadState.FETCHING_METADATA, DownloadState.QUEUED, DownloadState.STALLED}
)
_LOCAL_ERROR: Final = 3

# What tells the state, and what tells a whole download.
STATE_FIELDS: Final = (
    "status",
    "error",
    "errorString",
    "sizeWhenDone",
    "leftUntilDone",
    "metadataPercentComplete",
    "rateDownload",
)
FIELDS: Final = (
    *STATE_FIELDS,
    "hashString",
    "name",
    "percentDone",
    "rateUpload",
    "eta",
    "peersConnected",
    "uploadRatio",
    "isPrivate",
    "labels",
    "downloadDir",
    "downloadLimit",
    "downloadLimited",
    "uploadLimit",
    "uploadLimited",
    "seedRatioLimit",
    "seedRatioMode",
    *SHOWN_FIELDS,
)

# Anything else is no torrent's.
_ID: Final = re.compile(r"[0-9a-f]{40}")


def state_of(row: Mapping[str, Any]) -> DownloadState:
    """Return our name for what a torrent does, errors aside."""
    state = known_state("Transmission", STATES, row["status"])
    if state is DownloadState.PAUSED and is_complete(row):
        return DownloadState.COMPLETED
    if state is DownloadState.DOWNLOADING:
        if row["metadataPercentComplete"] < 1:
            return DownloadState.FETCHING_METADATA
        if row["leftUntilDone"] > 0 and row["rateDownload"] == 0:
            return DownloadState.STALLED
    return state


def is_complete(row: Mapping[str, Any]) -> bool:
    """Tell whether all wanted data is there.

    A download that could not be written says that nothing is left of it, and one without metadata
    that it has no size.
    """
    return bool(
        row["metadataPercentComplete"] == 1
        and row["sizeWhenDone"] > 0
        and row["leftUntilDone"] == 0
        and row["error"] != _LOCAL_ERROR
        and row["status"] in _DONE
    )


def counted_state(row: Mapping[str, Any]) -> DownloadState:
    """Return the state to count a torrent under, which takes its error into account."""
    return _with_problem(state_of(row), row)[0]


@dataclass(frozen=True, slots=True)
class Row(TorrentRow):
    """One torrent as listed, with the few things about it that are only of use in here.

    Limits are in the server's units, None is no limit of its own.
    """

    shown: Shown
    stopped: bool
    labels: tuple[str, ...]
    download_limit: int | None
    upload_limit: int | None


def read_rows(rows: Iterable[Mapping[str, Any]]) -> list[Row]:
    """Read torrents with all ``FIELDS``. Raises ``BadAnswer``."""
    return read_each(rows, _read_row)


def _read_row(row: Mapping[str, Any]) -> Row:
    identity = str(row["hashString"]).lower()
    if not _ID.fullmatch(identity):
        raise ValueError("not the id of a torrent")
    has_metadata = row["metadataPercentComplete"] == 1
    size = whole(row["sizeWhenDone"])
    eta, ratio = whole(row["eta"]), finite(row["uploadRatio"])
    state, problem, message = _with_problem(state_of(row), row)
    labels = tuple(map(str, row["labels"]))
    download = Download(
        id=identity,
        hashes=frozenset({identity}),
        name=clean_title(row["name"]),
        state=state,
        progress=fraction(row["percentDone"]),
        complete=is_complete(row),
        size=size if has_metadata and size > 0 else None,
        done=max(size - whole(row["leftUntilDone"]), 0),
        download_speed=max(whole(row["rateDownload"]), 0),
        upload_speed=max(whole(row["rateUpload"]), 0),
        eta=eta if eta >= 0 and has_metadata else None,
        peers=max(whole(row["peersConnected"]), 0),
        ratio=ratio if ratio >= 0 else None,
        private=bool(row["isPrivate"]) if has_metadata else None,
        category=clean_title(split_labels(labels)[0]),
        content_path=content_path(row),
        problem=problem,
        message=message,
    )
    return Row(
        download,
        shown=read_shown(row, download),
        stopped=row["status"] == 0,
        labels=labels,
        download_limit=int(row["downloadLimit"]) if row["downloadLimited"] else None,
        upload_limit=int(row["uploadLimit"]) if row["uploadLimited"] else None,
    )


def content_path(row: Mapping[str, Any]) -> str:
    """Return where the data is on the server, in its own way of writing paths."""
    return path_text(f"{str(row['downloadDir']).rstrip('/')}/{row['name']}")


_MISSING: Final = re.compile(r"no data found", re.IGNORECASE)
# 3.00 puts the path behind the reason, 4.1 a quoted one before it.
_PLACE: Final = re.compile(r"\s*\((?:/|[A-Za-z]:).*\)$|\s*'[^']*[/\\][^']*'")


def _with_problem(
    state: DownloadState, row: Mapping[str, Any]
) -> tuple[DownloadState, Problem | None, str]:
    """Return the state with what the torrent's error makes of it, the problem and the message.

    A tracker's complaint keeps nothing that arrives from arriving, nor what is complete from being
    so; a local error stops the torrent.
    """
    if not row["error"] or is_complete(row):
        return state, None, ""
    text = str(row["errorString"])
    if row["error"] != _LOCAL_ERROR:
        waiting = state in _WAITING
        return (
            DownloadState.WARNING if waiting else state,
            Problem.TRACKER,
            plain(text),
        )
    message = plain(_PLACE.sub("", text))
    if is_full(message):
        return DownloadState.WARNING, Problem.DISK_FULL, message
    missing = _MISSING.search(message)
    problem = Problem.MISSING_FILES if missing else Problem.ERROR
    return DownloadState.FAILED, problem, message


def with_trackers(download: Download, trackers: Any) -> Download:
    """Return the download with what its trackers know. Raises ``BadAnswer``.

    They know more peers than we are connected to, and -1 if they know none. A tracker that cannot
    be reached is no error to Transmission, so it is told here, if there is no other.
    """
    with reading("not a list of trackers"):
        seeders = max((whole(one["seederCount"]) for one in trackers), default=-1)
        leechers = max((whole(one["leecherCount"]) for one in trackers), default=-1)
        tried = [one for one in trackers if one["hasAnnounced"]]
        failed = bool(tried) and not any(one["lastAnnounceSucceeded"] for one in tried)
        said = str(tried[0]["lastAnnounceResult"]) if failed else ""
    download = replace(
        download,
        seeders=seeders if seeders >= 0 else None,
        peers=max(leechers, download.peers or 0),
    )
    if said and download.problem is None and download.state in _WAITING:
        return replace(download, problem=Problem.TRACKER, message=plain(said))
    return download
