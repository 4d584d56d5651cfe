"""Successors: what people are asked about once the best release of an item is none any more.

What joined a question, or was outdone by it, has never been a question that anybody answered. Once a
no to that one release can be taken back no longer, the best of them is asked about, if its rule still
wants it and nobody has refused that as well. Where nobody has answered, or it has failed, nothing else
of the same item is; but what is in a pack of a series is wanted by itself.
"""

from typing import Final

from ..engine.refusal import Scope
from ..engine.release import Release
from ..engine.request import Request, State
from ..engine.series.span import all_in, span_of
from ..engine.undo import UNDO_WINDOW
from .alarm import Alarm
from .attached import Attached
from .next_best import NextBest
from .offers import Offers
from .ports import Environment, Ledger, LedgerError
from .requests import Requests
from .rivals import mark

# Seconds after a no in which it is made up for what could not be asked about in time.
_LATE: Final = 86400.0
_AGAIN: Final = 60.0
# As what nothing comes of a request.
_OVER: Final = frozenset({State.DECLINED, State.EXPIRED, State.FAILED})


class Successors:
    """One timer, for what is over for good next."""

    def __init__(
        self,
        ledger: Ledger,
        requests: Requests,
        attached: Attached,
        offers: Offers,
        next_best: NextBest,
        environment: Environment,
    ) -> None:
        """Know what is known, and who asks."""
        self._next_best = next_best
        self._ledger = ledger
        self._requests = requests
        self._attached = attached
        self._offers = offers
        self._environment = environment
        self._waiting: dict[str, float] = {}
        self._alarm = Alarm(environment, self._on_time)

    def start(self) -> None:
        """Take up what ended before the start."""
        for request in self._requests.history.values():
            self.ended(request)

    def stop(self) -> None:
        """Ask about nothing more, for good."""
        self._alarm.stop()

    def ended(self, request: Request) -> None:
        """Take it that nothing comes of a request, if that is what happened; there may be something else."""
        now = self._environment.now()
        declined = request.state is State.DECLINED
        final = request.ended + (UNDO_WINDOW if declined else 0.0)
        if request.state not in _OVER or now >= final + _LATE:
            return
        if request.unasked or self._only_this(request):
            # Where the clock was set back, nobody waits until it is there again.
            self._waiting[request.id] = min(final, now + UNDO_WINDOW)
            self._schedule()

    def _schedule(self, least: float = 1.0) -> None:
        if self._waiting:
            due = min(self._waiting.values()) - self._environment.now()
            self._alarm.set(max(least, due))
        else:
            self._alarm.clear()

    def _on_time(self) -> None:
        self._environment.spawn(self._run(), "ask about the next best")

    async def _run(self) -> None:
        now = self._environment.now()
        for request_id in [one for one, at in self._waiting.items() if at <= now]:
            try:
                await self._ask_after(request_id)
            except LedgerError:
                self._waiting[request_id] = now + _AGAIN
            else:
                del self._waiting[request_id]
        self._schedule()

    async def _ask_after(self, request_id: str) -> None:
        request = self._requests.get(request_id)
        rule = self._attached.rule(request.rule) if request else None
        if request is None or request.state not in _OVER:
            return
        if self._only_this(request):
            await self._next_best.after_no(request_id)
            return
        if rule is None or not rule.enabled:
            return
        releases = [
            one
            for one in dict.fromkeys((*self._ledger.known_releases(), *request.also))
            if mark(one) in request.unasked and self._may_follow(one, request)
        ]
        await self._offers.ask_about(releases, [rule], count_known=False, outdone=True)

    def _only_this(self, request: Request) -> bool:
        """Tell whether somebody has declined just that release, and said so."""
        if (
            request.state is not State.DECLINED
            or request.rule in self._attached.asker_rules
        ):
            return False
        return any(
            one.request == request.id and one.scope is Scope.RELEASE and one.refusal
            for one in self._ledger.skips
        )

    def _may_follow(self, release: Release, request: Request) -> bool:
        """Tell whether a release is asked about after a request: after a no each, else what is in it."""
        if request.state is State.DECLINED:
            return True
        reads = self._attached.reads(request.rule)
        whole = span_of(reads(request.release.title))
        numbers = span_of(reads(release.title)).numbers
        return numbers != whole.numbers and all_in(numbers, [whole])
