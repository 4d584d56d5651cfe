"""Driver: takes each completed download home, step by step, and goes on after a restart.

Each step is on disk before it is taken, so that after a power cut it is looked whether it was taken
before it is taken again. Nothing that fails for now ends anything: it is tried again.
"""

import asyncio
from collections.abc import Callable
from dataclasses import replace
import logging
from typing import Any, Final

from ...clients.errors import ClientError
from ...engine.home.home import Home, Means, Step
from ...engine.reason import Reason
from ...engine.request import SYSTEM, IllegalMove, Request, State
from ...libraries.errors import LibraryError
from ...libraries.imports import Imports
from ..files import FilesError
from ..ports import LEDGER_RETRY, LedgerError, UnknownRequest
from .around import Around
from .means import Steps
from .turn import LOOK_AGAIN, Turn, blocked, left, was_told
from .where import may_have_moved, where_it_is

_LOGGER = logging.getLogger(__name__)
# Seconds until what cannot be asked is asked again; the last one repeats.
RETRIES: Final = (30.0, 60.0, 300.0, 900.0, 3600.0)
# So often is asked in vain, which takes most of a day, before a person has to see to it.
ENOUGH: Final = 24
# So many come home at the same time: disks and libraries do one thing after the other anyway.
AT_ONCE: Final = 4


class Driver:
    """Has every request that is on its way home go on."""

    def __init__(self, around: Around, steps: Steps) -> None:
        """Start with nothing under way."""
        self._around = around
        self._steps = steps
        self._running: set[str] = set()
        # Whether there was a reason to look again while it was looked at.
        self._once_more: set[str] = set()
        self._timers: dict[str, Callable[[], None]] = {}
        self._failures: dict[str, int] = {}
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._stopped = False

    def start_all(self) -> None:
        """Go on with everything that is on its way."""
        for request in [*self._around.requests.history.values()]:
            if due(request) is not None:
                self.start(request.id)

    def start(self, request_id: str) -> None:
        """Go on with one now, however long it was to wait."""
        if timer := self._timers.pop(request_id, None):
            timer()
        if self._stopped:
            return
        if request_id in self._running:
            self._once_more.add(request_id)
            return
        self._running.add(request_id)
        self._around.environment.spawn(self._run(request_id), f"home {request_id}")

    def stop(self) -> None:
        """Let go of all timers, and begin nothing any more."""
        self._stopped = True
        for timer in self._timers.values():
            timer()
        self._timers.clear()

    # ------------------------------------------------------------------ below

    async def _run(self, request_id: str) -> None:
        wait: float | None = LEDGER_RETRY
        try:
            async with self._turns:
                wait = await self._go_on(request_id)
        except LedgerError:
            # The storage has logged why, and nothing was done.
            pass
        except IllegalMove, UnknownRequest:
            # It was taken back, or forgotten, just now.
            wait = None
        finally:
            self._running.discard(request_id)
            again = request_id in self._once_more
            self._once_more.discard(request_id)
            if again:
                self.start(request_id)
            elif wait is not None:
                self._start_in(wait, request_id)

    def _start_in(self, seconds: float, request_id: str) -> None:
        if not self._stopped:
            self._timers[request_id] = self._around.environment.call_later(
                seconds, lambda: self.start(request_id)
            )

    async def _go_on(self, request_id: str) -> float | None:
        """Take one step after the other; returns in how many seconds to go on, None for never."""
        while (request := self._due(request_id)) is not None:
            home = request.home
            assert home is not None
            if may_have_moved(request, home, self._around.now()):
                request = await where_it_is(self._around, request)
            turn = await self._turn(request, self._in_time(home))
            now = self._due(request_id)
            if now is None or now.home != home:
                # Somebody has said otherwise while others were waited for.
                continue
            await self._take(now, turn)
            if turn.done:
                self._failures.pop(request_id, None)
                await self._steps.tell(
                    self._around.requests.find(request_id), turn.places
                )
                return None
            if turn.wait:
                return turn.wait
            if turn.home.over:
                self._failures.pop(request_id, None)
        return None

    def _in_time(self, home: Home) -> Home:
        """Return a way home whose step began no later than now: the clock may have been set back since."""
        now = self._around.now()
        return replace(home, since=now) if home.since > now else home

    def _due(self, request_id: str) -> Request | None:
        return due(self._around.requests.get(request_id))

    async def _turn(self, request: Request, home: Home) -> Turn:
        try:
            turn = await self._steps.of(home).turn(request, home)
        except LibraryError as err:
            name = self._around.libraries.name(home.library)
            why = Reason(
                "home_library_away", (("library", name), ("detail", err.detail))
            )
            return self._later(request, home, why)
        except ClientError as err:
            name = self._around.attached.name(request.client)
            why = Reason("home_client_away", (("client", name), ("detail", err.detail)))
            return self._later(request, home, why)
        except FilesError as err:
            if err.for_good:
                return blocked(home, err.why, self._around.now())
            return self._later(request, home, err.why)
        self._failures.pop(request.id, None)
        return turn

    def _later(self, request: Request, home: Home, why: Reason) -> Turn:
        if home.blocked:
            # What a person has to see to is told, and not that somebody does not answer now.
            return Turn(home=home, wait=LOOK_AGAIN)
        failures = self._failures.get(request.id, 0)
        self._failures[request.id] = failures + 1
        if failures >= ENOUGH and (turn := self._given_up(home, why)) is not None:
            return turn
        wait = RETRIES[min(failures, len(RETRIES) - 1)]
        known = home.why is not None and home.why.code == why.code
        # What it says changes from try to try.
        return Turn(home=home if known else replace(home, why=why), wait=wait, note=why)

    def _given_up(self, home: Home, why: Reason) -> Turn | None:
        """Return what becomes of what could not go on for most of a day, None if it is tried again.

        Nobody but a person can say what is to become of what was begun with, and of what nobody brings in
        any more.
        """
        now = self._around.now()
        gone = home.library not in self._around.libraries.those(Imports)
        if gone and home.means is Means.THEIRS:
            # It is in the hands of whoever ordered it alone.
            return left(home, None, now)
        if gone and home.means is Means.IMPORT:
            return blocked(home, Reason("home_library_gone"), now)
        if home.step not in (Step.BEGUN, Step.TOLD) and home.means is not Means.FILES:
            return None
        silent = Reason("home_library_silent", why.params)
        away = why.code == "home_library_away"
        return blocked(home, silent if away else Reason("home_stuck"), now)

    async def _take(self, request: Request, turn: Turn) -> None:
        requests = self._around.requests
        changes: dict[str, Any] = {"home": turn.home}
        if turn.done:
            why = turn.note or Reason("home_imported")
            await requests.move(request.id, State.IMPORTED, SYSTEM, why, **changes)
        elif turn.note is not None and not was_told(request, turn.note):
            await requests.note(
                request.id, SYSTEM, turn.note, problem=turn.problem, **changes
            )
        elif turn.home != request.home:
            await requests.amend(request.id, **changes)


def due(request: Request | None) -> Request | None:
    """Return a request that is on its way home, None for any other.

    What is blocked is looked at, too: it may have come home otherwise.
    """
    if request is None or request.state is not State.COMPLETED:
        return None
    home = request.home
    return None if home is None or home.over else request
