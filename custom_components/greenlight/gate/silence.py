"""Silence: whether nobody's answer is a yes.

It approves only what its rule might approve with nobody asked: nothing is lost by it, nothing about
it is uncertain, no caps are passed, and the rule is there and still wants it. Anything else ends.
"""

from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import replace
from typing import Final

from ..engine.outcome import Outcome
from ..engine.question import QuestionKind, kind_of
from ..engine.reason import Reason
from ..engine.release import Release
from ..engine.request import SYSTEM, Actor, ActorKind, IllegalMove, Request, State
from ..engine.rules import Action, Rule
from .attached import Attached
from .judge import Judge, Judged
from .ports import Environment, UnknownRequest
from .requests import Requests
from .restrain import Restrainer

_LOOK: Final = frozenset({QuestionKind.WHICH, QuestionKind.WARNING})


class Silence:
    """Ends questions that nobody answered, with a yes where that is wished and may be."""

    def __init__(
        self,
        requests: Requests,
        attached: Attached,
        judge: Judge,
        restrainer: Restrainer,
        environment: Environment,
    ) -> None:
        """Know who judges."""
        self._requests = requests
        self._attached = attached
        self._judge = judge
        self._restrainer = restrainer
        self._environment = environment

    async def may(self, judged: Iterable[Judged]) -> Collection[Release]:
        """Return those of the releases that people are to be asked about that silence may approve."""
        found: list[Release] = []
        for one in judged:
            rule = one.rule
            if rule is not None and one.verdict.outcome is Outcome.ASK:
                if await self._might(one.release, rule):
                    found.append(one.release)
        return found

    async def answer(self, request_id: str) -> None:
        """Approve a question whose time is over, or end it. Raises ``LedgerError``."""
        rule = await self._approving(request_id)
        request = self._requests.still(request_id, State.PENDING)
        now = self._environment.now()
        # Others had their turn: somebody may have answered, or wanted to be asked later.
        if request is None or not request.asking or request.expires > now:
            return
        with suppress(IllegalMove, UnknownRequest):
            if rule is None:
                why = Reason("not_answered_unsure")
                await self._requests.move(request_id, State.EXPIRED, SYSTEM, why)
            elif not await self._requests.end_as_twin(request):
                who = Actor(ActorKind.RULE, rule.id, rule.name)
                why = Reason("approved_unanswered", (("rule", rule.name),))
                await self._requests.move(request_id, State.APPROVED, who, why)

    async def _approving(self, request_id: str) -> Rule | None:
        """Return the rule by which nobody's answer is a yes, None if it is none."""
        request = self._requests.still(request_id, State.PENDING)
        rule = self._attached.rule(request.rule) if request else None
        if request is None or rule is None or kind_of(request) in _LOOK:
            return None
        if request.ballot is not None and request.ballot.no:
            return None
        if not await self._might(request.release, rule):
            return None
        return rule if await self._unrestrained(request, rule) else None

    async def _might(self, release: Release, rule: Rule) -> bool:
        """Tell whether a rule that asks might approve a release with nobody asked."""
        if not (rule.asking.approve_unanswered and rule.enabled) or rule.stopped:
            return False
        by_itself = replace(rule, action=Action.APPROVE)
        (judged,) = await self._judge.judge([release], [by_itself])
        return judged.verdict.outcome is Outcome.APPROVE

    async def _unrestrained(self, request: Request, rule: Rule) -> bool:
        conditions: dict[str, bool | None] = {}
        if rule.restraint.condition:
            conditions[rule.id] = await self._environment.holds(rule)
        who = Actor(ActorKind.RULE, rule.id, rule.name)
        approved = request.move(
            State.APPROVED,
            at=self._environment.now(),
            who=who,
            why=Reason("approved_unanswered", (("rule", rule.name),)),
        )
        asked = self._restrainer.asked_if(approved, rule, conditions)
        return asked.state is State.APPROVED
