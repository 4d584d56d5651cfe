"""Following: what becomes of orders when their requests move on.

A no counts for an asker only once it can be taken back no longer; so does that another candidate was
taken. What has ended is remembered, so that the same thing is not taken again as if nothing had been.
"""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
import logging
from typing import Any, Final

from ..clients.errors import ClientError
from ..engine.order import Fate, Order
from ..engine.release import Protocol
from ..engine.request import JournalEntry, Request, State
from ..engine.undo import UNDO_WINDOW
from ..gate.ports import TAKEN_BACK, Event, LedgerError
from ..parts.asker_settings import Program
from .house import House
from .looking import Looking
from .orders import Key, any_about, is_about
from .taking import Taking
from .telling import Telling

_LOGGER = logging.getLogger(__name__)

# Seconds for which what has ended is remembered, and for which its file is kept.
REMEMBERED: Final = 180 * 86400.0
KEPT_FOR: Final = 7 * 86400.0
# So many that have ended are remembered, the latest.
MOST_REMEMBERED: Final = 2000
# Seconds for which a failure is shown that its asker does not take up.
SHOWN_FOR: Final = 7 * 86400.0
_RETRY: Final = 60.0

_TAKEN: Final = frozenset({State.DOWNLOADING, State.COMPLETED, State.IMPORTED})
# Why a question ends although whoever else ordered it still wants it.
_ONLY_ONE_WENT: Final = frozenset(
    {"withdrawn", "asker_removed", "source_removed", "rule_removed"}
)
# How a no begins that leaves it at that.
NO_FURTHER: Final = "declined_no_further"
# What is no known program may well be one that takes an error for a failure, as Medusa does.
_SEES_FAILURES: Final = frozenset({Program.OTHER})


