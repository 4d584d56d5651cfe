"""What qBittorrent tells about torrents, read into our own terms.

The states are those of ``torrentStateToString`` in its sources (4.1 to 5.3) and, for
``stalledMetaDL``, of a change announced for the next version; ``complete`` follows from them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
import re
from typing import Any, Final

from ...engine.files.hashes import same_torrent
from ...engine.text import clean_title
from ..base import Download, DownloadState, Problem
from ..common.http import decoded
from ..common.states import known_state
from ..common.torrents import TorrentRow, read_each
from ..common.values import finite, fraction, is_absolute, path_text, whole
from ..errors import BadAnswer
from ..through import Shown
from .shown import read_shown

NO_ETA: Final = 8640000

STATES: Final[Mapping[str, DownloadState]] = {
    "allocating": DownloadState.DOWNLOADING,
    "checkingDL": DownloadState.CHECKING,
    "checkingResumeData": DownloadState.CHECKING,
    "checkingUP": DownloadState.CHECKING,
    "downloading": DownloadState.DOWNLOADING,
    "error": DownloadState.FAILED,
    "forcedDL": DownloadState.DOWNLOADING,
    "forcedMetaDL": DownloadState.FETCHING_METADATA,
    "forcedUP": DownloadState.SEEDING,
    "metaDL": DownloadState.FETCHING_METADATA,
    "missingFiles": DownloadState.FAILED,
    "moving": DownloadState.POST_PROCESSING,
    "pausedDL": DownloadState.PAUSED,
    "pausedUP": DownloadState.COMPLETED,
    "queuedDL": DownloadState.QUEUED,
    "queuedForChecking": DownloadState.CHECKING,
    "queuedUP": DownloadState.SEEDING,
    "stalledDL": DownloadState.STALLED,
    "stalledMetaDL": DownloadState.FETCHING_METADATA,
    "stalledUP": DownloadState.SEEDING,
    "stoppedDL": DownloadState.PAUSED,
    "stoppedUP": DownloadState.COMPLETED,
    "unknown": DownloadState.UNKNOWN,
    "uploading": DownloadState.SEEDING,
}
_PROBLEMS: Final[Mapping[str, Problem]] = {
    "error": Problem.ERROR,
    "missingFiles": Problem.MISSING_FILES,
}
_DONE: Final = frozenset({DownloadState.SEEDING, DownloadState.COMPLETED})
# Anything else could mean something else in a command: "all", or several.
_ID: Final = re.compile(r"[0-9a-f]{40}")


def state_of(name: object) -> DownloadState:
    """Return our name for a state."""
    return known_state("qBittorrent", STATES, name)


@dataclass(frozen=True, slots=True)
class Row(TorrentRow):
    """One torrent as listed, with the few things about it that are only of use in here.

    ``at_limit`` are the fields of what is done at which limit, which have to be sent along.
    """

    shown: Shown
    name: str
    category: str
    completed_at: int
    has_trackers: bool
    at_limit: Mapping[str, str]


def read_rows(body: bytes) -> list[Row]:
    """Read a list of torrents. Raises ``BadAnswer`` for anything else."""
    rows = decoded(body)
    if not isinstance(rows, list):
        raise BadAnswer("not a list of torrents")
    return read_each(rows, _read_row)


def _read_row(row: dict[str, Any]) -> Row:
    state = state_of(row["state"])
    progress = fraction(row["progress"])
    size, eta, ratio = whole(row["size"]), whole(row["eta"]), finite(row["ratio"])
    identity, hashes = _hashes(row)
    download = Download(
        id=identity,
        hashes=hashes,
        name=clean_title(row["name"]),
        state=state,
        progress=progress,
        complete=progress == 1 and state in _DONE,
        size=size if size > 0 else None,
        done=max(whole(row["completed"]), 0),
        download_speed=max(whole(row["dlspeed"]), 0),
        upload_speed=max(whole(row["upspeed"]), 0),
        eta=eta if 0 <= eta < NO_ETA else None,
        # The tracker's count knows more than we are connected to, and is -1 if there is none.
        seeders=max(whole(row["num_complete"]), whole(row["num_seeds"])),
        peers=max(whole(row["num_incomplete"]), whole(row["num_leechs"])),
        ratio=ratio if ratio >= 0 else None,
        private=_private(row),
        category=clean_title(row.get("category") or ""),
        content_path=_absolute(row.get("content_path") or ""),
        problem=_PROBLEMS.get(row["state"]),
    )
    return Row(
        download,
        shown=read_shown(row, download),
        name=row["name"],
        category=row.get("category") or "",
        completed_at=whole(row.get("completion_on", 0)),
        # Old versions do not tell how many there are.
        has_trackers=row.get("trackers_count", 1) > 0,
        at_limit={
            "shareLimitAction": str(row.get("share_limit_action", "Default")),
            "shareLimitsMode": str(row.get("share_limits_mode", "Default")),
        },
    )


def _hashes(row: Mapping[str, Any]) -> tuple[str, frozenset[str]]:
    """Return the id, and all hashes. Before libtorrent 2 there is but one; a hybrid has both."""
    identity = row["hash"].lower()
    if not _ID.fullmatch(identity):
        raise ValueError("not the id of a torrent")
    told = (row.get("infohash_v1"), row.get("infohash_v2"))
    hashes = frozenset(value for value in told if value)
    if not same_torrent(frozenset({identity}), hashes):
        hashes |= {identity}
    return identity, hashes


def _private(row: Mapping[str, Any]) -> bool | None:
    """Return what 5.0 and later tell once they have the metadata."""
    private = row.get("private")
    return private if isinstance(private, bool) else None


def _absolute(path: str) -> str:
    """Return a path that is final; while it still looks at the data 4.5 tells a relative one."""
    return path_text(path) if is_absolute(path) else ""


def matching(rows: Iterable[Row], hashes: frozenset[str]) -> Row | None:
    """Return the torrent that any of the hashes names."""
    for row in rows:
        if same_torrent(row.download.hashes | {row.download.id}, hashes):
            return row
    return None
