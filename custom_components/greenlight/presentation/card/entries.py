"""Entries: what has become of requests, one line of the history each, as it stands now."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache, partial
from typing import Any, Final

from ...engine.causes import REFUSED_BEFORE
from ...engine.left import goes_on
from ...engine.ordering import found_by, ordered_by, withdrawn
from ...engine.reading import read
from ...engine.reason import Reason
from ...engine.request import ActorKind, JournalEntry, Request, State
from ...engine.rights import Person
from ...engine.summary import in_words
from ...engine.undo import undo_until
from ...gate.gate import Gate
from ...gate.ports import AS_PROMISED, NOT_AS_PROMISED
from ...gate.singles import singles_of
from ...gate.undo import all_to_take_out
from ..asking.ordered import followed
from ..asking.taken_in import ANYWAY
from ..asking.waits import NO_WAITING, room_missing
from ..cut import clean
from ..question import sides
from ..saying import Piece
from .came import came_home, ends_sooner
from .pieces import Json, filled, piece_view
from .single import Singly, sendable
from .works import work_view

NOT_KEPT: Final = "not_as_promised"
AS_KEPT: Final = "as_promised"
_MEASURED: Final = frozenset({NOT_AS_PROMISED, AS_PROMISED})
# What is called otherwise than its state.
_OUTCOMES: Final[Mapping[State, str]] = {State.SUPERSEDED: "overtaken"}
OUTCOMES: Final = (
    *("approved", "downloading", "completed", "imported", AS_KEPT, NOT_KEPT),
    *("declined", "expired", "cancelled", "overtaken", "failed"),
)
# How a request ends for a reason of its own.
_TELLS_WHY: Final = frozenset(
    {State.DECLINED, State.CANCELLED, State.SUPERSEDED, State.FAILED}
)
_ENDED_UNANSWERED: Final = frozenset({State.EXPIRED, State.SUPERSEDED})
# What was a person's own word, and says no more than the outcome where they gave none.
OWN_WORDS: Final = frozenset(
    """declined_by_person declined_no_further declined_by_votes cancelled_by_person acknowledged_by_person
    voted_no""".split()
)
_PROGRAMS: Final = frozenset({ActorKind.RULE, ActorKind.ASKER})
_ASKED_AGAIN: Final = frozenset({State.DECLINED, State.EXPIRED, State.CANCELLED})

# Of a rule, a source or a person. There are only a few, and they are asked for again and again.
_CAME: Final = frozenset({State.COMPLETED, State.IMPORTED})
name_shown: Final = lru_cache(maxsize=1024)(clean)


def happened(request: Request) -> bool:
    """Tell whether a request is of the history: it was answered, or has ended."""
    return request.state is not State.PENDING


def outcome_of(request: Request) -> str:
    """Return what has become of a request, one of ``OUTCOMES``."""
    if promise_of(request) is not None:
        return NOT_KEPT
    home = request.home
    if request.state is State.IMPORTED and home and home.measured:
        # What was not measured says nothing of that.
        return AS_KEPT if home.measured.kept else request.state.value
    return _OUTCOMES.get(request.state, request.state.value)


def promise_of(request: Request) -> Reason | None:
    """Return what was measured other than promised, None as long as nothing was."""
    if request.state not in (State.COMPLETED, State.IMPORTED):
        return None
    whys = (line.why for line in reversed(request.journal))
    # A closer look may have found otherwise since.
    last = next((why for why in whys if why.code in _MEASURED), None)
    return last if last is not None and last.code == NOT_AS_PROMISED else None


def decided_by(request: Request) -> JournalEntry | None:
    """Return the line that decided on a request, None where time or something else did."""
    if request.state in _ENDED_UNANSWERED:
        return None
    if request.state in (State.DECLINED, State.CANCELLED):
        return request.last_move()
    lines = [one for one in request.journal if one.moved]
    for line in reversed(lines):
        # Another try of what had failed is not another answer.
        if line.after is State.APPROVED and line.before is not State.FAILED:
            return line
    return None


def people_of(request: Request) -> list[str]:
    """Return the names of those who decided on a request, each of them where several voted."""
    line = decided_by(request)
    if line is None or line.who.kind in _PROGRAMS or line.why.code == REFUSED_BEFORE:
        return []
    if (ballot := request.ballot) is not None and line.why.code.endswith("_by_votes"):
        yes = line.after is State.APPROVED
        names = [vote.name for vote in ballot.votes if vote.yes is yes]
    else:
        names = [line.who.name]
    return [name for one in names if (name := name_shown(one))]


class Entries:
    """Makes them for one person at a time: what they may do differs."""

    def __init__(
        self,
        gate: Gate,
        name_of: Callable[[str | None], str | None],
        imports: Callable[[Request], str],
        now: Callable[[], float],
    ) -> None:
        """``name_of`` names a part by its id, ``now`` tells epoch seconds.

        ``imports`` names the library that takes in what is complete, empty for none.
        """
        self._gate = gate
        self._name_of = name_of
        self._imports = imports
        self._now = now
        self._singly = Singly("Entry")

    def of(self, request: Request, person: Person) -> Json:
        """Return the entry of a request for a person."""
        release, asker = request.release, ordered_by(request)
        return {
            "id": request.id,
            "at": request.ended,
            "outcome": outcome_of(request),
            "work": work_view(request),
            **({"tell": True} if request.tell else {}),
            **self._decided(request, person),
            **_anyway(request, person),
            **came_home(request, self._name_of, self._gate.libraries.habits.get),
            **filled(
                {
                    "why": self._why(request),
                    **_changes(request),
                    "bytes": request.bytes,
                    "group": clean(read(release.title).group or ""),
                    "next": self._next(request),
                    "rule": clean(found_by(request)),
                    "source": self._name(release.source),
                    "ordered": asker and clean(asker.name),
                    "client": self._name(request.client or request.pinned),
                }
            ),
            **self._possible(request, person),
        }

    def each(self, requests: Iterable[Request], person: Person) -> list[Json]:
        """Return the entries of some requests, in their order, without any that cannot be made."""
        return [
            entry
            for one in requests
            if (entry := self._singly.made(one.id, partial(self._one, one, person)))
        ]

    def _one(self, request: Request, person: Person) -> Json:
        return sendable(self.of(request, person))

    def _name(self, part_id: str | None) -> str:
        return clean(self._name_of(part_id) or "")

    def _decided(self, request: Request, person: Person) -> Json:
        line = decided_by(request)
        if line is None:
            return {"how": "time"} if request.state is State.EXPIRED else {}
        if line.who.kind is ActorKind.RULE:
            how = "rule" if line.unasked else "time"
            return {"how": how, "decided": line.at}
        if line.who.kind is ActorKind.ASKER:
            itself = line.unasked or line.after is State.CANCELLED
            by = {"how": "asker"} if itself else {"who": clean(line.who.name)}
            return {**by, "decided": line.at}
        names = people_of(request)
        mine = line.who.kind is ActorKind.USER and line.who.id == person.actor.id
        return {
            **filled({"who": ", ".join(names), "how": line.who.via}),
            **({"you": True} if mine and len(names) == 1 else {}),
            "decided": line.at,
        }

    def _why(self, request: Request) -> Any:
        """Return why it came to that, or what it waits for; None where there is no more to say."""
        piece: Piece | None = None
        if request.state is State.APPROVED:
            piece = self._waits(request)
        elif withdrawn(request):
            # That is all there is to say.
            piece = None
        elif request.state in _TELLS_WHY and (line := request.last_move()) is not None:
            piece = why_said(line.why)
        return None if piece is None else piece_view(piece)

    def _next(self, request: Request) -> Any:
        """Return what the program that ordered it makes of a no, or what goes on of what was given up."""
        facts = self._gate.attached.asker_of(request)
        piece = followed(request, facts, self._now()) or goes_on(request)
        return None if piece is None else piece_view(piece)

    def _waits(self, request: Request) -> Piece | None:
        if (short := self._gate.room.waited_for(request)) is not None:
            return room_missing("became_room", short)
        note = request.journal[-1]
        return None if note.moved or note.why.code in NO_WAITING else note.why

    def _possible(self, request: Request, person: Person) -> Json:
        """Return what can still be done about it, by that person."""
        if not person.may_decide(request.deciders):
            return {"can": []}
        until = undo_until(request, person.actor.id)
        if until is not None and until > self._now():
            there = self._there(request)
            more = filled({"here": there, "sooner": self._sooner(request)})
            return {"undo_until": until, **more, "can": ["undo"]}
        if request.state is State.FAILED:
            return {"can": ["retry"]}
        again = request.state in _ASKED_AGAIN and not withdrawn(request)
        return {"can": ["again"] if again else []}

    def _there(self, request: Request) -> int | None:
        """Return how many bytes an undo takes out, of all that came instead of a pack."""
        taken = [request]
        if request.state is State.SUPERSEDED:
            taken = singles_of(request, self._gate.requests.every())
        return all_to_take_out(taken, self._gate.attached, self._gate.downloads)

    def _sooner(self, request: Request) -> bool | None:
        rule = self._gate.attached.rule(request.rule)
        imports = self._imports(request)
        return ends_sooner(request, rule.home if rule else None, imports) or None


def _anyway(request: Request, person: Person) -> Json:
    """Return who had it imported whatever spoke against it, empty where nobody had."""
    home = request.home
    if home is None or not home.forced or request.state not in _CAME:
        return {}
    said = (one for one in reversed(request.journal) if one.why == ANYWAY)
    if (line := next(said, None)) is None:
        return {}
    mine = line.who.kind is ActorKind.USER and line.who.id == person.actor.id
    who = {"who": name_shown(line.who.name), "how": line.who.via, "you": mine or None}
    return {"anyway": filled({**who, "decided": line.at})}


def why_said(why: Reason) -> Piece | None:
    """Return a reason as it is told: of what people said themselves only their words, if any."""
    if why.code == "approved_by_person":
        return None
    if why.code in OWN_WORDS:
        return clean(str(dict(why.params).get("text", ""))) or None
    return why


def _changes(request: Request) -> Json:
    """Return what is had and what came instead, and what was promised and what it is."""
    weighed = request.weighed
    found: Json = {}
    if weighed is not None and weighed.gains:
        have, offered = sides(weighed.gains[0])
        found = {"had": clean(have), "now": clean(offered)}
    else:
        found = {"now": clean(in_words(read(request.release.title).quality))}
    return found | _measured(request)


def _measured(request: Request) -> Json:
    """Return what was promised and what it is, empty as long as nothing was measured."""
    measured = request.home.measured if request.home else None
    if measured is not None and measured.kept is not None:
        return {
            "promised": clean(measured.promised),
            "measured": clean(measured.now),
            "kept": measured.kept,
        }
    if (broken := promise_of(request)) is None:
        return {}
    params = dict(broken.params)
    return {
        "promised": clean(str(params.get("promised", ""))),
        "measured": clean(str(params.get("is", ""))),
        "kept": False,
    }
