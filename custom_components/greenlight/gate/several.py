"""Several: one answer to many questions at once, of which each is told what became of it."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import AsyncExitStack
from itertools import batched
from typing import Final

from ..engine.request import IllegalMove, Request, State
from .answers import Answers
from .ports import (
    AlreadyRequested,
    LedgerError,
    NotOffered,
    OnlyTold,
    QuestionChanged,
    UnknownRequest,
)
from .requests import Requests
from .turns import Turns

# What became of one of them: the request as it is now, or why nothing was done.
type Answered = Request | Exception

# So many are answered in one write, before others have their turn: each is held against all.
AT_ONCE: Final = 25

_REFUSED: Final = (
    *(UnknownRequest, IllegalMove, AlreadyRequested),
    *(QuestionChanged, OnlyTold, NotOffered),
)


class Several:
    """Answers questions that wait many in one write, and whatever else there is one by one."""

    def __init__(self, requests: Requests, answers: Answers, turns: Turns) -> None:
        """Know the questions, and whose turn it is."""
        self._requests = requests
        self._answers = answers
        self._turns = turns

    async def answer(
        self,
        request_ids: Iterable[str],
        seen: Mapping[str, str],
        together: Callable[[Request, Mapping[str, Request]], Request],
        alone: Callable[[str], Awaitable[Request]],
    ) -> dict[str, Answered]:
        """Return what became of each, in the order in which they were named.

        ``together`` makes of a question what the answer makes of it, among those that are answered
        at the same moment; ``alone`` answers a single one. Nothing is raised for what is refused.
        """
        ids = list(dict.fromkeys(request_ids))
        first = [one for one in ids if self._waits(one)]
        done: dict[str, Answered] = {}
        for some in batched(first, AT_ONCE, strict=False):
            done |= await self._in_one(some, seen, together)
            await asyncio.sleep(0)
        for request_id in ids:
            if request_id not in done:
                try:
                    done[request_id] = await alone(request_id)
                except (*_REFUSED, LedgerError) as err:
                    done[request_id] = err
        return {one: done[one] for one in ids}

    def _waits(self, request_id: str) -> bool:
        """Tell whether a question waits to which nobody else is just giving an answer."""
        pending = self._requests.still(request_id, State.PENDING)
        return pending is not None and self._turns.free(request_id)

    async def _in_one(
        self,
        ids: Iterable[str],
        seen: Mapping[str, str],
        together: Callable[[Request, Mapping[str, Request]], Request],
    ) -> dict[str, Answered]:
        done: dict[str, Answered] = {}
        planned: dict[str, Request] = {}
        moved: dict[str, Request] = {}
        async with AsyncExitStack() as turns:
            for request_id in filter(self._waits, ids):
                # It is free, so this does not wait.
                await turns.enter_async_context(self._turns.of(request_id))
                try:
                    before = self._answers.seen(request_id, seen.get(request_id, ""))
                    after = together(before, moved)
                except _REFUSED as err:
                    done[request_id] = err
                    continue
                planned[request_id] = after
                if after.state is not before.state:
                    moved[request_id] = after
            noted = [one for key, one in planned.items() if key not in moved]
            try:
                await self._requests.enter(*moved.values(), noted=noted)
            except LedgerError as err:
                return {**dict.fromkeys(planned, err), **done}
        return {**planned, **done}
