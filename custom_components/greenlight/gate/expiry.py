"""Expiry: what becomes of a question by time alone.

People are reminded of it, it ends when nobody answers, or is approved where that is wished, and what
was put off comes back.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from ..engine.causes import CAME_BACK
from ..engine.deadline import LASTS_AFTER, remind_at
from ..engine.reason import Reason
from ..engine.request import SYSTEM, Request, State
from .alarm import Alarm
from .ports import LEDGER_RETRY, Environment, LedgerError
from .requests import Requests
from .silence import Silence

# What ended so many seconds ago, and is seen only now, ended while nobody could answer: the clock was
# set forward, or nothing ran. Before silence approves it, people have so long.
MISSED: Final = 60.0
GRACE: Final = 600.0


class Expiry:
    """One timer, for whatever comes next."""

    def __init__(
        self, requests: Requests, silence: Silence, environment: Environment
    ) -> None:
        """Start without a timer."""
        self._requests = requests
        self._silence = silence
        self._environment = environment
        self._alarm = Alarm(environment, self._on_time)

    def stop(self) -> None:
        """Let go of the timer, for good."""
        self._alarm.stop()

    def schedule(self, least: float = 1.0) -> None:
        """Set the timer anew, in ``least`` seconds at the earliest."""
        dues = [_due(request) for request in self._waiting()]
        if dues:
            self._alarm.set(max(least, min(dues) - self._environment.now()))
        else:
            self._alarm.clear()

    def _waiting(self) -> Iterator[Request]:
        """Yield the questions that time does something to; what waits for its turn has not begun."""
        for request in self._requests.open.values():
            if request.state is State.PENDING and not request.queued:
                yield request

    def _on_time(self) -> None:
        self._environment.spawn(self.run(), "see to what is due")

    async def run(self) -> None:
        """Do all that is due, in as few writes as can be."""
        now = self._environment.now()
        ended, back, reminded, silent = [], [], [], []
        for request in self._waiting():
            if _due(request) > now:
                continue
            if request.later is not None:
                back.append(self._came_back(request, now))
            elif request.expires > now:
                reminded.append(self._reminded(request, now))
            elif not request.then_approve:
                ended.append(_expired(request, now))
            elif self._missed(request, now):
                graced = replace(request, expires=now + GRACE)
                reminded.append(self._reminded(graced, now))
            else:
                silent.append(request)
        try:
            await self._requests.enter(*ended, *back)
            await self._requests.remind(*reminded)
            for request in silent:
                await self._silence.answer(request.id)
        except LedgerError:
            self.schedule(LEDGER_RETRY)
        else:
            self.schedule()

    def _came_back(self, request: Request, now: float) -> Request:
        return request.note(
            at=now,
            who=SYSTEM,
            why=Reason(CAME_BACK),
            later=None,
            reminded=False,
            expires=max(request.expires, now + LASTS_AFTER),
        )

    def _reminded(self, request: Request, now: float) -> Request:
        why = Reason("reminded", (("until", request.expires),))
        return request.note(at=now, who=SYSTEM, why=why, reminded=True)

    def _missed(self, request: Request, now: float) -> bool:
        """Tell whether people could not answer at the end, or were not told that it is near."""
        forgotten = _reminder(request) is not None and not request.reminded
        return forgotten or now - request.expires > MISSED


def _reminder(request: Request) -> float | None:
    return None if request.tell else remind_at(request.asked, request.expires)


def _due(request: Request) -> float:
    """Return when time does something to a question next, in epoch seconds."""
    if request.later is not None:
        return request.later
    reminder = _reminder(request)
    if reminder is not None and not request.reminded:
        return min(reminder, request.expires)
    return request.expires


def _expired(request: Request, now: float) -> Request:
    return request.move(State.EXPIRED, at=now, who=SYSTEM, why=Reason("not_answered"))
