"""Put off: questions that somebody wants to be asked later."""

from ..engine.deadline import LASTS_AFTER
from ..engine.reason import Reason
from ..engine.request import Actor, IllegalMove, Request, State
from ..engine.undo import PUT_OFF
from .answers import Answers
from .requests import Requests


class PutOff:
    """What is put off is pending and not asked about; a timer of the queue's brings it back."""

    def __init__(self, requests: Requests, answers: Answers) -> None:
        """Know the questions."""
        self._requests = requests
        self._answers = answers

    async def put_off(
        self, request_id: str, until: float, who: Actor, seen: str
    ) -> Request:
        """Put a question off. Raises as ``Decisions.put_off`` does."""
        request = self._answers.seen(request_id, seen)
        if request.state is not State.PENDING:
            raise IllegalMove(request, State.PENDING)
        return await self._requests.note(
            request_id,
            who,
            Reason(PUT_OFF, (("until", float(until)),)),
            later=float(until),
            expires=max(request.expires, until + LASTS_AFTER),
            reminded=False,
        )

    async def ask_now(self, request_id: str, who: Actor) -> Request:
        """Ask about it at once. Raises as ``Decisions.ask_now`` does."""
        request = self._requests.find(request_id)
        if request.state is not State.PENDING:
            raise IllegalMove(request, State.PENDING)
        if request.later is None:
            return request
        return await self._requests.note(
            request_id, who, Reason("asked_now"), later=None
        )
