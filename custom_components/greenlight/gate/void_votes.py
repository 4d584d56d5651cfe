"""Void votes: a yes counts for what became of the file that is there as it was shown, and for nothing worse."""

from collections.abc import Callable

from ..engine.reason import Reason
from ..engine.request import SYSTEM, Request, State
from .ports import Environment, LedgerError
from .requests import Requests


def without_void(request: Request, fate: str, now: float) -> Request:
    """Return a question without the votes of those who have said yes to less than its ``fate`` now."""
    ballot = request.ballot
    kept = ballot.for_fate(fate) if ballot else None
    if kept == ballot:
        return request
    return request.note(at=now, who=SYSTEM, why=Reason("votes_void"), ballot=kept)


class VoidVotes:
    """Takes them off the questions as soon as a rule or a library does otherwise."""

    def __init__(
        self,
        requests: Requests,
        environment: Environment,
        fate: Callable[[Request], str],
    ) -> None:
        """Know the questions; ``fate`` tells how the file that is there goes by a yes."""
        self._requests = requests
        self._environment = environment
        self._fate = fate

    def look(self) -> None:
        """Have them taken off, where there are any."""
        if any(self._of(one) is not one for one in self._requests.open.values()):
            self._environment.spawn(self._take_off(), "take off votes that are void")

    def _of(self, request: Request) -> Request:
        ballot = request.ballot
        if request.state is not State.PENDING or ballot is None or not ballot.votes:
            return request
        return without_void(request, self._fate(request), self._environment.now())

    async def _take_off(self) -> None:
        found = ((one, self._of(one)) for one in list(self._requests.open.values()))
        changed = [after for before, after in found if after is not before]
        try:
            await self._requests.enter(noted=changed)
        except LedgerError:
            # The storage has logged why; at the next vote they do not count either.
            return
