"""What NZBGet says of itself and of one download, in its queue or in its history.

Numbers above 32 bits come in two halves, ``Lo`` and ``Hi``. Sizes are those of the posted, encoded
articles; with the extra repair files, which are in the queue but paused until they are needed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from ...engine.text import clean_title
from ...engine.told import plain
from ..base import Download, DownloadState, Problem, Space
from ..common.states import known_state, unknown_state
from ..common.usenet import UsenetHead
from ..common.values import parent_of, path_text, whole
from ..through import Shown

# By which a download is recognised as ours: a parameter that NZBGet keeps with it for good.
MARK: Final = "greenlight"

# The names in listgroups: daemon/remote/XmlRpc.cpp (ListGroupsXmlCommand) from 21 to 26.
QUEUE_STATES: Final[Mapping[str, DownloadState]] = MappingProxyType(
    {
        "QUEUED": DownloadState.QUEUED,
        "PAUSED": DownloadState.PAUSED,
        "DOWNLOADING": DownloadState.DOWNLOADING,
        # The NZB file itself.
        "FETCHING": DownloadState.FETCHING_METADATA,
        "PP_QUEUED": DownloadState.POST_PROCESSING,
        "LOADING_PARS": DownloadState.POST_PROCESSING,
        "VERIFYING_SOURCES": DownloadState.POST_PROCESSING,
        "REPAIRING": DownloadState.POST_PROCESSING,
        "VERIFYING_REPAIRED": DownloadState.POST_PROCESSING,
        "RENAMING": DownloadState.POST_PROCESSING,
        "UNPACKING": DownloadState.POST_PROCESSING,
        "MOVING": DownloadState.POST_PROCESSING,
        "POST_UNPACK_RENAMING": DownloadState.POST_PROCESSING,
        "EXECUTING_SCRIPT": DownloadState.POST_PROCESSING,
        "PP_FINISHED": DownloadState.POST_PROCESSING,
        "QS_QUEUED": DownloadState.POST_PROCESSING,
        "QS_EXECUTING": DownloadState.POST_PROCESSING,
    }
)


@dataclass(frozen=True, slots=True)
class Ending:
    """What an entry of the history means to us."""

    state: DownloadState
    problem: Problem | None = None
    message: str = ""


_DONE: Final = Ending(DownloadState.COMPLETED)
_AGAIN: Final = Ending(
    DownloadState.FAILED, Problem.DUPLICATE, "NZBGet had this already and deleted it"
)

# The names in the history: daemon/queue/DownloadInfo.cpp (NzbInfo::MakeTextStatus) from 21 to 26,
# and the part before the slash for one that a newer version adds. What is a warning there is one
# here if a person can still bring it to an end in NZBGet; None is what somebody removed.
ENDINGS: Final[Mapping[str, Ending | None]] = MappingProxyType(
    {
        "SUCCESS": _DONE,
        # Nothing was repaired or unpacked that would have shown it to be whole.
        "WARNING/HEALTH": Ending(
            DownloadState.COMPLETED,
            Problem.MISSING_ARTICLES,
            "some articles are missing",
        ),
        # Unpacked and in its place: only a script of the person's own did not succeed.
        "WARNING/SCRIPT": Ending(
            DownloadState.COMPLETED, None, "a post-processing script failed"
        ),
        "WARNING/SPACE": Ending(
            DownloadState.WARNING, Problem.DISK_FULL, "no room on the disk to unpack it"
        ),
        "WARNING/PASSWORD": Ending(
            DownloadState.FAILED, Problem.ENCRYPTED, "the archive wants a password"
        ),
        "WARNING/DAMAGED": Ending(
            DownloadState.WARNING,
            Problem.MISSING_ARTICLES,
            "it is damaged, and NZBGet is set not to repair by itself",
        ),
        "WARNING/REPAIRABLE": Ending(
            DownloadState.WARNING,
            Problem.MISSING_ARTICLES,
            "it can be repaired, and NZBGet is set not to do so by itself",
        ),
        "WARNING": Ending(DownloadState.WARNING, Problem.ERROR, "it needs a look"),
        "FAILURE/PAR": Ending(
            DownloadState.FAILED, Problem.UNPACKING, "it could not be repaired"
        ),
        "FAILURE/UNPACK": Ending(
            DownloadState.FAILED, Problem.UNPACKING, "it could not be unpacked"
        ),
        "FAILURE/MOVE": Ending(
            DownloadState.WARNING,
            Problem.ERROR,
            "the files could not be moved to their place",
        ),
        "FAILURE/HEALTH": Ending(
            DownloadState.FAILED, Problem.MISSING_ARTICLES, "too much is missing"
        ),
        "FAILURE/BAD": Ending(
            DownloadState.FAILED, Problem.ERROR, "somebody or a script marked it as bad"
        ),
        "FAILURE/SCAN": Ending(
            DownloadState.FAILED, Problem.ERROR, "NZBGet cannot read the NZB file"
        ),
        "FAILURE/FETCH": Ending(
            DownloadState.FAILED, Problem.ERROR, "the NZB file could not be fetched"
        ),
        "FAILURE": Ending(DownloadState.FAILED, Problem.ERROR, "it failed"),
        "DELETED/MANUAL": None,
        "DELETED/COPY": _AGAIN,
        "DELETED/DUPE": _AGAIN,
        "DELETED/GOOD": _AGAIN,
        "DELETED/HEALTH": Ending(
            DownloadState.FAILED, Problem.MISSING_ARTICLES, "too much is missing"
        ),
    }
)
# From this priority on a download goes on while the server is paused.
FORCED: Final = 900
_NO_SPACE: Final = 0xFFFFFFFF


@dataclass(frozen=True, slots=True, kw_only=True)
class Head(UsenetHead):
    """What NZBGet says of itself as a whole.

    ``idle`` is paused in every respect, ``busy`` is with something to download. ``now`` and ``since``,
    when it started, are epoch seconds by its own clock. Nothing is completed without ``work`` being
    another: the bytes downloaded since the start, and how many downloads are being post-processed.
    """

    idle: bool
    quota: bool
    servers: bool
    busy: bool
    work: tuple[int, int]
    now: int
    since: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: the download, and what else is needed to recognise and to steer it.

    ``status`` is NZBGet's own word. ``ended`` is when it came into the history, in epoch seconds by
    NZBGet's clock, None in the queue. ``removed`` says that somebody deleted it, and ``elsewhere``
    that a script put the data where NZBGet does not look after it. ``files`` counts its files.
    """

    download: Download
    shown: Shown
    mark: str
    status: str
    ended: int | None = None
    removed: bool = False
    elsewhere: bool = False
    files: int = 0


