"""Rivals: of the releases of one item people are asked about the best, and told of the others.

A better one takes the place of a question that waits, a worse one joins it as another candidate. What
is on its way already is left alone.
"""

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Final

from ..engine.causes import BETTER_CAME
from ..engine.evidence import Known, known_as
from ..engine.finder import Finder, closest
from ..engine.library.held import Number
from ..engine.opinion import speaks_for
from ..engine.reason import Reason
from ..engine.release import Release
from ..engine.request import MAX_UNASKED, SYSTEM, Request, State
from ..engine.rivals import better, joined, rivals
from ..engine.rules import Rule, RuleKind
from ..engine.series.singles import with_single
from ..engine.series.span import Span, all_in, span_of
from ..engine.weighed import work_in
from .attached import Attached
from .by_work import keys_of
from .ports import Environment
from .requests import Requests

_MAY_COME: Final = frozenset({State.PENDING, State.APPROVED})


class Batch:
    """What is to be committed at once: requests in a new state, and those of which more is known."""

    def __init__(self) -> None:
        """Start with nothing."""
        self.moved: dict[str, Request] = {}
        self.noted: dict[str, Request] = {}
        self._finder = Finder()

    def put(self, request: Request, *, new: bool) -> None:
        """Take a request as it is to be; ``new`` if it comes into a new state."""
        self.moved.pop(request.id, None)
        self.noted.pop(request.id, None)
        (self.moved if new else self.noted)[request.id] = request
        if new:
            self._finder.put(request.id, known_as(request))

    def drop(self, request: Request) -> None:
        """Let go of a request that was to be new."""
        del self.moved[request.id]
        self._finder.discard(request.id)

    def find(self, offered: Known) -> Request | None:
        """Return the request that is new for what is offered, None if there is none."""
        found = self._finder.find(offered)
        return closest((self.moved[one], proof) for one, proof in found.items())

    def now(self, request: Request) -> Request:
        """Return a request as it is to be."""
        known = self.moved.get(request.id) or self.noted.get(request.id)
        return known or request


