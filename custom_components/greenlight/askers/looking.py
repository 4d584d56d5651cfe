"""Looking: what the clients show of orders that they have, remembered for when one is away."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import Final

from ..clients.base import Identity
from ..clients.errors import ClientError
from ..clients.through import Habits, Shown, Through
from ..engine.order import Order
from ..engine.request import Request
from ..gate.gate import Gate
from .orders import Key, Orders

# Seconds for which a look holds, and for which a client is waited for.
FRESH: Final = 4.0
PATIENCE: Final = 10.0
# Seconds for which what a client does as a rule holds.
HABITS: Final = 60.0
# A client that starts shows its downloads little by little, so one is gone only after a while.
GONE_AFTER: Final = 120.0


@dataclass(slots=True)
class _Client:
    looked: float = -FRESH
    asked: frozenset[Key] = frozenset()
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    habits: Habits = field(default_factory=Habits)
    categories: Mapping[str, str] = field(default_factory=dict)
    learned: float | None = None


class Looking:
    """One look at a client serves all askers."""

    def __init__(self, gate: Gate, orders: Orders) -> None:
        """Ask the gate's clients."""
        self._gate = gate
        self._orders = orders
        # Told of what somebody has removed in a client.
        self.gone: Callable[[Order], None] = lambda _order: None
        self._clients: dict[str, _Client] = {}
        self.shown: dict[Key, Shown] = {}
        self._missing: dict[Key, float] = {}

    def through(self, client_id: str) -> Through | None:
        """Return a client that lets things through, None if it is gone."""
        client = self._gate.attached.clients.get(client_id)
        return client if isinstance(client, Through) else None

    # ------------------------------------------------------------- downloads

    async def look(self, orders: Iterable[Order]) -> None:
        """Ask the clients that have any of some orders, unless that was done just now."""
        wanted = {client for order in orders if (client := self.client_of(order))}
        await asyncio.gather(*map(self._look, wanted))

    async def _look(self, client_id: str) -> None:
        known = self._clients.setdefault(client_id, _Client())
        async with known.turn:
            orders = self._all_of(client_id)
            fresh = monotonic() - known.looked < FRESH
            if fresh and orders.keys() <= known.asked:
                return
            through = self.through(client_id)
            if through is None:
                return
            wanted = {key: self.identity(order) for key, order in orders.items()}
            by_text = {"\n".join(key): one for key, one in wanted.items()}
            try:
                async with asyncio.timeout(PATIENCE):
                    found = await through.show(by_text)
            except ClientError, TimeoutError:
                # What it said last holds. It is not asked again at once, either, also by those
                # that have waited for their turn meanwhile.
                known.looked, known.asked = monotonic(), frozenset(orders)
                return
            known.looked, known.asked = monotonic(), frozenset(orders)
            for key, order in orders.items():
                self._take(order, found.get("\n".join(key)))

    async def is_gone(self, order: Order) -> bool:
        """Tell whether the client that had an order says that it has it no more."""
        through = self.through(self.client_of(order))
        if through is None:
            return False
        try:
            async with asyncio.timeout(PATIENCE):
                return not await through.show({"it": self.identity(order)})
        except ClientError, TimeoutError:
            return False

    def _all_of(self, client_id: str) -> dict[Key, Order]:
        return {
            order.key: order
            for order in self._orders
            if order.live and self.client_of(order) == client_id
        }

    def client_of(self, order: Order) -> str:
        """Return where an order is, empty while it is nowhere."""
        return order.client if order.download else ""

    def identity(self, order: Order) -> Identity:
        """Return by what a client knows an order."""
        request: Request | None = self._gate.requests.get(order.request)
        if request is None or request.download is None:
            return Identity(id=order.download, hashes=order.hashes)
        return Identity(
            id=request.download,
            hashes=request.all_hashes | order.hashes,
            title=request.release.title,
            mark=request.mark,
            handed=request.handed,
        )

    def _take(self, order: Order, shown: Shown | None) -> None:
        if shown is not None:
            self._missing.pop(order.key, None)
            if self.shown.get(order.key) != shown:
                self.shown[order.key] = shown
            return
        now = monotonic()
        if now - self._missing.setdefault(order.key, now) >= GONE_AFTER:
            self.forget(order.key)
            self.gone(order)

    def forget(self, key: Key) -> None:
        """Forget what was shown of an order."""
        self.shown.pop(key, None)
        self._missing.pop(key, None)

    def look_anew(self, client_id: str) -> None:
        """Have the next look ask: something was changed there."""
        if known := self._clients.get(client_id):
            known.looked = -FRESH

    # ---------------------------------------------------------------- habits

    async def learn(self, client_id: str) -> tuple[Habits, Mapping[str, str]]:
        """Return what a client does as a rule and its categories, as last known if it is away."""
        known = self._clients.setdefault(client_id, _Client())
        through = self.through(client_id)
        async with known.turn:
            learned = known.learned
            if through is None or (
                learned is not None and monotonic() - learned < HABITS
            ):
                return known.habits, known.categories
            known.learned = monotonic()
            with suppress(ClientError, TimeoutError):
                async with asyncio.timeout(PATIENCE):
                    known.habits = await through.habits()
                    known.categories = await through.categories()
            return known.habits, known.categories

    def habits(self, client_id: str) -> Habits:
        """Return what a client does as a rule, as last known."""
        known = self._clients.get(client_id)
        return known.habits if known else Habits()

    def categories(self, client_id: str) -> Mapping[str, str]:
        """Return the categories of a client and their folders, as last known."""
        known = self._clients.get(client_id)
        return known.categories if known else {}

    def forget_categories(self, client_id: str) -> None:
        """Have the categories of a client asked for anew."""
        if known := self._clients.get(client_id):
            known.learned = None