def read_head(status: Any) -> Head:
    """Read the answer to ``status``. Raises ``KeyError``, ``TypeError`` or ``ValueError``."""
    servers = status.get("NewsServers")
    paused = status["DownloadPaused"] is True
    return Head(
        speed=large(status, "DownloadRate")
        if "DownloadRateLo" in status
        else max(whole(status["DownloadRate"]), 0),
        limit=max(whole(status["DownloadLimit"]), 0),
        paused=paused,
        # NZBGet's own button pauses all three, and so does a faulty configuration.
        idle=paused and status.get("PostPaused") is True is status.get("ScanPaused"),
        quota=status.get("QuotaReached") is True,
        servers=not isinstance(servers, list)
        or any(server.get("Active") for server in servers),
        busy=status.get("ServerStandBy") is False,
        work=(large(status, "DownloadedSize"), int(status.get("PostJobCount", 0))),
        now=(now := whole(status.get("ServerTime", 0))),
        since=now - whole(status.get("UpTimeSec", 0)),
        space=Space(
            free=_room(status, "FreeDiskSpace"), total=_room(status, "TotalDiskSpace")
        ),
    )


def read_queued(row: Mapping[str, Any], head: Head, place: int = 0) -> Row:
    """Read an item of ``listgroups``, and its place there, from 1.

    Raises ``KeyError``, ``TypeError`` or ``ValueError``.
    """
    status = str(row["Status"])
    state = known_state("NZBGet", QUEUE_STATES, status)
    remaining, paused = large(row, "RemainingSize"), large(row, "PausedSize")
    # Repair files wait paused; in a paused download everything does, so it tells nothing then.
    waiting = 0 if status == "PAUSED" or paused >= remaining else paused
    size = max(large(row, "FileSize") - waiting, 0)
    left = min(max(remaining - waiting, 0), size)
    if state is DownloadState.POST_PROCESSING:
        left = 0
    forced = int(row.get("MaxPriority", 0)) >= FORCED
    if state is DownloadState.QUEUED and head.paused and not forced:
        state = DownloadState.PAUSED
    if state is DownloadState.DOWNLOADING and not head.speed:
        state = DownloadState.STALLED
    problem, message = None, ""
    health, needed = int(row.get("Health", 1000)), int(row.get("CriticalHealth", 0))
    if status == "PAUSED" and health < needed:
        state, problem = DownloadState.WARNING, Problem.MISSING_ARTICLES
        message = f"paused, because {_lacking(health)} ({status})"
    going = state is DownloadState.DOWNLOADING
    download = Download(
        id=str(whole(row["NZBID"])),
        name=clean_title(str(row["NZBName"])),
        state=state,
        progress=(size - left) / size if size else 0.0,
        complete=False,
        size=size or None,
        done=size - left,
        download_speed=head.speed if going else 0,
        eta=left // head.speed if going else None,
        category=clean_title(str(row.get("Category") or "")),
        problem=problem,
        message=message,
    )
    shown = Shown(
        download=download,
        save_path=parent_of(path_text(row.get("DestDir") or "")),
        stopped=status == "PAUSED",
        forced=forced,
        downloaded=download.done,
        priority=place,
    )
    return Row(
        download=download,
        shown=shown,
        mark=_mark(row),
        status=status,
        files=whole(row.get("FileCount", 0)),
    )


