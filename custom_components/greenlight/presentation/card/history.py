"""History: what has become of all requests, filtered and page by page.

There may be ten thousand, so nothing is read or put together that is not on the page.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from ...engine.ordering import found_by
from ...engine.request import Request
from .entries import happened, name_shown, outcome_of, people_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is looked for: all words of a text anywhere, one of the outcomes, and names; all if empty."""

    text: str = ""
    outcomes: frozenset[str] = frozenset()
    rule: str = ""
    source: str = ""
    person: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A page, newest first, and what it is a page of.

    ``total`` are found, ``every`` are there at all; ``rules``, ``sources`` and ``people`` are the names
    in all of them, in the order of the alphabet.
    """

    page: list[Request]
    total: int
    every: int
    rules: list[str]
    sources: list[str]
    people: list[str]


def look_up(
    requests: Iterable[Request],
    wanted: Wanted,
    name_of: Callable[[str | None], str | None],
    *,
    offset: int,
    limit: int,
) -> Found:
    """Return a page of what has happened; ``name_of`` names a source by its id."""
    # Asked for each request, and a subentry is not found at once.
    source_of = lru_cache(maxsize=None)(
        lambda source: name_shown(name_of(source) or "")
    )
    words = wanted.text.casefold().split()
    rules, sources, people = set[str](), set[str](), set[str]()
    found: list[Request] = []
    every = 0
    for request in requests:
        if not happened(request):
            continue
        every += 1
        rule, source = name_shown(found_by(request)), source_of(request.release.source)
        names = people_of(request)
        rules.add(rule)
        sources.add(source)
        people.update(names)
        if (
            (not wanted.outcomes or outcome_of(request) in wanted.outcomes)
            and (not wanted.rule or rule == wanted.rule)
            and (not wanted.source or source == wanted.source)
            and (not wanted.person or wanted.person in names)
            and (not words or _has(request, words, names))
        ):
            found.append(request)
    # Of two at the same time the one that was noted last.
    found.reverse()
    found.sort(key=lambda one: one.ended, reverse=True)
    return Found(
        page=found[offset : offset + limit],
        total=len(found),
        every=every,
        rules=_sorted(rules),
        sources=_sorted(sources),
        people=_sorted(people),
    )


def _has(request: Request, words: list[str], names: list[str]) -> bool:
    """Tell whether all words are in what a request is called; its group is in its title, too."""
    work = request.weighed.work if request.weighed else None
    known = (request.release.title, work.title if work else "", *names)
    text = " ".join(known).casefold()
    # Titles are written with dots where people write blanks, and some are found as they are written.
    return all(word in text for word in words)


def _sorted(names: set[str]) -> list[str]:
    return sorted(filter(None, names), key=str.casefold)
