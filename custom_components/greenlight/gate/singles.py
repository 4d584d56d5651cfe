"""Singles: what is lacking of a pack is had episode by episode instead, where all of it is offered so."""

from collections.abc import Iterable
from typing import Final

from ..engine.candidates import rank
from ..engine.library.held import Number
from ..engine.opinion import speaks_for
from ..engine.reason import Reason
from ..engine.release import Release
from ..engine.request import Actor, IllegalMove, Request, State
from ..engine.rules import Rule
from ..engine.series.singles import alone
from ..engine.undo import ONLY_SINGLES
from .answers import Answers
from .attached import Attached
from .judge import Judge, Judged
from .opening import new_request
from .ports import Environment, Ledger, NotOffered, OnlyTold
from .requests import Requests
from .rivals import mark

# Why a single comes: by the title of the pack of which only these are wanted.
SINGLE_OF: Final = "single_of"
# Seconds within which all of them are opened.
_AT_ONCE: Final = 60.0


class Singles:
    """Nothing is waited for between the look at a pack and its commit."""

    def __init__(
        self,
        ledger: Ledger,
        requests: Requests,
        attached: Attached,
        judge: Judge,
        answers: Answers,
        environment: Environment,
    ) -> None:
        """Know what is offered, and who judges it."""
        self._ledger = ledger
        self._requests = requests
        self._attached = attached
        self._judge = judge
        self._answers = answers
        self._environment = environment

    async def take(self, request: Request, who: Actor) -> Request:
        """Approve the single episodes instead of a pack, all at once. Raises as ``Decisions.singles``."""
        if request.tell:
            raise OnlyTold
        if request.state is not State.PENDING:
            raise IllegalMove(request, State.APPROVED)
        rule = self._attached.rule(request.rule)
        chosen = self._chosen(request, rule) if rule and alone(request) else []
        if rule is None or not chosen:
            raise NotOffered(request)
        why = Reason(SINGLE_OF, (("title", request.release.title),))
        approved: dict[str, Request] = {}
        for one in chosen:
            opened = self._open(one, rule, who, why)
            approved[opened.id] = self._answers.yes(opened, who, among=approved)
        named = ("episodes", ", ".join(alone(request)))
        ended = request.move(
            State.SUPERSEDED,
            at=self._environment.now(),
            who=who,
            why=Reason(ONLY_SINGLES, (named,)),
        )
        await self._requests.enter(*approved.values(), ended)
        return ended

    def _open(self, one: Judged, rule: Rule, who: Actor, why: Reason) -> Request:
        """Return the question about a single, which was there already if it was taken back before."""
        known = self._ledger.lookup(one.release)
        now = self._environment.now()
        if known is not None:
            again = known.anew() | {"expires": now + rule.lifetime}
            return known.move(State.PENDING, at=now, who=who, why=why, **again)
        return new_request(
            self._environment,
            one.release,
            approved=False,
            who=who,
            why=why,
            rule=rule,
            reasons=one.verdict.reasons[1:],
            weighed=one.weighed,
        )

    def _chosen(self, request: Request, rule: Rule) -> list[Judged]:
        """Return the best single of each episode that is lacking, nothing if one of them has none."""
        holding = self._judge.at_once(request.release, [rule]).verdict.holding
        wanted = set(holding.missing) if holding else set[Number]()
        offered = [
            self._judge.at_once(one, [rule])
            for one in dict.fromkeys(self._ledger.known_releases())
            if mark(one) in request.unasked and self._is_free(one)
        ]
        offered.sort(key=lambda one: rank(one.release, rule.ladder), reverse=True)
        left, chosen = set(wanted), list[Judged]()
        for one in offered:
            if one.rule is None or not wanted.issuperset(one.singles):
                # Another pack, or what holds an episode that is there: they are not only these.
                continue
            if speaks_for(one.release.opinion) and not left.isdisjoint(one.singles):
                chosen.append(one)
                left.difference_update(one.singles)
        return [] if left else chosen

    def _is_free(self, release: Release) -> bool:
        """Tell whether nobody was asked about a single, or it was taken back with all of them."""
        known = self._ledger.lookup(release)
        if known is None:
            return True
        return known.state is State.CANCELLED and is_single(known)


def is_single(request: Request) -> bool:
    """Tell whether a request came by a pack of which only such were wanted."""
    return bool(request.journal) and request.journal[0].why.code == SINGLE_OF


def singles_of(request: Request, every: Iterable[Request]) -> list[Request]:
    """Return what came instead of a pack when somebody wanted only its parts."""
    ended = request.last_move()
    if ended is None or ended.why.code != ONLY_SINGLES:
        return []
    why = Reason(SINGLE_OF, (("title", request.release.title),))
    return [
        one
        for one in every
        if any(
            line.why == why and abs(line.at - ended.at) < _AT_ONCE
            for line in one.journal
        )
    ]
