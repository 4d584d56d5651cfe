"""Switch: a better one that turns up while the first is on its way, and what becomes of that one."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final

from ..engine.coming import RUNS
from ..engine.reason import Reason
from ..engine.request import SYSTEM, Request, State
from ..engine.rules import RuleKind
from ..engine.weighed import work_in
from .attached import Attached
from .by_work import ByWork, keys_of
from .ports import Environment, Event, LedgerError, UnknownRequest
from .requests import Requests

SWITCHED: Final = "switched"
# It is there, or about to be: a better one is an upgrade like any other.
_COMPLETE: Final = frozenset({State.COMPLETED, State.IMPORTED})


class Switches:
    """Gives the first one up once a better one is approved, and puts questions right that ask about it."""

    def __init__(
        self,
        requests: Requests,
        attached: Attached,
        by_work: ByWork,
        look: Callable[[str], Awaitable[None]],
        environment: Environment,
    ) -> None:
        """Know the requests; ``look`` judges a question anew."""
        self._requests = requests
        self._attached = attached
        self._by_work = by_work
        self._judge_anew = look
        self._environment = environment

    def start(self) -> None:
        """Take up what was being put right when the process ended."""
        firsts = {one.switch for one in self._requests.open.values() if one.switch}
        ended = [one for one in firsts if not self._runs(one)]
        if ended:
            self._put_right(ended)

    def completed(self, entering: Sequence[Request]) -> list[Request]:
        """Return requests that come into a new state, and what is given up because of them.

        It is one commit: nobody has two of them, and nobody has none.
        """
        found: list[Request] = []
        for one in entering:
            if not one.switch or one.state is not State.APPROVED:
                found.append(one)
                continue
            first = self._requests.get(one.switch)
            found.append(
                replace(
                    one,
                    switch="",
                    choice=one.choice or (first.choice if first else None),
                )
            )
            if first is not None and first.state in RUNS:
                found.append(self._given_up(first, one))
        return found

    def _given_up(self, first: Request, better: Request) -> Request:
        # What a client had before it was handed it is not ours.
        changes: dict[str, Any] = {} if first.handed is None else {"take_out": True}
        why = Reason(SWITCHED, (("title", better.release.title),))
        who = better.journal[-1].who
        now = self._environment.now()
        return first.move(State.CANCELLED, at=now, who=who, why=why, **changes)

    def moved(self, events: Iterable[Event]) -> None:
        """Put right what is asked about, after requests came into new states."""
        moves = [one.request for one in events if one.kind == one.request.state]
        self._by_work.take(moves)
        asked = {one.switch for one in self._requests.open.values() if one.switch}
        ended = [one.id for one in moves if one.id in asked and one.state not in RUNS]
        if ended:
            self._put_right(ended)
        for one in moves:
            if one.state is State.APPROVED:
                self._look_at_others(one)

    def _look_at_others(self, taken: Request) -> None:
        """Look anew at the questions about a series of which something more is on its way now."""
        rule = self._attached.rule(taken.rule)
        if rule is None or rule.kind is not RuleKind.SERIES:
            return
        title = self._attached.reads(rule.id)(taken.release.title)
        keys = keys_of(title, work_in(taken.weighed))
        asked = [
            one.id
            for one in self._by_work.find(rule.id, keys)
            if one.state is State.PENDING
        ]
        if asked:
            self._environment.spawn(self._look(asked), "look at other questions")

    def _runs(self, request_id: str) -> bool:
        first = self._requests.get(request_id)
        return first is not None and first.state in RUNS

    def _put_right(self, ended: list[str]) -> None:
        self._environment.spawn(self._lone(ended), "ask about nothing but itself")

    async def _lone(self, ended: list[str]) -> None:
        """Have questions ask about a release alone, because the first one is not on its way any more."""
        asked = [one for one in self._requests.open.values() if one.switch in ended]
        for one in asked:
            first = self._requests.get(one.switch)
            there = first is not None and first.state in _COMPLETE
            why = Reason("first_complete" if there else "first_gone")
            reasons = tuple(it for it in one.reasons if it.code != "better_on_way")
            try:
                if self._requests.still(one.id, State.PENDING):
                    await self._requests.note(
                        one.id, SYSTEM, why, switch="", reasons=reasons
                    )
            except LedgerError:
                # The storage has logged why; the next start is another chance.
                return
        await self._look([one.id for one in asked])

    async def _look(self, request_ids: Iterable[str]) -> None:
        with suppress(LedgerError, UnknownRequest):
            for one in request_ids:
                await self._judge_anew(one)
