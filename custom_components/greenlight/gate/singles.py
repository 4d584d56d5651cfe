"""Singles: what is lacking of a pack is had episode by episode instead, where all of it is offered so."""

from ..engine.candidates import rank
from ..engine.library.held import Number
from ..engine.opinion import speaks_for
from ..engine.reason import Reason
from ..engine.request import Actor, IllegalMove, Request, State
from ..engine.rules import Rule
from ..engine.series.singles import alone
from .answers import Answers
from .attached import Attached
from .judge import Judge, Judged
from .opening import new_request
from .ports import Environment, Ledger, NotOffered, OnlyTold
from .requests import Requests
from .rivals import mark

# Why nobody is asked about a pack any more: what is lacking of it comes by itself.
ONLY_SINGLES = "only_singles"


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
        why = Reason("single_of", (("title", request.release.title),))
        approved: dict[str, Request] = {}
        for one in chosen:
            opened = new_request(
                self._environment,
                one.release,
                approved=False,
                who=who,
                why=why,
                rule=rule,
                reasons=one.verdict.reasons[1:],
                weighed=one.weighed,
            )
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

    def _chosen(self, request: Request, rule: Rule) -> list[Judged]:
        """Return the best single of each episode that is lacking, nothing if one of them has none."""
        holding = self._judge.at_once(request.release, [rule]).verdict.holding
        wanted = set(holding.missing) if holding else set[Number]()
        offered = [
            self._judge.at_once(one, [rule])
            for one in dict.fromkeys(self._ledger.known_releases())
            if mark(one) in request.unasked and self._ledger.lookup(one) is None
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
