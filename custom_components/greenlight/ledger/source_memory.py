"""What is remembered of one source: the items it offers or offered, and its counters."""

from collections.abc import Iterable
from dataclasses import dataclass
import logging
from typing import Any, Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..engine.release import Release, release_from_dict, release_to_dict
from .store import LedgerStore

_LOGGER = logging.getLogger(__name__)

MAX_ITEMS: Final = 2000
MAX_AGE: Final = 90 * 86400
# Requests are written at once, so losing this file's last minutes asks nothing twice.
LATE: Final = 60


@dataclass(frozen=True, slots=True)
class Item:
    """A release and when it was first seen, in epoch seconds."""

    release: Release
    first_seen: float


@dataclass(frozen=True, slots=True)
class News:
    """What a look at a source brought: releases never seen, and known ones with more seeders."""

    new: tuple[Release, ...]
    risen: tuple[Release, ...]


class SourceMemory:
    """The items of one source by guid, oldest first."""

    def __init__(self, hass: HomeAssistant, store: LedgerStore) -> None:
        """Start empty; ``async_load`` reads the file."""
        self._hass = hass
        self._store = store
        self.items: dict[str, Item] = {}
        self.validators: dict[str, str] = {}
        self.seen = 0
        self.matched = 0
        # True after a loss: what is on offer is taken as seen before, not asked about again.
        self.baseline = False
        self._before: tuple[dict[str, Item], int, dict[str, str]] = ({}, 0, {})

    async def async_load(self) -> None:
        """Read the file; what cannot be read is kept aside and reported."""
        data = await self._store.async_read()
        if data is None:
            return
        try:
            self.seen = int(data["seen"])
            self.matched = int(data["matched"])
            self.validators = dict(data["validators"])
            self.items = await self._hass.async_add_executor_job(
                _read_items, data["items"]
            )
        except KeyError, TypeError, ValueError, AttributeError:
            _LOGGER.error("The items of %s cannot be read", self._store.key)
            self.items, self.validators = {}, {}
            await self._store.async_report_damage(kept=False)

    @callback
    def take(self, releases: Iterable[Release], validators: dict[str, str]) -> News:
        """Remember what a source offers now and tell what is news about it."""
        self._before = dict(self.items), self.seen, self.validators
        now = dt_util.utcnow().timestamp()
        hashes = {
            value[:40] for item in self.items.values() for value in item.release.hashes
        }
        new: list[Release] = []
        risen: list[Release] = []
        offered: set[str] = set()
        for release in releases:
            offered.add(release.guid)
            if known := self.items.get(release.guid):
                if (release.seeders or 0) > (known.release.seeders or 0):
                    risen.append(release)
                self.items[release.guid] = Item(release, known.first_seen)
                continue
            short = {value[:40] for value in release.hashes}
            self.items[release.guid] = Item(release, now)
            self.seen += 1
            if short and short <= hashes:
                # The same torrent under a new guid: remembered, but no news.
                continue
            hashes |= short
            new.append(release)
        self.validators = validators
        if new:
            self._prune(offered, now)
            self.save_later()
        return (
            News((), ()) if self._take_as_baseline() else News(tuple(new), tuple(risen))
        )

    @callback
    def undo(self) -> None:
        """Forget what was taken last: it could not be considered, so it must count as new again."""
        self.items, self.seen, self.validators = self._before

    def _take_as_baseline(self) -> bool:
        was, self.baseline = self.baseline, False
        return was

    def _prune(self, offered: set[str], now: float) -> None:
        spare = len(self.items) - MAX_ITEMS
        for guid, item in list(self.items.items()):
            # What is still on offer must stay known, or it would count as new the next time.
            if guid not in offered and (spare > 0 or now - item.first_seen > MAX_AGE):
                del self.items[guid]
                spare -= 1

    @callback
    def save_later(self) -> None:
        """Write the file in a while."""
        self._store.async_delay_save(self._data, LATE)

    async def async_flush(self) -> None:
        """Write the file now."""
        await self._store.async_save(self._data())

    async def async_remove(self) -> None:
        """Delete the file."""
        await self._store.async_remove()

    def _data(self) -> dict[str, Any]:
        # Called in a worker thread: copying a dictionary's values is one uninterrupted step.
        return {
            "seen": self.seen,
            "matched": self.matched,
            "validators": self.validators,
            "items": [
                {**release_to_dict(item.release), "first_seen": item.first_seen}
                for item in list(self.items.values())
            ],
        }


def _read_items(stored: Iterable[dict[str, Any]]) -> dict[str, Item]:
    return {
        data["guid"]: Item(release_from_dict(data), float(data["first_seen"]))
        for data in stored
    }
