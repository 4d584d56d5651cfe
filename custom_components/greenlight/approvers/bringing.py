"""Bringing: what people say of an import that was not done, and what they are told of that."""

from collections.abc import Mapping
from typing import Final

from ..engine.answer import Answer, Verb
from ..engine.blocked import is_blocked
from ..engine.request import Actor, IllegalMove, Request
from ..gate.gate import Gate
from ..gate.ports import LedgerError, QuestionChanged, UnknownItem, UnknownRequest
from ..gate.turns import Turns
from ..libraries.errors import LibraryError
from ..presentation.asking.replies import Replies
from ..presentation.screens import Page
from .reply import Reply

VERBS: Final = frozenset({Verb.IMPORT_ANYWAY, Verb.LEAVE})
# What is told of what is refused, where the refusal itself says all of it.
_IN_VAIN: Final[Mapping[type[Exception], str]] = {
    UnknownRequest: "unknown",
    QuestionChanged: "changed",
    UnknownItem: "no_library",
    LibraryError: "library_away",
    LedgerError: "not_saved",
}


class Bringing:
    """Takes one word after the other: who comes second is told what the first has said."""

    def __init__(self, gate: Gate, replies: Replies) -> None:
        """Know the gate, and the words."""
        self._gate = gate
        self._replies = replies
        self._turns = Turns()

    async def take(
        self, answer: Answer, request_id: str, seen: str, who: Actor
    ) -> Reply:
        """Take a word of somebody who may say it and has ``seen`` why, by its mark; empty for nobody's."""
        async with self._turns.of(request_id):
            request = self._gate.requests.get(request_id)
            if request is None:
                return self._in_vain("unknown")
            if not is_blocked(request):
                return self._settled(request)
            try:
                await self._say(answer, request_id, seen, who)
            except IllegalMove as err:
                return self._settled(err.request)
            except tuple(_IN_VAIN) as err:
                kind = next(kind for kind in _IN_VAIN if isinstance(err, kind))
                return self._in_vain(_IN_VAIN[kind])
        text = self._replies.done(answer, request, who)
        return Reply(text=text, page=Page.QUESTION)

    async def _say(
        self, answer: Answer, request_id: str, seen: str, who: Actor
    ) -> None:
        home = self._gate.home
        if answer.verb is Verb.IMPORT_ANYWAY:
            await home.import_now(request_id, who, anyway=True, seen=seen)
        else:
            await home.leave(request_id, who, seen=seen)

    def _settled(self, request: Request) -> Reply:
        return self._reply(self._replies.settled(request))

    def _in_vain(self, key: str) -> Reply:
        return self._reply(self._replies.text(key))

    @staticmethod
    def _reply(text: str) -> Reply:
        return Reply(text=text, alert=True, page=Page.QUESTION, counted=False)
