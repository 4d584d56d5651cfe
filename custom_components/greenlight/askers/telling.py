"""Telling: what an asker's library is told of orders that are not to be: a no, or that it is let go.

A torrent client has no word for that, so it is said to Sonarr or Radarr themselves, until they have
heard it. They call us back meanwhile, to remove what they still see here.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
import logging
from typing import Final

from ..engine.order import Fate, Order
from ..engine.reason import Reason
from ..gate.ports import LedgerError
from ..libraries.errors import LibraryError
from .house import House
from .orders import Key

_LOGGER = logging.getLogger(__name__)

# Seconds before the second, third... try; the last one repeats.
DELAYS: Final = (10.0, 30.0, 120.0, 600.0, 3600.0)
# So often a library that does not know a download is asked whether it does by now.
UNKNOWN: Final = 4
# After so many seconds in vain it is told no more: it will have found out itself.
GIVE_UP: Final = 14 * 86400.0


class Telling:
    """Tells what is owed, each at most once at a time."""

    def __init__(self, house: House) -> None:
        """Owe nothing yet."""
        self._house = house
        self._running: set[Key] = set()
        self._tries: dict[Key, int] = {}
        self._unknown: dict[Key, int] = {}
        self._timers: dict[Key, Callable[[], None]] = {}
        self._stopped = False

    def start(self, order: Order) -> None:
        """Begin to tell what is owed of an order."""
        key = order.key
        if not order.owed or self._stopped or key in self._running:
            return
        if cancel := self._timers.pop(key, None):
            cancel()
        self._running.add(key)
        self._house.spawn(self._run(key), "tell of an order")

    def stop(self) -> None:
        """Let go of the timers, for good; what is owed is on disk."""
        self._stopped = True
        for cancel in self._timers.values():
            cancel()
        self._timers.clear()

    async def _run(self, key: Key) -> None:
        try:
            done = await self._tell(key)
        except LedgerError:
            done = False
        except Exception:
            # Whatever an answer was like, it is tried again.
            _LOGGER.exception("A library could not be told of an order")
            done = False
        finally:
            self._running.discard(key)
        if done or self._stopped:
            self._tries.pop(key, None)
            self._unknown.pop(key, None)
            return
        tries = self._tries[key] = self._tries.get(key, 0) + 1
        delay = DELAYS[min(tries, len(DELAYS)) - 1]

        def again() -> None:
            self._timers.pop(key, None)
            if order := self._house.orders.get(key):
                self.start(order)

        self._timers[key] = self._house.call_later(delay, again)

    async def _tell(self, key: Key) -> bool:
        """Tell once; return whether nothing is owed any more. Raises ``LedgerError``."""
        order = self._house.orders.get(key)
        if order is None or not order.owed:
            return True
        if not self._house.linked(order.asker) or self._late(order):
            return await self._settled(order, None)
        grabs = self._house.grabs(order.asker)
        if grabs is None:
            return False
        name = self._house.name(order.asker)
        try:
            if order.fate is Fate.DECLINED:
                known = await grabs.turn_down(
                    order.id, why=order.why, search=order.further
                )
            else:
                known = await grabs.withdraw(order.id)
        except LibraryError as err:
            await self._note_once(order, name, err.detail or err.key)
            return False
        if known:
            return await self._settled(order, Reason(_said(order), (("asker", name),)))
        self._unknown[key] = self._unknown.get(key, 0) + 1
        # It may only just have been handed over, and not be in its lists yet.
        if self._unknown[key] < UNKNOWN:
            return False
        why = Reason("not_told", (("asker", name), ("detail", "")))
        return await self._settled(order, why if order.fate is Fate.DECLINED else None)

    def _late(self, order: Order) -> bool:
        since = order.ended
        return since is not None and self._house.now() - since > GIVE_UP

    async def _note_once(self, order: Order, name: str, detail: str) -> None:
        if order.key not in self._tries:
            why = Reason("not_told", (("asker", name), ("detail", detail)))
            await self._note(order, why)

    async def _settled(self, order: Order, why: Reason | None) -> bool:
        now = self._house.orders.get(order.key)
        if now is not None and now.owed:
            await self._house.orders.change(
                order.key, lambda now: replace(now, owed=False, seen=False)
            )
        if why is not None:
            await self._note(order, why)
        return True

    async def _note(self, order: Order, why: Reason) -> None:
        with suppress(LedgerError):
            who = self._house.actor(order.asker)
            await self._house.gate.orders.note(order.request, who, why)


def _said(order: Order) -> str:
    if order.fate is not Fate.DECLINED:
        return "let_go"
    return "told_no" if order.further else "told_no_further"
