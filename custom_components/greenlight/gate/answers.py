"""Answers: what a question becomes by a yes or a no, and how that is put on disk."""

from collections.abc import Callable, Mapping
from typing import Any

from ..engine.quality.comparison import Choice
from ..engine.reason import Reason, said
from ..engine.refusal import Scope
from ..engine.request import SYSTEM, Actor, ActorKind, IllegalMove, Request, State
from ..engine.seen import saw
from .ports import Environment, NotOffered, OnlyTold, QuestionChanged
from .requests import Requests
from .twins import on_its_way, same_as
from .void_votes import without_void


class Answers:
    """Nothing is waited for between the look at a question and its commit."""

    def __init__(
        self,
        requests: Requests,
        environment: Environment,
        fate: Callable[[Request], str],
    ) -> None:
        """Know the questions; ``fate`` tells how the file that is there goes by a yes."""
        self._requests = requests
        self._fate = fate
        self._now = environment.now

    def seen(self, request_id: str, seen: str, *, others: bool = False) -> Request:
        """Return a request of which a person has seen what it is now, empty for whoever has not looked.

        With ``others`` they have to have seen what else is on offer, too. Raises ``UnknownRequest``
        or ``QuestionChanged``.
        """
        request = self._requests.find(request_id)
        if seen and request.state is State.PENDING:
            if not saw(request, seen, self._fate(request), others=others):
                raise QuestionChanged(request)
        return request

    async def commit(self, before: Request, after: Request) -> Request:
        """Put on disk what an answer has made of a question; nothing if it changed nothing."""
        if after.state is not before.state:
            await self._requests.enter(after)
        elif after != before:
            await self._requests.enter(noted=[after])
        return after

    # ------------------------------------------------------------- yes

    def yes(
        self,
        request: Request,
        who: Actor,
        *,
        ignore_space: bool = False,
        choice: Choice | None = None,
        among: Mapping[str, Request] | None = None,
    ) -> Request:
        """Return a question with somebody's yes: approved, or with one vote more.

        What is on its way by another is superseded; ``among`` are others that are about to be
        approved at the same moment. Raises ``IllegalMove``, ``OnlyTold`` or ``NotOffered``.
        """
        if request.tell:
            raise OnlyTold
        if request.state is not State.PENDING:
            raise IllegalMove(request, State.APPROVED)
        if choice is not None and choice not in _choices(request):
            raise NotOffered(request)
        other = on_its_way(self._requests.open, request)
        if other is None and among:
            other = on_its_way(among, request)
        if other is not None:
            return self._move(request, State.SUPERSEDED, SYSTEM, same_as(other))
        changes: dict[str, Any] = {}
        if ignore_space:
            changes["ignore_space"] = True
        if choice is not None and choice is not request.choice:
            code = "keeps_both" if choice is Choice.KEEP_BOTH else "replaces"
            now = self._now()
            request = request.note(at=now, who=who, why=Reason(code), choice=choice)
        code = "approved_despite_room" if ignore_space else "approved_by_person"
        if _votes(request, who):
            return self._vote(request, who, yes=True, **changes)
        return self._move(request, State.APPROVED, who, Reason(code), **changes)

    # ------------------------------------------------------------- no

    def no(
        self,
        request: Request,
        who: Actor,
        reason: str,
        *,
        scope: Scope | None = None,
        further: bool = True,
    ) -> Request:
        """Return a question with somebody's no, which may refuse more later. Raises ``IllegalMove``.

        Without ``further`` whoever ordered it is to look for no other; a vote does not say that.
        """
        if scope is not None and request.state is State.DECLINED:
            more = Reason(f"declined_more_{scope.value}")
            return request.note(at=self._now(), who=who, why=more)
        if request.state is State.PENDING and not request.tell and _votes(request, who):
            return self._vote(request, who, yes=False, reason=reason)
        code = "declined_by_person" if further else "declined_no_further"
        if request.tell:
            code = "acknowledged_by_person"
        return self._move(request, State.DECLINED, who, said(code, reason))

    # ------------------------------------------------------------- votes

    def _vote(
        self,
        request: Request,
        who: Actor,
        *,
        yes: bool,
        reason: str = "",
        **changes: Any,
    ) -> Request:
        """Return a question with a vote, decided if that is enough."""
        now, fate = self._now(), self._fate(request)
        request = without_void(request, fate, now)
        ballot = request.ballot
        assert ballot is not None
        if ballot.of(who.id) is not yes:
            ballot = ballot.voted(who.id, who.name, yes=yes, at=now, fate=fate)
            code = "voted_yes" if yes else "voted_no"
            why = said(code, reason)
            why = Reason(code, (*ballot.tally, *why.params))
            request = request.note(
                at=now, who=who, why=why, **{**changes, "ballot": ballot}
            )
        elif changes:
            why = Reason("approved_despite_room")
            request = request.note(at=now, who=who, why=why, **changes)
        if ballot.decided is None:
            return request
        code = "approved_by_votes" if ballot.decided else "declined_by_votes"
        to = State.APPROVED if ballot.decided else State.DECLINED
        why = Reason(code, (*ballot.tally, *said(code, reason).params))
        return self._move(request, to, who, why)

    def _move(
        self, request: Request, to: State, who: Actor, why: Reason, **changes: Any
    ) -> Request:
        return request.move(to, at=self._now(), who=who, why=why, **changes)


def _votes(request: Request, who: Actor) -> bool:
    """Tell whether an answer is one vote among several; what the house does by itself is none."""
    return request.ballot is not None and who.kind is not ActorKind.SYSTEM


def _choices(request: Request) -> tuple[Choice, ...]:
    return request.weighed.choices if request.weighed else ()
