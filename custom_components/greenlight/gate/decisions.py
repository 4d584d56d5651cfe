"""Decisions: what people answer, each taken once, on disk before anything follows from it."""

from typing import Any

from ..engine.quality.comparison import Choice
from ..engine.reason import Reason, said
from ..engine.request import Actor, IllegalMove, Request, State
from ..engine.seen import seen as mark_of
from .attached import Attached
from .grab import Grabber
from .opening import expiry
from .ports import AlreadyRequested, Environment, OnlyTold, QuestionChanged
from .removals import Removals
from .requests import Requests
from .skip_list import SkipList
from .twins import on_its_way


class Decisions:
    """Each verb raises ``UnknownRequest``, ``IllegalMove``, or ``LedgerError`` if it was not written."""

    def __init__(
        self,
        requests: Requests,
        attached: Attached,
        skip_list: SkipList,
        grabber: Grabber,
        removals: Removals,
        environment: Environment,
    ) -> None:
        """Know the questions, and what follows from an answer."""
        self._requests = requests
        self._attached = attached
        self._skip_list = skip_list
        self._grabber = grabber
        self._removals = removals
        self._environment = environment

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

        ``seen`` is the mark of what the person was shown, empty for whoever decides without looking.
        ``choice`` is what is to become of the file that is there. What waits for room can be approved
        once more for that. What is on its way by another request already is superseded instead: two
        requests for the same download are never approved side by side. Raises ``OnlyTold`` or
        ``QuestionChanged``.
        """
        request = self._seen(request_id, seen)
        if request.tell:
            raise OnlyTold
        waits = request.state is State.APPROVED and ignore_space
        if waits or request.state is State.FAILED:
            return await self.retry(request_id, who, ignore_space=ignore_space)
        if request.state is State.PENDING and await self._requests.end_as_twin(request):
            return self._requests.find(request_id)
        changes: dict[str, Any] = {"ignore_space": True} if ignore_space else {}
        if choice is not None:
            changes["choice"] = choice
        code = "approved_despite_room" if ignore_space else "approved_by_person"
        return await self._requests.move(
            request_id, State.APPROVED, who, Reason(code), **changes
        )

    async def decline(
        self, request_id: str, who: Actor, reason: str = "", *, seen: str = ""
    ) -> Request:
        """Decline a pending request; one that people are only told of is acknowledged by that.

        Raises ``QuestionChanged``.
        """
        told = self._seen(request_id, seen).tell
        why = said("acknowledged_by_person" if told else "declined_by_person", reason)
        return await self._requests.move(request_id, State.DECLINED, who, why)

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
        request = self._requests.find(request_id)
        why = Reason("approved_despite_room" if ignore_space else "retried_by_person")
        changes: dict[str, Any] = {"ignore_space": ignore_space or request.ignore_space}
        if request.state is State.APPROVED:
            # Committed first: the approval itself may still be on its way to the disk.
            noted = await self._requests.note(request_id, who, why, **changes)
            self._grabber.start(request_id)
            return noted
        if request.state in (State.DOWNLOADING, State.COMPLETED):
            # Only taking it back leads from there to a question.
            raise IllegalMove(request, State.PENDING)
        other = on_its_way(self._requests.open, request)
        if other and not request.open:
            raise AlreadyRequested(other)
        self._skip_list.forgive(request.release)
        changes |= request.anew()
        to = State.APPROVED if request.state is State.FAILED else State.PENDING
        if to is State.PENDING:
            rule = self._attached.rules.get(request.rule)
            changes["expires"] = expiry(self._environment, rule)
        return await self._requests.move(request_id, to, who, why, **changes)

    def _seen(self, request_id: str, seen: str) -> Request:
        """Return a request of which a person has seen what it is now. Raises ``QuestionChanged``."""
        request = self._requests.find(request_id)
        if seen and request.state is State.PENDING and seen != mark_of(request):
            raise QuestionChanged(request)
        return request
