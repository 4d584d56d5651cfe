"""Verdict: whether a rule asks about a release, by what it wants and by what would be gained, with reasons."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from typing import Final

from .against import against
from .facts import match_facts
from .library.holding import Holding
from .library.item import Item, Kind
from .match import Match, match, said_to
from .outcome import Outcome
from .quality.comparison import Comparison
from .quality.wishes import Wish
from .reason import Reason
from .release import Release
from .restraint import Early, held_back, too_early
from .rules import Action, Rule, RuleKind
from .title.parse import Title
from .wanted import beside, match_episodes, match_wanted, never

# What the libraries that a rule looks into have of the release that is considered.
type Find = Callable[[Rule], Holding]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome, the rule it comes from (None when ignored), every rule that matched, and why.

    ``holding`` is what the libraries have of it and ``comparison`` what it was held against, where
    the rule looks into libraries; of what is ignored, as the first rule found it that got so far.
    ``waits`` are the ids of those that have to be asked first; a rule that waits has not matched
    yet.
    """

    outcome: Outcome
    rule: Rule | None = None
    matched: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
    holding: Holding | None = None
    comparison: Comparison | None = None
    waits: tuple[str, ...] = ()


def judge(
    rule: Rule,
    release: Release,
    title: Title | None = None,
    *,
    find: Find | None = None,
    now: float | None = None,
    compared: dict[Hashable, tuple[Holding, Comparison]] | None = None,
    patient: bool = False,
) -> Verdict:
    """Return what one rule makes of a release; its ``rule`` is always that one.

    ``compared`` keeps comparisons for the next rule, within one look at one release.
    """
    if not rule.enabled or rule.stopped:
        code = "rule_stopped" if rule.enabled else "rule_off"
        return Verdict(Outcome.IGNORE, rule, reasons=(Reason(code),))
    found = match(rule, release, title)
    if not found.matched:
        return Verdict(Outcome.IGNORE, rule, reasons=found.refused)
    if release.opinion is not None and not release.opinion.lets(rule.overruled):
        # What found it would not fetch it, or not yet: it says so again when it is looked at next.
        return Verdict(Outcome.IGNORE, rule, reasons=release.opinion.reasons)
    needs_library = rule.kind is not RuleKind.ANY or rule.libraries or rule.facts.any
    if find is None and needs_library:
        # Whoever makes the rule first is about to add a library. One that it names is gone.
        waits = patient and not rule.libraries
        outcome = Outcome.WAIT if waits else Outcome.IGNORE
        return Verdict(outcome, rule, reasons=(Reason("no_library"),))
    if rule.numbering is not None or (
        title is None and (rule.looks or rule.action is Action.APPROVE)
    ):
        title = said_to(rule, release, title)
    judged = _Judged(
        rule, release, title, found, now, {} if compared is None else compared
    )
    holding = find(rule) if find is not None and rule.looks else None
    if holding is not None and holding.choices:
        return judged.among(holding)
    return judged.of(holding)


