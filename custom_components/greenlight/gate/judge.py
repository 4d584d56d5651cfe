"""Judge: what the rules make of releases, held against what the libraries have."""

import asyncio
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import batched
import time
from typing import Final

from ..engine.candidates import same_items_of
from ..engine.library.holding import Holding
from ..engine.outcome import Outcome
from ..engine.reading import read
from ..engine.release import Release
from ..engine.rules import Rule
from ..engine.verdict import Verdict, consider
from ..engine.weighed import Weighed, weigh
from .libraries import Libraries
from .ports import Environment, Ledger

# Seconds for which the loop is held at a time, however many rules there are.
TURN: Final = 0.01
# How many titles are looked through before others have their turn.
_AT_ONCE: Final = 200


@dataclass(frozen=True, slots=True)
class Judged:
    """A release and what was made of it."""

    release: Release
    verdict: Verdict

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

    @property
    def waits(self) -> bool:
        """Tell whether a library has to be asked before there is a verdict."""
        return self.verdict.outcome is Outcome.WAIT


class Judge:
    """Considers releases under rules. What libraries have to be asked for is asked beforehand."""

    def __init__(
        self, ledger: Ledger, libraries: Libraries, environment: Environment
    ) -> None:
        """Know what the libraries have."""
        self._ledger = ledger
        self._libraries = libraries
        self._environment = environment

    async def judge(
        self,
        releases: Iterable[Release],
        rules: Sequence[Rule],
        *,
        patient: bool = True,
        why: bool = False,
    ) -> list[Judged]:
        """Consider some releases; one that is not ``patient`` waits for no library any longer.

        Who asks ``why`` is told that of what is ignored, too.
        """
        found: list[Judged] = []
        until = time.monotonic() + TURN
        for release in releases:
            if found and time.monotonic() >= until:
                await asyncio.sleep(0)
                until = time.monotonic() + TURN
            verdict = await self._judge(release, rules, patient=patient, why=why)
            found.append(Judged(release, verdict))
        return found

    def at_once(self, release: Release, rules: Sequence[Rule]) -> Judged:
        """Consider a release by what is known now: no library is asked, and none is waited for."""
        verdict, _ = self._consider(release, rules, patient=False, why=False)
        return Judged(release, verdict)

    async def _judge(
        self, release: Release, rules: Sequence[Rule], *, patient: bool, why: bool
    ) -> Verdict:
        # Who waits for no library that is away waits for one that answers all the same.
        verdict, found = self._consider(release, rules, patient=True, why=why)
        unread = [item for one in found for item in self._libraries.unread(one)]
        if unread:
            await self._libraries.load(unread)
        elif patient:
            return verdict
        return self._consider(release, rules, patient=patient, why=why)[0]

    def _consider(
        self, release: Release, rules: Sequence[Rule], *, patient: bool, why: bool
    ) -> tuple[Verdict, list[Holding]]:
        """Return the verdict, and all that was found in the libraries for it."""
        found: dict[frozenset[str], Holding] = {}

        def find(rule: Rule) -> Holding:
            holding = found.get(rule.libraries)
            if holding is None:
                holding = self._libraries.find(
                    read(release.title),
                    rule.libraries,
                    ids=release.ids,
                    patient=patient,
                )
                found[rule.libraries] = holding
            return holding

        verdict = consider(
            release,
            rules,
            find=find if self._libraries.any else None,
            now=self._environment.now(),
            why=why,
            patient=patient,
        )
        return verdict, list(found.values())

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
