"""Inbox: what clients have completed in chosen categories, until somebody acknowledges it."""

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
import hashlib
import logging
import math
from typing import Any, Final

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..clients.base import Finished
from ..engine.media import MediaType
from ..engine.stored import Reading, is_time, stored_text
from ..engine.text import clean_title
from ..ledger.store import LedgerStore

_LOGGER = logging.getLogger(__name__)

# More only while clients still tell of them.
MAX_ENTRIES: Final = 1000
KEPT: Final = 90 * 86400.0
# What was completed shortly before the newest that is known may be listed after it.
OVERLAP: Final = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One completed download. Times are in epoch seconds, ``size`` in bytes.

    ``client`` is the subentry id and ``download`` that client's own id; ``request`` is the id of
    the request it was made for, empty when somebody else added it.
    """

    id: str
    client: str
    download: str
    name: str
    media: MediaType
    category: str
    at: float
    size: int | None = None
    content_path: str = field(default="", repr=False)
    request: str = ""
    acknowledged: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a client was asked for: the newest it told of, and when each category was chosen.

    Times are in epoch seconds, categories in lower case.
    """

    newest: float
    chosen: Mapping[str, float]

    @property
    def since(self) -> float:
        """Return from when on it is asked again."""
        # A clock that was ahead for a while must not hide what comes.
        return min(self.newest, _now()) - OVERLAP


class UnknownEntry(Exception):
    """The inbox has no entry with that id."""


class NotStored(Exception):
    """The inbox could not be put on disk; nothing was changed."""


class Inbox:
    """The entries by id, oldest first, and from when on each client is to be asked for more."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Start empty; ``async_load`` reads the file."""
        self._store = LedgerStore(hass, f"{entry_id}.inbox")
        self.entries: dict[str, Entry] = {}
        self._asked: dict[str, Asked] = {}
        # Whoever could not be put on disk is taken back, and nobody else with them.
        self._changing = asyncio.Lock()
        self._entry_listeners: list[Callable[[Entry], None]] = []
        self._update_listeners: list[Callable[[], None]] = []

    @property
    def waiting(self) -> list[Entry]:
        """Return what nobody has acknowledged yet, oldest first."""
        return [one for one in self.entries.values() if one.acknowledged is None]

    @callback
    def on_entry(self, listener: Callable[[Entry], None]) -> CALLBACK_TYPE:
        """Call back for each new entry. Returns what ends it."""
        self._entry_listeners.append(listener)
        return lambda: self._entry_listeners.remove(listener)

    @callback
    def on_update(self, listener: Callable[[], None]) -> CALLBACK_TYPE:
        """Call back whenever entries have come or gone. Returns what ends it."""
        self._update_listeners.append(listener)
        return lambda: self._update_listeners.remove(listener)

    async def async_load(self) -> None:
        """Read the file; what cannot be read is kept aside and reported."""
        data = await self._store.async_read()
        if data is None:
            return
        reading = Reading()
        asked = reading.named(reading.of(data, "asked"))
        self._asked = {
            client: _read_asked(reading.named(stored), reading)
            for client, stored in asked.items()
        }
        for entry in reading.each(
            reading.of(data, "entries"), lambda stored: _read_entry(stored, reading)
        ):
            self.entries[entry.id] = entry
        await self._store.async_report_mended(reading.mended)

    async def async_since(self, client_id: str, categories: Iterable[str]) -> float:
        """Return from when on a client is to be asked, in epoch seconds.

        What it had completed before it was first asked for a category, which is in lower case, is
        no news. Raises ``NotStored``.
        """
        now = _now()
        async with self._changing:
            asked = self._asked.get(client_id, Asked(newest=now, chosen={}))
            chosen = {one: asked.chosen.get(one, now) for one in categories}
            if asked.chosen != chosen:
                asked = replace(asked, chosen=chosen)
                await self._async_change(self.entries, self._asked | {client_id: asked})
        # Nothing that came before is known, so nothing can be told from what is new.
        known = any(one.client == client_id for one in self.entries.values())
        return asked.since if known else asked.newest

    async def async_take(
        self,
        client_id: str,
        finished: Iterable[Finished],
        types: Mapping[str, MediaType],
        requests: Mapping[str, str],
    ) -> None:
        """Put what is new into the inbox, on disk before anybody hears of it.

        ``types`` tells the media type by category in lower case, ``requests`` the request by the
        client's id. Raises ``NotStored``.
        """
        async with self._changing:
            if not (asked := self._asked.get(client_id)):
                # It has been removed meanwhile.
                return
            new = {
                entry.id: entry
                for one in finished
                if (media := types.get(one.category.casefold()))
                and one.at >= asked.chosen.get(one.category.casefold(), math.inf)
                and (entry := _entry(client_id, one, media, requests)).id
                not in self.entries
            }
            if not new:
                return
            newest = max(asked.newest, *(one.at for one in new.values()))
            asked = replace(asked, newest=newest)
            await self._async_change(
                self.entries | new, self._asked | {client_id: asked}
            )
        for entry in new.values():
            for on_entry in list(self._entry_listeners):
                on_entry(entry)

    async def async_acknowledge(self, entry_ids: Collection[str] | None = None) -> int:
        """Take entries off the list, all of them for None, and return how many there were.

        Raises ``UnknownEntry`` or ``NotStored``; then none was taken.
        """
        async with self._changing:
            if entry_ids is None:
                entry_ids = [one.id for one in self.waiting]
            if unknown := [one for one in entry_ids if one not in self.entries]:
                raise UnknownEntry(unknown[0])
            now = _now()
            changed = {
                one: replace(self.entries[one], acknowledged=now)
                for one in entry_ids
                if self.entries[one].acknowledged is None
            }
            if changed:
                await self._async_change(self.entries | changed, self._asked)
        return len(changed)

    async def async_forget(self, client_id: str) -> None:
        """Forget when a client was asked, because it has been removed. Raises ``NotStored``."""
        async with self._changing:
            if client_id in self._asked:
                asked = {
                    key: one for key, one in self._asked.items() if key != client_id
                }
                await self._async_change(self.entries, asked)

    async def _async_change(
        self, entries: dict[str, Entry], asked: dict[str, Asked]
    ) -> None:
        before = self.entries, self._asked
        self.entries, self._asked = _pruned(entries, asked), asked
        if not await self._store.async_write(self._data):
            self.entries, self._asked = before
            raise NotStored
        for on_update in list(self._update_listeners):
            on_update()

    def _data(self) -> dict[str, Any]:
        # Called in a worker thread: what is replaced as a whole can be read at any time.
        entries, asked = self.entries, self._asked
        return {
            "asked": {client: asdict(one) for client, one in asked.items()},
            "entries": [asdict(one) for one in entries.values()],
        }


