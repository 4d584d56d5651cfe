"""Next best: what people are asked about once a release has failed, or they want another than just that.

Whatever brought a release counts: a source that is looked at, one that was searched, and what is kept
with the request itself, which outlives both. Where nothing is known after a failure, indexers are searched
for once. Of one work people are asked one question.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, Final

from ..engine.candidates import rank
from ..engine.causes import NEXT_AFTER_NO, NEXT_BEST
from ..engine.evidence import evidence, known_as, offered_as
from ..engine.reason import Reason
from ..engine.release import Release
from ..engine.request import SYSTEM, Request, State
from ..engine.rivals import joined, same_thing
from ..engine.rules import Rule, RuleKind
from ..engine.undo import undo_until
from ..engine.weighed import work_in
from .attached import Attached
from .elsewhere import Elsewhere, Looked
from .judge import Judge, Judged
from .libraries import Libraries
from .opening import afresh, new_request
from .ports import LEDGER_RETRY, Environment, Ledger, LedgerError
from .requests import Requests
from .rivals import was_outdone
from .search import ANYTHING
from .skip_list import SkipList

# What is written of a failure once it is known what follows from it.
PUT_UP_INSTEAD: Final = "put_up_instead"
NOTHING_ELSE_KNOWN: Final = "nothing_else_known"
LOOKS_ELSEWHERE: Final = "looks_elsewhere"
SEARCHED_IN_VAIN: Final = "searched_in_vain"
WHAT_NEXT: Final = frozenset(
    {PUT_UP_INSTEAD, NOTHING_ELSE_KNOWN, LOOKS_ELSEWHERE, SEARCHED_IN_VAIN}
)
# How failures begin that would be the same with any other release.
_BESIDES: Final = ("wrong_client", "no_client", "client_", "may_have_it")
# What a person wants who has no library to hold it against.
_WHATEVER: Final = replace(ANYTHING, kind=RuleKind.ANY)
# Seconds after a failure in which what was begun is gone on with after a restart.
_LATE: Final = 86400.0


def is_besides(why: Reason) -> bool:
    """Tell whether a failure says nothing of the release, so that it would be the same with any other."""
    return why.code.startswith(_BESIDES)


class NextBest:
    """Knows what else there is of what a request is for, and makes the next question of it."""

    def __init__(
        self,
        ledger: Ledger,
        requests: Requests,
        attached: Attached,
        skip_list: SkipList,
        judge: Judge,
        libraries: Libraries,
        elsewhere: Elsewhere,
        environment: Environment,
    ) -> None:
        """Know what is known, and who judges it."""
        self._ledger = ledger
        self._requests = requests
        self._attached = attached
        self._skip_list = skip_list
        self._judge = judge
        self._libraries = libraries
        self._elsewhere = elsewhere
        self._environment = environment
        # Since when each was going nowhere of which the next best was looked for.
        self._prepared: dict[str, float] = {}
        self._again: dict[str, Callable[[], None]] = {}
        self._stopped = False

    def start(self) -> None:
        """Go on with the searches that were under way, and with what nobody has said yet."""
        for request in self._requests.history.values():
            if self._is_owed(request):
                self._spawn(request.id)

    def stop(self) -> None:
        """Search for nothing more, for good."""
        self._stopped = True
        for cancel in self._again.values():
            cancel()
        self._again.clear()

    # ------------------------------------------------------------- what there is

    async def known(self, request: Request) -> list[Judged]:
        """Return what else is known of the same item and wanted, the best first."""
        title = request.release.title
        found = (await self._judge.others([title]))[title]
        return await self._wanted(request, (*found, *request.also))

    async def any(self, request: Request) -> bool:
        """Tell whether there is anything that people could be asked about instead of a request."""
        others = await self.known(request)
        return bool(self._asked_besides(request)) or any(map(self._can_follow, others))

    def prepare(self, request: Request) -> None:
        """Keep the next best with a download that goes nowhere: people are told which it is."""
        since = request.stuck_since
        undo = undo_until(request)
        # A person may have taken another, whose place among the others is known until then.
        settled = undo is None or undo < self._environment.now()
        if since is not None and settled and self._prepared.get(request.id) != since:
            running = self._requests.open
            self._prepared = {
                key: at for key, at in self._prepared.items() if key in running
            }
            self._prepared[request.id] = since
            work = self._prepare(request.id)
            self._environment.spawn(work, f"look for another than {request.id}")

    async def _prepare(self, request_id: str) -> None:
        others = await self.known(self._requests.find(request_id))
        request = self._requests.still(request_id, State.DOWNLOADING)
        if request is None:
            return
        rule = self._attached.rule(request.rule) or ANYTHING
        best = tuple(one.release for one in others if self._can_follow(one))
        bare, now = replace(request, also=()), self._environment.now()
        also = joined(bare, best, rule.ladder, now=now)
        self._requests.update_later(request, also=also)

    async def _wanted(
        self, request: Request, releases: Iterable[Release]
    ) -> list[Judged]:
        """Return what a rule wants; of what a person wants, whatever is better than what is there."""
        rules = [*self._attached.rules.values()]
        if not request.rule:
            rules.append(ANYTHING if self._libraries.any else _WHATEVER)
        own, now = known_as(request), self._environment.now()
        some = [
            one
            for one in dict.fromkeys(releases)
            if not evidence(own, offered_as(one, now))
        ]
        judged = await self._judge.judge(some, rules, gone=request.id)
        waiting = [one.release for one in judged if one.waits]
        # Who has lost one release waits for no library to be asked about another.
        judged += await self._judge.judge(
            waiting, rules, gone=request.id, patient=False
        )
        wanted = [one for one in judged if one.rule is not None]
        wanted.sort(key=lambda one: rank(one.release), reverse=True)
        return wanted

    def _is_skipped(self, one: Judged) -> bool:
        return self._skip_list.covers(one.release, one.weighed, one.rule_id)

    # ------------------------------------------------------------- the question

    def put_up(self, over: Request, others: Sequence[Judged]) -> Request | None:
        """Return the question that follows on a request: a new one, or one that nobody answered."""
        declined = over.state is State.DECLINED
        title = (("title", over.release.title),)
        why = Reason(NEXT_AFTER_NO if declined else NEXT_BEST, title)
        asked = self._asked_besides(over)
        if asked is not None:
            return self._anew(asked, self._attached.rule(asked.rule), why)
        for place, one in enumerate(others):
            if self._is_skipped(one):
                continue
            known = self._ledger.lookup(one.release)
            if known is None or was_outdone(known):
                return self._opened(over, one, others[place + 1 :], why)
            if known.id != over.id and known.state is State.EXPIRED:
                return self._anew(known, self._attached.rule(one.rule_id), why)
        return None

    def _asked_besides(self, over: Request) -> Request | None:
        """Return the question that waits about the same item already."""
        for one in self._requests.open.values():
            waits = one.state is State.PENDING and not one.tell and one.id != over.id
            if waits and self._same(one, over):
                return one
        return None

    def _same(self, one: Request, other: Request) -> bool:
        reads = self._attached.reads(other.rule or one.rule)
        return same_thing(
            (reads(one.release.title), work_in(one.weighed)),
            (reads(other.release.title), work_in(other.weighed)),
        )

    def _anew(self, known: Request, rule: Rule | None, why: Reason) -> Request:
        now = self._environment.now()
        before = (one for one in known.reasons if one.code != why.code)
        changes: dict[str, Any] = {
            **afresh(self._environment, known, rule),
            "reasons": (why, *before),
        }
        if known.state is State.PENDING:
            return known.note(at=now, who=SYSTEM, why=why, **changes)
        changes |= known.anew()
        return known.move(State.PENDING, at=now, who=SYSTEM, why=why, **changes)

    def _opened(
        self, over: Request, one: Judged, worse: Sequence[Judged], why: Reason
    ) -> Request:
        """Return a new question, with what else there is kept beside it."""
        rule = one.rule if one.rule_id else None
        opened = new_request(
            self._environment,
            one.release,
            approved=False,
            who=SYSTEM,
            why=why,
            rule=rule,
            reasons=(why, *one.verdict.reasons[1:]),
            weighed=one.weighed,
            options=None if rule else over.options,
            client=None if rule else over.pinned,
        )
        ladder = (rule or ANYTHING).ladder
        rest = tuple(it.release for it in worse if self._can_follow(it))
        also = joined(opened, rest, ladder, now=self._environment.now())
        return replace(opened, also=also, switch=one.switch, outward=over.outward)

    def _can_follow(self, one: Judged) -> bool:
        """Tell whether people can be asked about a release: nothing keeps it away, and nobody has answered."""
        known = self._ledger.lookup(one.release)
        answered = known and known.state is not State.EXPIRED and not was_outdone(known)
        return not answered and not self._is_skipped(one)

    # ------------------------------------------------------------- after a no

    async def after_no(self, request_id: str) -> None:
        """Ask about the next best of what was declined as just that. Raises ``LedgerError``."""
        others = await self.known(self._requests.find(request_id))
        await self._ask(request_id, State.DECLINED, others, None)

    async def _ask(
        self,
        request_id: str,
        state: State,
        others: Sequence[Judged],
        said: Reason | None,
    ) -> None:
        """Ask about the best of some; ``said`` is written down where there is none."""
        request = self._requests.still(request_id, state)
        # Others had their turn: a person may have gone on with it, or with another one.
        if request is None or self._is_seen_to(request):
            return
        instead = self.put_up(request, others)
        if instead is not None:
            said = Reason(PUT_UP_INSTEAD, (("title", instead.release.title),))
        if said is not None:
            now = self._environment.now()
            noted = request.note(at=now, who=SYSTEM, why=said)
            await self._requests.enter(*filter(None, (instead,)), noted=[noted])

    def _is_seen_to(self, request: Request) -> bool:
        """Tell whether another request has taken its place meanwhile, or is about the same already."""
        for one in self._requests.every():
            since = one.created >= request.ended
            if one.id == request.id or not (one.open or since):
                continue
            mine = one.rule == request.rule or not (one.rule and request.rule)
            if mine and not one.tell and self._same(one, request):
                return True
        return False

    # ------------------------------------------------------------- where nothing is known

    def may_search(self, failed: Request) -> bool:
        """Tell whether indexers are searched because of a failure: once, and not for another program."""
        rule = self._attached.rules.get(failed.rule)
        wanted = rule.enabled if rule else not failed.rule
        codes = {line.why.code for line in failed.journal}
        return (
            wanted
            and not self._stopped
            and self._attached.asker_of(failed) is None
            and codes.isdisjoint({LOOKS_ELSEWHERE, SEARCHED_IN_VAIN})
            and self._elsewhere.can()
        )

    def search(self, request_id: str) -> None:
        """Begin to search for another release of what has failed."""
        self._spawn(request_id)

    def _spawn(self, request_id: str) -> None:
        self._again.pop(request_id, None)
        if not self._stopped:
            work = self._search_for(request_id)
            self._environment.spawn(work, f"search instead of {request_id}")

    async def _search_for(self, request_id: str) -> None:
        request = self._requests.still(request_id, State.FAILED)
        if request is None or self._is_seen_to(request):
            return
        # What has come meanwhile, or was known when the process ended.
        others = await self.known(request)
        looked = Looked()
        if not any(map(self._can_follow, others)):
            looked = await self._elsewhere.others(request)
            others = await self._wanted(request, looked.releases)
        try:
            said = _in_vain(looked)
            await self._ask(request_id, State.FAILED, others, said)
        except LedgerError:
            # The storage has logged why.
            if not self._stopped:
                self._again[request_id] = self._environment.call_later(
                    LEDGER_RETRY, lambda: self._spawn(request_id)
                )

    def _is_owed(self, request: Request) -> bool:
        """Tell whether nobody has said yet what follows from a failure."""
        if request.state is not State.FAILED:
            return False
        if not 0 <= self._environment.now() - request.ended < _LATE:
            return False
        begun = 0
        for place, line in enumerate(request.journal):
            begun = place if line.moved else begun
        failed, *since = request.journal[begun:]
        said = [line.why.code for line in since if line.why.code in WHAT_NEXT]
        return said[-1:] == [LOOKS_ELSEWHERE] or not (said or is_besides(failed.why))


def _in_vain(looked: Looked) -> Reason:
    """Return what is said where nothing that is wanted was found."""
    if not looked.asked:
        return Reason(NOTHING_ELSE_KNOWN)
    answered = looked.asked - looked.silent
    return Reason(SEARCHED_IN_VAIN, (("asked", looked.asked), ("answered", answered)))