class Following:
    """Keeps orders in step with requests."""

    def __init__(
        self, house: House, taking: Taking, telling: Telling, looking: Looking
    ) -> None:
        """Hear nothing yet."""
        self._house = house
        self._taking = taking
        self._telling = telling
        self._looking = looking
        self._turn = asyncio.Lock()
        self._due: dict[Key, float] = {}
        self._cancel: Callable[[], None] | None = None
        self._stopped = False

    def start(self) -> Callable[[], None]:
        """Take up every order where it was left. Returns what ends it."""
        unsubscribe = self._house.gate.on_event(self._on_event)
        self.settle(order.key for order in self._house.orders)
        self._house.spawn(self._let_go(), "let go of what was withdrawn")

        def stop() -> None:
            unsubscribe()
            self._stopped = True
            if self._cancel:
                self._cancel()

        return stop

    async def _let_go(self) -> None:
        """End the questions of what was being withdrawn when Home Assistant stopped."""
        for order in self._house.orders:
            request = self._house.gate.requests.get(order.request)
            if order.fate is not Fate.DROPPED or request is None or not request.open:
                continue
            if is_about(order, request):
                await self._withdraw_unless_followed(request, order.asker)

    async def _withdraw_unless_followed(self, request: Request, asker: str) -> None:
        """End a request that no program follows any more: nobody would take up its download."""
        if any_about(self._house.orders.about(request.id), request):
            return
        with suppress(ClientError, LedgerError):
            await self._house.withdraw(request.id, asker)

    def _on_event(self, event: Event) -> None:
        request = event.request
        source = request.release.source
        if event.kind == TAKEN_BACK and source in self._house.askers:
            # Its program may have let go of it since the answer.
            work = self._withdraw_unless_followed(request, source)
            self._house.spawn(work, "withdraw what nobody follows")
        orders = self._house.orders.about(request.id)
        if request.open and request.release.source not in self._house.askers:
            hashes = request.all_hashes
            orders += [
                found
                for asker in self._house.askers
                for value in hashes
                if (found := self._house.orders.find(asker, value))
            ]
        elif request.instead_of:
            orders += self._house.orders.about(request.instead_of)
        self.settle(order.key for order in orders)

    def settle(self, keys: Iterable[Key]) -> None:
        """Begin to look what has become of some orders."""
        if some := list(dict.fromkeys(keys)):
            self._house.spawn(self._settle(some), "look what became of orders")

    async def _settle(self, keys: list[Key]) -> None:
        async with self._turn:
            for key in keys:
                order = self._house.orders.get(key)
                if order is None:
                    self._due.pop(key, None)
                    continue
                try:
                    await self._settle_one(order)
                except LedgerError:
                    self._wait(order, self._house.now() + _RETRY)
                except Exception:
                    # One that cannot be settled must not hold up the others.
                    _LOGGER.exception("An order could not be followed")
        self._schedule()

    async def _settle_one(self, order: Order) -> None:
        self._due.pop(order.key, None)
        if order.owed:
            self._telling.start(order)
        if not order.live:
            await self._forget_by_and_by(order)
            return
        if self._house.asker(order) is None:
            return
        if not order.request:
            self._taking.begin(order.key)
            return
        request = self._house.gate.requests.get(order.request)
        if request is None:
            if not order.download:
                await self._end(order, Fate.DROPPED)
            return
        await self._by_request(order, request)

    async def _by_request(self, order: Order, request: Request) -> None:
        about, state = is_about(order, request), request.state
        if state in _TAKEN and about:
            await self._is_taken(order, request)
        elif state in _TAKEN or state is State.DECLINED:
            await self._decided(order, request, about=about)
        elif request.open:
            # An approval may have been taken back: it is nowhere then.
            await self._put(order, client="", download="")
        elif state is State.EXPIRED:
            await self._end(order, Fate.EXPIRED)
        elif state is State.CANCELLED:
            why = request.last_move()
            if why is not None and why.why.code in _ONLY_ONE_WENT:
                await self._anew(order)
            else:
                await self._end(order, Fate.DROPPED)
        elif state is State.SUPERSEDED:
            await self._superseded(order, request)
        elif state is State.FAILED:
            await self._failed(order, request, about=about)

    async def _is_taken(self, order: Order, request: Request) -> None:
        """Note where an order is; what was removed there since is gone."""
        if request.download is None:
            await self._end(order, Fate.DROPPED)
            return
        where = {"client": request.client or "", "download": request.download}
        await self._put(order, hashes=order.hashes | request.hashes, **where)

    async def _decided(self, order: Order, request: Request, *, about: bool) -> None:
        """Take a no, or a yes to another candidate, for final once it cannot be taken back."""
        into = State.APPROVED if request.state in _TAKEN else State.DECLINED
        entry = request.last_move(into)
        final = (entry.at if entry else request.ended) + UNDO_WINDOW
        machine = entry is not None and entry.why.code == "refused_before"
        now = self._house.now()
        if not machine and now < final <= now + UNDO_WINDOW:
            self._wait(order, final)
        elif request.state is not State.DECLINED:
            await self._end(order, Fate.DROPPED, owed=self._may_owe(order))
        elif about:
            await self._declined(order, entry)
        else:
            await self._anew(order)

    async def _declined(self, order: Order, entry: JournalEntry | None) -> None:
        further = entry is None or not entry.why.code.startswith(NO_FURTHER)
        usenet = order.protocol is Protocol.USENET
        # Usenet has a word for it, after which another is looked for in any case.
        owed = self._may_owe(order) and (not usenet or not further)
        settings = self._house.asker(order)
        sees = settings is not None and settings.program in _SEES_FAILURES
        why = self._house.words(entry) if entry else ""
        await self._end(
            order,
            Fate.DECLINED,
            owed=owed,
            further=further,
            seen=(usenet and not owed) or (sees and not owed),
            why=why,
        )

    def _may_owe(self, order: Order) -> bool:
        return self._house.linked(order.asker)

    async def _superseded(self, order: Order, request: Request) -> None:
        """Go on with the question that took the place of one, or with its twin."""
        for other in self._house.gate.requests.open.values():
            if other.instead_of == request.id or is_about(order, other):
                if other.id != request.id:
                    await self._put(order, request=other.id)
                    await self._by_request(replace(order, request=other.id), other)
                    return
        ended = next(
            (
                one
                for one in self._house.gate.requests.history.values()
                if one.instead_of == request.id
            ),
            None,
        )
        if ended is not None:
            await self._put(order, request=ended.id)
            await self._by_request(replace(order, request=ended.id), ended)
        else:
            await self._end(order, Fate.DROPPED, owed=self._may_owe(order))

    async def _failed(self, order: Order, request: Request, *, about: bool) -> None:
        if not about:
            await self._anew(order)
            return
        entry = request.last_move()
        why = self._house.words(entry) if entry else ""
        await self._put(order, why=why, client="", download="")

    async def _anew(self, order: Order) -> None:
        """Have people asked about what nobody has answered."""
        await self._put(order, request="")
        self._taking.begin(order.key)

    # ------------------------------------------------------------------- end

    async def _end(self, order: Order, fate: Fate, **changes: Any) -> None:
        self._looking.forget(order.key)
        changes |= {"fate": fate, "ended": self._house.now()}
        ended = await self._house.orders.change(
            order.key, lambda now: replace(now, **changes)
        )
        if ended is None:
            return
        self._telling.start(ended)
        await self._forget_by_and_by(ended)

    async def _put(self, order: Order, **changes: Any) -> None:
        await self._house.orders.change(order.key, lambda now: replace(now, **changes))

    async def _forget_by_and_by(self, order: Order) -> None:
        """Show a failure no longer, or forget an order for good, once it is time for that."""
        now, ended = self._house.now(), order.ended or 0.0
        if order.seen and not order.owed and now > ended + SHOWN_FOR:
            await self._put(order, seen=False)
        if now > ended + REMEMBERED and not order.owed:
            await self._house.orders.remove(order.key)

    def gone(self, order: Order) -> None:
        """Take it that somebody has removed an order in its client."""
        self._house.spawn(self._gone(order.key), "an order is gone")

    async def _gone(self, key: Key) -> None:
        async with self._turn:
            order = self._house.orders.get(key)
            if order is not None and order.live and order.download:
                try:
                    await self._end(order, Fate.DROPPED)
                except LedgerError:
                    _LOGGER.warning("What is gone in a client is looked for again")

    # ------------------------------------------------------------------ time

    def _wait(self, order: Order, until: float) -> None:
        self._due[order.key] = until

    def _schedule(self) -> None:
        if self._cancel:
            self._cancel()
            self._cancel = None
        if self._due and not self._stopped:
            wait = min(self._due.values()) - self._house.now()
            self._cancel = self._house.call_later(max(wait, 1.0), self._on_time)

    def _on_time(self) -> None:
        self._cancel = None
        now = self._house.now()
        # Nothing waits longer than an answer can be taken back, unless the clock was put back.
        due = [
            key for key, at in self._due.items() if not now < at <= now + UNDO_WINDOW
        ]
        if due:
            self.settle(due)
        else:
            self._schedule()

    # ----------------------------------------------------------------- daily

    async def sweep(self) -> None:
        """Delete the files that are of no use any more, and forget what is long over."""
        orders = list(self._house.orders)
        over = [order for order in orders if not order.live]
        self.settle(order.key for order in over)
        over.sort(key=lambda order: order.ended or 0.0, reverse=True)
        # On a full disk all the more has to be deleted.
        with suppress(LedgerError):
            too_many = over[MOST_REMEMBERED:]
            await self._house.orders.remove(*(one.key for one in too_many))
        now = self._house.now()
        kept = {
            order.file
            for order in orders
            if order.live or now - (order.ended or 0.0) < KEPT_FOR
        }
        await self._house.orders.files.async_sweep(kept - {""})
