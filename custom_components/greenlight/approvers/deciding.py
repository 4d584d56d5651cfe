"""Deciding: one answer of one person, whatever road it came by, and what they are told."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import timedelta
import logging
from typing import Final

from homeassistant.util import dt as dt_util

from ..clients.errors import ClientError
from ..engine.answer import Answer, Later, Verb
from ..engine.blocked import may_bring
from ..engine.quality.comparison import Choice
from ..engine.refusal import USUAL_DAYS, CannotRefuse, Scope
from ..engine.request import Actor, IllegalMove, Request, State
from ..engine.rights import Person, Right
from ..gate.gate import Gate
from ..gate.ports import (
    AlreadyRequested,
    BeingImported,
    LedgerError,
    NeedsWord,
    NotOffered,
    NotYet,
    OnlyTold,
    QuestionChanged,
    TooLate,
    UnknownItem,
    UnknownRequest,
)
from ..presentation.asking.replies import Replies
from ..presentation.screens import Page
from .always import Always
from .base import DIGEST
from .bringing import VERBS as OF_IMPORTS, Bringing
from .people import People
from .reply import Reply

_LOGGER = logging.getLogger(__name__)

# Seconds after which whoever pressed is told that it takes a while.
PATIENCE: Final = 5.0
# When it is evening, and when morning, in hours of the house.
EVENING: Final = 20
MORNING: Final = 8

PAGES: Final[Mapping[Verb, Page]] = {
    Verb.MORE: Page.MORE,
    Verb.OTHERS: Page.OTHERS,
    Verb.WHEN: Page.WHEN,
    Verb.DETAILS: Page.DETAILS,
    Verb.REALLY: Page.REALLY,
    Verb.ALWAYS_HOW: Page.ALWAYS,
    Verb.DECLINE_MORE: Page.DECLINE_MORE,
    Verb.BACK: Page.QUESTION,
}
# What is refused besides the one release.
SCOPES: Final[Mapping[Verb, Scope]] = {
    Verb.DECLINE_GROUP: Scope.GROUP,
    Verb.DECLINE_TITLE: Scope.TITLE,
    Verb.DECLINE_GAIN: Scope.GAIN,
}
# What answers a question: of one that has its answer, these change nothing.
ANSWERS: Final = frozenset(
    {
        *(Verb.APPROVE, Verb.KEEP_BOTH, Verb.TAKE, Verb.CHOOSE, Verb.ALWAYS),
        Verb.SINGLES,
        *(Verb.DECLINE, Verb.DECLINE_NO_FURTHER, Verb.LATER, Verb.ASK_NOW),
    }
)
# What is told of what the gate refuses, where the refusal itself says all of it.
_IN_VAIN: Final[Mapping[type[Exception], str]] = {
    UnknownRequest: "unknown",
    OnlyTold: "only_told",
    LedgerError: "not_saved",
    TooLate: "undo_over",
    NotYet: "not_yet",
    NotOffered: "not_possible",
    CannotRefuse: "not_possible",
    UnknownItem: "not_possible",
    # A place that is not there, or a time that is none.
    ValueError: "not_possible",
    LookupError: "not_possible",
}


class Deciding:
    """Carries answers out in the name of those who may, and says why not to the others."""

    def __init__(
        self,
        gate: Gate,
        people: People,
        replies: Replies,
        now: Callable[[], float],
        always: Always,
    ) -> None:
        """Know who may decide, what they are told, and how a rule is made from a question."""
        self._gate = gate
        self._people = people
        self._replies = replies
        self._now = now
        self._always = always
        self._bringing = Bringing(gate, replies)
        self._under_way = set[asyncio.Task[Reply]]()

    async def take(
        self, answer: Answer, request_id: str, seen: str, person: Person
    ) -> Reply:
        """Take an answer. It never raises for what a person can do wrong or a disk can refuse."""
        if request_id == DIGEST:
            return await self._of_a_list(answer, person)
        request = self._gate.requests.get(request_id)
        if request is None:
            return self._in_vain("unknown")
        if answer.verb in PAGES and person.may(Right.SEE):
            return Reply(page=PAGES[answer.verb], counted=False)
        if answer.verb is Verb.SHOW and person.may(Right.SEE):
            return Reply(text=self._replies.text("shown"), counted=False, apart=True)
        may = (
            may_bring(person, request)
            if answer.verb in OF_IMPORTS
            else person.may_decide(request.deciders)
        )
        if not may:
            return await self._may_not(request.deciders)
        if answer.verb in ANSWERS and request.state is not State.PENDING:
            return self._too_late(answer, request, person.actor)
        # It goes on by itself if whoever pressed is not there any more.
        task = asyncio.create_task(
            self._carry_out(answer, request, seen, person.actor), name="decide"
        )
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        done, _ = await asyncio.wait({task}, timeout=PATIENCE)
        return task.result() if done else Reply(text=self._replies.text("deciding"))

    async def _of_a_list(self, answer: Answer, person: Person) -> Reply:
        """Put a list of questions off for whoever has it before them, and for nobody else.

        None of the questions is changed by that, so whoever may look may do it.
        """
        if not person.may(Right.SEE):
            return await self._may_not()
        if answer.verb is not Verb.LATER:
            return self._in_vain("not_possible")
        until = later_at(Later(answer.arg), self._now())
        text = self._replies.text("later", at=self._replies.at(until))
        return Reply(text=text, counted=False, later=until)

    async def _may_not(self, deciders: frozenset[str] = frozenset()) -> Reply:
        names = await self._people.deciders(deciders=deciders)
        return Reply(
            text=self._replies.may_not(names),
            alert=True,
            counted=False,
            refused="may_not",
        )

    async def _carry_out(
        self, answer: Answer, request: Request, seen: str, who: Actor
    ) -> Reply:
        if answer.verb in OF_IMPORTS:
            return await self._bringing.take(answer, request.id, seen, who)
        try:
            await self._verb(answer, request.id, seen, who)
        except QuestionChanged:
            return self._in_vain("changed", page=Page.QUESTION)
        except BeingImported:
            return self._in_vain("importing")
        except (IllegalMove, AlreadyRequested) as err:
            return self._too_late(answer, err.request, who)
        except ClientError as err:
            _LOGGER.debug("A client could not do what was wanted: %s", err)
            return self._in_vain("client_failed", client=self._client_of(request))
        except NeedsWord:
            # Shown with both answers to that.
            return self._in_vain("needs_word", page=Page.REALLY)
        except tuple(_IN_VAIN) as err:
            kind = next(kind for kind in _IN_VAIN if isinstance(err, kind))
            return self._in_vain(_IN_VAIN[kind])
        except Exception:
            _LOGGER.exception("An answer could not be carried out")
            return self._in_vain("not_possible")
        return self._done(answer, request, who)

    async def _verb(
        self, answer: Answer, request_id: str, seen: str, who: Actor
    ) -> None:
        """Do what is wanted, by the verbs of the gate. Raises what they raise."""
        decide = self._gate.decide
        match answer.verb:
            case Verb.APPROVE:
                await decide.approve(request_id, who, seen=seen)
            case Verb.APPROVE_ANYWAY:
                await decide.approve(request_id, who, seen=seen, ignore_space=True)
            case Verb.KEEP_BOTH:
                keep = Choice.KEEP_BOTH
                await decide.approve(request_id, who, seen=seen, choice=keep)
            case Verb.TAKE:
                await decide.take(request_id, int(answer.arg), who, seen=seen)
            case Verb.SINGLES:
                await decide.singles(request_id, who, seen=seen)
            case Verb.CHOOSE:
                await decide.choose(request_id, int(answer.arg), who, seen=seen)
            case Verb.ALWAYS:
                await self.approve_always(request_id, seen, who)
            case Verb.DECLINE:
                await decide.decline(request_id, who, seen=seen)
            case Verb.DECLINE_NO_FURTHER:
                await decide.decline(request_id, who, seen=seen, further=False)
            case Verb.DECLINE_GROUP | Verb.DECLINE_TITLE | Verb.DECLINE_GAIN:
                scope = SCOPES[answer.verb]
                await decide.decline(
                    request_id, who, seen=seen, scope=scope, days=USUAL_DAYS
                )
            case Verb.LATER:
                until = later_at(Later(answer.arg), self._now())
                await decide.put_off(request_id, until, who, seen=seen)
            case Verb.ASK_NOW:
                await decide.ask_now(request_id, who)
            case Verb.UNDO:
                await decide.undo(request_id, who)
            case Verb.UNDO_KEEP | Verb.UNDO_DELETE:
                delete = answer.verb is Verb.UNDO_DELETE
                await decide.undo(request_id, who, delete_data=delete)
            case Verb.AGAIN:
                await decide.retry(request_id, who)
            case Verb.CANCEL:
                await decide.cancel(request_id, who)
            case _:
                raise LookupError(answer.verb)

    async def approve_always(self, request_id: str, seen: str, who: Actor) -> None:
        """Approve, and make the rule from what was approved, if it was.

        Raises what approving does.
        """
        question = self._gate.requests.find(request_id)
        answered = await self._gate.decide.approve(request_id, who, seen=seen)
        if answered.state is State.APPROVED:
            # One yes of several makes no rule that would need none.
            self._always.make(question, who, self._now())

    def _client_of(self, request: Request) -> str:
        settings = self._gate.attached.settings.get(request.client or "")
        return settings.name if settings else ""

    def _done(self, answer: Answer, before: Request, who: Actor) -> Reply:
        request = self._gate.requests.get(before.id) or before
        text = self._replies.done(answer, request, who)
        return Reply(text=text, page=Page.QUESTION)

    def _too_late(self, answer: Answer, request: Request, who: Actor) -> Reply:
        """Say who has decided, what and when; nobody is alarmed by their own answer."""
        last = request.last_move()
        by_them = last is not None and (last.who.kind, last.who.id) == (
            who.kind,
            who.id,
        )
        return Reply(
            text=self._replies.over(answer, request, who),
            alert=not by_them,
            counted=False,
        )

    def _in_vain(self, key: str, page: Page | None = None, **params: str) -> Reply:
        text = self._replies.text(key, **params)
        return Reply(text=text, alert=True, page=page, counted=False)


def later_at(when: Later, now: float) -> float:
    """Return when somebody wants to be asked again, in epoch seconds; ``now`` likewise."""
    local = dt_util.as_local(dt_util.utc_from_timestamp(now))
    if when is Later.HOUR:
        return now + 3600
    hour = EVENING if when is Later.TONIGHT else MORNING
    then = local.replace(hour=hour, minute=0, second=0, microsecond=0)
    if when is Later.TOMORROW or then <= local:
        then += timedelta(days=1)
    return then.timestamp()
