"""Tallies: what was counted since the beginning, beyond what the history remembers."""

from collections.abc import Iterable
from dataclasses import replace

from homeassistant.core import HomeAssistant, callback

from ..engine.request import Request
from ..engine.stored import Reading
from ..engine.tally import Tally, counted, tally_from_dict, tally_to_dict
from .store import LedgerStore, Stored

# Seconds until what was counted is written.
_LATE = 10


class Tallies:
    """One tally, on disk."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Name the file; ``async_load`` reads it."""
        self._store = LedgerStore(hass, f"{entry_id}.tally")
        self.tally = Tally()

    async def async_load(self, requests: Iterable[Request]) -> None:
        """Read the file; where there is none, count what is remembered of all requests."""
        data = await self._store.async_read()
        if data is None:
            self.tally = counted(requests)
            return
        reading = Reading()
        self.tally = tally_from_dict(data, reading)
        if "unasked" not in data:
            # An earlier version did not count these: what is remembered tells the most.
            unasked = counted(requests).unasked
            self.tally = replace(self.tally, unasked=unasked)
        await self._store.async_report_mended(reading.mended)

    @callback
    def count(self, request: Request) -> None:
        """Count the last move of a request."""
        move = request.journal[-1]
        self.tally = self.tally.moved(request, move)
        self._store.async_delay_save(self._data, _LATE)

    async def async_flush(self) -> None:
        """Write what was counted."""
        await self._store.async_write(self._data)

    async def async_remove(self) -> None:
        """Delete the file."""
        await self._store.async_remove()

    def _data(self) -> Stored:
        return dict(tally_to_dict(self.tally))
