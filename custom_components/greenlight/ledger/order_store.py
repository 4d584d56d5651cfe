"""The file of orders: what other programs have handed over, on disk before they are told that it is."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
import logging
from typing import Any, Final

from homeassistant.core import HomeAssistant

from ..engine.order import Order
from ..engine.order_stored import order_from_dict, order_to_dict
from ..engine.stored import Reading
from ..gate.ports import LedgerError
from .logged_store import LoggedStore
from .store import Stored

_LOGGER = logging.getLogger(__name__)

# Bytes of one order, about.
_ABOUT: Final = 900
# So many are written whole each time; of more, only those that have changed.
_FEW: Final = 25
# What a line of the log says of an order that is not there any more.
_GONE: Final = "gone"

type Key = tuple[str, str]
type Categories = Mapping[str, str]


class OrderStore:
    """All orders, and the categories that askers have made. Whatever writes raises ``LedgerError``."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Name the files; ``async_load`` reads them."""
        self._hass = hass
        self._store = LoggedStore(hass, f"{entry_id}.orders")
        self._orders: dict[Key, Order] = {}
        self._stored: dict[Key, Stored] = {}
        self._categories: dict[str, dict[str, str]] = {}
        # One write at a time, so that whoever closes knows that the last one is done.
        self._turn = asyncio.Lock()
        self._closed = False

    async def async_close(self) -> None:
        """Write nothing any more: from now on another object has the file."""
        async with self._turn:
            self._closed = True

    async def async_load(self) -> None:
        """Read the files; whatever cannot be read is kept aside and reported."""
        data = await self._store.async_read()
        if data is None:
            return
        reading = Reading()
        stored = data.get("requests")
        broken = self._read(stored if isinstance(stored, list) else [None], reading)
        for asker, found in reading.named(data.get("categories")).items():
            named = reading.named(found)
            self._categories[asker] = {
                name: reading.text(path) for name, path in named.items()
            }
        if broken:
            _LOGGER.error("%s entries of %s cannot be read", broken, self._store.key)
            await self._store.async_report_damage(kept=False)
        await self._store.async_report_mended(reading.mended)

    def _read(self, stored: Iterable[Any], reading: Reading) -> int:
        broken = 0
        for data in stored:
            try:
                if _GONE in data:
                    self._take((data["asker"], data["id"]), None)
                else:
                    order = order_from_dict(data, reading)
                    self._take(order.key, order)
            except KeyError, TypeError, ValueError, AttributeError:
                broken += 1
        return broken

    def __iter__(self) -> Iterator[Order]:
        """Go through all orders, the oldest first."""
        return iter(list(self._orders.values()))

    def get(self, key: Key) -> Order | None:
        """Return an order, None if there is none."""
        return self._orders.get(key)

    def categories(self, asker: str) -> Categories:
        """Return the categories that an asker has made, and the folder of each or none."""
        return self._categories.get(asker, {})

    async def async_put(self, *orders: Order) -> None:
        """Put orders on disk before returning."""
        changed = {one.key: one for one in orders if self._orders.get(one.key) != one}
        await self._change(changed)

    async def async_change(
        self, key: Key, change: Callable[[Order], Order]
    ) -> Order | None:
        """Change an order as it is once it is its turn; None if it is gone by then.

        Several change one at the same time: what one of them has seen before it had to wait is not
        how it is any more.
        """
        async with self._turn:
            before = self._orders.get(key)
            if before is None:
                return None
            changed = change(before)
            if changed != before:
                await self._put({key: changed})
            return changed

    async def async_remove(self, *keys: Key) -> None:
        """Forget orders."""
        await self._change({key: None for key in keys if key in self._orders})

    async def async_add_category(self, asker: str, name: str, path: str) -> None:
        """Remember a category; one that is there stays as it is, unless it has a new folder."""
        async with self._turn:
            known = self._categories.setdefault(asker, {})
            if name in known and path in ("", known[name]):
                return
            before = dict(known)
            known[name] = path
            if self._closed or not await self._store.async_write(self._data):
                self._categories[asker] = before
                raise LedgerError

    async def async_forget_categories(self, asker: str) -> None:
        """Forget what an asker has made, which is gone."""
        async with self._turn:
            if self._categories.pop(asker, None) is not None and not self._closed:
                await self._store.async_write(self._data)

    async def _change(self, changed: Mapping[Key, Order | None]) -> None:
        if not changed:
            return
        async with self._turn:
            await self._put(changed)

    async def _put(self, changed: Mapping[Key, Order | None]) -> None:
        if self._closed:
            raise LedgerError
        before = {key: self._orders.get(key) for key in changed}
        for key, order in changed.items():
            self._take(key, order)
        if await self._write(changed):
            return
        for key, order in before.items():
            self._take(key, order)
        raise LedgerError

    def _take(self, key: Key, order: Order | None) -> None:
        if order is None:
            self._orders.pop(key, None)
            self._stored.pop(key, None)
        else:
            self._orders[key] = order
            self._stored[key] = order_to_dict(order)

    async def _write(self, changed: Mapping[Key, Order | None]) -> bool:
        """Put orders on disk: those that have changed, or all where that is due."""
        size = len(self._stored) * _ABOUT
        few = len(self._stored) <= _FEW
        if few or not self._store.written or self._store.is_long(size):
            return await self._store.async_write(self._data)
        lines = [
            {"asker": asker, "id": order_id, _GONE: True}
            if order is None
            else self._stored[asker, order_id]
            for (asker, order_id), order in changed.items()
        ]
        return await self._store.async_append(lines)

    def _data(self) -> Stored:
        return {
            "requests": list(self._stored.values()),
            "categories": {key: dict(one) for key, one in self._categories.items()},
        }

    async def async_delete(self) -> None:
        """Delete the files."""
        await self._store.async_remove()
