"""Queue: at most so many questions wait for an answer; what is more waits for its turn.

Who is asked at once is settled when requests come in, so nobody is ever asked about more. What a
person wants to be asked about (handed in, asked again, taken back) does not wait.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from ..engine.causes import ASKED_ANEW, NEXT_BEST, TURN_CAME
from ..engine.line import turn
from ..engine.reason import Reason
from ..engine.request import SYSTEM, ActorKind, Request, State
from .alarm import Alarm
from .attached import Attached
from .opening import expiry
from .ports import LEDGER_RETRY, Environment, LedgerError
from .requests import Requests
from .skip_list import SkipList

_BY_THEMSELVES: Final = frozenset({ActorKind.RULE, ActorKind.ASKER, ActorKind.SYSTEM})


class Queue:
    """Knows how many questions wait, and whose turn is next (``engine/line``)."""

    def __init__(
        self,
        requests: Requests,
        attached: Attached,
        skip_list: SkipList,
        environment: Environment,
    ) -> None:
        """Start with what the ledger has."""
        self._requests = requests
        self._attached = attached
        self._skip_list = skip_list
        self._environment = environment
        self._turns: dict[str, tuple[Request, tuple[float | str, ...]]] = {}
        self._busy = False
        self._alarm = Alarm(environment, self.fill)

    def __len__(self) -> int:
        """Count what waits for its turn."""
        return sum(one.queued for one in self._requests.open.values())

    def stop(self) -> None:
        """Ask about nothing more, for good."""
        self._alarm.stop()

    def placed(self, entering: Sequence[Request]) -> list[Request]:
        """Return requests that come into a new state, with those queued that have to wait."""
        if all(one.state is not State.PENDING for one in entering):
            return [
                replace(one, queued=False) if one.queued else one for one in entering
            ]
        ids = {one.id for one in entering}
        others = [one for one in self._requests.open.values() if one.id not in ids]
        waiting = [one for one in entering if self._has_to_wait(one)]
        kept = {one.id for one in waiting}
        asked = sum(one.takes_place for one in others) + sum(
            one.takes_place
            for one in (replace(one, queued=False) for one in entering)
            if one.id not in kept
        )
        line = self._line([*(one for one in others if one.queued), *waiting])
        first = {one.id for one in line[: max(0, self._most - asked)]}
        placed = []
        for one in entering:
            queued = one.id in kept and one.id not in first
            placed.append(one if one.queued is queued else replace(one, queued=queued))
        return placed

    def fill(self) -> None:
        """Begin to ask about what waits, as far as there is room."""
        if self._busy or self._alarm.stopped or not self._next():
            return
        self._busy = True
        self._environment.spawn(self._fill(), "ask what has waited")

    @property
    def _most(self) -> int:
        return max(1, self._environment.max_open())

    def _has_to_wait(self, request: Request) -> bool:
        """Tell whether it is up to the queue when people are asked about a request."""
        if request.state is not State.PENDING or request.tell or request.later:
            return False
        last = request.journal[-1]
        if last.who.kind not in _BY_THEMSELVES or last.why.code in ASKED_ANEW - {
            NEXT_BEST
        }:
            return False
        # What people see already does not go again, and neither does the place of what it replaces.
        open_ones = self._requests.open
        seen = (open_ones.get(request.id), open_ones.get(request.instead_of))
        return not any(one is not None and one.asking for one in seen)

    def _line(self, requests: Iterable[Request]) -> list[Request]:
        return sorted(requests, key=self._turn)

    def _turn(self, request: Request) -> tuple[float | str, ...]:
        """Return its turn, which takes to read its title: once as long as nothing changes."""
        known = self._turns.get(request.id)
        if known is None or known[0] is not request:
            known = self._turns[request.id] = request, turn(request)
        return known[1]

    def _next(self) -> list[Request]:
        """Return whose turn it is now."""
        queued = [one for one in self._requests.open.values() if one.queued]
        # Where something always waits, what does not any more would never be forgotten.
        known, waits = self._turns, {one.id for one in queued}
        self._turns = {key: known[key] for key in known.keys() & waits}
        asked = sum(one.takes_place for one in self._requests.open.values())
        return self._line(queued)[: max(0, self._most - asked)]

    async def _fill(self) -> None:
        try:
            while not self._alarm.stopped and (turns := self._next()):
                await self._requests.enter(*map(self._asked, turns))
        except LedgerError:
            self._alarm.set_once(LEDGER_RETRY)
        finally:
            self._busy = False

    def _asked(self, request: Request) -> Request:
        """Return what has waited as a question, whose life begins now, or its end."""
        now = self._environment.now()
        if self._skip_list.covers(request.release, request.weighed, request.rule):
            why = Reason("refused_meanwhile")
            return request.move(State.CANCELLED, at=now, who=SYSTEM, why=why)
        rule = self._attached.rule(request.rule)
        return request.note(
            at=now,
            who=SYSTEM,
            why=Reason(TURN_CAME),
            queued=False,
            expires=expiry(self._environment, rule),
        )
