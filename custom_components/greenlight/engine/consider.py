"""Consider: what all rules make of a release, with reasons."""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import replace
from typing import Final

from .against import against
from .library.holding import Holding
from .match import misses, names_of
from .outcome import Outcome
from .quality.comparison import Comparison
from .reading import read
from .reason import Reason
from .release import Release
from .rules import Rule
from .title.parse import Title
from .verdict import Find, Verdict, judge

_ORDER: Final = (
    *(Outcome.IGNORE, Outcome.WAIT, Outcome.TELL, Outcome.ASK, Outcome.APPROVE),
)


def consider(
    release: Release,
    rules: Iterable[Rule],
    title: Title | None = None,
    *,
    find: Find | None = None,
    own: Find | None = None,
    now: float | None = None,
    why: bool = True,
    patient: bool = False,
) -> Verdict:
    """Consider a release. A rule that approves by itself goes before one that asks.

    One that asks goes before one that tells, and that before one that waits for a library: what
    can be asked now loses nothing by being asked. Of two alike the first is the one.

    A rule approves by itself only what it could check: with a size or a season unknown it asks.
    The title is read once for all rules, and only if one is about what it says. ``find`` looks
    into the libraries, None where none is set up: who is ``patient`` waits for the first one then.
    ``own`` looks, for rules with a list of series of their own, into what was fetched as well.
    ``now`` is in epoch seconds. Who does not ask ``why`` is not told why rules refuse it, which costs
    more than all the rest.
    """
    best: Verdict | None = None
    matched: list[str] = []
    refusals: list[Verdict] = []
    for found in _each(release, rules, title, find, own, now, why, patient):
        if found.outcome is Outcome.IGNORE:
            refusals.append(found)
            continue
        matched += found.matched
        if best is None or _ORDER.index(found.outcome) > _ORDER.index(best.outcome):
            best = found
    if best is None:
        return _ignored(refusals)
    return replace(_shown(best, release, find), matched=tuple(matched))


def _each(
    release: Release,
    rules: Iterable[Rule],
    title: Title | None,
    find: Find | None,
    own: Find | None,
    now: float | None,
    why: bool,
    patient: bool,
) -> Iterator[Verdict]:
    """Yield what each rule that is on makes of a release; what is found for one serves the next."""
    names: frozenset[str] | None = None
    compared: dict[Hashable, tuple[Holding, Comparison]] = {}
    for rule in rules:
        if not rule.enabled or rule.stopped:
            continue
        if title is None and rule.reads_title:
            title = read(release.title)
        if not why and title is not None:
            names = names_of(title) if names is None else names
            if misses(rule, release, title, names):
                continue
        yield judge(
            rule,
            release,
            title,
            find=own if rule.own_list and own is not None else find,
            now=now,
            compared=compared,
            patient=patient,
        )


def _ignored(refusals: list[Verdict]) -> Verdict:
    """Return why no rule matches, each reason with its rule, and what was compared first."""
    reasons = tuple(
        Reason(reason.code, (("rule", found.rule.name), *reason.params))
        for found in refusals
        if found.rule is not None
        for reason in found.reasons
    )
    for found in refusals:
        if found.comparison is not None:
            return replace(found, rule=None, reasons=reasons)
    return Verdict(Outcome.IGNORE, reasons=reasons)


def _shown(verdict: Verdict, release: Release, find: Find | None) -> Verdict:
    """Add what is there already for people to see, although it decided nothing."""
    rule = verdict.rule
    if rule is None or find is None or verdict.holding is not None:
        return verdict
    holding = find(rule)
    if not holding.items or holding.away or holding.unread:
        return replace(verdict, holding=holding if holding.items else None)
    comparison = against(rule, release, read(release.title), holding)
    return replace(verdict, holding=holding, comparison=comparison)
