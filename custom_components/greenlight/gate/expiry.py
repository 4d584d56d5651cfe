"""Expiry: questions that nobody answered in time end by themselves."""

from collections.abc import Callable
from typing import Final

from ..engine.reason import Reason
from ..engine.request import SYSTEM, State
from .ports import Environment, LedgerError
from .requests import Requests

# Seconds until what could not be put on disk is tried again.
LEDGER_RETRY: Final = 60.0


class Expiry:
    """One timer, for the question that ends next."""

    def __init__(self, requests: Requests, environment: Environment) -> None:
        """Start without a timer."""
        self._requests = requests
        self._environment = environment
        self._cancel: Callable[[], None] | None = None
        self._stopped = False

    def stop(self) -> None:
        """Let go of the timer, for good."""
        self._stopped = True
        if self._cancel:
            self._cancel()

    def schedule(self, least: float = 1.0) -> None:
        """Set the timer anew, in ``least`` seconds at the earliest."""
        if self._cancel:
            self._cancel()
            self._cancel = None
        ends = [
            request.expires
            for request in self._requests.open.values()
            if request.state is State.PENDING
        ]
        if ends and not self._stopped:
            delay = max(least, min(ends) - self._environment.now())
            self._cancel = self._environment.call_later(delay, self._on_time)

    def _on_time(self) -> None:
        self._cancel = None
        self._environment.spawn(self.run(), "expire requests")

    async def run(self) -> None:
        """End every question whose time is over, in one write."""
        now, why = self._environment.now(), Reason("not_answered")
        expired = [
            request.move(State.EXPIRED, at=now, who=SYSTEM, why=why)
            for request in self._requests.open.values()
            if request.state is State.PENDING and request.expires <= now
        ]
        try:
            await self._requests.enter(*expired)
        except LedgerError:
            self.schedule(LEDGER_RETRY)
        else:
            self.schedule()
