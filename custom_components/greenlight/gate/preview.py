"""Preview: what a rule would make of everything that is known, before anybody is asked."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import batched, islice

from ..engine.opinion import TURNED_DOWN
from ..engine.outcome import Outcome
from ..engine.release import Release
from ..engine.rules import Rule
from .judge import Judge, Judged
from .ports import Ledger
from .skip_list import SkipList

# So many releases are considered before others have their turn.
_AT_ONCE = 50


@dataclass(slots=True)
class Preview:
    """What matches some rules, newest first, and what would become of it.

    ``would_ask`` people would be asked about (or a rule would approve it), ``had`` is no better than
    what is there, ``asked`` has a request already, ``skipped`` has failed before, is refused, or is
    not approved of by the program that has found it, and ``waits`` for a library that cannot be asked. ``considered`` counts all that was looked at.
    """

    considered: int = 0
    would_ask: list[Judged] = field(default_factory=list)
    had: list[Judged] = field(default_factory=list)
    asked: list[Judged] = field(default_factory=list)
    skipped: list[Judged] = field(default_factory=list)
    waits: list[Judged] = field(default_factory=list)

    @property
    def matched(self) -> int:
        """Return how many match the rules' criteria, whatever becomes of them."""
        return sum(map(len, self.groups.values()))

    @property
    def groups(self) -> Mapping[str, list[Judged]]:
        """Return them by what would become of them, what people would be asked about first."""
        return {
            "would_ask": self.would_ask,
            "waits": self.waits,
            "had": self.had,
            "asked_before": self.asked,
            "failed_before": self.skipped,
        }

    def first(self, most: int) -> list[tuple[str, Judged]]:
        """Return so many of all, each with what would become of it, in the order of the groups."""
        every = ((name, one) for name, found in self.groups.items() for one in found)
        return list(islice(every, most))


class Previews:
    """Makes previews. They ask no source and no indexer for anything."""

    def __init__(self, ledger: Ledger, judge: Judge, skip_list: SkipList) -> None:
        """Know what is known."""
        self._ledger = ledger
        self._judge = judge
        self._skip_list = skip_list

    async def of(self, releases: Iterable[Release], rules: list[Rule]) -> Preview:
        """Return what some rules would make of some releases."""
        preview = Preview()
        for some in batched(releases, _AT_ONCE, strict=False):
            for one in await self._judge.judge(some, rules):
                preview.considered += 1
                if (home := self._home(one, preview)) is not None:
                    home.append(one)
            await asyncio.sleep(0)
        return preview

    def _home(self, one: Judged, preview: Preview) -> list[Judged] | None:
        comparison = one.verdict.comparison
        if one.verdict.outcome is Outcome.IGNORE:
            if any(reason.code in TURNED_DOWN for reason in one.verdict.reasons):
                return preview.skipped
            return preview.had if comparison is not None and comparison.have else None
        if self._ledger.lookup(one.release) is not None:
            return preview.asked
        if self._skip_list.covers(one.release, one.weighed, one.rule_id):
            return preview.skipped
        return preview.waits if one.waits else preview.would_ask
