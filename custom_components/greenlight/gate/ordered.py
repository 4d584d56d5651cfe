"""Ordered: what other programs hand over becomes requests, and what they take back ends.

One is a request like any other: held against the libraries, put to people, or answered by a rule. What
somebody has refused for good is declined at once, so that its program can look for another.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from ..clients.errors import UnknownDownload
from ..engine.decided import is_decided
from ..engine.evidence import named
from ..engine.options import DownloadOptions
from ..engine.outcome import Outcome
from ..engine.reason import Reason
from ..engine.release import Release
from ..engine.request import SYSTEM, Actor, ActorKind, Request, State
from ..engine.rules import Rule
from ..sources.base import Source
from .attached import Attached
from .judge import Judge, Judged
from .opening import new_request
from .ports import Environment, Ledger
from .removals import Removals
from .requests import Requests
from .restrain import Restrainer
from .rivals import Batch, Rivals
from .silence import Silence
from .skip_list import SkipList

_ON_ITS_WAY: Final = frozenset({State.PENDING, State.APPROVED, State.DOWNLOADING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """What a program wants, and under which rules it is considered.

    ``rule`` is the asker's own, under which people are asked where none of the ``others`` decides.
    With ``approved`` nobody is asked, for that reason. ``notes`` are what the program says of it.
    With ``by_hand`` a person has just picked it there, whatever was refused before.
    """

    release: Release
    rule: Rule
    who: Actor
    others: Sequence[Rule] = ()
    options: DownloadOptions = field(default_factory=DownloadOptions)
    approved: Reason | None = None
    notes: tuple[Reason, ...] = ()
    by_hand: bool = False


class Ordered:
    """Each verb raises ``LedgerError``."""

    def __init__(
        self,
        ledger: Ledger,
        requests: Requests,
        attached: Attached,
        skip_list: SkipList,
        judge: Judge,
        restrainer: Restrainer,
        silence: Silence,
        removals: Removals,
        environment: Environment,
    ) -> None:
        """Know what is known already, and who judges."""
        self._ledger = ledger
        self._requests = requests
        self._attached = attached
        self._skip_list = skip_list
        self._judge = judge
        self._restrainer = restrainer
        self._silence = silence
        self._removals = removals
        self._environment = environment

    def attach(self, rule: Rule, source: Source) -> None:
        """Take an asker: under which rule people are asked, and where its files are had."""
        self._attached.asker_rules[rule.id] = rule
        self._attached.attach_source(rule.id, source, name=rule.name)

    def detach(self, asker_id: str) -> None:
        """Let go of an asker; ``Gate.cancel_ownerless`` ends what only it has ordered."""
        self._attached.asker_rules.pop(asker_id, None)
        self._attached.detach_source(asker_id)

    async def place(self, placed: Placed) -> Request:
        """Return the request that is about a release: one on its way, a rival's, or a new one."""
        if (known := self._on_its_way(placed.release)) is not None:
            return await self._join(known, placed)
        rules = [*placed.others, placed.rule]
        (judged,) = await self._judge.judge([placed.release], rules, patient=False)
        conditions = await self._restrainer.conditions([judged])
        silent = await self._silence.may([judged])
        # From here to the commit nothing is waited for.
        if (known := self._on_its_way(placed.release)) is not None:
            return await self._join(known, placed)
        request = self._opened(placed, judged)
        rule = judged.rule or placed.rule
        request = replace(request, then_approve=placed.release in silent)
        if self._refused(request, placed):
            request = self._declined(request)
        elif placed.approved is not None:
            request = self._moved(request, placed.who, placed.approved)
        elif judged.verdict.outcome is Outcome.APPROVE:
            request = self._by_rule(request, rule, judged, conditions)
        batch = Batch()
        request_id = Rivals(
            self._requests, self._attached, batch, self._environment
        ).place(request, rule)
        noted = batch.noted.values()
        await self._requests.enter(*batch.moved.values(), noted=noted)
        return self._requests.find(request_id)

    async def wish(self, request_id: str, options: DownloadOptions) -> None:
        """Have a download made otherwise, as long as no client was handed it."""
        request = self._requests.get(request_id)
        if request is None or request.state not in (State.PENDING, State.APPROVED):
            return
        # Where nothing is wished it stays as it is as a rule, as when it was placed.
        if rule := self._attached.rule(request.rule):
            options = merged(options, rule.options)
        if request.options != options:
            await self._requests.amend(request_id, options=options)

    async def withdraw(
        self, request_id: str, who: Actor, why: Reason, *, delete_data: bool
    ) -> None:
        """End a request that its program wants no more; what a client has of it is removed.

        What a client had before stays there. Raises ``UnknownRequest``, ``IllegalMove`` or
        ``ClientError``.
        """
        request = self._requests.find(request_id)
        if request.state in (State.PENDING, State.APPROVED):
            await self._removals.cancel(request_id, who, why)
        elif request.download is None:
            return
        elif request.handed is not None:
            try:
                await self._removals.remove(
                    request_id, who, why, delete_data=delete_data
                )
            except UnknownDownload:
                return
        elif request.state is State.DOWNLOADING:
            await self._removals.cancel(request_id, who, why)

    async def without(self, request_id: str, links: Collection[str]) -> None:
        """Take candidates off a question that their program wants no more."""
        request = self._requests.get(request_id)
        if request is None or request.state is not State.PENDING:
            return
        also = tuple(one for one in request.also if one.link not in links)
        if also != request.also:
            await self._requests.amend(request_id, also=also)

    async def note(self, request_id: str, who: Actor, why: Reason) -> None:
        """Write into a request's journal what was said to its program."""
        if self._requests.get(request_id) is not None:
            await self._requests.note(request_id, who, why)

    # ------------------------------------------------------------------ below

    def _on_its_way(self, release: Release) -> Request | None:
        known = self._ledger.lookup(release) or self._being_fetched(release)
        if known is None or known.tell or known.state not in _ON_ITS_WAY:
            return None
        return known

    def _being_fetched(self, release: Release) -> Request | None:
        """Return what a library is just having fetched under that title: it may well order it from us."""
        wanted = named(release.title)
        for request in self._requests.open.values():
            told = request.state is State.APPROVED and request.handed is not None
            if told and is_decided(request.release.link):
                if named(request.release.title) == wanted:
                    return request
        return None

    async def _join(self, known: Request, placed: Placed) -> Request:
        """Return a request that another program, or a rule, has made already."""
        if known.release.source == placed.release.source:
            return known
        why = Reason("also_ordered", (("asker", placed.rule.name),))
        changes: dict[str, Any] = {}
        if known.handed is None and known.state is not State.DOWNLOADING:
            changes["options"] = merged(placed.options, known.options)
        return await self._requests.note(known.id, placed.who, why, **changes)

    def _opened(self, placed: Placed, judged: Judged) -> Request:
        rule = judged.rule or placed.rule
        reasons = judged.verdict.reasons[1:] if judged.rule else ()
        return new_request(
            self._environment,
            placed.release,
            approved=False,
            who=placed.who,
            why=Reason("handed_over", (("asker", placed.rule.name),)),
            rule=rule,
            reasons=(*placed.notes, *reasons),
            options=merged(placed.options, rule.options),
            client=placed.rule.client or rule.client,
            weighed=judged.weighed,
        )

    def _refused(self, request: Request, placed: Placed) -> bool:
        """Tell whether somebody has refused it before, or more than it."""
        skip = self._skip_list.find(request.release, request.weighed, request.rule)
        if skip is None:
            return False
        if placed.by_hand or skip.refusal is None:
            # What failed before is wanted once more.
            self._skip_list.forgive(request.release)
            return False
        return True

    def _declined(self, request: Request) -> Request:
        why = Reason("refused_before", (("title", request.release.title),))
        now = self._environment.now()
        return request.move(State.DECLINED, at=now, who=SYSTEM, why=why)

    def _moved(self, request: Request, who: Actor, why: Reason) -> Request:
        now = self._environment.now()
        return request.move(State.APPROVED, at=now, who=who, why=why)

    def _by_rule(
        self, request: Request, rule: Rule, judged: Judged, conditions: Any
    ) -> Request:
        """Return a request that a rule approves, or a question where the rule has people asked."""
        who = Actor(ActorKind.RULE, rule.id, rule.name)
        moved = self._moved(request, who, judged.verdict.reasons[0])
        asked = self._restrainer.asked_if(moved, rule, conditions)
        if asked.state is State.APPROVED:
            return asked
        return replace(request, reasons=asked.reasons)


def merged(wished: DownloadOptions, usual: DownloadOptions) -> DownloadOptions:
    """Return the options that a program wishes, and where it wishes nothing those of a rule."""
    nothing = DownloadOptions()
    changes = {
        name: getattr(usual, name)
        for name in DownloadOptions.__slots__
        if getattr(wished, name) == getattr(nothing, name)
    }
    return replace(wished, **changes)
