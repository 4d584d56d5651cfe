"""Line: in which order people are asked about what waits because enough is asked already."""

from typing import Final

from .quality.gains import Gain
from .question import QuestionKind, kind_of
from .request import Request

# Better than what is there comes first, then what is not there at all; a likely fake comes last.
_BETTER: Final = frozenset(
    {
        QuestionKind.UPGRADE,
        QuestionKind.MIXED,
        QuestionKind.REPAIRED,
        QuestionKind.EDITION,
        QuestionKind.SWITCH,
    }
)
_WANTED: Final = frozenset(
    {QuestionKind.NEW_MOVIE, QuestionKind.NEW_EPISODE, QuestionKind.PACK}
)
_GAINS: Final = {kind.value: place for place, kind in enumerate(Gain)}


def turn(request: Request) -> tuple[float | str, ...]:
    """Return what sorts questions by their turn, the first one first, always in the same order.

    Upgrades come first, the one with the largest gain before the others: kinds of gains are in the
    order in which people are told of them, and of equals the one with more of them gains more. Then
    comes what is not there, then the rest, and last what may be a fake. Of equals the newest is first.
    """
    kind = kind_of(request)
    newest = request.release.published or request.created
    return (_row(kind), *_gain(request, kind), -newest, -request.created, request.id)


def _row(kind: QuestionKind | None) -> int:
    if kind in _BETTER:
        return 0
    if kind in _WANTED:
        return 1
    return 3 if kind is QuestionKind.WARNING else 2


def _gain(request: Request, kind: QuestionKind | None) -> tuple[int, int]:
    """Return the place of the best gain, and how many there are; the smaller the better."""
    gains = request.weighed.gains if request.weighed and kind in _BETTER else ()
    best = min((_GAINS.get(one.kind, len(_GAINS)) for one in gains), default=0)
    return best, -len(gains)
