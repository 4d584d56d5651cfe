"""The latest download: the one request whose progress people want to see at a glance."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from ..clients.base import Download, DownloadState
from ..engine.reason import Reason
from ..engine.request import Request, State
from ..gate.requests import Requests

# There has been no download yet.
NOTHING: Final = "nothing"
APPROVED: Final = "approved"
WAITING: Final = "waiting"
WAITING_FOR_SITE: Final = "waiting_for_site"
WAITING_FOR_ROOM: Final = "waiting_for_room"
# Its client has not said yet where it is.
HANDED_OVER: Final = "handed_over"
# Where a download can be: a client's own words on it, and ours for before and after.
STATES: Final = (
    NOTHING,
    APPROVED,
    WAITING,
    WAITING_FOR_SITE,
    WAITING_FOR_ROOM,
    HANDED_OVER,
    *(state.value for state in DownloadState),
    State.CANCELLED.value,
)

# Reasons that have to do with the site, where the file is fetched that a client is given.
_OF_SITE: Final = "link_"
_ENDED: Final = {
    State.COMPLETED: DownloadState.COMPLETED.value,
    State.IMPORTED: DownloadState.COMPLETED.value,
    State.CANCELLED: State.CANCELLED.value,
    State.FAILED: DownloadState.FAILED.value,
}


@dataclass(frozen=True, slots=True)
class Latest:
    """A request, what its client said of it last, and why it waits for room if it does."""

    request: Request
    download: Download | None
    room: Reason | None = None

    @property
    def _running(self) -> Download | None:
        return self.download if self.request.state is State.DOWNLOADING else None

    @property
    def progress(self) -> float:
        """Return the progress from 0 to 1."""
        return self._running.progress if self._running else self.request.progress

    @property
    def speed(self) -> int:
        """Return bytes per second; what does not run has none."""
        return self._running.download_speed if self._running else 0

    @property
    def time_left(self) -> int | None:
        """Return seconds, None when nobody knows. Of what has ended none are left."""
        if self.request.state in _ENDED:
            return 0
        return self._running.eta if self._running else None

    @property
    def state(self) -> str:
        """Return one of ``STATES``."""
        if self.request.state is State.DOWNLOADING:
            return self._running.state.value if self._running else HANDED_OVER
        if self.room:
            return WAITING_FOR_ROOM
        return _ENDED.get(self.request.state) or self._waits

    @property
    def _waits(self) -> str:
        """Return what an approved one waits for; until it was tried for the first time, nothing."""
        last = self.request.journal[-1]
        if last.moved:
            return APPROVED
        return WAITING_FOR_SITE if last.why.code.startswith(_OF_SITE) else WAITING

    @property
    def why(self) -> Reason | None:
        """Return why it is where it is, None while it runs: then the client's own state says it."""
        if self.request.state is State.DOWNLOADING:
            return None
        return self.room or self.request.journal[-1].why


def latest(
    requests: Requests,
    downloads: Mapping[str, Download],
    waits_for_room: Callable[[Request], Reason | None],
) -> Latest | None:
    """Return what began to download last, else what was approved last, else what ended last.

    ``downloads`` are by the id of their request.
    """
    found = (
        _newest_open(requests, State.DOWNLOADING)
        or _newest_open(requests, State.APPROVED)
        or _last_ended(requests)
    )
    if found is None:
        return None
    return Latest(found, downloads.get(found.id), waits_for_room(found))


def _newest_open(requests: Requests, state: State) -> Request | None:
    return max(
        # Of two that came into the state at the same time, the one that was asked about last.
        (one for one in reversed(list(requests.open.values())) if one.state is state),
        key=_since,
        default=None,
    )


def _since(request: Request) -> float:
    """Return since when a request is in its state: not when it was asked about, but answered."""
    entry = request.last_move()
    return entry.at if entry else request.created


def _last_ended(requests: Requests) -> Request | None:
    return max(
        (
            one
            # Of two that ended at the same time, the one that was noted last.
            for one in reversed(list(requests.history.values()))
            if one.state in _ENDED
            and any(entry.after is State.DOWNLOADING for entry in one.journal)
        ),
        key=lambda one: one.ended,
        default=None,
    )
