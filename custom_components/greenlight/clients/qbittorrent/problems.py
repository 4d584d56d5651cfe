"""Why downloads fail or go nowhere, which qBittorrent tells only when it is asked for it.

The reason of an error is in the log, what a tracker answered in the list of its trackers. Neither
is in the list of torrents, so each is looked up when a download gets into trouble, and what a
tracker says again ever more rarely.
"""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import replace
import re
from typing import Final

from ...engine.told import plain
from ..base import Download, DownloadState, Problem
from ..common.http import decoded
from ..common.looking import Again
from ..common.values import reading, whole
from ..common.words import is_full
from ..errors import BadAnswer, ClientTimeout
from .api import Api
from .rows import Row
from .trackers import tracker_message

_FAILED: Final = frozenset({Problem.ERROR, Problem.MISSING_FILES})
_WAITING: Final = frozenset({DownloadState.STALLED, DownloadState.FETCHING_METADATA})
_TRACKER_AGAIN: Final = (60.0, 300.0, 900.0, 1800.0)
_LOOKS_PER_POLL: Final = 5
_NOT_FOUND: Final = frozenset({404})


class Problems:
    """What is known of the troubles of the downloads that are followed."""

    def __init__(self, api: Api, clock: Callable[[], float]) -> None:
        """Start with nothing known; the clock tells seconds."""
        self._api = api
        self._clock = clock
        self._errors: dict[str, tuple[Problem, str]] = {}
        self._trackers: dict[str, tuple[Again, str]] = {}
        self._log, self._log_of = ErrorLog(), 0

    async def explain(self, rows: Iterable[Row]) -> dict[str, Download]:
        """Return all followed downloads by id, with what is wrong with them."""
        explained = {}
        errors, self._errors = self._errors, {}
        trackers, self._trackers = self._trackers, {}
        looks = 0
        for row in rows:
            download = row.download
            if download.problem in _FAILED:
                why = errors.get(download.id) or await self._reason(row)
                self._errors[download.id] = why
                download = _failed(download, *why)
            elif download.state in _WAITING and row.has_trackers:
                again, said = trackers.get(download.id) or (Again(self._clock()), "")
                if again.due <= self._clock() and looks < _LOOKS_PER_POLL:
                    looks += 1
                    again.put_off(self._clock(), _TRACKER_AGAIN)
                    said = await self._told_by_trackers(download.id)
                self._trackers[download.id] = again, said
                if said:
                    download = replace(
                        download,
                        state=DownloadState.WARNING,
                        problem=Problem.TRACKER,
                        message=said,
                    )
            explained[row.download.id] = download
        return explained

    async def _reason(self, row: Row) -> tuple[Problem, str]:
        if self._log_of != self._api.renewals:
            # A restarted server numbers its lines anew.
            self._log_of, self._log = self._api.renewals, ErrorLog()
        try:
            reply = await self._api.get(
                "log/main",
                normal="false",
                info="false",
                warning="true",
                critical="true",
                last_known_id=str(self._log.last_id),
            )
            self._log.read(reply.body)
            return self._log.reason(row.name)
        except BadAnswer, ClientTimeout:
            return Problem.ERROR, ""

    async def _told_by_trackers(self, download: str) -> str:
        try:
            reply = await self._api.request(
                "GET", "torrents/trackers", params={"hash": download}, allow=_NOT_FOUND
            )
            return "" if reply.status == 404 else tracker_message(reply.body)
        except BadAnswer, ClientTimeout:
            return ""


def _failed(download: Download, problem: Problem, message: str) -> Download:
    """Return a download that failed, with what the log says of it."""
    if problem is Problem.DISK_FULL:
        # It goes on once there is room again.
        return replace(
            download, state=DownloadState.WARNING, problem=problem, message=message
        )
    return replace(download, message=message)


_TAIL: Final = 128 * 1024
_REASON = re.compile(r"Reason: \"?(.*?)\"?$")
_PLACE = re.compile(r"\([^()]*[/\\][^()]*\)")


class ErrorLog:
    """The warnings of qBittorrent's log, where alone the reason of an error is told."""

    def __init__(self) -> None:
        """Start with an unread log."""
        self.last_id = -1
        self._lines: deque[str] = deque(maxlen=200)

    def read(self, body: bytes) -> None:
        """Take in new lines. Raises ``BadAnswer``."""
        if len(body) > _TAIL:
            # Only the end matters, and decoding a long one would hold up everybody else.
            body = b"[" + body[max(body.find(b"},{", len(body) - _TAIL), 0) + 2 :]
        with reading("not a log"):
            for line in decoded(body):
                self.last_id = max(self.last_id, whole(line["id"]))
                self._lines.append(str(line["message"]))

    def reason(self, name: str) -> tuple[Problem, str]:
        """Return what the last line about a torrent of that name says it failed of."""
        # In quotes of some kind, or another name may only begin or end alike.
        named = re.compile(rf"[\"'«‹„“‘]\s?{re.escape(name)}\s?[\"'»›“”’]")
        for line in reversed(self._lines):
            if not named.search(line) or not (found := _REASON.search(line)):
                continue
            # "name file_open (path) error: Permission denied": only the end is new to a reader.
            reason = plain(_PLACE.sub("", found[1].rpartition("error: ")[2]))
            return Problem.DISK_FULL if is_full(reason) else Problem.ERROR, reason
        return Problem.ERROR, ""
