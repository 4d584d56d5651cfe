"""Verdict: whether a release is asked about, by rules or by what it would gain, with reasons."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from .against import against
from .facts import match_facts
from .library.holding import Holding
from .library.item import Item, Kind
from .match import Match, match, misses, names_of, said_to
from .outcome import Outcome
from .quality.comparison import Comparison
from .quality.wishes import Wish
from .reading import read
from .reason import Reason
from .release import Release
from .restraint import Early, held_back, too_early
from .rules import Action, Rule, RuleKind
from .title.parse import Title
from .wanted import beside, match_episodes, match_wanted, never

# What the libraries that a rule looks into have of the release that is considered.
type Find = Callable[[Rule], Holding]

_ORDER: Final = (
    *(Outcome.IGNORE, Outcome.WAIT, Outcome.TELL, Outcome.ASK, Outcome.APPROVE),
)


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
    if find is None and (
        rule.kind is not RuleKind.ANY or rule.libraries or rule.facts.any
    ):
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
        early = too_early(rule.restraint, holding, self.now)
        if early is not None and early.code == "not_out":
            if rule.restraint.early is Early.REFUSE:
                refused.append(early)
            elif rule.action is Action.APPROVE:
                unknown.append(early)
        elif early is not None and rule.action is Action.APPROVE:
            unknown.append(early)
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

    def _doubts(self, holding: Holding | None) -> list[Reason]:
        if self.title is None:
            return []
        return [
            *held_back(self.rule.restraint, self.release, self.title, holding),
        ]


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
