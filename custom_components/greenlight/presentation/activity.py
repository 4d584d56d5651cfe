"""Activity: what has happened to a request, as a line that goes on after the name of its work."""

from collections.abc import Callable
from typing import Final

from ..engine.request import ActorKind, Request, State
from ..gate.ports import PROBLEM, Event
from .question import Questions
from .render import size
from .texts import Texts

# Why somebody did it, in words of their own.
_SAID: Final = frozenset(
    {"declined_by_person", "cancelled_by_person", "acknowledged_by_person"}
)
_LINES: Final = {
    State.PENDING: "activity_pending",
    State.APPROVED: "activity_approved",
    State.DOWNLOADING: "activity_downloading",
    State.COMPLETED: "activity_completed",
    State.IMPORTED: "activity_imported",
    State.DECLINED: "activity_declined",
    State.EXPIRED: "activity_expired",
    State.SUPERSEDED: "activity_superseded",
    State.FAILED: "activity_failed",
    State.CANCELLED: "activity_cancelled",
    PROBLEM: "activity_problem",
}
# Of what people are only told there is nothing to decide.
_TOLD: Final[dict[str, str]] = {
    State.PENDING: "activity_told",
    State.DECLINED: "activity_acknowledged",
    State.EXPIRED: "activity_told_long_enough",
}


class Activity:
    """Tells of each move of a request in one line, with what counts then and no more."""

    def __init__(self, texts: Texts, questions: Questions) -> None:
        """Know how a question is put into words."""
        self._texts = texts
        self._questions = questions
        self._details: Final[dict[str, Callable[[Request], list[str]]]] = {
            State.PENDING: self._asked,
            State.APPROVED: self._approved,
            State.COMPLETED: lambda request: [size(request.bytes)],
            State.SUPERSEDED: self._why,
            State.FAILED: self._why,
            PROBLEM: self._why,
            State.DECLINED: self._said,
            State.CANCELLED: self._said,
        }

    def line(self, event: Event) -> str:
        """Return what has happened, without a full stop; a stranger's text is as it came."""
        request = event.request
        who = request.journal[-1].who
        line = _LINES[event.kind]
        if event.kind == State.APPROVED and who.kind is ActorKind.RULE:
            line = "activity_approved_by_rule"
        elif request.tell:
            line = _TOLD.get(event.kind, line)
        told = self._texts.text(line, who=who.name)
        details = self._details.get(event.kind)
        rest = ", ".join(filter(None, details(request))) if details else ""
        return f"{told}: {rest}" if rest else told

    def _asked(self, request: Request) -> list[str]:
        rule = request.rule_name
        return [
            self._questions.kind(request),
            size(request.bytes),
            self._texts.text("by_rule", rule=rule) if rule else "",
        ]

    def _approved(self, request: Request) -> list[str]:
        changes = self._questions.changes(request)
        return [
            *(change.partition(" ")[2] for change in changes[:1]),
            size(request.bytes),
        ]

    def _why(self, request: Request) -> list[str]:
        return [self._texts.reason(request.journal[-1].why)]

    def _said(self, request: Request) -> list[str]:
        why = request.journal[-1].why
        said = str(dict(why.params).get("text", "")) if why.code in _SAID else ""
        return [f"“{said}”" if said else ""]
