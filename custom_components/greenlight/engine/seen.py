"""Seen: a mark of what a person sees of a question, so that they decide on just that."""

from hashlib import blake2b
from typing import Final

from .request import Request, State

# Letters of a mark: first those of the facts, then those of what else is on offer. It tells changes
# apart and is no secret.
FACTS: Final = 8
LENGTH: Final = FACTS + 4


def seen(request: Request, fate: str = "") -> str:
    """Return a mark of what is asked: it changes if, and only if, that does.

    ``fate`` is what a yes does to the file that is there, empty where nothing is deleted.

    What may be elsewhere a moment later (who shares it, how full the disk is, how the votes stand) is
    not among the facts. What else is on offer is marked by itself, as only they who take that have
    seen it. What is asked once more after an answer is another question.
    """
    facts = (*_facts(request), *([fate] if fate else ()))
    return _mark(facts, FACTS) + _mark(_others(request), LENGTH - FACTS)


def saw(request: Request, mark: str, fate: str = "", *, others: bool = False) -> bool:
    """Tell whether who brings a mark has seen a request as it is, with ``others`` on offer, too."""
    length = LENGTH if others else FACTS
    return mark[:length] == seen(request, fate)[:length]


def _facts(request: Request) -> tuple[object, ...]:
    weighed = request.weighed
    return (
        request.release.title,
        request.bytes,
        request.tell,
        [
            entry.at
            for entry in request.journal
            if entry.after is State.PENDING is not entry.before
        ],
        *([request.switch] if request.switch else ()),
        *_against(request),
        *(
            (
                weighed.work and (weighed.work.title, weighed.work.year),
                [(work.title, work.year) for work in weighed.works],
                weighed.rows,
                weighed.gains,
                weighed.losses,
                [file for file in weighed.there if file.replaced],
                # Only where there are any, so that no other mark is another for it.
                *([weighed.lacking] if weighed.lacking else ()),
            )
            if weighed
            else ()
        ),
    )


def _against(request: Request) -> tuple[object, ...]:
    """Return what the program that has found it says against it, if anything."""
    opinion = request.release.opinion
    if opinion is None or opinion.speaks_for:
        return ()
    return opinion.stand.value, sorted(one.value for one in opinion.grounds)


def _others(request: Request) -> tuple[object, ...]:
    return tuple((one.title, one.size, one.source, one.guid) for one in request.also)


def _mark(what: tuple[object, ...], letters: int) -> str:
    return blake2b(repr(what).encode(), digest_size=letters // 2).hexdigest()