def _now() -> float:
    at: float = dt_util.utcnow().timestamp()
    return at


def _entry(
    client_id: str, one: Finished, media: MediaType, requests: Mapping[str, str]
) -> Entry:
    return Entry(
        id=_entry_id(client_id, one.id),
        client=client_id,
        download=one.id,
        name=clean_title(one.name),
        media=media,
        category=clean_title(one.category),
        at=one.at if is_time(one.at) else _now(),
        size=one.size,
        content_path=one.content_path,
        request=requests.get(one.id, ""),
    )


def _entry_id(client_id: str, download: str) -> str:
    return hashlib.sha256(f"{client_id} {download}".encode()).hexdigest()[:12]


def _pruned(
    entries: Mapping[str, Entry], asked: Mapping[str, Asked]
) -> dict[str, Entry]:
    """Drop what was acknowledged long ago, and the oldest of too many.

    What a client still tells of stays, because it would come again as new.
    """
    oldest = _now() - KEPT
    since = {client: one.since for client, one in asked.items()}
    kept = {}
    spare = []
    for key, one in entries.items():
        if one.at >= since.get(one.client, math.inf):
            kept[key] = one
        elif one.acknowledged is None or one.acknowledged >= oldest:
            kept[key] = one
            spare.append(one)
    spare.sort(key=lambda one: (one.acknowledged is None, one.at))
    for one in spare[: max(len(kept) - MAX_ENTRIES, 0)]:
        del kept[one.id]
    return kept


def _read_asked(data: Mapping[str, Any], reading: Reading) -> Asked:
    # Whenever that was, what comes from now on is new.
    now = _now()
    chosen = reading.named(reading.of(data, "chosen"))
    return Asked(
        newest=reading.time(reading.of(data, "newest"), now),
        chosen={name: reading.time(at, now) for name, at in chosen.items()},
    )


def _read_entry(data: Mapping[str, Any], reading: Reading) -> Entry:
    """Read a stored entry. Raises ``KeyError``, ``TypeError`` or ``ValueError`` if damaged."""
    acknowledged = reading.of(data, "acknowledged")
    return Entry(
        **{name: stored_text(data[name]) for name in ("id", "client", "download")},
        name=clean_title(stored_text(data["name"])),
        category=reading.text(reading.of(data, "category")),
        request=reading.text(reading.of(data, "request")),
        media=MediaType(data["media"]),
        at=reading.time(reading.of(data, "at"), 0.0),
        size=reading.whole(reading.of(data, "size"), None),
        content_path=reading.text(reading.of(data, "content_path")),
        # Whenever that was, somebody has seen it.
        acknowledged=None if acknowledged is None else reading.time(acknowledged, 0.0),
    )
