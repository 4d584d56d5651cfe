"""Candidates: another release of the same item, taken instead of the one that was asked about."""

from dataclasses import replace
from typing import Any, Final

from ..engine.evidence import evidence, known_as
from ..engine.outcome import Outcome
from ..engine.reason import Reason
from ..engine.request import SYSTEM, Actor, IllegalMove, Request, State
from ..engine.skips import skip_of
from ..engine.weighed import Weighed
from .answers import Answers
from .attached import Attached
from .judge import Judge
from .ports import (
    AlreadyRequested,
    Environment,
    LedgerError,
    NotOffered,
    NotYet,
    OnlyTold,
)
from .requests import Requests
from .skip_list import SkipList
from .twins import on_its_way, same_as

# Why a request goes on with another release; the parameter says where in ``also`` that was.
TOOK_OTHER: Final = "took_other"
# Why nobody is asked about the one that it was about before.
OTHER_TAKEN: Final = "other_taken"


class Candidates:
    """Lets two releases of a request change places."""

    def __init__(
        self,
        requests: Requests,
        attached: Attached,
        skip_list: SkipList,
        judge: Judge,
        answers: Answers,
        environment: Environment,
    ) -> None:
        """Know who judges what is taken."""
        self._requests = requests
        self._attached = attached
        self._skip_list = skip_list
        self._judge = judge
        self._answers = answers
        self._now = environment.now

    async def take(self, request: Request, place: int, who: Actor) -> Request:
        """Approve another candidate. Raises as ``Decisions.take`` does."""
        if request.state is not State.PENDING:
            raise IllegalMove(request, State.APPROVED)
        if request.tell:
            raise OnlyTold
        if not 0 <= place < len(request.also):
            raise NotOffered(request)
        if request.unconfirmed:
            # By what it is known now, it is taken out there.
            raise NotYet(request)
        now = self._now()
        other = request.also[place]
        params = (("title", other.title), ("place", place))
        taken = request.note(
            at=now,
            who=who,
            why=Reason(TOOK_OTHER, params),
            ballot=request.ballot and request.ballot.emptied(),
            **self._exchanged(request, place),
        )
        if there := on_its_way(self._requests.open, taken):
            raise AlreadyRequested(there)
        after = self._answers.yes(taken, who)
        moot = [
            one.move(State.SUPERSEDED, at=now, who=SYSTEM, why=same_as(taken))
            for one in self._asked_besides(taken)
        ]
        forgiven = self._skip_list.forget_all_of(other)
        # Nobody wants to be asked about it once more while the other one is on its way.
        why = Reason(OTHER_TAKEN, (("title", other.title),))
        self._skip_list.add(skip_of(request, at=now, why=why))
        try:
            if after.state is State.PENDING:
                await self._requests.enter(*moot, noted=[after])
            else:
                await self._requests.enter(after, *moot)
        except LedgerError:
            self._skip_list.take_back(request.id)
            for skip in forgiven:
                self._skip_list.add(skip)
            raise
        return after

    def each(self, request: Request) -> list[Request]:
        """Return a request as it is about each of its candidates, the one that is asked about first.

        Each is held against what the libraries are known to have now.
        """
        others = range(len(request.also))
        return [
            request,
            *(replace(request, **self._exchanged(request, place)) for place in others),
        ]

    def given_back(self, request: Request) -> dict[str, Any]:
        """Return the changes that put back what was asked about, where another was taken since.

        Nothing changes while a client may have what was taken: it is known by that there.
        """
        place = None if request.unconfirmed else _taken_from(request)
        return {} if place is None else self._exchanged(request, place, picked=False)

    def _exchanged(
        self, request: Request, place: int, *, picked: bool = True
    ) -> dict[str, Any]:
        """Return the changes by which a request is about another of its candidates.

        A rule need not want what a person has ``picked``.
        """
        also = list(request.also)
        release, also[place] = also[place], request.release
        rule = self._attached.rule(request.rule)
        judged = self._judge.at_once(release, [rule] if rule else [])
        if rule is not None and picked:
            judged = judged.picked(rule.ladder)
        wanted = judged.verdict.outcome is not Outcome.IGNORE
        return {
            "release": release,
            "also": tuple(also),
            "weighed": judged.weighed or _known_of(request.weighed),
            "reasons": judged.verdict.reasons[1:] if wanted else (),
            # What was learned is of the other one.
            "hashes": frozenset(),
            "size": None,
            "private": None,
            "closed": {},
            "choice": None,
        }

    def _asked_besides(self, taken: Request) -> list[Request]:
        """Return the questions that are about a release that was just taken."""
        known = known_as(taken)
        return [
            one
            for one in self._requests.open.values()
            if one.state is State.PENDING
            and one.id != taken.id
            and (one.same_as(taken) or evidence(known_as(one), known))
        ]


def _taken_from(request: Request) -> int | None:
    """Return at which place is what was asked about before a person took another, and took that back.

    Where it takes several people they have all been asked about the other one, too.
    """
    if request.state is not State.PENDING or request.ballot is not None:
        return None
    times = 0
    for entry in reversed(request.journal):
        times += entry.moved and entry.after is State.PENDING
        if times > 1:
            return None
        if entry.why.code == TOOK_OTHER:
            params = dict(entry.why.params)
            place = params.get("place")
            same = params.get("title") == request.release.title
            if same and isinstance(place, int) and 0 <= place < len(request.also):
                return place
            return None
    return None


def _known_of(weighed: Weighed | None) -> Weighed | None:
    """Return what is true of every release of an item."""
    if weighed is None:
        return None
    there = tuple(replace(file, replaced=False) for file in weighed.there)
    nothing: dict[str, Any] = {"rows": (), "gains": (), "losses": (), "uncertain": ()}
    return replace(weighed, **nothing, choices=(), there=there)
