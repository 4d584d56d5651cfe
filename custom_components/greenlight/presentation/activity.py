"""Activity: what has happened to a request, as a line that goes on after the name of its work."""

from collections.abc import Callable
from typing import Final

from ..engine.ordering import found_by, ordered_by
from ..engine.reason import Param
from ..engine.request import ActorKind, JournalEntry, Request, State, Via
from ..gate.ports import NOT_AS_PROMISED, PROBLEM, REMINDER, Event
from .question import Questions
from .saying import MINUTE, Lasting, Speaker
from .texts import Texts

# Why somebody did it, in words of their own.
_SAID: Final = frozenset(
    """declined_by_person declined_no_further declined_by_votes cancelled_by_person acknowledged_by_person
    voted_yes voted_no""".split()
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
    REMINDER: "activity_reminder",
}
# What has happened although nothing has moved, and what moved for a reason of its own.
_BECAUSE: Final = {
    "voted_yes": "activity_voted_yes",
    "voted_no": "activity_voted_no",
    "vote_taken_back": "activity_vote_taken_back",
    "put_off": "activity_put_off",
    "taken_back": "activity_taken_back",
    "no_room": "activity_no_room",
    "refused_before": "activity_refused_before",
    "withdrawn": "activity_withdrawn",
    NOT_AS_PROMISED: "activity_not_as_promised",
}
# By whom something is approved without asking.
_BY_ITSELF: Final = {
    ActorKind.RULE: "activity_approved_by_rule",
    ActorKind.ASKER: "activity_approved_by_asker",
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
        # None of what is said by it is told from now.
        self._speak = Speaker(texts, lambda: 0.0)
        self._details: Final[dict[str, Callable[[Request], list[str]]]] = {
            State.PENDING: self._asked,
            State.APPROVED: self._approved,
            State.COMPLETED: self._loaded,
            State.SUPERSEDED: self._why,
            State.FAILED: self._why,
            PROBLEM: self._why,
            REMINDER: self._asked,
            State.DECLINED: self._said,
            State.CANCELLED: self._said,
        }

    def line(self, event: Event) -> str:
        """Return what has happened, without a full stop; a stranger's text is as it came."""
        request = event.request
        entry = request.journal[-1]
        told = self._texts.text(self._key(event), **self._params(request, entry))
        if entry.why.code in _BECAUSE:
            details = self._said(request)
        else:
            detailed = self._details.get(event.kind)
            details = detailed(request) if detailed else []
        rest = ", ".join(filter(None, details))
        return f"{told}: {rest}" if rest else told

    def _key(self, event: Event) -> str:
        request = event.request
        entry = request.journal[-1]
        if (because := _BECAUSE.get(entry.why.code)) is not None:
            return because
        line = _LINES[event.kind]
        if event.kind == State.APPROVED and (by := _BY_ITSELF.get(entry.who.kind)):
            if entry.unasked:
                return by
            if entry.who.kind is ActorKind.RULE:
                return "activity_unanswered"
        if request.tell:
            return _TOLD.get(event.kind, line)
        if event.kind == State.CANCELLED and entry.why.code == "removed_with_data":
            return "activity_cancelled_with_data"
        cut_short = event.kind in (State.FAILED, State.CANCELLED)
        return f"{line}_at" if cut_short and request.progress >= 0.01 else line

    def _params(self, request: Request, entry: JournalEntry) -> dict[str, Param]:
        """Return what lines are filled in with: who and by which road, when, how much, how far."""
        why, who = dict(entry.why.params), entry.who.name
        until = why.get("until")
        free, reserve = (_bytes(why.get(name)) for name in ("free", "reserve"))
        via = entry.who.via
        # That it was an action says nothing that its name does not.
        told = via and via is not Via.ACTION
        way = self._texts.text(f"way_{via}") if told else ""
        return {
            **why,
            "who": self._automation(who)
            if _unattended(entry)
            else f"{who} {way}".strip(),
            "time": self._texts.when(entry.at, entry.at),
            "until": self._texts.moment(until) if isinstance(until, float) else "",
            "needed": self._texts.size(_bytes(why.get("needed"))),
            "usable": self._texts.size(max(0, free - reserve)),
            "percent": self._texts.text(
                "became_percent", percent=int(request.progress * 100 + 1e-9)
            ),
        }

    def _automation(self, name: str) -> str:
        """Return who an automation is that nobody has started, by its name where that is known."""
        if name in ("", self._texts.text("automation")):
            return self._texts.text("an_automation")
        return self._texts.text("the_automation", automation=name)

    def _asked(self, request: Request) -> list[str]:
        rule, asker = found_by(request), ordered_by(request)
        return [
            self._questions.kind(request),
            self._texts.size(request.bytes),
            self._texts.text("ordered_by", asker=asker.name) if asker else "",
            self._texts.text("by_rule", rule=rule) if rule else "",
        ]

    def _approved(self, request: Request) -> list[str]:
        changes = self._questions.changes(request)
        return [
            *(change.partition(" ")[2] for change in changes[:1]),
            self._texts.size(request.bytes),
        ]

    def _loaded(self, request: Request) -> list[str]:
        """Return how large it is, and how long that took."""
        began = [one for one in request.journal if one.after is State.DOWNLOADING]
        entry = request.journal[-1]
        seconds = entry.at - began[-1].at if began else 0.0
        if seconds < MINUTE or not request.bytes:
            return [self._texts.size(request.bytes)]
        span = self._speak(Lasting(seconds))
        return [
            self._texts.text(
                "activity_in", size=self._texts.size(request.bytes), span=span
            )
        ]

    def _why(self, request: Request) -> list[str]:
        return [self._texts.reason(request.journal[-1].why)]

    def _said(self, request: Request) -> list[str]:
        why = request.journal[-1].why
        said = str(dict(why.params).get("text", "")) if why.code in _SAID else ""
        return [self._texts.text("quoted", words=said) if said else ""]


def _unattended(entry: JournalEntry) -> bool:
    """Tell whether an automation has done it; what happens by itself comes by no road."""
    return entry.who.kind is ActorKind.SYSTEM and entry.who.via is not None


def _bytes(value: object) -> int:
    return value if isinstance(value, int) else 0
