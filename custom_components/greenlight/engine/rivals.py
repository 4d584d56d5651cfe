"""Rivals: questions about the same item, and which of them is worth asking."""

from collections.abc import Callable

from .candidates import rank, same_numbers, work_of
from .evidence import evidence, known_as, offered_as
from .quality.ladder import Ladder
from .question import QuestionKind, kind_of
from .reading import read
from .release import Release
from .request import MAX_ALSO, Request
from .title.parse import Title
from .weighed import Work, work_in

# What a title says, and of which work it is where that is known.
type Said = tuple[Title, Work | None]


def rivals(one: Request, other: Request, reads: Callable[[str], Title] = read) -> bool:
    """Tell whether two requests of one rule are for the same film, episodes or pack.

    Rules are for purposes of their own, so what another rule asks about is no rival. ``reads`` is how
    their rule reads titles.
    """
    if one.rule != other.rule or not one.rule:
        return False
    return same_thing(
        (reads(one.release.title), work_in(one.weighed)),
        (reads(other.release.title), work_in(other.weighed)),
    )


def same_thing(one: Said, other: Said) -> bool:
    """Tell whether two titles, each with the work that it was found to be of, are of the same thing.

    What libraries say of the works counts more than how titles spell them. By titles it has to be
    certain: what is merely called alike, without a year or a number, is asked about twice.
    """
    (said, work), (others, its) = one, other
    if not same_numbers(said, others):
        return False
    if work and its:
        agree = work.ids.agree(its.ids)
        if agree is not None:
            return agree
        if not set(work.known_to).isdisjoint(its.known_to):
            return True
    certain = _identified(said) and _identified(others)
    return certain and work_of(said).same(work_of(others))


def _identified(title: Title) -> bool:
    """Tell whether a title says of which film, episodes or issue it is, beyond a name."""
    numbered = (
        title.seasons or title.episodes or title.absolute or title.complete_series
    )
    return bool(title.year or title.date or numbered)


def better(one: Request, other: Request, ladder: Ladder) -> bool:
    """Tell whether one is worth asking about instead of the other.

    What may be a fake is not, whatever it promises; otherwise the quality alone decides, so that of
    equals the first one stays.
    """
    return _worth(one, ladder) > _worth(other, ladder)


def _worth(request: Request, ladder: Ladder) -> tuple[object, ...]:
    fake = kind_of(request) is QuestionKind.WARNING
    # Without what may be otherwise a moment later: who shares it, and how large it is.
    return (not fake, *rank(request.release, ladder)[:2])


def joined(
    asked: Request, others: tuple[Release, ...], ladder: Ladder, *, now: float
) -> tuple[Release, ...]:
    """Return the other candidates of a question with some more, the best first, each once."""
    kept: list[Release] = []
    taken = [known_as(asked)]
    for release in sorted(
        (*asked.also, *others), key=lambda one: rank(one, ladder), reverse=True
    ):
        offered = offered_as(release, now)
        if not any(evidence(one, offered) for one in taken):
            kept.append(release)
            taken.append(offered)
    return tuple(kept[:MAX_ALSO])
