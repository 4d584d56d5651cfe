"""Judge: what the rules make of releases, held against what the libraries have."""

import asyncio
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import batched
import time
from typing import Final

from ..engine.candidates import same_items_of
from ..engine.consider import consider
from ..engine.library.held import Number
from ..engine.library.holding import Holding
from ..engine.match import said_to
from ..engine.outcome import Outcome
from ..engine.quality.comparison import picked
from ..engine.quality.ladder import Ladder
from ..engine.reading import read
from ..engine.reason import Reason
from ..engine.release import Release
from ..engine.rules import Rule, RuleKind
from ..engine.verdict import Verdict
from ..engine.weighed import Weighed, weigh
from .libraries import Libraries
from .ports import Environment, Ledger
from .way import Way

# Seconds for which the loop is held at a time, however many rules there are.
TURN: Final = 0.01
# How many titles are looked through before others have their turn.
_AT_ONCE: Final = 200
# What a rule makes of gains and losses; who decides by no rule does that for themselves.
_OF_RULES: Final = ("loss_refused", "loss_counts_more", "only_with_other")
# More than any single release holds that is not of a whole season.
_WHOLE: Final = 100


@dataclass(frozen=True, slots=True)
class Judged:
    """A release and what was made of it; ``switch`` is the request that a yes would end."""

    release: Release
    verdict: Verdict
    switch: str = ""

    @property
    def rule(self) -> Rule | None:
        """Return the rule by which it becomes a request, None if it does not."""
        return None if self.waits else self.verdict.rule

    @property
    def rule_id(self) -> str:
        """Return the id of the rule that is about to ask or to wait, empty if none is."""
        return self.verdict.rule.id if self.verdict.rule else ""

    @property
    def weighed(self) -> Weighed | None:
        """Return what a request is to remember of it, None where no library was looked into."""
        holding = self.verdict.holding
        if holding is None or not holding.asked:
            return None
        return weigh(holding, self.verdict.comparison)

    def picked(self, ladder: Ladder) -> Judged:
        """Return it as it is for a person who wants it whatever it is worth: with what would go for it.

        Of a pack of which something is lacking, what is there stays.
        """
        holding, comparison = self.verdict.holding, self.verdict.comparison
        if holding is None or holding.missing or comparison is None:
            return self
        verdict = replace(self.verdict, comparison=picked(comparison, ladder))
        return replace(self, verdict=verdict)

    @property
    def told(self) -> tuple[Reason, ...]:
        """Return what a person is told of it who decides by no rule."""
        verdict = self.verdict
        told = verdict.comparison.reasons if verdict.comparison else ()
        notes = verdict.holding.notes if verdict.holding else ()
        said = (one for one in (*told, *notes) if not one.code.startswith(_OF_RULES))
        return tuple(dict.fromkeys(said))

    @property
    def lacking(self) -> tuple[Number, ...]:
        """Return for which episodes of a series it would be, as its library counts them.

        Of a pack of which no library knows what is in it there is no telling.
        """
        holding = self.verdict.holding
        if holding is None or (self._is_pack and not holding.counted):
            return ()
        return holding.missing or holding.episodes

    @property
    def singles(self) -> frozenset[Number]:
        """Return all episodes that it holds, nothing of a pack: what else is in that its title does not say."""
        holding = self.verdict.holding
        if holding is None or self._is_pack:
            return frozenset()
        return frozenset(holding.episodes)

    @property
    def breadth(self) -> int:
        """Return how many episodes a rule about series would have of it; 1 of anything else."""
        rule = self.verdict.rule
        if rule is None or rule.kind is not RuleKind.SERIES:
            return 1
        return max(_WHOLE if self._is_pack else 1, len(self.lacking))

    @property
    def _is_pack(self) -> bool:
        rule = self.verdict.rule
        title = said_to(rule, self.release) if rule else read(self.release.title)
        return title.season_pack or title.complete_series

    @property
    def waits(self) -> bool:
        """Tell whether a library has to be asked before there is a verdict."""
        return self.verdict.outcome is Outcome.WAIT


