"""Offers: which of the releases that are offered or known become requests.

What nobody can be asked about now is left out until fewer questions wait; what a library has to be
asked about first is held until it can be.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from itertools import batched
from typing import Final

from ..engine.candidates import rank
from ..engine.evidence import evidence, offered_as
from ..engine.outcome import Outcome
from ..engine.release import Release
from ..engine.request import MAX_ALSO, Actor, ActorKind, Request, State
from ..engine.rules import Rule
from .again import gone_elsewhere, offered_again
from .alarm import Alarm
from .attached import Attached
from .declined import Declined
from .judge import Judge, Judged
from .libraries import PATIENCE
from .opening import new_request
from .ports import Environment, Ledger, LedgerError
from .requests import Requests
from .restrain import Restrainer
from .rivals import Batch, Rivals, was_outdone
from .silence import Silence
from .skip_list import SkipList

# So many releases are considered before others have their turn: there may be thousands.
AT_ONCE: Final = 50
# Nobody answers more than so many questions; what else matches waits in the sources' memory.
MAX_WAITING: Final = 500
# Seconds until a library that cannot be asked is not waited for any more, and between two looks.
_LOOK_AGAIN: Final = PATIENCE / 12


class Offers:
    """Considers releases under rules, and has people asked about what is new to them."""

    def __init__(
        self,
        ledger: Ledger,
        requests: Requests,
        attached: Attached,
        skip_list: SkipList,
        judge: Judge,
        restrainer: Restrainer,
        silence: Silence,
        environment: Environment,
        announce: Callable[[], None],
    ) -> None:
        """Know what is known already, what is to be skipped and who judges."""
        self._ledger = ledger
        self._requests = requests
        self.declined = Declined(requests)
        self._attached = attached
        self._skip_list = skip_list
        self._judge = judge
        self._restrainer = restrainer
        self._silence = silence
        self._environment = environment
        self._announce = announce
        self._catching_up = False
        self._alarm = Alarm(environment, self.take_up_held)

    async def ask_about(
        self,
        releases: Iterable[Release],
        rules: list[Rule],
        *,
        count_known: bool,
        changed: bool = False,
        outdone: bool = False,
    ) -> Counter[str]:
        """Ask about what matches a rule, and return how many that were, by source.

        What there is a request for already counts with ``count_known``. With ``changed`` something
        about them is not as it was, so a question is put right although no rule matches any more.
        With ``outdone`` that counts anew which was a question until a better one came.
        Raises ``LedgerError``: the same releases may be offered again then.
        """
        matched = Counter[str]()
        stopped = sum(bool(rule.stopped) for rule in rules)
        for some in batched(releases, AT_ONCE, strict=False):
            matched += await self._ask_about(
                some,
                rules,
                count_known=count_known,
                changed=changed,
                outdone=outdone,
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

    def stop(self) -> None:
        """Let go of the timer, and leave what is held as it is, for good."""
        self._alarm.stop()

    def look_again_later(self) -> None:
        """See to it that what is held for a library is looked at again by and by."""
        if self._ledger.held:
            self._alarm.set_once(_LOOK_AGAIN)

    def take_up_held(self) -> None:
        """Begin to consider what was held for a library; what has waited too long waits no more."""
        # While all is let go of, the libraries go, too, and yet are waited for.
        if self._ledger.held and not self._alarm.stopped:
            work = self._take_up_held([*self._attached.rules.values()])
            self._environment.spawn(work, "consider what was held")

    async def _take_up_held(self, rules: list[Rule]) -> None:
        now = self._environment.now()
        # Where the clock was set back, what waits in the future waits from now on.
        held = {one: min(since, now) for one, since in self._ledger.take_held()}
        overdue = now - PATIENCE
        matched = Counter[str]()
        try:
            for some in batched(list(held), AT_ONCE, strict=False):
                for patient in (True, False):
                    these = [one for one in some if (held[one] > overdue) is patient]
                    matched += await self._ask_about(
                        these, rules, count_known=False, since=held, patient=patient
                    )
                for one in some:
                    del held[one]
                await asyncio.sleep(0)
        except LedgerError:
            # The storage has logged why.
            pass
        finally:
            for release, since in held.items():
                self._ledger.hold(release, since)
            self.look_again_later()
        if matched:
            self._announce()

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
        outdone: bool = False,
        counted: bool = False,
        since: Mapping[Release, float] | None = None,
        patient: bool = True,
    ) -> Counter[str]:
        judged = await self._judge.judge(releases, rules, patient=patient)
        others = await self._others(judged)
        conditions = await self._restrainer.conditions(judged)
        silent = await self._silence.may(judged)
        batch = Batch()
        rivals = Rivals(self._requests, self._attached, batch, self._environment)
        # Packs before what is in them, so that people are asked once.
        judged.sort(key=lambda one: one.breadth, reverse=True)
        matched, room = Counter[str](), self._room()
        # Nothing is waited for until all of them are committed.
        for one in judged:
            release, rule = one.release, one.rule
            if rule is None and not (changed or one.waits):
                continue
            known = self._known(release, batch)
            if outdone and known is not None and was_outdone(known):
                known = None
            if known is not None:
                self._again(known, release, rule, batch)
            failed = known is None or known.state is State.FAILED
            if failed and self._skip_list.keeps_away(release, one.weighed, one.rule_id):
                continue
            if one.waits and known is None:
                self._hold(release, since)
            if rule is None:
                continue
            if not counted and (known is None or count_known):
                matched[release.remembered_by] += 1
                self._ledger.count_matches(one.verdict.matched)
            if known is None and room > 0:
                room -= 1
                opened = self._opened(one, rule, others.get(release.title, []))
                besides = batch.moved.values()
                opened = self._restrainer.asked_if(opened, rule, conditions, besides)
                unasked = release in silent and not one.switch
                opened = replace(opened, then_approve=unasked)
                crowded = rivals.crowded_out(opened, rule)
                if crowded is not None:
                    self._ledger.leave_out(crowded)
                if crowded is not release:
                    rivals.place(opened, rule, one.lacking)
            elif known is None:
                self._ledger.leave_out(release)
        await self._requests.enter(*batch.moved.values(), noted=batch.noted.values())
        return matched

    async def _others(self, judged: Iterable[Judged]) -> dict[str, list[Release]]:
        """Return what else is known of the items that people are to be asked about."""
        asked = {
            one.release.title
            for one in judged
            if one.rule is not None and self._ledger.lookup(one.release) is None
        }
        return await self._judge.others(asked)

    def _hold(self, release: Release, since: Mapping[Release, float] | None) -> None:
        held = (since or {}).get(release)
        self._ledger.hold(release, self._environment.now() if held is None else held)
        self.look_again_later()

    def _known(self, release: Release, batch: Batch) -> Request | None:
        """Return the request that a release has already, as it is to be committed."""
        offered = offered_as(release, self._environment.now())
        known = batch.find(offered) or self._ledger.lookup(release)
        known = known or self.declined.find(offered)
        if known is None or gone_elsewhere(known, release):
            return None
        return batch.moved.get(known.id) or batch.noted.get(known.id) or known

    def _again(
        self, known: Request, release: Release, rule: Rule | None, batch: Batch
    ) -> None:
        again = offered_again(known, release, rule, self._attached, self._environment)
        if again is not None:
            moves = again.state is not known.state or known.id in batch.moved
            batch.put(again, new=moves)

    def _opened(self, one: Judged, rule: Rule, also: list[Release]) -> Request:
        verdict = one.verdict
        opened = new_request(
            self._environment,
            one.release,
            approved=verdict.outcome is Outcome.APPROVE,
            tell=verdict.outcome is Outcome.TELL,
            who=Actor(ActorKind.RULE, rule.id, rule.name),
            why=verdict.reasons[0],
            rule=rule,
            reasons=verdict.reasons[1:],
            weighed=one.weighed,
            also=self._best_of(also, one.release, rule),
        )
        return replace(opened, switch=one.switch) if one.switch else opened

    def _best_of(
        self, also: list[Release], release: Release, rule: Rule
    ) -> tuple[Release, ...]:
        """Return the best of the releases of an item, without the one that is asked about."""
        known = offered_as(release, self._environment.now())
        others = [
            one
            for one in also
            if one != release
            and not evidence(known, offered_as(one, self._environment.now()))
            and not self._skip_list.covers(one)
        ]
        others.sort(key=lambda one: rank(one, rule.ladder), reverse=True)
        return tuple(others[:MAX_ALSO])
