"""Ordered: which program waits for what a question is about, and what it makes of a no."""

from typing import Final

from ...engine.causes import REFUSED_BEFORE
from ...engine.ordering import ordered_by
from ...engine.reason import Reason
from ...engine.request import JournalEntry, Request, State
from ...engine.undo import undo_until
from ...gate.attached import AskerFacts
from ..cut import clean
from ..saying import Piece, Say, When, say
from .told import No, Ordered

# A no after which no other release is to be looked for.
NO_FURTHER: Final = "declined_no_further"
# What a program was told of a no, the last of which counts.
TOLD: Final = frozenset({"told_no", "told_no_further", "not_told"})


def ordered(request: Request, facts: AskerFacts | None) -> Ordered | None:
    """Return which program waits for it, None where none does.

    Of one that has gone only its name is known.
    """
    if facts is not None:
        return Ordered(clean(facts.name), no_of(facts))
    asker = ordered_by(request)
    return Ordered(clean(asker.name)) if asker else None


def no_of(facts: AskerFacts) -> No:
    """Return what an asker makes of a no."""
    if facts.linked:
        return No.LOOKS
    return No.FAILS if facts.usenet else No.UNTOLD


def after_a_no(asked: Ordered | None) -> Say | None:
    """Return what would follow from a no, None where nothing is known of that."""
    if asked is None or asked.no is None:
        return None
    return say(f"after_no_{asked.no}", asker=asked.name)


def followed(request: Request, facts: AskerFacts | None, now: float) -> Piece | None:
    """Return what its asker makes, or will make, of a no that was given; None where nothing is known.

    It learns of it once that can be taken back no longer. ``now`` is in epoch seconds.
    """
    decided = request.last_move()
    if request.state is not State.DECLINED or decided is None or request.tell:
        return None
    if told := _told(request, decided):
        return told[-1]
    if facts is None:
        return None
    no: str = no_of(facts)
    if decided.why.code == NO_FURTHER and facts.linked:
        no = "stops"
    until = undo_until(request)
    waits = until is not None and now <= until and decided.why.code != REFUSED_BEFORE
    if no == No.UNTOLD or until is None or not waits:
        return say(f"no_{no}", asker=clean(facts.name))
    at = When(until, within=True)
    return say(f"no_{no}_at", asker=clean(facts.name), at=at)


def _told(request: Request, decided: JournalEntry) -> list[Reason]:
    """Return what was told of it since it was decided."""
    since = request.journal[request.journal.index(decided) :]
    return [line.why for line in since if line.why.code in TOLD]
