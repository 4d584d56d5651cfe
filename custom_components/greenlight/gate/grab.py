"""Grab: when an approved request is tried, and what is taken back of one that is not any more.

An approved request is tried until a client takes it, with back-off, and given up only after a day
or when no further try could help; for room on a disk, for a client that is switched off, and for a
site that answers with anything but the file, it waits as long as it takes. What a client was handed
is on disk before the client is called, so it is taken back even after a restart.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Final

from ..engine.reason import Reason
from ..engine.request import SYSTEM, IllegalMove, Request, State
from ..sources.base import (
    EmptyAnswer,
    IndexerOff,
    SourceAuth,
    SourceBusy,
    SourceChallenge,
    WebPage,
)
from .failures import Failures
from .hand_over import HandOver
from .ports import Environment, LedgerError
from .requests import Requests
from .room import NO_ROOM
from .take_back import TAKE_BACK_DELAY, TakeBack
from .tries import CLIENT_OFF, Outdated, Postponed, Refused

# Seconds before the second, third... try; the last one repeats.
RETRY_DELAYS: Final = (30, 60, 300, 900, 1800, 3600)
GIVE_UP_AFTER: Final = 24 * 3600
# Seconds between looks for room: people make some without our being told.
ROOM_DELAY: Final = 600


# Why a request waits for as long as it takes.
_WAITS: Final = frozenset(
    {
        NO_ROOM,
        CLIENT_OFF,
        "link_left_alone",
        *(f"link_{error.key}" for error in (SourceAuth, SourceBusy, SourceChallenge)),
        *(f"link_{error.key}" for error in (EmptyAnswer, IndexerOff, WebPage)),
    }
)


class Grabber:
    """Hands approved requests to clients, each at most once at a time."""

    def __init__(
        self,
        requests: Requests,
        hand_over: HandOver,
        take_back: TakeBack,
        failures: Failures,
        environment: Environment,
    ) -> None:
        """Start with nothing under way."""
        self._requests = requests
        self._hand_over = hand_over
        self._take_back = take_back
        self._failures = failures
        self._environment = environment
        self._running: set[str] = set()
        self._tries: dict[str, int] = {}
        self._timers: dict[str, Callable[[], None]] = {}
        # Those who wait for as long as it takes.
        self.patient: set[str] = set()
        # In how many seconds a site wants to be asked again at the earliest.
        self._not_before: dict[str, float] = {}
        # Those that were approved anew while they were tried.
        self._outdated: set[str] = set()
        self._stopped = False

    def start(self, request_id: str) -> None:
        """Try now, unless a try is under way."""
        if self._stopped or request_id in self._running:
            return
        if timer := self._timers.pop(request_id, None):
            timer()
        self._running.add(request_id)
        self._environment.spawn(self._run(request_id), f"grab {request_id}")

    def start_waiting(self) -> None:
        """Try everything that waits: at the start, and when a client or source has come back."""
        for request in self._requests.every():
            if request.state is State.APPROVED or request.unconfirmed:
                self.start(request.id)

    def room_made(self) -> None:
        """Try what waits for room: something has ended or was removed."""
        for request_id in list(self.patient):
            self.start(request_id)

    def forget(self, request_id: str) -> None:
        """Drop a request that is not to be grabbed any more, and take back what was handed over."""
        self._tries.pop(request_id, None)
        self.patient.discard(request_id)
        if timer := self._timers.pop(request_id, None):
            timer()
        if self._requests.find(request_id).unconfirmed:
            self.start(request_id)

    def stop(self) -> None:
        """Let go of all timers and begin nothing any more."""
        self._stopped = True
        for timer in self._timers.values():
            timer()
        self._timers.clear()

    # ------------------------------------------------------------------ tries

    async def _run(self, request_id: str) -> None:
        self.patient.discard(request_id)
        again: float | None = TAKE_BACK_DELAY
        try:
            await self._try(request_id)
            again = await self._take_back.attempt(request_id)
        except LedgerError:
            # Nothing was done; the storage has logged why.
            return
        finally:
            # Whatever happened: it is tried again until nothing is left to be done.
            self._running.discard(request_id)
            outdated = request_id in self._outdated
            self._outdated.discard(request_id)
            if self._requests.still(request_id, State.APPROVED):
                (self.start if outdated else self._wait)(request_id)
            elif self._take_back.left_behind(request_id):
                self._start_in(again or TAKE_BACK_DELAY, request_id)

    def _wait(self, request_id: str) -> None:
        if request_id in self.patient:
            self._start_in(ROOM_DELAY, request_id)
            return
        tries = self._tries.get(request_id, 0)
        self._tries[request_id] = tries + 1
        delay = RETRY_DELAYS[min(tries, len(RETRY_DELAYS) - 1)]
        self._start_in(max(delay, self._not_before.pop(request_id, 0)), request_id)

    def _start_in(self, seconds: float, request_id: str) -> None:
        if not self._stopped:
            self._timers[request_id] = self._environment.call_later(
                seconds, lambda: self.start(request_id)
            )

    async def _try(self, request_id: str) -> None:
        try:
            await self._hand_over.attempt(request_id)
        except Refused as err:
            await self._fail(request_id, err)
        except Postponed as err:
            await self._postpone(request_id, err)
        except Outdated:
            # What is approved now has not been tried yet.
            self._outdated.add(request_id)
        else:
            self._tries.pop(request_id, None)

    async def _fail(self, request_id: str, err: Refused | Postponed) -> None:
        self._tries.pop(request_id, None)
        # It may have been cancelled, or end while others for the same item are looked for.
        with suppress(IllegalMove):
            await self._failures.fail(request_id, SYSTEM, err.why, **err.changes)

    async def _postpone(self, request_id: str, err: Postponed) -> None:
        request = self._requests.still(request_id, State.APPROVED)
        if request is None:
            return
        why = err.why
        if err.patient:
            self.patient.add(request_id)
            self._tries.pop(request_id, None)
            last = request.journal[-1].why
            # A disk is never twice as full as before: one line of it will do.
            why = last if last.code == why.code and _where(last) == _where(why) else why
        elif err.again_in:
            self._not_before[request_id] = err.again_in
        elif not err.for_site and self._given_up(request):
            await self._fail(request_id, err)
            return
        await self._requests.note(request_id, SYSTEM, why, **err.changes)

    def _given_up(self, request: Request) -> bool:
        # After a long time without power a client may need a while to come back, too.
        tried = self._tries.get(request.id, 0) >= len(RETRY_DELAYS)
        now = self._environment.now()
        return tried and now - _in_vain_since(request, now) > GIVE_UP_AFTER


def _in_vain_since(request: Request, now: float) -> float:
    """Return since when a request is tried in vain, in epoch seconds.

    That is since it was approved, or since it last waited for what it waits for as long as it takes.
    """
    since, waited = request.created, False
    for entry in request.journal:
        approved = entry.after is State.APPROVED and entry.before is not State.APPROVED
        since = entry.at if approved or waited else since
        waited = entry.why.code in _WAITS
    return now if waited else since


def _where(why: Reason) -> object:
    return dict(why.params).get("client")
