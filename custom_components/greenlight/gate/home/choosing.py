"""Choosing: which of the files that a library could import are to be imported, and what speaks against it."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from ...engine.home.dangerous import videos
from ...engine.home.parts import in_parts
from ...engine.library.item import Episodes, Version
from ...engine.reason import Reason
from ...engine.weighed import MAX_NAME, There, Weighed
from ...libraries.imports import Candidate
from .counted import Counted

type Number = tuple[int, int]

# So many names are told of.
_TOLD = 5
# So much a file may grow or shrink on the way, by the tags that are written into it: bytes, or a part of
# a large one, but never more than a part of a small one.
_TAGS = 16 * 1024**2
_PART = 100
_OF_SMALL = 10


def of_film(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Return the film itself: its largest video."""
    return _films(candidates)[:1]


def of_series(
    candidates: Sequence[Candidate], counted: Counted
) -> tuple[Candidate, ...]:
    """Return the videos whose episodes are known, with those."""
    films = _films(candidates)
    alone = len(films) == 1
    read = (replace(one, episodes=counted.numbers(one, alone=alone)) for one in films)
    return tuple(one for one in read if one.episodes)


def halves(candidates: Sequence[Candidate]) -> tuple[str, ...]:
    """Return what the parts of a film are called that is in several files: a library has one."""
    return in_parts(one.path for one in _films(candidates))


def once(chosen: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Return of several files of one episode the largest."""
    found: dict[tuple[Number, ...], Candidate] = {}
    for one in chosen:
        found.setdefault(one.episodes, one)
    alike = {key for key in found if len(key) > 1}
    # Of several that all hold the same ones, none is known to hold any.
    return tuple(
        one for one in chosen if one.episodes in alike or found[one.episodes] is one
    )


def clashing(chosen: Iterable[Candidate]) -> tuple[Number, ...]:
    """Return the episodes that several files are said to hold: each would be put over the other."""
    count = Counter(number for one in chosen for number in one.episodes)
    return tuple(number for number, files in count.items() if files > 1)


def doubted(
    candidates: Sequence[Candidate], counted: Counted, library: str
) -> Reason | None:
    """Return what is said of the videos that cannot both be true; ``library`` is who has read them."""
    return counted.doubt(_films(candidates), library)


def without(chosen: Iterable[Candidate], known: Episodes) -> tuple[Candidate, ...]:
    """Return what holds an episode that is not there."""
    there = {(one.season, one.number) for one in known.episodes if one.version}
    return tuple(one for one in chosen if not there.issuperset(one.episodes))


def _films(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Return the videos among them, the largest first, without samples and extras."""
    by_path = {one.path: one for one in candidates}
    pieces = [(path, one.size or 0) for path, one in by_path.items()]
    return tuple(by_path[path] for path, _ in videos(pieces))


def rejected(chosen: Iterable[Candidate]) -> Reason | None:
    """Return why the library would not import them, in its words; None if it would."""
    said = dict.fromkeys(
        rejection.text for one in chosen for rejection in one.rejections
    )
    if not said:
        return None
    return Reason("home_refused", (("detail", "; ".join([*said][:_TOLD])),))


def not_shown(there: Iterable[Version], weighed: Weighed | None) -> tuple[Version, ...]:
    """Return the files of which the question did not tell: they would go unseen, or have come since."""
    return not_among(there, weighed.there if weighed else ())


def not_among(there: Iterable[Version], told: Collection[There]) -> tuple[Version, ...]:
    """Return the files that are none of those that were told of."""
    return tuple(one for one in there if not any(_is_shown(one, each) for each in told))


def _is_shown(one: Version, told: There) -> bool:
    """Tell whether a file is one that was told of.

    Two libraries call one file by two names, and give two files one name, but all know how large it is.
    """
    named = one.name[:MAX_NAME] == told.name
    if one.size is None or told.size is None:
        return named
    return one.size == told.size or (named and close(one.size, told.size))


def close(size: int | None, wanted: int) -> bool:
    """Tell whether a file is as large as another one, but for what is written into it on the way."""
    if size is None or not wanted:
        return False
    return abs(size - wanted) <= min(max(wanted // _PART, _TAGS), wanted // _OF_SMALL)


def holds_more(known: Episodes, numbers: Collection[Number]) -> tuple[Number, ...]:
    """Return the episodes that would be lost, because they are in a file with one that is replaced."""
    files = {
        one.version
        for one in known.episodes
        if one.version and (one.season, one.number) in numbers
    }
    return tuple(
        (one.season, one.number)
        for one in known.episodes
        if one.version in files and (one.season, one.number) not in numbers
    )
