"""Wanting: which questions an approver is to be asked, when, and how often for the same one."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from ..engine.blocked import blocked_call, is_blocked
from ..engine.broken import is_broken
from ..engine.causes import CAME_BACK, NEXT_BEST, TURN_CAME
from ..engine.ordering import is_under_own
from ..engine.question import is_series, kind_of
from ..engine.reading import read
from ..engine.request import Request, State
from ..engine.undo import GIVEN_BACK
from ..parts.approver_settings import ApproverSettings, Filters

# The mark of the call for a promise that was broken.
BROKEN: Final = "broken"
# Why people are called again for one that was waiting all the time.
_CALLED: Final = frozenset({CAME_BACK, TURN_CAME, NEXT_BEST})


def wants(filters: Filters, request: Request) -> bool:
    """Tell whether an approver puts that question. What is not known of it leaves nothing out."""
    # The settings of a program that orders are no rule, and neither is what somebody hands in.
    ruled = request.rule and not is_under_own(request)
    if filters.rules and ruled and request.rule not in filters.rules:
        return False
    weighed = request.weighed
    if filters.media:
        work = weighed.work if weighed else None
        series = is_series(work, read(request.release.title))
        if ("series" if series else "movie") not in filters.media:
            return False
    kind = kind_of(request)
    if filters.kinds and kind is not None and kind not in filters.kinds:
        return False
    compared = weighed is not None and bool(weighed.there)
    return not (
        compared and weighed is not None and len(weighed.gains) < filters.min_gains
    )


def is_quiet(settings: ApproverSettings, now: datetime) -> bool:
    """Tell whether nothing is to be heard now (local time of the house)."""
    if settings.quiet is None:
        return False
    begins, ends = settings.quiet
    minute = now.hour * 60 + now.minute
    if begins <= ends:
        return begins <= minute < ends
    return minute >= begins or minute < ends


def call_of(request: Request, *, reminds: bool = True) -> str:
    """Return a mark of the last time that people were called for a question.

    A reminder is a call, too, where it ``reminds``.
    What was taken back is there again without a call: whoever took it back has it before them.
    """
    if is_blocked(request):
        return blocked_call(request)
    if is_broken(request):
        return BROKEN
    called = request.created
    for entry in reversed(request.journal):
        if entry.after is not State.PENDING:
            continue
        # Of what was given back nobody is called: somebody has just had it before them.
        if (
            entry.moved and entry.why.code not in GIVEN_BACK
        ) or entry.why.code in _CALLED:
            called = entry.at
            break
    return f"{called:.3f}{'r' if request.reminded and reminds else ''}"


def best_first(requests: Iterable[Request]) -> list[Request]:
    """Return questions so that the one that ends first stands first."""
    return sorted(requests, key=lambda one: (one.expires, one.created, one.id))
