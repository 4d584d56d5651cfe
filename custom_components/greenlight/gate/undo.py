"""Undo: a while for second thoughts, in which an answer can be taken back."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from ..clients.base import Download
from ..engine.lately import lately
from ..engine.reason import Reason
from ..engine.request import SYSTEM, Actor, IllegalMove, JournalEntry, Request, State
from ..engine.undo import (
    PUT_OFF,
    TAKEN_BACK,
    UNDO_WINDOW,
    VOTE_TAKEN_BACK,
    is_brought_home,
    last_answer,
    never_asked,
)
from .attached import Attached
from .candidates import Candidates
from .grab import Grabber
from .ports import BeingImported, Environment, LedgerError, NeedsWord, TooLate
from .requests import Requests
from .singles import singles_of
from .skip_list import SkipList

# Seconds for which a question waits at least that waits again.
WAITS_AGAIN: Final = 600.0
_TAKEN_OUT: Final = frozenset({State.APPROVED, State.DOWNLOADING, State.COMPLETED})


class Undo:
    """Makes questions again of what was answered, and has taken out what clients have of them.

    It is on disk first that it is to be taken out: a client that is away, or a process that ends,
    only puts that off.
    """

    def __init__(
        self,
        requests: Requests,
        attached: Attached,
        skip_list: SkipList,
        grabber: Grabber,
        candidates: Candidates,
        downloads: dict[str, Download],
        environment: Environment,
    ) -> None:
        """Know what follows from an answer; ``downloads`` is what clients said last, by request."""
        self._requests = requests
        self._attached = attached
        self._skip_list = skip_list
        self._grabber = grabber
        self._candidates = candidates
        self._downloads = downloads
        self._now = environment.now

    async def undo(
        self, request_id: str, who: Actor, delete_data: bool | None
    ) -> Request:
        """Take the last answer back. Raises as ``Decisions.undo`` does."""
        request = self._requests.find(request_id)
        answer = last_answer(request, who.id)
        if answer is None:
            brought = is_brought_home(request)
            raise (BeingImported if brought else IllegalMove)(request, State.PENDING)
        if not lately(answer.at, UNDO_WINDOW, now=self._now()):
            raise TooLate(request)
        if request.state is State.PENDING:
            return await self._answer_of_many(request, answer, who)
        if request.state is State.SUPERSEDED:
            return await self._parts(request, answer, who, delete_data)
        self._requests.refuse_twin(request)
        if delete_data is None:
            there = to_take_out(request, self._attached, self._downloads)
            if there is not None:
                raise NeedsWord(request, there)
        return await self._decision(request, answer, who, delete_data=bool(delete_data))

    async def _parts(
        self, request: Request, answer: JournalEntry, who: Actor, delete: bool | None
    ) -> Request:
        """Take back all that came instead of a pack, and ask about that again."""
        singles = singles_of(request, self._requests.every())
        if any(one.state is State.IMPORTED or is_brought_home(one) for one in singles):
            raise BeingImported(request, State.PENDING)
        there = all_to_take_out(singles, self._attached, self._downloads)
        if delete is None and there is not None:
            raise NeedsWord(request, there)
        wanted = [one for one in singles if one.state in _TAKEN_OUT]
        now, why = self._now(), Reason(TAKEN_BACK)
        given_up = [
            one.move(
                State.PENDING,
                at=now,
                who=who,
                why=why,
                **one.taken_back(delete_data=bool(delete)),
            )
            for one in wanted
        ]
        given_up += [one for one in singles if one.state is State.PENDING]
        gone = Reason("cancelled_by_person")
        ended = [
            one.move(State.CANCELLED, at=now, who=who, why=gone) for one in given_up
        ]
        expires = now + max(request.expires - answer.at, WAITS_AGAIN)
        again = request.move(State.PENDING, at=now, who=who, why=why, expires=expires)
        await self._requests.enter(again, *ended)
        for one in ended:
            self._downloads.pop(one.id, None)
            self._grabber.forget(one.id)
        self._grabber.room_made()
        return again

    async def _answer_of_many(
        self, request: Request, answer: JournalEntry, who: Actor
    ) -> Request:
        """Take back what has not decided: a vote, or that it was put off."""
        if answer.why.code == PUT_OFF:
            why = Reason(TAKEN_BACK)
            return await self._requests.note(request.id, who, why, later=None)
        ballot = request.ballot
        vote = ballot.vote_of(who.id) if ballot else None
        if ballot is None or vote is None:
            raise IllegalMove(request, State.PENDING)
        ballot = ballot.without(vote)
        why = Reason(VOTE_TAKEN_BACK, ballot.tally)
        return await self._requests.note(request.id, who, why, ballot=ballot)

    async def _decision(
        self, request: Request, answer: JournalEntry, who: Actor, *, delete_data: bool
    ) -> Request:
        now = self._now()
        changes: dict[str, Any] = {}
        if request.state is not State.DECLINED:
            changes = request.taken_back(delete_data=delete_data)
        changes["expires"] = now + max(request.expires - answer.at, WAITS_AGAIN)
        if request.download is not None and request.handed is None:
            client = ("client", self._attached.name(request.client))
            not_ours = Reason("not_ours", (client,))
            # Before what people did, so that this is what is told of it.
            request = request.note(at=now, who=SYSTEM, why=not_ours)
        again = self._moved(request, now, who, changes)
        skips = self._skip_list.forget_by(request.id)
        shown = self._downloads.pop(request.id, None)
        try:
            await self._requests.enter(again)
        except LedgerError:
            for skip in skips:
                self._skip_list.add(skip)
            if shown is not None:
                self._downloads[request.id] = shown
            raise
        self._grabber.forget(request.id)
        self._grabber.room_made()
        return again

    def _moved(
        self, request: Request, now: float, who: Actor, changes: dict[str, Any]
    ) -> Request:
        """Return it as a question again; what nobody was asked about is no question now either."""
        again = request.move(
            State.PENDING, at=now, who=who, why=Reason(TAKEN_BACK), **changes
        )
        if never_asked(request):
            why = Reason("cancelled_by_person")
            return again.move(State.CANCELLED, at=now, who=who, why=why)
        return replace(again, **self._candidates.given_back(again))


def to_take_out(
    request: Request, attached: Attached, downloads: Mapping[str, Download]
) -> int | None:
    """Return how many bytes of a request are there that an undo takes out, None if there are none.

    Of what no client has because of it, or only one that is gone, nothing is.
    """
    if request.handed is None or request.client not in attached.clients:
        return None
    return bytes_there(request, downloads)


def all_to_take_out(
    requests: Iterable[Request], attached: Attached, downloads: Mapping[str, Download]
) -> int | None:
    """Return how many bytes of several requests an undo takes out, as ``to_take_out`` does of each."""
    taken = (one for one in requests if one.state in _TAKEN_OUT)
    each = (to_take_out(one, attached, downloads) for one in taken)
    there = [size for size in each if size is not None]
    return sum(there) if there else None


def bytes_there(request: Request, downloads: Mapping[str, Download]) -> int | None:
    """Return how many bytes of a download are there, 0 if nobody knows how many, None if none is."""
    size = request.bytes or 0
    if request.state is State.COMPLETED:
        return size
    shown = downloads.get(request.id)
    if shown is None:
        return round(size * request.progress) if request.progress > 0 else None
    if shown.done > 0 or shown.progress > 0 or shown.complete:
        return shown.done or round((shown.size or size) * shown.progress)
    return None