def read_ended(row: Mapping[str, Any]) -> Row:
    """Read an item of ``history``. Raises ``KeyError``, ``TypeError`` or ``ValueError``."""
    status = str(row["Status"])
    kind = status.partition("/")[0]
    removed = status in ENDINGS and ENDINGS[status] is None
    ending = ENDINGS.get(status) or ENDINGS.get(kind)
    if removed:
        state = DownloadState.FAILED
    else:
        state = ending.state if ending else unknown_state("NZBGet", status)
    complete = state is DownloadState.COMPLETED
    message = ending.message if ending else ""
    if ending and ending.problem is Problem.MISSING_ARTICLES:
        health = int(row.get("Health", 1000))
        message = _lacking(health) if health < 1000 else message
    size = large(row, "FileSize")
    done = size if complete else min(large(row, "DownloadedSize"), size)
    final, folder = str(row.get("FinalDir") or ""), str(row.get("DestDir") or "")
    download = Download(
        id=str(whole(row["NZBID"])),
        name=clean_title(str(row["Name"])),
        state=state,
        progress=1.0 if complete else done / size if size else 0.0,
        complete=complete,
        size=size or None,
        done=done,
        category=clean_title(str(row.get("Category") or "")),
        content_path=path_text(final or folder) if complete else "",
        problem=ending.problem if ending else None,
        message=f"{message} ({plain(status)})" if message else "",
    )
    at = whole(row["HistoryTime"])
    shown = Shown(
        download=download,
        save_path=parent_of(download.content_path),
        completed=at if complete else None,
        downloaded=done,
    )
    return Row(
        download=download,
        shown=shown,
        mark=_mark(row),
        status=status,
        ended=at,
        removed=removed,
        elsewhere=complete and bool(final) and final != folder,
    )


def _lacking(health: int) -> str:
    return f"{(1000 - health) / 10:.1f} % is missing"


def _mark(row: Mapping[str, Any]) -> str:
    for parameter in row.get("Parameters") or ():
        if parameter.get("Name") == MARK:
            return str(parameter.get("Value") or "")
    return ""


def large(row: Mapping[str, Any], name: str) -> int:
    """Return a number that is told in two halves."""
    return whole(whole(row[f"{name}Hi"]) << 32 | whole(row[f"{name}Lo"]))


def _room(status: Mapping[str, Any], name: str) -> int | None:
    low, high = status.get(f"{name}Lo"), status.get(f"{name}Hi")
    if low is None or high is None or low == high == _NO_SPACE:
        return None
    return large(status, name)
