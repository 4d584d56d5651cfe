"""Offers: which of the releases that are offered or known become requests."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import batched
from typing import Final

from ..engine.evidence import Known, known_as, offered_as
from ..engine.finder import Finder, closest
from ..engine.outcome import Outcome
from ..engine.release import Release
from ..engine.request import Actor, ActorKind, Request, State
from ..engine.rules import Rule
from ..engine.verdict import Verdict, consider
from .again import gone_elsewhere, offered_again
from .attached import Attached
from .opening import new_request
from .ports import Environment, Ledger, LedgerError
from .requests import Requests
from .skip_list import SkipList

# So many releases are considered before others have their turn: there may be thousands.
AT_ONCE: Final = 50
# Nobody answers more than so many questions; what else matches waits in the sources' memory.
MAX_WAITING: Final = 500


class Offers:
    """Considers releases under rules, and has people asked about what is new to them."""

    def __init__(
        self,
        ledger: Ledger,
        requests: Requests,
        attached: Attached,
        skip_list: SkipList,
        environment: Environment,
        announce: Callable[[], None],
    ) -> None:
        """Know what is known already, and what is to be skipped."""
        self._ledger = ledger
        self._requests = requests
        self._attached = attached
        self._skip_list = skip_list
        self._environment = environment
        self._announce = announce
        self._catching_up = False

    async def matching(
        self, releases: Iterable[Release], rules: list[Rule]
    ) -> list[Release]:
        """Return those of some releases that are not requested yet and would match a rule."""
        found: list[Release] = []
        for some in batched(releases, AT_ONCE, strict=False):
            found += [
                release
                for release in some
                if consider(release, rules).outcome is not Outcome.IGNORE
                and self._ledger.lookup(release) is None
                and not self._skip_list.covers(release)
            ]
            await asyncio.sleep(0)
        return found

    async def ask_about(
        self,
        releases: Iterable[Release],
        rules: list[Rule],
        *,
        count_known: bool,
        changed: bool = False,
    ) -> Counter[str]:
        """Ask about what matches a rule, and return how many that were, by source.

        What there is a request for already counts with ``count_known``. With ``changed`` something
        about them is not as it was, so a question is put right although no rule matches any more.
        Raises ``LedgerError``: the same releases may be offered again then.
        """
        matched = Counter[str]()
        stopped = sum(bool(rule.stopped) for rule in rules)
        for some in batched(releases, AT_ONCE, strict=False):
            matched += await self._ask_about(
                some, rules, count_known=count_known, changed=changed
            )
            await asyncio.sleep(0)
        if matched or sum(bool(rule.stopped) for rule in rules) > stopped:
            # Even if nobody is asked, the rules' counters are shown, and which were stopped.
            self._announce()
        return matched

    def catch_up(self, rules: Iterable[Rule]) -> None:
        """Begin to ask about what was left out, as far as there is room."""
        if not self._catching_up and self._ledger.left_out:
            self._catching_up = True
            self._environment.spawn(self._catch_up([*rules]), "ask about the rest")

    async def _catch_up(self, rules: list[Rule]) -> None:
        try:
            while some := self._ledger.take_left_out(AT_ONCE):
                # What there is no room for is left out again.
                await self._ask_some(some, rules)
                if self._room() <= 0:
                    break
                await asyncio.sleep(0)
        except LedgerError:
            # The storage has logged why.
            return
        finally:
            self._catching_up = False
        self._announce()

    async def _ask_some(self, some: list[Release], rules: list[Rule]) -> None:
        try:
            await self._ask_about(some, rules, count_known=False, counted=True)
        except LedgerError:
            for release in some:
                self._ledger.leave_out(release)
            raise

    def _room(self) -> int:
        """Return about how many more releases people can be asked now."""
        waiting = sum(
            request.state in (State.PENDING, State.APPROVED)
            for request in self._requests.open.values()
        )
        return MAX_WAITING - waiting

    async def _ask_about(
        self,
        releases: Iterable[Release],
        rules: list[Rule],
        *,
        count_known: bool,
        changed: bool = False,
        counted: bool = False,
    ) -> Counter[str]:
        batch = _Batch()
        matched, room = Counter[str](), self._room()
        # Nothing is waited for until all of them are committed.
        for release in releases:
            verdict = consider(release, rules)
            if verdict.rule is None and not changed:
                continue
            known = self._known(release, batch)
            if known is not None:
                self._again(known, release, verdict.rule, batch)
            failed = known is None or known.state is State.FAILED
            if verdict.rule is None or (failed and self._skip_list.covers(release)):
                continue
            if not counted and (known is None or count_known):
                matched[release.source] += 1
                self._ledger.count_matches(verdict.matched)
            if known is None and room > 0:
                room -= 1
                batch.put(self._opened(release, verdict, verdict.rule), new=True)
            elif known is None:
                self._ledger.leave_out(release)
        await self._requests.enter(*batch.moved.values(), noted=batch.noted.values())
        return matched

    def _known(self, release: Release, batch: _Batch) -> Request | None:
        """Return the request that a release has already, as it is to be committed."""
        offered = offered_as(release, self._environment.now())
        known = batch.find(offered) or self._ledger.lookup(release)
        if known is None or gone_elsewhere(known, release):
            return None
        return batch.moved.get(known.id) or batch.noted.get(known.id) or known

    def _again(
        self, known: Request, release: Release, rule: Rule | None, batch: _Batch
    ) -> None:
        again = offered_again(known, release, rule, self._attached, self._environment)
        if again is not None:
            moves = again.state is not known.state or known.id in batch.moved
            batch.put(again, new=moves)

    def _opened(self, release: Release, verdict: Verdict, rule: Rule) -> Request:
        return new_request(
            self._environment,
            release,
            approved=verdict.outcome is Outcome.APPROVE,
            who=Actor(ActorKind.RULE, rule.id, rule.name),
            why=verdict.reasons[0],
            rule=rule,
            reasons=verdict.reasons[1:],
        )


class _Batch:
    """What is to be committed at once: requests in a new state, and those of which more is known."""

    def __init__(self) -> None:
        self.moved: dict[str, Request] = {}
        self.noted: dict[str, Request] = {}
        self._finder = Finder()

    def put(self, request: Request, *, new: bool) -> None:
        (self.moved if new else self.noted)[request.id] = request
        if new:
            self._finder.put(request.id, known_as(request))

    def find(self, offered: Known) -> Request | None:
        found = self._finder.find(offered)
        return closest((self.moved[one], proof) for one, proof in found.items())
