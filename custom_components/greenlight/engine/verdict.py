"""Verdict: whether a release is asked about, by rules or by what it would gain, with reasons."""

from collections.abc import Iterable
from dataclasses import dataclass

from .library.holding import Holding
from .outcome import Outcome
from .quality.comparison import Comparison
from .reading import read
from .reason import Reason
from .release import Release
from .rules import Action, Rule, match
from .title.parse import Title


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome, the rule it comes from (None when ignored), every rule that matched, and why.

    ``holding`` is what the libraries have of it and ``comparison`` what it was held against, where
    the rule looks into libraries. ``waits`` are the ids of those that have to be asked first.
    """

    outcome: Outcome
    rule: Rule | None = None
    matched: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
    holding: Holding | None = None
    comparison: Comparison | None = None
    waits: tuple[str, ...] = ()


def consider(
    release: Release, rules: Iterable[Rule], title: Title | None = None
) -> Verdict:
    """Consider a release. A rule that approves by itself goes before one that asks.

    A rule approves by itself only what it could check: with a size or a season unknown it asks.
    The title is read once for all rules, and only if one is about what it says.
    """
    best: Verdict | None = None
    matched: list[str] = []
    refused: list[Reason] = []
    for rule in rules:
        if not rule.enabled or rule.stopped:
            continue
        if title is None and rule.reads_title:
            title = read(release.title)
        found = match(rule, release, title)
        if not found.matched:
            refused += [
                Reason(reason.code, (("rule", rule.name), *reason.params))
                for reason in found.refused
            ]
            continue
        matched.append(rule.id)
        sure = rule.action is Action.APPROVE and not found.unknown
        reasons = (Reason("rule_matched", (("rule", rule.name),)), *found.unknown)
        if best is None or (sure and best.outcome is Outcome.ASK):
            best = Verdict(Outcome.APPROVE if sure else Outcome.ASK, rule, (), reasons)
    if best is None:
        return Verdict(Outcome.IGNORE, reasons=tuple(refused))
    return Verdict(best.outcome, best.rule, tuple(matched), best.reasons)
