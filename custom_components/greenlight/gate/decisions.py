"""Decisions: what people answer, each taken once, on disk before anything follows from it."""

from collections.abc import Callable, Coroutine, Iterable, Mapping
from typing import Any

from ..clients.base import Download
from ..engine.quality.comparison import Choice
from ..engine.reason import Reason, said
from ..engine.refusal import Scope
from ..engine.request import Actor, IllegalMove, Request, State
from .answers import Answers
from .attached import Attached
from .candidates import Candidates
from .grab import Grabber
from .opening import expiry
from .ports import Environment, NotOffered, OnlyTold, QuestionChanged
from .put_off import PutOff
from .removals import Removals
from .requests import Requests
from .several import Answered, Several
from .singles import Singles
from .skip_list import SkipList
from .turns import Turns
from .undo import Undo

# Take a person's word on which work a question is about: request, library, item, who.
type ChooseWork = Callable[[str, str, str, Actor], Coroutine[Any, Any, Request]]


class Decisions:
    """Each verb raises ``UnknownRequest``, ``IllegalMove``, or ``LedgerError`` if it was not written.

    Those of several people who answer one question have their turn one after the other, so that each
    is told what has really been decided.
    """

    def __init__(
        self,
        requests: Requests,
        attached: Attached,
        skip_list: SkipList,
        grabber: Grabber,
        removals: Removals,
        answers: Answers,
        candidates: Candidates,
        singles: Singles,
        downloads: dict[str, Download],
        choose_work: ChooseWork,
        environment: Environment,
    ) -> None:
        """Know the questions, and what follows from an answer."""
        self._requests = requests
        self._attached = attached
        self._skip_list = skip_list
        self._grabber = grabber
        self._removals = removals
        self._choose_work = choose_work
        self._environment = environment
        self._turns = Turns()
        self._answers = answers
        self._candidates = candidates
        self._singles = singles
        self._put_off = PutOff(requests, answers)
        self._undo = Undo(
            requests, attached, skip_list, grabber, candidates, downloads, environment
        )
        self._several = Several(requests, answers, self._turns)

    # ------------------------------------------------------------- yes and no

    async def approve(
        self,
        request_id: str,
        who: Actor,
        *,
        seen: str = "",
        ignore_space: bool = False,
        choice: Choice | None = None,
    ) -> Request:
        """Approve a pending request, which starts the grab; as wished, however full the disk is.

        Where it takes several people it is a vote for it. ``seen`` is the mark of what the person was
        shown, empty for whoever decides without looking. ``choice`` is what is to become of the file
        that is there, one of those that are offered. What waits for room can be approved once more
        for that. What is on its way by another request already is superseded instead: two requests
        for the same download are never approved side by side. Raises ``OnlyTold``, ``NotOffered`` or
        ``QuestionChanged``.
        """
        async with self._turns.of(request_id):
            request = self._answers.seen(request_id, seen)
            waits = request.state is State.APPROVED and ignore_space
            if not request.tell and (waits or request.state is State.FAILED):
                return await self._retry(request_id, who, ignore_space=ignore_space)
            after = self._answers.yes(
                request, who, ignore_space=ignore_space, choice=choice
            )
            return await self._answers.commit(request, after)

    async def decline(
        self,
        request_id: str,
        who: Actor,
        reason: str = "",
        *,
        seen: str = "",
        scope: Scope | None = None,
        days: int | None = None,
        further: bool = True,
    ) -> Request:
        """Decline a pending request; one that people are only told of is acknowledged by that.

        Where it takes several people it is a vote against it. With a ``scope`` more than it is
        refused once it is declined, for so many days or for good; that can be said of what is
        declined already, too. Without ``further`` whoever ordered it is to look for no other.
        Raises ``QuestionChanged`` or ``CannotRefuse``.
        """
        async with self._turns.of(request_id):
            request = self._answers.seen(request_id, seen)
            after = self._answers.no(request, who, reason, scope=scope, further=further)
            more = scope if after.state is State.DECLINED else None
            why = said("declined_by_person", reason)
            with self._skip_list.refusing(after, more, who, days, why):
                return await self._answers.commit(request, after)

    async def approve_all(
        self,
        request_ids: Iterable[str],
        who: Actor,
        *,
        seen: Mapping[str, str] | None = None,
        ignore_space: bool = False,
    ) -> dict[str, Answered]:
        """Approve several, and return what became of each: the request, or why it was not done.

        ``seen`` are the marks by request, where there are any.
        """

        def answer(request: Request, among: Mapping[str, Request]) -> Request:
            return self._answers.yes(
                request, who, ignore_space=ignore_space, among=among
            )

        async def alone(request_id: str) -> Request:
            mark = (seen or {}).get(request_id, "")
            return await self.approve(
                request_id, who, seen=mark, ignore_space=ignore_space
            )

        return await self._several.answer(request_ids, seen or {}, answer, alone)

    async def decline_all(
        self,
        request_ids: Iterable[str],
        who: Actor,
        reason: str = "",
        *,
        seen: Mapping[str, str] | None = None,
        further: bool = True,
    ) -> dict[str, Answered]:
        """Decline several, and return what became of each, as ``approve_all`` does."""

        def answer(request: Request, _among: Mapping[str, Request]) -> Request:
            return self._answers.no(request, who, reason, further=further)

        async def alone(request_id: str) -> Request:
            mark = (seen or {}).get(request_id, "")
            return await self.decline(
                request_id, who, reason, seen=mark, further=further
            )

        return await self._several.answer(request_ids, seen or {}, answer, alone)

    # ------------------------------------------------------------- which of them

    def candidates(self, request: Request) -> list[Request]:
        """Return a request as it is about each of its candidates, the one that is asked about first.

        Those after it are in the order of ``also``, held against what the libraries have now.
        """
        return self._candidates.each(request)

    async def take(
        self, request_id: str, place: int, who: Actor, *, seen: str = ""
    ) -> Request:
        """Approve another candidate, the one at that place of ``also``, instead of what was asked.

        What was asked about takes its place there. Where it takes several people they are asked about
        the candidate, with one vote for it. Raises ``OnlyTold``, ``NotOffered``, ``QuestionChanged``,
        ``NotYet`` while a client may still have what was approved before, or ``AlreadyRequested`` for
        what is on its way already.
        """
        async with self._turns.of(request_id):
            request = self._answers.seen(request_id, seen, others=True)
            return await self._candidates.take(request, place, who)

    async def singles(self, request_id: str, who: Actor, *, seen: str = "") -> Request:
        """Approve only what is lacking of a pack, which is offered by itself, and let the pack be.

        Raises ``OnlyTold``, ``QuestionChanged``, or ``NotOffered`` where one of the episodes is not on offer
        any more.
        """
        async with self._turns.of(request_id):
            request = self._answers.seen(request_id, seen)
            return await self._singles.take(request, who)

    async def choose(
        self, request_id: str, place: int, who: Actor, *, seen: str = ""
    ) -> Request:
        """Say which of the works at hand is meant, and approve.

        Where a file turns out to be replaced by that, nobody has seen it: then the question is put
        right, and ``QuestionChanged`` raised. Raises ``OnlyTold``, ``NotOffered`` or
        ``UnknownItem``, too.
        """
        async with self._turns.of(request_id):
            request = self._answers.seen(request_id, seen)
            if request.state is not State.PENDING:
                raise IllegalMove(request, State.APPROVED)
            if request.tell:
                raise OnlyTold
            works = request.weighed.works if request.weighed else ()
            if not 0 <= place < len(works) or not works[place].known_to:
                raise NotOffered(request)
            library, item = works[place].known_to[0]
            chosen = await self._choose_work(request_id, library, item, who)
            if chosen.weighed and any(file.replaced for file in chosen.weighed.there):
                raise QuestionChanged(chosen)
            return await self._answers.commit(chosen, self._answers.yes(chosen, who))

    # ------------------------------------------------------------- not now

    async def put_off(
        self, request_id: str, until: float, who: Actor, *, seen: str = ""
    ) -> Request:
        """Put a question off until then (epoch seconds); it waits two hours after that at least.

        Raises ``QuestionChanged``.
        """
        async with self._turns.of(request_id):
            return await self._put_off.put_off(request_id, until, who, seen)

    async def ask_now(self, request_id: str, who: Actor) -> Request:
        """Ask at once about what was put off; anything else is left as it is."""
        async with self._turns.of(request_id):
            return await self._put_off.ask_now(request_id, who)

    # ------------------------------------------------------------- on second thoughts

    async def undo(
        self, request_id: str, who: Actor, *, delete_data: bool | None = None
    ) -> Request:
        """Take the last answer back, within ``UNDO_WINDOW``: it waits for one again.

        What was approved is taken out of its client, with its data if ``delete_data``. Raises
        ``NeedsWord`` where some of it is there and nobody has said what is to become of it, or
        ``TooLate``.
        """
        async with self._turns.of(request_id):
            return await self._undo.undo(request_id, who, delete_data)

    async def cancel(self, request_id: str, who: Actor, reason: str = "") -> Request:
        """Give an open request up; a download that runs is removed from its client, not its data.

        What the client had before it was approved stays there. Raises ``ClientError``, too.
        """
        why = said("cancelled_by_person", reason)
        return await self._removals.cancel(request_id, who, why)

    async def retry(
        self, request_id: str, who: Actor, *, ignore_space: bool = False
    ) -> Request:
        """Try a failed request again, or ask again about one that was turned down or ran out.

        Raises ``AlreadyRequested`` when its download is on its way by another request.
        """
        async with self._turns.of(request_id):
            return await self._retry(request_id, who, ignore_space=ignore_space)

    async def _retry(
        self, request_id: str, who: Actor, *, ignore_space: bool
    ) -> Request:
        request = self._requests.find(request_id)
        why = Reason("approved_despite_room" if ignore_space else "retried_by_person")
        changes: dict[str, Any] = {"ignore_space": ignore_space or request.ignore_space}
        if request.state is State.APPROVED:
            # Committed first: the approval itself may still be on its way to the disk.
            noted = await self._requests.note(request_id, who, why, **changes)
            self._grabber.start(request_id)
            return noted
        if request.state in (State.DOWNLOADING, State.COMPLETED, State.SUPERSEDED):
            # Only taking it back leads from there to a question.
            raise IllegalMove(request, State.PENDING)
        self._requests.refuse_twin(request)
        self._skip_list.forgive(request.release)
        changes |= request.anew()
        to = State.APPROVED if request.state is State.FAILED else State.PENDING
        if to is State.PENDING:
            rule = self._attached.rule(request.rule)
            changes["expires"] = expiry(self._environment, rule)
        return await self._requests.move(request_id, to, who, why, **changes)
