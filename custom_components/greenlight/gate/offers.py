"""Offers: which of the releases that are offered or known become requests."""

import asyncio
from collections.abc import Callable, Iterable
from itertools import batched
from typing import Final

from ..engine.outcome import Outcome
from ..engine.release import Release
from ..engine.request import Actor, ActorKind, Request
from ..engine.rules import Rule
from ..engine.verdict import consider
from .opening import new_request
from .ports import Environment, Ledger
from .requests import Requests
from .skip_list import SkipList

# So many releases are considered before others have their turn: there may be thousands.
AT_ONCE: Final = 50


class Offers:
    """Considers releases under rules, and has people asked about what is new to them."""

    def __init__(
        self,
        ledger: Ledger,
        requests: Requests,
        skip_list: SkipList,
        environment: Environment,
        announce: Callable[[], None],
    ) -> None:
        """Know what is known already, and what is to be skipped."""
        self._ledger = ledger
        self._requests = requests
        self._skip_list = skip_list
        self._environment = environment
        self._announce = announce

    async def matching(self, rule: Rule) -> list[Release]:
        """Return what is known, not requested yet, and would match a rule; newest first."""
        found: list[Release] = []
        known = self._ledger.known_releases()
        for some in batched(known, AT_ONCE, strict=False):
            found += [
                release
                for release in some
                if consider(release, [rule]).outcome is not Outcome.IGNORE
                and self._ledger.lookup(release) is None
                and not self._skip_list.covers(release)
            ]
            await asyncio.sleep(0)
        return found

    async def ask_about(
        self, releases: Iterable[Release], rules: list[Rule], *, count_known: bool
    ) -> int:
        """Ask about what matches a rule, and return how many that were.

        What there is a request for already counts with ``count_known``. Raises ``LedgerError``:
        the same releases may be offered again then.
        """
        matched = 0
        for some in batched(releases, AT_ONCE, strict=False):
            matched += await self._ask_about(some, rules, count_known=count_known)
            await asyncio.sleep(0)
        if matched:
            # Even if nobody is asked, the rules' counters are shown.
            self._announce()
        return matched

    async def _ask_about(
        self, releases: Iterable[Release], rules: list[Rule], *, count_known: bool
    ) -> int:
        new: list[Request] = []
        matched = 0
        for release in releases:
            verdict = consider(release, rules)
            if verdict.rule is None:
                continue
            known = self._ledger.lookup(release) or next(
                (request for request in new if request.release.same_as(release)), None
            )
            if known is None and self._skip_list.covers(release):
                continue
            if known is None or count_known:
                matched += 1
                self._ledger.count_matches(verdict.matched)
            if known is None:
                new.append(
                    new_request(
                        self._environment,
                        release,
                        approved=verdict.outcome is Outcome.APPROVE,
                        who=Actor(ActorKind.RULE, verdict.rule.id, verdict.rule.name),
                        why=verdict.reasons[0],
                        rule=verdict.rule,
                        reasons=verdict.reasons[1:],
                    )
                )
        await self._requests.enter(*new)
        return matched
