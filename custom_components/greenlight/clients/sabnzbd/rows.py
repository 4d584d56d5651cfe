"""What SABnzbd says of one job, in its queue or in its history.

All numbers of the queue are texts: sizes in MiB, speeds in KiB per second, room in GiB, each with
two decimals. Those of the history are bytes and epoch seconds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
import re
from types import MappingProxyType
from typing import Any, Final

from ...engine.text import clean_title
from ...engine.told import plain
from ..base import Download, DownloadState, Finished, Problem, Space
from ..common.states import known_state
from ..common.usenet import UsenetHead
from ..common.values import finite, parent_of, path_text
from ..through import Shown
from .damage import damage

_KIB: Final = 1024
_MIB: Final = 1024**2
_GIB: Final = 1024**3

# SABnzbd's own names: sabnzbd/constants.py, class Status, from 3.1 to 5.1. In the queue:
QUEUE_STATES: Final[Mapping[str, DownloadState]] = MappingProxyType(
    {
        "Queued": DownloadState.QUEUED,
        "Propagating": DownloadState.QUEUED,
        "Grabbing": DownloadState.FETCHING_METADATA,
        "Checking": DownloadState.CHECKING,
        "Downloading": DownloadState.DOWNLOADING,
        "Fetching": DownloadState.DOWNLOADING,
        "Paused": DownloadState.PAUSED,
        # Gone within a moment.
        "Deleted": DownloadState.PAUSED,
    }
)
# In the history, where a job that waits to be post-processed is "Queued" once more:
HISTORY_STATES: Final[Mapping[str, DownloadState]] = MappingProxyType(
    {
        "Queued": DownloadState.POST_PROCESSING,
        "QuickCheck": DownloadState.POST_PROCESSING,
        "Verifying": DownloadState.POST_PROCESSING,
        "Repairing": DownloadState.POST_PROCESSING,
        "Fetching": DownloadState.POST_PROCESSING,
        "Extracting": DownloadState.POST_PROCESSING,
        "Moving": DownloadState.POST_PROCESSING,
        "Running": DownloadState.POST_PROCESSING,
        "Completed": DownloadState.COMPLETED,
        "Failed": DownloadState.FAILED,
    }
)
_ENDED: Final = frozenset({"Completed", "Failed"})

# Why a job failed, by what its message says; the first that fits. The texts are those of
# sabnzbd/newsunpack.py, postproc.py, assembler.py, nzbparser.py and nzb/object.py in English, and
# addresses of its help, which are the same in every language.
PROBLEMS: Final[tuple[tuple[re.Pattern[str], Problem], ...]] = tuple(
    (re.compile(pattern, re.IGNORECASE), problem)
    for pattern, problem in (
        (r"/not-complete|cannot be completed|not on your server", Problem.MISSING_ARTICLES),
        (r"disk full|disk is full|no space left|not enough space", Problem.DISK_FULL),
        (r"password|encrypt", Problem.ENCRYPTED),
        (r"duplicate", Problem.DUPLICATE),
        (r"unpack|repair|rar file|rar files|archive|verify|join", Problem.UNPACKING),
    )
)  # fmt: skip
# Marks in the queue of a job that was paused for a reason (sabnzbd/nzb/object.py, labels), in
# English; in other languages such a job is merely paused.
LABELS: Final[Mapping[str, Problem]] = MappingProxyType(
    {
        "ENCRYPTED": Problem.ENCRYPTED,
        "DUPLICATE": Problem.DUPLICATE,
        "ALTERNATIVE": Problem.DUPLICATE,
        "INCOMPLETE": Problem.MISSING_ARTICLES,
        "TOO LARGE": Problem.ERROR,
        "UNWANTED": Problem.ERROR,
    }
)
_HELP = re.compile(r"[\s-]*https?://\S+\s*$")

_FORCE: Final = "Force"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: the download, and what else is needed to recognise it.

    ``file`` is the name of the NZB file it was handed over as, which only the history tells.
    ``ended`` is when it completed or failed, in epoch seconds by SABnzbd's clock; None before.
    """

    download: Download
    shown: Shown
    queued: bool
    file: str = ""
    ended: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Head(UsenetHead):
    """What the queue's answer says of SABnzbd as a whole.

    ``waiting`` counts the jobs that are not paused one by one; before 4.0, all jobs.
    """

    idle: bool
    waiting: int
    warnings: int


def read_head(queue: Mapping[str, Any]) -> Head:
    """Read what stands around the rows of a queue."""
    limit = str(queue.get("speedlimit_abs") or "0").strip()
    return Head(
        paused=queue.get("paused") is True,
        idle=queue.get("status") == "Idle",
        speed=round(_number(queue.get("kbpersec")) * _KIB),
        limit=None if (read := _maybe(limit)) is None else round(read),
        space=Space(
            free=_room(queue.get("diskspace2")),
            total=_room(queue.get("diskspacetotal2")),
        ),
        waiting=int(_number(queue.get("noofslots_total"))),
        warnings=int(_number(queue.get("have_warnings"))),
    )


