"""Requests: the desk where they lie, open or ended, and the only place where they change.

What is committed here is on disk before anything follows from it, and what follows is the gate's
to say: it passes in ``entering`` and ``moved``.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..engine.reason import Reason
from ..engine.request import SYSTEM, Actor, Request, State
from ..engine.seen import saw, seen
from . import events as events_of
from .ports import (
    PROBLEM,
    REMINDER,
    AlreadyRequested,
    Environment,
    Event,
    Ledger,
    UnknownRequest,
)
from .twins import made_moot, on_its_way, same_as


class Requests:
    """All requests, as the ledger has them. Every change raises ``LedgerError`` if not written."""

    def __init__(
        self,
        ledger: Ledger,
        environment: Environment,
        *,
        entering: Callable[[Sequence[Request]], Sequence[Request]],
        moved: Callable[[Sequence[Event]], None],
    ) -> None:
        """Keep them in a ledger.

        ``entering`` completes requests that are about to come into a new state; ``moved`` is told
        what has been committed, and sees to what follows. What people are to be asked about only
        once fewer questions wait is committed, and nothing that they are told of.
        """
        self._ledger = ledger
        self._now = environment.now
        self._entering = entering
        self._moved = moved

    # ------------------------------------------------------------------ find

    @property
    def open(self) -> Mapping[str, Request]:
        """Return the open requests by id, oldest first."""
        return self._ledger.open

    @property
    def history(self) -> Mapping[str, Request]:
        """Return the ended requests by id, oldest first."""
        return self._ledger.history

    def every(self) -> Iterator[Request]:
        """Yield the open requests, then the ended ones, each oldest first."""
        yield from [*self._ledger.open.values(), *self._ledger.history.values()]

    def get(self, request_id: str) -> Request | None:
        """Return a request, open or ended, None if there is none with that id."""
        return self._ledger.open.get(request_id) or self._ledger.history.get(request_id)

    def find(self, request_id: str) -> Request:
        """Return a request, open or ended. Raises ``UnknownRequest``."""
        found = self.get(request_id)
        if found is None:
            raise UnknownRequest(request_id)
        return found

    def still(self, request_id: str, state: State) -> Request | None:
        """Return a request that is in a state, None if it has left it, or is gone."""
        request = self.get(request_id)
        return request if request and request.state is state else None

    def of(self, client_id: str) -> list[Request]:
        """Return what a client is downloading."""
        return [
            request
            for request in self._ledger.open.values()
            if request.state is State.DOWNLOADING and request.client == client_id
        ]

    # ---------------------------------------------------------------- change

    async def enter(self, *requests: Request, noted: Iterable[Request] = ()) -> None:
        """Commit requests that are in a new state, and others of which only more is known."""
        entering = self._entering([self._votes_for(one) for one in requests])
        noted = [self._votes_for(one) for one in noted]
        events = [events_of.entered(one) for one in entering if not one.queued]
        for one in noted:
            events += events_of.noted(one, self.get(one.id))
        if changed := (*entering, *noted):
            await self._commit(*changed, events=events)

    async def move(
        self,
        request_id: str,
        to: State,
        who: Actor,
        why: Reason,
        *,
        before: Reason | None = None,
        **changes: Any,
    ) -> Request:
        """Move a request if its present state allows it.

        There is no waiting between look and change, so of two who decide, one is refused. What stands
        ``before`` that in its journal is on disk with it. Raises ``UnknownRequest`` or ``IllegalMove``.
        """
        found = self._noted_before(request_id, before)
        moved = found.move(to, at=self._now(), who=who, why=why, **changes)
        await self.enter(moved, *made_moot(self.open, moved, self._now()))
        return moved

    async def end_as_twin(self, request: Request, **changes: Any) -> bool:
        """End a request whose download or release another one has; tell whether there was one.

        ``request`` is as it would be, with what has just been learned about it.
        """
        other = on_its_way(self.open, request)
        if other is None:
            return False
        why = same_as(other)
        await self.move(request.id, State.SUPERSEDED, SYSTEM, why, **changes)
        return True

    def refuse_twin(self, request: Request) -> None:
        """Raise ``AlreadyRequested`` where what has ended is on its way by another request."""
        if not request.open and (other := on_its_way(self.open, request)):
            raise AlreadyRequested(other)

    async def amend(self, request_id: str, **changes: Any) -> Request:
        """Commit what was learned about a request, without a move. Raises ``UnknownRequest``."""
        amended = self._votes_for(replace(self.find(request_id), **changes))
        moot = made_moot(self.open, amended, self._now())
        events = [Event(request.state, request) for request in moot]
        await self._commit(amended, *moot, events=events)
        return amended

    async def note(
        self,
        request_id: str,
        who: Actor,
        why: Reason,
        *,
        problem: bool = False,
        before: Reason | None = None,
        **changes: Any,
    ) -> Request:
        """Write a line into a request's journal without a move; a ``problem`` is an event."""
        request = self.find(request_id)
        found = self._noted_before(request_id, before)
        noted = self._votes_for(found.note(at=self._now(), who=who, why=why, **changes))
        if noted != request:
            await self._commit(noted, events=events_of.noted(noted, request))
        if problem:
            self._moved([Event(PROBLEM, noted)])
        return noted

    def _noted_before(self, request_id: str, why: Reason | None) -> Request:
        """Return a request with what stands in its journal before whatever follows, if anything does."""
        found = self.find(request_id)
        return found.note(at=self._now(), who=SYSTEM, why=why) if why else found

    def _votes_for(self, request: Request) -> Request:
        """Return a question without the votes that were given to it when it was another."""
        before, ballot = self.get(request.id), request.ballot
        if before is None or ballot is None or request.state is not State.PENDING:
            return request
        old = before.ballot.votes if before.ballot else ()
        kept = ballot.without(*old)
        if len(kept.votes) == len(ballot.votes) or saw(before, seen(request)):
            return request
        why = Reason("votes_void")
        return request.note(at=self._now(), who=SYSTEM, why=why, ballot=kept)

    async def remind(self, *requests: Request) -> None:
        """Commit that people are reminded of questions, which they are then."""
        if requests:
            events = [Event(REMINDER, request) for request in requests]
            await self._commit(*requests, events=events)

    def update_later(self, request: Request, **changes: Any) -> None:
        """Take what is seen of a request now, and put it on disk some time later."""
        changed = replace(request, **changes)
        if changed != request:
            self._ledger.update_later(changed)

    async def _commit(self, *requests: Request, events: Sequence[Event] = ()) -> None:
        """Put requests on disk and see to it that everything follows from them.

        Whoever asked may be gone by then, such as an automation that was stopped: what is decided
        is carried out all the same.
        """
        work = self._carry_out(requests, events)
        loop = asyncio.get_running_loop()
        await asyncio.shield(asyncio.Task(work, loop=loop, eager_start=True))

    async def _carry_out(
        self, requests: tuple[Request, ...], events: Sequence[Event]
    ) -> None:
        await self._ledger.commit(*requests)
        self._moved(events)
