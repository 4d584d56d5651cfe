"""Statistics: what came of questions and what was downloaded, by what the journals of requests say."""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median
from typing import Final

from .causes import ASKED_ANEW, REFUSED_BEFORE
from .ordering import found_by
from .request import ActorKind, JournalEntry, Request, State, Via
from .tally import saved

# Within which of these times (seconds) an answer came; the last bin is for what took longer.
BINS: Final = (600.0, 3600.0, 6 * 3600.0, 24 * 3600.0)
_DECIDED: Final = frozenset({State.APPROVED, State.DECLINED, State.EXPIRED})
_PEOPLE: Final = frozenset({ActorKind.USER, ActorKind.TELEGRAM})


@dataclass(frozen=True, slots=True)
class Question:
    """When people were last asked (epoch seconds), and the line that ended it, None for none."""

    asked: float
    decided: JournalEntry | None


@dataclass(slots=True)
class Month:
    """What became in a month of questions, and the bytes that were downloaded in it."""

    approved: int = 0
    declined: int = 0
    expired: int = 0
    bytes: int = 0


@dataclass(slots=True)
class Share:
    """How often people were asked, and how often they said yes."""

    asked: int = 0
    approved: int = 0


def _shares() -> defaultdict[str, Share]:
    return defaultdict(Share)


@dataclass(slots=True)
class Statistics:
    """Counts of what has happened since some time.

    Questions count by when they were asked and with what became of them in the end, so an answer that
    was taken back is none. ``unasked`` was approved without a question; ``waits`` are the seconds from
    question to a person's answer, ``how`` by which roads these came. ``better`` counts by its label what
    was measured to be better than what was there. Sums are in bytes, months are named as whoever counts wants.
    """

    since: float
    asked: int = 0
    approved: int = 0
    declined: int = 0
    expired: int = 0
    unasked: int = 0
    downloaded: int = 0
    bytes: int = 0
    saved_by_declining: int = 0
    saved_by_replacing: int = 0
    months: defaultdict[str, Month] = field(default_factory=lambda: defaultdict(Month))
    rules: defaultdict[str, Share] = field(default_factory=_shares)
    sources: defaultdict[str, Share] = field(default_factory=_shares)
    groups: defaultdict[str, Share] = field(default_factory=_shares)
    waits: list[float] = field(default_factory=list)
    how: Counter[Via] = field(default_factory=Counter)
    better: Counter[str] = field(default_factory=Counter)

    @property
    def median(self) -> float | None:
        """Return the median time in which people answer (seconds), None where nobody has."""
        return median(self.waits) if self.waits else None

    @property
    def bins(self) -> list[int]:
        """Return how many answers came within each of ``BINS``, and how many later."""
        found = [0] * (len(BINS) + 1)
        for wait in self.waits:
            found[sum(wait > most for most in BINS)] += 1
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """How whoever counts names things: the month of a time, and what a request is counted under.

    ``label`` names what a gain of some kind is a gain in. An empty name is not counted.
    """

    month: Callable[[float], str]
    source: Callable[[Request], str]
    group: Callable[[Request], str]
    label: Callable[[str], str]


def count(found: Statistics, request: Request, known: Known) -> None:
    """Count a request, if anything has happened to it since then."""
    if request.ended < found.since or request.tell:
        return
    if (question := question_of(request)) is not None:
        if question.asked >= found.since:
            _count_question(found, request, question, known)
    elif any(line.unasked for line in request.journal):
        found.unasked += request.created >= found.since
        if request.created >= found.since:
            _count_better(found, request, known)
    complete = request.last_move(State.COMPLETED)
    taken_back = request.state in (State.PENDING, State.APPROVED, State.DOWNLOADING)
    if complete and not taken_back and complete.at >= found.since:
        size = request.bytes or 0
        found.downloaded += 1
        found.bytes += size
        if request.state is State.IMPORTED:
            found.saved_by_replacing += saved(request)
        found.months[known.month(complete.at)].bytes += size


def question_of(request: Request) -> Question | None:
    """Return when people were asked and what came of it, None where they never were (or not yet)."""
    asked: float | None = None
    decided: JournalEntry | None = None
    for line in request.journal:
        if line.after is State.PENDING:
            # A vote, or that it was put off, is no new question.
            if line.moved or line.why.code in ASKED_ANEW:
                asked, decided = line.at, None
        elif line.unasked or line.why.code == REFUSED_BEFORE:
            # What waited for no answer was no question.
            asked, decided = None, None
        elif asked is not None and line.moved and line.after in _DECIDED:
            # Another try of what had failed is not another answer.
            decided = decided if line.before is State.FAILED else line
    if asked is None or (request.queued and request.state is State.PENDING):
        return None
    return Question(asked, decided)


def _count_question(
    found: Statistics, request: Request, question: Question, known: Known
) -> None:
    shares = [
        shares[name]
        for shares, name in (
            (found.rules, found_by(request)),
            (found.sources, known.source(request)),
            (found.groups, known.group(request)),
        )
        if name
    ]
    found.asked += 1
    for share in shares:
        share.asked += 1
    if (decided := question.decided) is None:
        return
    month = found.months[known.month(decided.at)]
    match decided.after:
        case State.APPROVED:
            found.approved += 1
            month.approved += 1
            for share in shares:
                share.approved += 1
            _count_better(found, request, known)
        case State.DECLINED:
            found.declined += 1
            month.declined += 1
            found.saved_by_declining += request.bytes or 0
        case State.EXPIRED:
            found.expired += 1
            month.expired += 1
    _count_answer(found, question.asked, decided)


def _count_answer(found: Statistics, asked: float, decided: JournalEntry) -> None:
    who = decided.who
    if decided.after is State.EXPIRED or who.kind not in _PEOPLE:
        return
    found.waits.append(max(0.0, decided.at - asked))
    if who.via is not None:
        found.how[who.via] += 1


def _count_better(found: Statistics, request: Request, known: Known) -> None:
    """Count what has come and is better; what a title had promised is not."""
    measured = request.home.measured if request.home else None
    if measured is None or measured.kept is None:
        return
    gains = request.weighed.gains if request.weighed else ()
    kinds = [one.kind for one in gains] if measured.kept else measured.better
    labels = {known.label(kind) for kind in kinds}
    found.better.update(label for label in labels if label)