class Judge:
    """Considers releases under rules. What libraries have to be asked for is asked beforehand."""

    def __init__(
        self,
        ledger: Ledger,
        libraries: Libraries,
        way: Way,
        environment: Environment,
    ) -> None:
        """Know what the libraries have, and what is on its way."""
        self._ledger = ledger
        self._way = way
        self._libraries = libraries
        self._environment = environment

    async def judge(
        self,
        releases: Iterable[Release],
        rules: Sequence[Rule],
        *,
        patient: bool = True,
        why: bool = False,
        gone: str = "",
    ) -> list[Judged]:
        """Consider some releases; one that is not ``patient`` waits for no library any longer.

        The request with the id ``gone`` is about to end: nothing is on its way because of it. Who asks ``why`` is told that of what is ignored, too.
        """
        found: list[Judged] = []
        until = time.monotonic() + TURN
        for release in releases:
            if found and time.monotonic() >= until:
                await asyncio.sleep(0)
                until = time.monotonic() + TURN
            found.append(await self._judge(release, rules, patient, why, gone))
        return found

    def at_once(self, release: Release, rules: Sequence[Rule]) -> Judged:
        """Consider a release by what is known now: no library is asked, and none is waited for."""
        return self._consider(release, rules, patient=False, why=False)[0]

    async def _judge(
        self,
        release: Release,
        rules: Sequence[Rule],
        patient: bool,
        why: bool,
        gone: str,
    ) -> Judged:
        # Who waits for no library that is away waits for one that answers all the same.
        judged, found = self._consider(release, rules, patient=True, why=why, gone=gone)
        unread = [item for one in found for item in self._libraries.unread(one)]
        if unread:
            await self._libraries.load(unread)
        elif patient:
            return judged
        return self._consider(release, rules, patient=patient, why=why, gone=gone)[0]

    def _consider(
        self,
        release: Release,
        rules: Sequence[Rule],
        *,
        patient: bool,
        why: bool,
        gone: str = "",
    ) -> tuple[Judged, list[Holding]]:
        """Return what is made of a release, and all that was found in the libraries for it."""
        found: dict[tuple[frozenset[str], int], Holding] = {}

        def look(rule: Rule) -> Holding:
            key = rule.libraries, id(rule.numbering)
            if key not in found:
                found[key] = self._libraries.find(
                    said_to(rule, release),
                    rule.libraries,
                    ids=release.ids,
                    patient=patient,
                )
            return found[key]

        def find(rule: Rule) -> Holding:
            return self._way.coming(rule, release, look(rule), gone)

        def own(rule: Rule) -> Holding:
            known = look(rule) if self._libraries.any else None
            return self._way.holding(rule, release, known, gone)

        ignored: Judged | None = None
        while True:
            verdict = consider(
                release,
                rules,
                find=find if self._libraries.any else None,
                own=own,
                now=self._environment.now(),
                why=why,
                patient=patient,
            )
            by = verdict.rule
            judged = Judged(release, *self._way.settled(verdict, release, gone))
            if by is None or judged.verdict.outcome is not Outcome.IGNORE:
                break
            # Another rule wants it for a purpose of its own.
            ignored = ignored or judged
            rules = [one for one in rules if one is not by]
        if judged.verdict.outcome is Outcome.IGNORE:
            judged = ignored or judged
        return judged, list(found.values())

    async def others(self, titles: Collection[str]) -> dict[str, list[Release]]:
        """Return for each title the releases that are known for the same item."""
        found: dict[str, list[Release]] = {title: [] for title in titles}
        if not found:
            return found
        for some in batched(self._ledger.known_releases(), _AT_ONCE, strict=False):
            for title, releases in same_items_of(found, some).items():
                found[title] += releases
            # There may be tens of thousands.
            await asyncio.sleep(0)
        return found
