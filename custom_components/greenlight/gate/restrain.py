"""Restrain: whether a rule may approve by itself now, or a person is asked instead."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import batched
from typing import Final

from ..engine.candidates import Work, work_of
from ..engine.outcome import Outcome
from ..engine.reading import read
from ..engine.request import ActorKind, Request, State
from ..engine.restraint import Spent, World, restrained
from ..engine.rules import Rule
from .judge import Judged
from .ports import Environment
from .requests import Requests
from .room import Room

_HOUR: Final = 3600.0
_DAY: Final = 24 * _HOUR
# So many titles are read before others have their turn.
_AT_ONCE: Final = 20
_HAD: Final = frozenset(
    {State.APPROVED, State.DOWNLOADING, State.COMPLETED, State.IMPORTED}
)


class Restrainer:
    """Knows the world: what was approved before, how much is free, what the house says."""

    def __init__(
        self, requests: Requests, room: Room, environment: Environment
    ) -> None:
        """Know where to look."""
        # What the titles of requests are of: reading thousands takes a while.
        self._works: dict[str, Work] = {}
        self._requests = requests
        self._room = room
        self._environment = environment

    async def conditions(self, judged: Iterable[Judged]) -> Mapping[str, bool | None]:
        """Return for each rule that would approve whether its condition holds, None if unknown."""
        rules = {
            one.rule.id: one.rule
            for one in judged
            if one.rule is not None and one.verdict.outcome is Outcome.APPROVE
        }
        if any(rule.restraint.first for rule in rules.values()):
            await self._read_works()
        return {
            rule_id: await self._environment.holds(rule)
            for rule_id, rule in rules.items()
            if rule.restraint.condition
        }

    async def _read_works(self) -> None:
        """Read what there is before it is asked for many times, with a turn for everybody else."""
        titles = {one.release.title for one in self._requests.every()}
        self._works = {key: self._works[key] for key in titles & self._works.keys()}
        for some in batched(titles - self._works.keys(), _AT_ONCE, strict=False):
            for title in some:
                self._work(title)
            await asyncio.sleep(0)

    def _work(self, title: str) -> Work:
        if title not in self._works:
            self._works[title] = work_of(read(title))
        return self._works[title]

    def asked_if(
        self,
        request: Request,
        rule: Rule,
        conditions: Mapping[str, bool | None],
        besides: Iterable[Request] = (),
    ) -> Request:
        """Return a new request that a rule approves as a question, if people are to be asked.

        ``besides`` are requests that come at the same moment.
        """
        restraint = rule.restraint
        if request.state is not State.APPROVED or not restraint.world:
            return request
        others = [*besides, *self._requests.every()]
        world = World(
            size=request.bytes,
            first=restraint.first and not self._had_same(request, others),
            free=self._room.free_for(request),
            condition=conditions.get(rule.id),
            hour=self._spent(rule, others, _HOUR),
            day=self._spent(rule, others, _DAY),
        )
        why = restrained(restraint, world)
        if not why:
            return request
        first = replace(request.journal[0], after=State.PENDING)
        return replace(
            request,
            state=State.PENDING,
            reasons=(*request.reasons, *why),
            journal=(first,),
        )

    def _had_same(self, request: Request, others: Iterable[Request]) -> bool:
        """Tell whether something of the same work was had before."""
        work = self._work(request.release.title)
        return any(
            other.state in _HAD
            and other.id != request.id
            and work.same(self._work(other.release.title))
            for other in others
        )

    def _spent(self, rule: Rule, requests: Iterable[Request], span: float) -> Spent:
        """Return how much a rule has approved in the last so many seconds."""
        since = self._environment.now() - span
        sizes = [
            request.bytes or 0
            for request in requests
            if request.ended >= since
            and since <= max(_approved(request, rule), default=0)
        ]
        return Spent(count=len(sizes), size=sum(sizes))


def _approved(request: Request, rule: Rule) -> Iterator[float]:
    """Yield when a rule approved a request."""
    for entry in request.journal:
        by_rule = entry.who.kind is ActorKind.RULE and entry.who.id == rule.id
        if entry.after is State.APPROVED and entry.moved and by_rule:
            yield entry.at
