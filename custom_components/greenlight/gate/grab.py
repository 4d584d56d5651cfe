"""Grab: when an approved request is tried, and what is taken back of one that is not any more.

An approved request is tried until a client takes it, with back-off, and given up only after a day
or when no further try could help; for room on a disk it waits as long as it takes. What a client
was handed is on disk before the client is called, so it is taken back even after a restart.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from ..clients.base import Client, Download
from ..clients.errors import ClientError
from ..engine.reason import Reason
from ..engine.release import Protocol
from ..engine.request import SYSTEM, IllegalMove, Request, State
from .hand_over import HandOver, Postponed, Refused
from .ports import LedgerError
from .room import NO_ROOM

if TYPE_CHECKING:
    from .gate import Gate

# Seconds before the second, third... try; the last one repeats.
RETRY_DELAYS: Final = (30, 60, 300, 900, 1800, 3600)
GIVE_UP_AFTER: Final = 24 * 3600
# Seconds between looks for room: people make some without our being told.
ROOM_DELAY: Final = 600
# Seconds until something that could not be taken back is tried again.
TAKE_BACK_DELAY: Final = 300
# Seconds in which a client may still begin to show what it was handed.
SHOWN_WITHIN: Final = 60.0
# What a client has because of a request that is on its way or done stays where it is.
_HELD: Final = frozenset(
    {State.APPROVED, State.DOWNLOADING, State.COMPLETED, State.IMPORTED}
)


class Grabber:
    """Hands approved requests to clients, each at most once at a time."""

    def __init__(self, gate: Gate) -> None:
        """Start with nothing under way."""
        self._gate = gate
        self._hand_over = HandOver(gate)
        self._running: set[str] = set()
        self._tries: dict[str, int] = {}
        self._timers: dict[str, Callable[[], None]] = {}
        self._short_of_room: set[str] = set()
        self._stopped = False

    def wanted(self, request: Request, protocol: Protocol) -> list[str]:
        """Return the clients that may take a request, the first choice first."""
        return self._hand_over.wanted(request, protocol)

    def start(self, request_id: str) -> None:
        """Try now, unless a try is under way."""
        if self._stopped or request_id in self._running:
            return
        if timer := self._timers.pop(request_id, None):
            timer()
        self._running.add(request_id)
        self._gate.environment.spawn(self._run(request_id), f"grab {request_id}")

    def start_waiting(self) -> None:
        """Try everything that waits: at the start, and when a client or source has come back."""
        ledger = self._gate.ledger
        for request in [*ledger.open.values(), *ledger.history.values()]:
            if request.state is State.APPROVED or request.unconfirmed:
                self.start(request.id)

    def room_made(self) -> None:
        """Try what waits for room: something has ended or was removed."""
        for request_id in list(self._short_of_room):
            self.start(request_id)

    def forget(self, request_id: str) -> None:
        """Drop a request that is not to be grabbed any more, and take back what was handed over."""
        self._tries.pop(request_id, None)
        self._short_of_room.discard(request_id)
        if timer := self._timers.pop(request_id, None):
            timer()
        if self._gate.request(request_id).unconfirmed:
            self.start(request_id)

    def stop(self) -> None:
        """Let go of all timers and begin nothing any more."""
        self._stopped = True
        for timer in self._timers.values():
            timer()
        self._timers.clear()

    # ------------------------------------------------------------------ tries

    async def _run(self, request_id: str) -> None:
        self._short_of_room.discard(request_id)
        try:
            await self._try(request_id)
            await self._take_back(request_id)
        except LedgerError:
            # Nothing was done; the storage has logged why.
            return
        finally:
            # Whatever happened: it is tried again until nothing is left to be done.
            self._running.discard(request_id)
            if self._approved(request_id):
                self._wait(request_id)
            elif self._left_behind(request_id) and request_id not in self._timers:
                self._start_in(TAKE_BACK_DELAY, request_id)

    def _wait(self, request_id: str) -> None:
        if request_id in self._short_of_room:
            self._start_in(ROOM_DELAY, request_id)
            return
        tries = self._tries.get(request_id, 0)
        self._tries[request_id] = tries + 1
        self._start_in(RETRY_DELAYS[min(tries, len(RETRY_DELAYS) - 1)], request_id)

    def _start_in(self, seconds: float, request_id: str) -> None:
        if not self._stopped:
            self._timers[request_id] = self._gate.environment.call_later(
                seconds, lambda: self.start(request_id)
            )

    def _approved(self, request_id: str) -> Request | None:
        request = self._gate.ledger.open.get(request_id)
        return request if request and request.state is State.APPROVED else None

    async def _try(self, request_id: str) -> None:
        try:
            await self._hand_over.attempt(request_id)
        except Refused as err:
            await self._fail(request_id, err)
        except Postponed as err:
            await self._postpone(request_id, err)
        else:
            self._tries.pop(request_id, None)

    async def _fail(self, request_id: str, err: Refused | Postponed) -> None:
        self._tries.pop(request_id, None)
        # It may have been cancelled, or end while others for the same item are looked for.
        with suppress(IllegalMove):
            await self._gate.failures.fail(request_id, SYSTEM, err.why, **err.changes)

    async def _postpone(self, request_id: str, err: Postponed) -> None:
        request = self._approved(request_id)
        if request is None:
            return
        why = err.why
        if err.for_room:
            self._short_of_room.add(request_id)
            self._tries.pop(request_id, None)
            last = request.journal[-1].why
            # A disk is never twice as full as before: one line of it will do.
            why = last if last.code == why.code and _where(last) == _where(why) else why
        elif self._given_up(request):
            await self._fail(request_id, err)
            return
        await self._gate.note(request_id, SYSTEM, why, **err.changes)

    def _given_up(self, request: Request) -> bool:
        # After a long time without power a client may need a while to come back, too.
        tried = self._tries.get(request.id, 0) >= len(RETRY_DELAYS)
        now = self._gate.environment.now()
        return tried and now - _in_vain_since(request, now) > GIVE_UP_AFTER

    # -------------------------------------------------------------- take back

    async def _take_back(self, request_id: str) -> None:
        """Remove what a client may have of a request that is not approved any more."""
        request = self._left_behind(request_id)
        if request is None:
            return
        client = self._gate.clients.get(request.client or "")
        try:
            settled = client is None or await self._remove(client, request)
        except ClientError:
            return
        if settled:
            await self._gate.amend(request_id, handed=None)
        elif self._left_behind(request_id):
            self._start_in(SHOWN_WITHIN, request_id)

    def _left_behind(self, request_id: str) -> Request | None:
        """Return a request that is not approved although a client may have it."""
        ledger = self._gate.ledger
        request = ledger.open.get(request_id) or ledger.history.get(request_id)
        if request and request.unconfirmed and request.state is not State.APPROVED:
            return request
        return None

    async def _remove(self, client: Client, request: Request) -> bool:
        """Remove a download from a client; return whether nothing more is to be done."""
        found = await client.find(self._gate.identity(request))
        if self._left_behind(request.id) is None:
            # Somebody has retried it: that try finds out where it is.
            return False
        if found is None:
            age = self._gate.environment.now() - (request.handed or 0.0)
            # The clock may have been set back since then.
            return abs(age) >= SHOWN_WITHIN
        others = self._others(request, found.download)
        if any(other.state is State.APPROVED for other in others):
            # It may be about to find it there.
            return False
        if not any(other.client == request.client for other in others):
            await client.remove(found.download.id, delete_data=False)
        return True

    def _others(self, request: Request, download: Download) -> list[Request]:
        """Return the other requests that are on their way or done with the same download."""
        known = replace(
            request, download=download.id, hashes=request.hashes | download.hashes
        )
        ledger = self._gate.ledger
        return [
            other
            for other in [*ledger.open.values(), *ledger.history.values()]
            if other.id != request.id and other.state in _HELD and other.same_as(known)
        ]


def _in_vain_since(request: Request, now: float) -> float:
    """Return since when a request is tried in vain, in epoch seconds.

    That is since it was approved, or since it last waited for room, which it does for as long as
    it takes.
    """
    since, waited = request.created, False
    for entry in request.journal:
        approved = entry.after is State.APPROVED and entry.before is not State.APPROVED
        since = entry.at if approved or waited else since
        waited = entry.why.code == NO_ROOM
    return now if waited else since


def _where(why: Reason) -> object:
    return dict(why.params).get("client")
