"""Ledger: what survives a restart, kept in Home Assistant's storage.

Three kinds of files: the open requests (small, written before anything follows from a decision),
the history (large, written rarely) and, per source, what was seen (``source_memory``). A request
that has ended stays in the small file until the large one has been written, so an end costs one
small write and is never lost. A file that cannot be read is kept aside and reported.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
import logging
from pathlib import Path
import shutil
from typing import Any, Final, override

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.event import async_call_later
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util

from .const import DOMAIN
from .engine.release import Release
from .engine.request import Request, request_from_dict, request_to_dict
from .ports import LedgerError
from .source_memory import SourceMemory

_LOGGER = logging.getLogger(__name__)

VERSION: Final = 1
MINOR_VERSION: Final = 1
HISTORY_DAYS: Final = 365
HISTORY_SIZE: Final = 2000
# Seconds until progress and counters, and ended requests, are written.
LATE: Final = 300
HISTORY_LATE: Final = 900

type Stored = dict[str, Any]


class LedgerStore(Store[Stored]):
    """A file that tells whether it could be written and that keeps aside what it cannot read."""

    def __init__(self, hass: HomeAssistant, name: str) -> None:
        """Open the file of that name; it holds links with passkeys, so only we may read it."""
        super().__init__(
            hass,
            VERSION,
            f"{DOMAIN}.{name}",
            private=True,
            atomic_writes=True,
            max_readable_version=VERSION + 1,
            minor_version=MINOR_VERSION,
            serialize_in_event_loop=False,
        )
        self.failed = False
        self.damaged = False

    @override
    async def _async_migrate_func(
        self, old_major_version: int, old_minor_version: int, old_data: Stored
    ) -> Stored:
        """Take older and newer files as they are: readers pass over what they do not know."""
        return old_data

    @override
    async def _async_write_data(self, data: dict[str, Any]) -> None:
        self.failed = True
        await super()._async_write_data(data)
        self.failed = False

    async def async_read(self) -> Stored | None:
        """Load the file; one that is there but holds nothing readable is reported."""
        existed = await self.hass.async_add_executor_job(Path(self.path).exists)
        data = await self.async_load()
        if existed and not isinstance(data, dict):
            await self.async_report_damage(kept=data is None)
            return None
        return data

    async def async_report_damage(self, *, kept: bool) -> None:
        """Keep the file aside, unless that was done, and tell the person."""
        self.damaged = True
        if not kept:
            aside = f"{self.path}.corrupt.{datetime.now(UTC).isoformat()}"
            await self.hass.async_add_executor_job(shutil.copyfile, self.path, aside)
        ir.async_create_issue(
            self.hass,
            DOMAIN,
            f"ledger_damaged_{self.key}",
            is_fixable=True,
            is_persistent=True,
            severity=ir.IssueSeverity.ERROR,
            translation_key="ledger_damaged",
            translation_placeholders={"file": f"{Path(self.path).name}.corrupt"},
        )


class Ledger:
    """The open requests, the history and the memory of each source of one config entry."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Name the files; ``async_load`` reads them."""
        self._hass = hass
        self._entry_id = entry_id
        self._store = LedgerStore(hass, f"{entry_id}.requests")
        self._history_store = LedgerStore(hass, f"{entry_id}.history")
        self.open: dict[str, Request] = {}
        self.history: dict[str, Request] = {}
        self.sources: dict[str, SourceMemory] = {}
        self._unsaved: dict[str, Request] = {}
        self._matches: dict[str, int] = {}
        self._looked_back: dict[str, str] = {}
        self._index: dict[str, str] = {}
        self._cancel_history: Any = None

    @property
    def damaged(self) -> bool:
        """Tell whether something was lost, so that what is on offer now may not be new."""
        return self._store.damaged or self._history_store.damaged

    # ------------------------------------------------------------------ load

    async def async_load(self) -> None:
        """Read the files; whatever cannot be read is kept aside and reported."""
        history = await self._async_read_requests(self._history_store)
        data = await self._async_read_requests(self._store)
        for request in history.values():
            self.history[request.id] = request
        for request in data.values():
            # The small file is never older than the large one.
            self.history.pop(request.id, None)
            if request.open:
                self.open[request.id] = request
            else:
                self.history[request.id] = self._unsaved[request.id] = request
        for request in (*self.history.values(), *self.open.values()):
            self._add_to_index(request)
        if self._unsaved:
            self._schedule_history()

    async def _async_read_requests(self, store: LedgerStore) -> dict[str, Request]:
        data = await store.async_read()
        if data is None:
            return {}
        try:
            self._matches.update(data.get("matches", {}))
            self._looked_back.update(data.get("looked_back", {}))
            requests, broken = await self._hass.async_add_executor_job(
                _read_all, data["requests"]
            )
        except KeyError, TypeError, ValueError, AttributeError:
            requests, broken = {}, 1
        if broken:
            _LOGGER.error("%s entries of %s cannot be read", broken, store.key)
            await store.async_report_damage(kept=False)
        return requests

    async def async_source(self, source_id: str) -> SourceMemory:
        """Return the memory of a source, reading its file the first time."""
        if source_id not in self.sources:
            store = LedgerStore(self._hass, f"{self._entry_id}.source.{source_id}")
            memory = SourceMemory(self._hass, store)
            await memory.async_load()
            memory.baseline = self.damaged or store.damaged
            self.sources[source_id] = memory
        return self.sources[source_id]

    # ----------------------------------------------------------------- write

    async def commit(self, *requests: Request) -> None:
        """Put requests on disk before returning. Raises ``LedgerError`` and keeps the old ones."""
        before = {request.id: self._find(request.id) for request in requests}
        for request in requests:
            self._take(request)
        await self._store.async_save(self._data())
        if self._store.failed:
            for request_id, old in before.items():
                self._put_back(request_id, old)
            raise LedgerError
        if any(request.id in self._unsaved for request in requests):
            self._schedule_history()

    @callback
    def update_later(self, request: Request) -> None:
        """Take a request now and put it on disk some time later."""
        self._take(request)
        self._store.async_delay_save(self._data, LATE)

    def _find(self, request_id: str) -> Request | None:
        return self.open.get(request_id) or self.history.get(request_id)

    def _take(self, request: Request) -> None:
        home, other = (
            (self.open, self.history) if request.open else (self.history, self.open)
        )
        other.pop(request.id, None)
        home[request.id] = request
        self._unsaved.pop(request.id, None)
        if not request.open:
            self._unsaved[request.id] = request
        self._add_to_index(request)

    def _put_back(self, request_id: str, old: Request | None) -> None:
        self.open.pop(request_id, None)
        self.history.pop(request_id, None)
        self._unsaved.pop(request_id, None)
        if old is not None:
            self._take(old)

    def _data(self) -> Stored:
        return {
            "requests": [
                request_to_dict(request)
                for request in (
                    *list(self.open.values()),
                    *list(self._unsaved.values()),
                )
            ],
            "matches": dict(self._matches),
            "looked_back": dict(self._looked_back),
        }

    @callback
    def _schedule_history(self) -> None:
        if self._cancel_history is None:
            self._cancel_history = async_call_later(
                self._hass, HISTORY_LATE, self._async_save_history
            )

    async def _async_save_history(self, _now: datetime) -> None:
        self._cancel_history = None
        self._prune()
        saved = dict(self._unsaved)
        requests = list(self.history.values())
        data = await self._hass.async_add_executor_job(
            lambda: {"requests": [request_to_dict(request) for request in requests]}
        )
        await self._history_store.async_save(data)
        if self._history_store.failed:
            self._schedule_history()
            return
        for request_id, request in saved.items():
            if self._unsaved.get(request_id) is request:
                del self._unsaved[request_id]

    def _prune(self) -> None:
        oldest = dt_util.utcnow().timestamp() - HISTORY_DAYS * 86400
        kept = sorted(self.history.values(), key=lambda request: request.ended)[
            -HISTORY_SIZE:
        ]
        self.history = {
            request.id: request for request in kept if request.ended >= oldest
        }
        self._index.clear()
        for request in (*self.history.values(), *self.open.values()):
            self._add_to_index(request)

    @callback
    def async_stop(self) -> None:
        """Let go of timers; what has ended is in the small file, so nothing is lost."""
        if self._cancel_history:
            self._cancel_history()
            self._cancel_history = None

    async def async_flush(self) -> None:
        """Write what was put off, because the entry is being unloaded."""
        await self._store.async_save(self._data())
        for memory in self.sources.values():
            await memory.async_flush()

    async def async_remove_source(self, source_id: str) -> None:
        """Forget a source and its file."""
        if memory := self.sources.pop(source_id, None):
            await memory.async_remove()

    async def async_remove(self, source_ids: Iterable[str]) -> None:
        """Delete every file, because the entry is being removed."""
        for source_id in source_ids:
            await LedgerStore(
                self._hass, f"{self._entry_id}.source.{source_id}"
            ).async_remove()
        await self._store.async_remove()
        await self._history_store.async_remove()

    # --------------------------------------------------------------- look up

    def lookup(self, release: Release) -> Request | None:
        """Return the request, open or ended, that was made for the same release."""
        for key in _keys(release, frozenset()):
            if found := self._find(self._index.get(key, "")):
                return found
        return None

    def _add_to_index(self, request: Request) -> None:
        for key in _keys(request.release, request.hashes):
            self._index[key] = request.id

    def known_releases(self) -> Iterator[Release]:
        """Yield every release that is still offered or remembered, newest first."""
        items = [
            item for memory in self.sources.values() for item in memory.items.values()
        ]
        for item in sorted(items, key=lambda item: item.first_seen, reverse=True):
            yield item.release

    def matches(self, rule: str) -> int:
        """Return how many releases a rule has matched."""
        return self._matches.get(rule, 0)

    @callback
    def count_matches(self, rules: Iterable[str]) -> None:
        """Add one match to each of these rules."""
        for rule in rules:
            self._matches[rule] = self._matches.get(rule, 0) + 1
        self._store.async_delay_save(self._data, LATE)

    def looked_back(self, rule: str) -> str:
        """Return the mark of the last look back of a rule."""
        return self._looked_back.get(rule, "")

    @callback
    def set_looked_back(self, rule: str, mark: str) -> None:
        """Remember that a rule has looked back."""
        self._looked_back[rule] = mark
        self._store.async_delay_save(self._data, 0)

    @callback
    def forget_rule(self, rule: str) -> None:
        """Drop the counters of a rule that is gone."""
        counted = self._matches.pop(rule, None) is not None
        if self._looked_back.pop(rule, "") or counted:
            self._store.async_delay_save(self._data, LATE)


def _keys(release: Release, hashes: frozenset[str]) -> Iterator[str]:
    for value in release.hashes | hashes:
        yield value[:40]
    yield f"{release.source} {release.guid}"


def _read_all(stored: Iterable[Mapping[str, Any]]) -> tuple[dict[str, Request], int]:
    requests: dict[str, Request] = {}
    broken = 0
    for data in stored:
        try:
            request = request_from_dict(data)
        except KeyError, TypeError, ValueError, AttributeError:
            broken += 1
        else:
            requests[request.id] = request
    return requests, broken
