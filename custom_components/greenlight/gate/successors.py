"""Successors: what people are asked about after a no to the best release of an item.

What joined a question, or was outdone by it, has never been a question that anybody answered. Once a
no to that one release can be taken back no longer, the best of them is asked about, if its rule still
wants it and nobody has refused that as well.
"""

from collections.abc import Callable
from typing import Final

from ..engine.request import Request, State
from ..engine.undo import UNDO_WINDOW
from .attached import Attached
from .offers import Offers
from .ports import Environment, Ledger, LedgerError
from .requests import Requests
from .rivals import mark

# Seconds after a no in which it is made up for what could not be asked about in time.
_LATE: Final = 86400.0
_AGAIN: Final = 60.0


class Successors:
    """One timer, for the no that becomes final next."""

    def __init__(
        self,
        ledger: Ledger,
        requests: Requests,
        attached: Attached,
        offers: Offers,
        environment: Environment,
    ) -> None:
        """Know what is known, and who asks."""
        self._ledger = ledger
        self._requests = requests
        self._attached = attached
        self._offers = offers
        self._environment = environment
        self._waiting: dict[str, float] = {}
        self._cancel: Callable[[], None] | None = None
        self._stopped = False

    def start(self) -> None:
        """Take up what was said no to before the start."""
        for request in self._requests.history.values():
            self.declined(request)

    def stop(self) -> None:
        """Ask about nothing more, for good."""
        self._stopped = True
        if self._cancel:
            self._cancel()
            self._cancel = None

    def declined(self, request: Request) -> None:
        """Take it that somebody said no, if that is what happened; there may be something else."""
        now = self._environment.now()
        final = request.ended + UNDO_WINDOW
        if request.state is State.DECLINED and request.unasked and now < final + _LATE:
            # Where the clock was set back, nobody waits until it is there again.
            self._waiting[request.id] = min(final, now + UNDO_WINDOW)
            self._schedule()

    def _schedule(self, least: float = 1.0) -> None:
        if self._cancel:
            self._cancel()
            self._cancel = None
        if self._waiting and not self._stopped:
            due = min(self._waiting.values()) - self._environment.now()
            self._cancel = self._environment.call_later(max(least, due), self._on_time)

    def _on_time(self) -> None:
        self._cancel = None
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
        request = self._requests.still(request_id, State.DECLINED)
        rule = self._attached.rule(request.rule) if request else None
        if request is None or rule is None or not rule.enabled:
            return
        releases = [
            one for one in self._ledger.known_releases() if mark(one) in request.unasked
        ]
        await self._offers.ask_about(releases, [rule], count_known=False, outdone=True)
