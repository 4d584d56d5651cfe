"""Tally: how often people were asked and what came of it, since the beginning."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Final

from .causes import REFUSED_BEFORE, TURN_CAME
from .replaced import gone_for
from .request import JournalEntry, Request, State
from .stored import Reading

# What earlier versions did not count.
_ADDED: Final = frozenset({"unasked"})


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of requests and sums of bytes; ``saved_by_replacing`` is below 0 where more is needed.

    ``unasked`` are those of ``approved`` about which nobody was asked.
    """

    asked: int = 0
    approved: int = 0
    declined: int = 0
    expired: int = 0
    downloaded: int = 0
    bytes_downloaded: int = 0
    saved_by_declining: int = 0
    saved_by_replacing: int = 0
    unasked: int = 0

    def moved(self, request: Request, move: JournalEntry) -> Tally:
        """Return what is counted with one move of a request.

        What is left for a question again was not: it is counted out. Another try of what had failed
        was approved once.
        """
        if not move.moved:
            # What has waited for its turn was not asked about when it came.
            turn = move.why.code == TURN_CAME
            return _counted(self, request, State.PENDING, 1) if turn else self
        if move.why.code == REFUSED_BEFORE:
            # Nobody has said no to it now.
            return self
        if move.after is not State.PENDING:
            tried_again = move.before is State.FAILED
            tally = self if tried_again else _counted(self, request, move.after, 1)
            unasked = move.unasked and not tried_again
            return tally.without_question(1) if unasked else tally
        if move.before is None:
            at_once = any(map(_needs_nobody, request.journal[1:2]))
            return self if at_once else _counted(self, request, State.PENDING, 1)
        before = _before(request, move)
        if before is not None and before.why.code == REFUSED_BEFORE:
            return replace(self, asked=self.asked + 1)
        tally = _counted(self, request, move.before, -1)
        if move.before in (State.DOWNLOADING, State.COMPLETED):
            tally = _counted(tally, request, State.APPROVED, -1)
        if _was_unasked(request, move):
            # Now there is a question.
            tally = replace(tally.without_question(-1), asked=tally.asked + 1)
        return tally

    def without_question(self, sign: int) -> Tally:
        """Return it with one more that was approved without a question, or one less."""
        return replace(self, unasked=self.unasked + sign)


def _needs_nobody(move: JournalEntry) -> bool:
    """Tell whether a move answers what nobody was asked about."""
    return move.unasked or move.why.code == REFUSED_BEFORE


def _before(
    request: Request, move: JournalEntry, into: State | None = None
) -> JournalEntry | None:
    """Return the last move before one, or the last ``into`` a state; None if there was none."""
    before = request.journal[: request.journal.index(move)]
    moves = (one for one in reversed(before) if one.moved)
    return next((one for one in moves if into in (None, one.after)), None)


def _was_unasked(request: Request, move: JournalEntry) -> bool:
    """Tell whether what a move takes back was approved without a question."""
    approved = _before(request, move, State.APPROVED)
    return approved is not None and approved.unasked


def _counted(tally: Tally, request: Request, state: State, sign: int) -> Tally:
    size = (request.bytes or 0) * sign
    match state:
        case State.PENDING:
            return replace(tally, asked=tally.asked + sign)
        case State.APPROVED:
            return replace(tally, approved=tally.approved + sign)
        case State.EXPIRED:
            return replace(tally, expired=tally.expired + sign)
        case State.DECLINED:
            return replace(
                tally,
                declined=tally.declined + sign,
                saved_by_declining=tally.saved_by_declining + size,
            )
        case State.COMPLETED:
            return replace(
                tally,
                downloaded=tally.downloaded + sign,
                bytes_downloaded=tally.bytes_downloaded + size,
            )
        case State.IMPORTED:
            # Nothing has gone before it is there.
            return replace(
                tally,
                saved_by_replacing=tally.saved_by_replacing + sign * saved(request),
            )
    return tally


def saved(request: Request) -> int:
    """Return how many bytes are had less when a file has gone for what was downloaded instead."""
    gone = gone_for(request)
    if not gone or request.bytes is None:
        return 0
    sizes = [file.size for file in gone if file.size is not None]
    # Of what nobody knows the size of nothing can be said.
    return sum(sizes) - request.bytes if len(sizes) == len(gone) else 0


def counted(requests: Iterable[Request]) -> Tally:
    """Return what the journals of requests tell, for whoever has not counted from the beginning."""
    tally = Tally()
    for request in requests:
        for line in request.journal:
            if line.moved:
                tally = tally.moved(request, line)
    return tally


def tally_to_dict(tally: Tally) -> dict[str, int]:
    """Return what ``tally_from_dict`` reads."""
    return asdict(tally)


def tally_from_dict(data: Mapping[str, Any], reading: Reading) -> Tally:
    """Read it; a count that makes no sense begins anew, and so does one that was not kept once."""
    found = {
        one.name: value
        for one in fields(Tally)
        if one.name not in _ADDED or one.name in data
        if isinstance(value := reading.of(data, one.name), int)
    }
    return Tally(**found)
