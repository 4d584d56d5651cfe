"""Undo: which answer to a request can be taken back, and until when."""

from typing import Final

from .home.home import Means, Step
from .request import JournalEntry, Request, State
from .search import FOUND

# Seconds for which an answer can be taken back, and that a question waits at least after that.
UNDO_WINDOW: Final = 600.0

# Why a question is put off, and why its journal has a line for a vote.
PUT_OFF: Final = "put_off"
VOTED: Final = frozenset({"voted_yes", "voted_no"})
# Why a question waits for an answer again, or for one of several.
TAKEN_BACK: Final = "taken_back"
VOTE_TAKEN_BACK: Final = "vote_taken_back"
# Why nobody is asked about a pack any more: what is lacking of it comes by itself.
ONLY_SINGLES: Final = "only_singles"
GIVEN_BACK: Final = frozenset({TAKEN_BACK, VOTE_TAKEN_BACK})

_DECIDED: Final = frozenset({State.APPROVED, State.DECLINED})
_LEADS_BACK: Final = _DECIDED | {State.DOWNLOADING, State.COMPLETED}
# How what somebody downloads begins that nobody else was to say anything of: they have found it, or had its
# link. What a rule or a program's order approves by itself is a question once that is taken back.
_OWN: Final = frozenset({FOUND, "handed_in"})
# In which something is being put where it belongs: that is not stopped half-way.
_BROUGHT: Final = frozenset({Means.IMPORT, Means.FILES, Means.THEIRS})
_BEING_DONE: Final = frozenset({Step.BEGUN, Step.TOLD, Step.LOOKING})


def last_answer(request: Request, who: str = "") -> JournalEntry | None:
    """Return the line of the answer that would be taken back now, None if there is none.

    A decision anybody may take back who may decide, a vote only whoever (``who``) gave it.
    """
    for entry in reversed(request.journal):
        if request.state is State.PENDING:
            if entry.moved:
                return None
            if _stands(request, entry, who):
                return entry
        elif entry.moved and entry.why.code == ONLY_SINGLES:
            return entry if request.state is State.SUPERSEDED else None
        elif entry.moved and entry.after in _DECIDED:
            leads = request.state in _LEADS_BACK and not is_brought_home(request)
            return entry if leads else None
    return None


def never_asked(request: Request) -> bool:
    """Tell whether somebody downloads what they came with themselves, so that nobody was asked about it."""
    first = request.journal[0] if request.journal else None
    if first is None or first.why.code not in _OWN or first.after is not State.APPROVED:
        return False
    return all(entry.after is not State.PENDING for entry in request.journal)


def undo_until(request: Request, who: str = "") -> float | None:
    """Return until when (epoch seconds) the last answer can be taken back, None if none can be."""
    entry = last_answer(request, who)
    return None if entry is None else entry.at + UNDO_WINDOW


def is_brought_home(request: Request) -> bool:
    """Tell whether something is being put where it belongs, so that its files are needed.

    What a library takes in by itself it may be taking in just now, unless it says what it waits for.
    """
    home = request.home
    if request.state is not State.COMPLETED or home is None:
        return False
    if home.means is Means.THEIRS and home.why is not None:
        return False
    return home.means in _BROUGHT and home.step in _BEING_DONE


def _stands(request: Request, entry: JournalEntry, who: str) -> bool:
    """Tell whether what an answer to an open question said is still so."""
    if entry.why.code == PUT_OFF:
        return request.later is not None
    voted = entry.why.code in VOTED and entry.who.id == who
    return voted and bool(request.ballot and request.ballot.vote_of(who))
