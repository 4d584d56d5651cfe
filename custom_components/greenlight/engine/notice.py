"""Notice: the kinds of what people are told of a question that they have been asked."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from .blocked import is_blocked
from .broken import is_broken
from .request import Request, State


class Notice(StrEnum):
    """What can be told or not; that a question is there always is, and that it no longer is."""

    REMINDER = "reminder"
    DECIDED = "decided"
    PROGRESS = "progress"
    COMPLETE = "complete"
    FAILED = "failed"
    EXPIRED = "expired"
    OVERTAKEN = "overtaken"


_OF: Final[Mapping[State, Notice]] = {
    State.APPROVED: Notice.DECIDED,
    State.DECLINED: Notice.DECIDED,
    State.CANCELLED: Notice.DECIDED,
    State.DOWNLOADING: Notice.PROGRESS,
    State.COMPLETED: Notice.COMPLETE,
    State.IMPORTED: Notice.COMPLETE,
    State.FAILED: Notice.FAILED,
    State.EXPIRED: Notice.EXPIRED,
    State.SUPERSEDED: Notice.OVERTAKEN,
}


def notice_of(request: Request) -> Notice | None:
    """Return what is told of a request as it is now, None while people are asked about it."""
    if is_blocked(request):
        return None
    # A promise that was broken is none that was kept.
    return Notice.FAILED if is_broken(request) else _OF.get(request.state)