@dataclass(frozen=True, slots=True)
class _Judged:
    """A release that matches a rule by all that is told of it, before the libraries are asked."""

    rule: Rule
    release: Release
    title: Title | None
    found: Match
    now: float | None
    # What rules with the same wishes have found already; what they are told by lives as long.
    compared: dict[Hashable, tuple[Holding, Comparison]]

    def among(self, holding: Holding) -> Verdict:
        """Return a question which of several works it is, unless it would be nothing for any."""
        each = [
            self.of(replace(holding, items=(item,), versions=item.versions, choices=()))
            for item in holding.choices
            if _known(item)
        ]
        if len(each) == len(holding.choices) and all(
            verdict.outcome is Outcome.IGNORE for verdict in each
        ):
            return replace(each[0], holding=holding, comparison=None)
        if holding.away or holding.unread:
            return self._wait(holding)
        asked = self.rule.action is not Action.TELL
        return Verdict(
            Outcome.ASK if asked else Outcome.TELL,
            self.rule,
            (self.rule.id,),
            (self._by, *self._opinion, Reason("which_work"), *self.found.unknown),
            holding,
        )

    def of(self, holding: Holding | None) -> Verdict:
        """Return the verdict on a work of which all that can be known is known."""
        rule, unknown = self.rule, [*self.found.unknown]
        comparison = self._compare(holding)
        refused = self._refused(holding, comparison, unknown)
        away = holding is not None and (holding.away or holding.unread)
        if holding is not None and away and not self._settled(holding, comparison):
            return self._wait(holding)
        if refused:
            return Verdict(
                Outcome.IGNORE,
                rule,
                reasons=tuple(refused),
                holding=holding,
                comparison=comparison,
            )
        told = comparison.reasons if comparison is not None else ()
        if beside(rule, holding, comparison):
            told = tuple(one for one in told if one.code not in _OF_WHAT_STAYS)
        if holding is not None and not holding.asked:
            # New to what nobody was asked about would be more than is known.
            told = tuple(reason for reason in told if reason.code != "new_title")
        outcome = Outcome(rule.action.value)
        if outcome is Outcome.APPROVE:
            unknown += self._doubts(holding)
            opinion = self.release.opinion
            overruled = opinion is not None and not opinion.speaks_for
            if overruled or unknown or not _certain(rule, holding, comparison):
                outcome = Outcome.ASK
        notes = holding.notes if holding is not None else ()
        return Verdict(
            outcome,
            rule,
            (rule.id,),
            (self._by, *self._opinion, *told, *notes, *unknown),
            holding,
            comparison,
        )

    @property
    def _by(self) -> Reason:
        return Reason("rule_matched", (("rule", self.rule.name),))

    @property
    def _opinion(self) -> tuple[Reason, ...]:
        opinion = self.release.opinion
        return () if opinion is None else opinion.reasons

    def _settled(self, holding: Holding, comparison: Comparison | None) -> bool:
        """Tell whether what is known to be there settles it, whatever else may be there."""
        if comparison is None or not comparison.have:
            return False
        if self.rule.kind is RuleKind.WANTED:
            return True
        if self.rule.kind is RuleKind.SERIES and holding.missing:
            return False
        return comparison.outcome is Outcome.IGNORE and not comparison.uncertain

    def _wait(self, holding: Holding) -> Verdict:
        unread = (item.library for item in holding.unread)
        return Verdict(
            Outcome.WAIT,
            self.rule,
            reasons=(self._by, Reason("library_away"), *self.found.unknown),
            holding=holding,
            waits=tuple(dict.fromkeys((*holding.away, *unread))),
        )

    def _compare(self, holding: Holding | None) -> Comparison | None:
        if holding is None or self.title is None or not self.rule.compares:
            return None
        key = _alike(self.rule, holding)
        if key not in self.compared:
            found = against(self.rule, self.release, self.title, holding)
            # With what it was held against: another could be where that was.
            self.compared[key] = holding, found
        return self.compared[key][1]

    def _refused(
        self,
        holding: Holding | None,
        comparison: Comparison | None,
        unknown: list[Reason],
    ) -> list[Reason]:
        """Return why the rule does not match after all; what is not known goes to ``unknown``."""
        rule, refused = self.rule, list[Reason]()
        self._match_early(holding, refused, unknown)
        if holding is None:
            return refused
        there = bool(holding.items)
        if rule.facts.any and there:
            match_facts(rule.facts, holding.items, refused, unknown)
        if not there and (
            rule.facts.any
            or rule.kind in (RuleKind.WANTED, RuleKind.SERIES)
            or (rule.kind is RuleKind.UPGRADES and not rule.wishes.new_titles)
        ):
            code = "not_in_library" if holding.asked else "no_library_asked"
            return [*refused, Reason(code)]
        if rule.kind is RuleKind.WANTED:
            match_wanted(holding, self.now, refused, unknown)
        elif rule.kind is RuleKind.SERIES:
            lacking = match_episodes(rule, holding, self.now, refused, unknown)
            if lacking and comparison is not None and comparison.have:
                # What is there stays as it is: it is for the others.
                return [*refused, *never(comparison)]
            if holding.on_way and comparison is not None and not lacking:
                if comparison.outcome is Outcome.IGNORE:
                    refused.append(Reason("on_its_way"))
        if comparison is not None and comparison.outcome is Outcome.IGNORE:
            if there and comparison.reasons == (Reason("not_in_library"),):
                refused.append(Reason("nothing_there"))
            elif rule.kind is not RuleKind.WANTED or not comparison.have:
                refused += comparison.reasons
        return refused

    def _match_early(
        self, holding: Holding | None, refused: list[Reason], unknown: list[Reason]
    ) -> None:
        """Add what speaks against a release before the work is out, as the rule has it."""
        early = too_early(self.rule.restraint, holding, self.now)
        if early is None:
            return
        if early.code == "not_out" and self.rule.restraint.early is Early.REFUSE:
            refused.append(early)
        elif self.rule.action is Action.APPROVE:
            unknown.append(early)

    def _doubts(self, holding: Holding | None) -> list[Reason]:
        if self.title is None:
            return []
        restraint = self.rule.restraint
        return list(held_back(restraint, self.release, self.title, holding))


def _alike(rule: Rule, holding: Holding) -> Hashable:
    """Return what is the same for rules and holdings of which a comparison is the same.

    Several libraries often have one and the same file. What a rule is for counts only where there
    is none (``against``).
    """
    return (
        tuple(map(id, holding.versions)),
        id(holding.item),
        len(holding.episodes),
        id(rule.ladder),
        id(rule.wishes),
        rule.min_gain,
        None if holding.versions else rule.kind,
    )


def _known(item: Item) -> bool:
    """Tell whether all that is there of a work is known with it; a series has to be read."""
    return item.kind is Kind.MOVIE


# What is said of files that stay as they are beside what comes.
_OF_WHAT_STAYS: Final = frozenset({"nothing_better", "worse", "only_with_other"})


def _certain(
    rule: Rule, holding: Holding | None, comparison: Comparison | None
) -> bool:
    """Tell whether a release may be approved with nobody asked, by what is there.

    Something that is worth a question has to be gained for certain, nothing may be lost, and there
    may be nothing a person should know first.
    """
    if holding is None:
        return True
    if holding.notes:
        return False
    if comparison is None or beside(rule, holding, comparison):
        return True
    usual = ("gain_", "new_title", "duplicate")
    known = {reason for doubt in comparison.uncertain if (reason := doubt.reason)}
    if comparison.losses or any(
        not reason.code.startswith(usual) and reason not in known
        for reason in comparison.reasons
    ):
        return False
    asked = [
        change
        for change in comparison.gains
        if rule.wishes.wish(change.kind) is Wish.ASK
    ]
    return not asked or any(not change.doubts for change in asked)