class Rivals:
    """Finds the question that waits about the item of a new request, while some are considered."""

    def __init__(
        self,
        requests: Requests,
        attached: Attached,
        batch: Batch,
        environment: Environment,
    ) -> None:
        """Know the questions that wait, and what is to be committed."""
        self._open = requests.open
        self._reads = attached.reads
        self._batch = batch
        self._now = environment.now
        self._by_key: dict[tuple[object, ...], list[Request]] | None = None

    def place(
        self, request: Request, rule: Rule, lacking: Collection[Number] = ()
    ) -> str:
        """Put a new request into the batch: as a question, in place of one, or as its candidate.

        Of a series, ``lacking`` is for which episodes it would be. Returns the id of the request that
        is about its release then.
        """
        rival = self._rival(request)
        if rival is None:
            if asked := self._asked_otherwise(request, rule, lacking):
                for one in asked:
                    self._join(one, request, rule, also=False, lacking=lacking)
                return asked[0].id
            self._put(request)
        elif better(request, rival, rule.ladder):
            self._put(self._instead(request, rival, rule))
        elif request.state is State.APPROVED:
            self._put(request)
        else:
            self._join(rival, request, rule)
            return rival.id
        return request.id

    def crowded_out(self, request: Request, rule: Rule) -> Release | None:
        """Return which release is better looked at once the other one is on its way.

        Nobody is asked about what a rule approves, so of two that come at the same moment, which are for
        the same item or may hold the same episodes, one is taken: the better one of the same item.
        """
        if request.state is not State.APPROVED or not rule.compares:
            return None
        for one in self._approved_besides(request):
            same = rivals(one, request, self._reads(request.rule))
            if same and better(request, one, rule.ladder):
                self._batch.drop(one)
                return one.release
            if same or self._share(one, request, rule):
                return request.release
        return None

    def _share(self, one: Request, other: Request, rule: Rule) -> bool:
        """Tell whether two requests may hold the same episodes of a series."""
        if rule.kind is not RuleKind.SERIES:
            return False
        return self._span(one).touches(self._span(other))

    def _span(self, request: Request) -> Span:
        return span_of(self._reads(request.rule)(request.release.title))

    def _asked_otherwise(
        self, request: Request, rule: Rule, lacking: Collection[Number]
    ) -> list[Request]:
        """Return the questions in which people are asked about all episodes of a new one already.

        A pack and what is in it are not asked about twice: after a no to the one comes the other.
        """
        if rule.kind is not RuleKind.SERIES or request.state is not State.PENDING:
            return []
        if request.tell or request.switch:
            return []
        waiting = [
            one
            for one in self._waiting(request)
            if not better(request, one, rule.ladder)
        ]
        numbers = lacking or self._span(request).numbers
        spans = {one.id: self._span(one) for one in waiting}
        if not all_in(numbers, spans.values()):
            return []
        return [one for one in waiting if any(map(spans[one.id].holds, numbers))]

    def _waiting(self, request: Request) -> list[Request]:
        """Return the questions that wait about the same work, as they are to be."""
        found: dict[str, Request] = {}
        for key in self._keys(request):
            for known in self._index.get(key, ()):
                one = self._batch.now(known)
                gone = one.id not in self._open and one.id not in self._batch.moved
                waits = one.state is State.PENDING and not one.tell and not gone
                if waits and one.id != request.id:
                    found[one.id] = one
        return list(found.values())

    def _approved_besides(self, request: Request) -> list[Request]:
        known = (one for key in self._keys(request) for one in self._index.get(key, ()))
        moved = self._batch.moved
        return [
            now
            for one in known
            if one.id != request.id
            and (now := moved.get(one.id)) is not None
            and now.state is State.APPROVED
            and one.id not in self._open
        ]

    def _put(self, request: Request) -> None:
        self._batch.put(request, new=True)
        for key in self._keys(request):
            self._index.setdefault(key, []).append(request)

    @property
    def _index(self) -> dict[tuple[object, ...], list[Request]]:
        """Return the questions by what tells the same item; made once, and only if it is needed."""
        if self._by_key is None:
            self._by_key = {}
            for one in self._open.values():
                for key in self._keys(one) if one.state is State.PENDING else ():
                    self._by_key.setdefault(key, []).append(one)
        return self._by_key

    def _keys(self, request: Request) -> Iterator[tuple[object, ...]]:
        """Yield by what a rival has to be found; each rule asks for a purpose of its own."""
        rule = request.rule
        if rule:
            title = self._reads(rule)(request.release.title)
            for key in keys_of(title, work_in(request.weighed)):
                yield rule, key

    def _rival(self, request: Request) -> Request | None:
        if request.state not in _MAY_COME or request.tell:
            return None
        reads = self._reads(request.rule)
        return next(
            (one for one in self._waiting(request) if rivals(one, request, reads)), None
        )

    def _instead(self, request: Request, rival: Request, rule: Rule) -> Request:
        """Return a request as what takes the place of a question, which ends."""
        now = self._now()
        instead_of = rival.id
        if rival.id in self._open:
            why = Reason(BETTER_CAME, (("title", request.release.title),))
            ended = rival.move(State.SUPERSEDED, at=now, who=SYSTEM, why=why)
            self._batch.put(ended, new=True)
        else:
            # Nobody has been asked about it yet: it is a candidate from the start.
            self._batch.drop(rival)
            instead_of = rival.instead_of
        reasons = request.reasons
        if instead_of:
            named = self._open[instead_of].release.title
            reasons = (*reasons, Reason("instead_of", (("title", named),)))
        others = (rival.release, *rival.also)
        return replace(
            request,
            unasked=_unasked(rival, rival.release),
            instead_of=instead_of,
            reasons=reasons,
            also=joined(request, others, rule.ladder, now=now),
        )

    def _join(
        self,
        rival: Request,
        request: Request,
        rule: Rule,
        *,
        also: bool = True,
        lacking: Collection[Number] = (),
    ) -> None:
        """Tell of a release in the question that waits about a better one of the same item.

        What holds other episodes as well, or fewer, is no other candidate of it.
        """
        now = self._now()
        others = (request.release,) if also else ()
        also_known = joined(rival, others, rule.ladder, now=now)
        unasked = _unasked(rival, request.release)
        if (also_known, unasked) == (rival.also, rival.unasked):
            return
        reasons = rival.reasons
        if not also and self._is_part(request) and not self._span(rival).numbers:
            reasons = with_single(reasons, lacking, request.release.size)
        why = Reason("candidate_joined", (("title", request.release.title),))
        changes = {"also": also_known, "unasked": unasked, "reasons": reasons}
        told = rival.note(at=now, who=SYSTEM, why=why, **changes)
        self._batch.put(told, new=rival.id in self._batch.moved)

    def _is_part(self, request: Request) -> bool:
        """Tell whether a release holds single episodes and only such as are lacking.

        What a Radarr or Sonarr would leave is none: people have to read its words first.
        """
        weighed = request.weighed
        more = weighed is not None and (weighed.had or weighed.coming)
        numbers = self._span(request).numbers
        return bool(numbers) and not more and speaks_for(request.release.opinion)


def mark(release: Release) -> str:
    """Return by what a release is known again that is no question of its own."""
    return f"{release.source} {release.guid}"


def _unasked(request: Request, *others: Release) -> frozenset[str]:
    """Return what nobody has answered because of a question, with some more."""
    more = {*request.unasked, *map(mark, others)}
    return frozenset(sorted(more)[:MAX_UNASKED])


def was_outdone(request: Request) -> bool:
    """Tell whether a question ended only because a better release was asked about instead."""
    last = request.journal[-1] if request.journal else None
    return (
        request.state is State.SUPERSEDED
        and last is not None
        and last.why.code == BETTER_CAME
    )