def read_queued(row: Mapping[str, Any], head: Head, first: str) -> Row:
    """Read a row of the queue. ``first`` is the id of the job that is being downloaded.

    SABnzbd calls all jobs "Downloading" while it is not paused, and all "Queued" while it is.
    """
    forced = row.get("priority") == _FORCE
    state = known_state("SABnzbd", QUEUE_STATES, row.get("status"))
    if state in (DownloadState.DOWNLOADING, DownloadState.QUEUED) and not forced:
        if head.paused:
            state = DownloadState.PAUSED
        elif state is DownloadState.DOWNLOADING and first not in ("", row["nzo_id"]):
            state = DownloadState.QUEUED
    if state is DownloadState.DOWNLOADING and head.idle:
        state = DownloadState.STALLED
    problem, message = None, ""
    if state is DownloadState.PAUSED and (label := _label(row)):
        state, problem, message = DownloadState.WARNING, LABELS[label], label.lower()
    size = round(_number(row.get("mb")) * _MIB)
    left = min(round(_number(row.get("mbleft")) * _MIB), size)
    going = state is DownloadState.DOWNLOADING
    download = Download(
        id=row["nzo_id"],
        name=clean_title(str(row.get("filename") or "")),
        state=state,
        progress=(size - left) / size if size else 0.0,
        complete=False,
        size=size or None,
        done=size - left,
        download_speed=head.speed if going else 0,
        eta=read_timeleft(row.get("timeleft")) if going else None,
        category=category_of(row.get("cat")),
        problem=problem,
        message=message,
    )
    shown = Shown(
        download=download,
        stopped=row.get("status") == "Paused",
        forced=forced,
        added=_maybe(row.get("time_added")) or None,
        downloaded=download.done,
    )
    return Row(download=download, shown=shown, queued=True)


def read_ended(row: Mapping[str, Any]) -> Row:
    """Read a row of the history, which also holds what is being post-processed."""
    state = known_state("SABnzbd", HISTORY_STATES, row.get("status"))
    # It says how it ended a moment before it says where the data is.
    ended = row.get("status") in _ENDED and row.get("loaded") is not True
    if state in (DownloadState.COMPLETED, DownloadState.FAILED) and not ended:
        state = DownloadState.POST_PROCESSING
    size = int(_number(row.get("bytes")))
    failed = state is DownloadState.FAILED
    complete = state is DownloadState.COMPLETED
    message = str(row.get("fail_message") or "") if failed else ""
    lacking = damage(row) if complete else ""
    problem = problem_of(message) if failed else None
    at = _number(row.get("completed")) if ended else None
    download = Download(
        id=row["nzo_id"],
        name=clean_title(str(row.get("name") or "")),
        state=state,
        progress=0.0 if failed else 1.0,
        complete=complete,
        size=size or None,
        done=size,
        category=category_of(row.get("category")),
        content_path=path_text(row.get("storage") or "") if complete else "",
        problem=Problem.MISSING_ARTICLES if lacking else problem,
        message=plain(_HELP.sub("", message)) or "failed" if failed else lacking,
    )
    shown = Shown(
        download=download,
        save_path=parent_of(download.content_path),
        added=_maybe(row.get("time_added")) or None,
        completed=at if complete else None,
        downloaded=int(_number(row.get("downloaded"))),
    )
    return Row(
        download=download,
        shown=shown,
        queued=False,
        file=str(row.get("nzb_name") or ""),
        ended=at,
    )


def read_finished(row: Row) -> Finished | None:
    """Return a completed job as one, None for any other."""
    download = row.download
    if not download.complete or row.ended is None:
        return None
    return Finished.of(download, row.ended)


def problem_of(message: str) -> Problem:
    """Return what a failure's message means."""
    for pattern, problem in PROBLEMS:
        if pattern.search(message):
            return problem
    return Problem.ERROR


def read_timeleft(text: object) -> int | None:
    """Return the seconds of ``1:02:03:04`` or ``0:00:03``, None if it says nothing."""
    seconds = 0
    pieces = str(text or "").split(":")
    if not 2 <= len(pieces) <= 4 or not all(piece.isdecimal() for piece in pieces):
        return None
    for piece, size in zip(reversed(pieces), (1, 60, 3600, 86400), strict=False):
        seconds += int(piece[:9]) * size
    return seconds or None


def _label(row: Mapping[str, Any]) -> str:
    labels = row.get("labels")
    found = labels if isinstance(labels, list) else []
    return next((str(label) for label in found if str(label) in LABELS), "")


def category_of(said: object) -> str:
    """Return the name of a category; those without one are in ``*``."""
    return "" if said in (None, "*", "None", "Default") else clean_title(str(said))


def _room(text: object) -> int | None:
    # What cannot be measured is told as 0.
    return round(_number(text) * _GIB) or None


def _maybe(said: object) -> float | None:
    try:
        number = finite(str(said))
    except ValueError:
        return None
    return number if number >= 0 else None


def _number(said: object) -> float:
    return _maybe(said) or 0.0
