"""Ledger: what survives a restart, kept in Home Assistant's storage.

Three kinds of files: the open requests (small, written before anything follows from a decision,
and once they are many with a log of what has changed beside it: ``logged_store``), the history (large, written rarely) and, per source, what was seen (``source_memory``). A request
that has ended stays in the small file until the large one has been written, so an end costs one
small write and is never lost. A file that cannot be read is kept aside and reported.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
import logging
from typing import Any, Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.event import async_call_later
from homeassistant.util import dt as dt_util

from ..engine.evidence import known_as, offered_as
from ..engine.finder import Finder, closest
from ..engine.library.index import Said
from ..engine.library.works import Answers
from ..engine.quiet import Quiet, quiet_from_dict
from ..engine.release import Release
from ..engine.request import Request
from ..engine.request_stored import request_from_dict, request_to_dict
from ..engine.skips import Skip, Skips, skip_from_dict, skip_to_dict
from ..engine.stored import Reading
from ..gate.ports import LedgerError
from .logged_store import LoggedStore
from .memories import Memories
from .source_memory import SourceMemory
from .store import LedgerStore, Stored
from .words import Words

_LOGGER = logging.getLogger(__name__)

HISTORY_DAYS: Final = 365
HISTORY_SIZE: Final = 2000
# Seconds until progress and counters, and ended requests, are written.
LATE: Final = 300
HISTORY_LATE: Final = 900
# So many requests are written whole each time; of more, only those that have changed.
FEW: Final = 25
# Bytes of one request, about.
ABOUT: Final = 1500


class Ledger(Memories):
    """The open requests, the history and the memory of each source of one config entry."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Name the files; ``async_load`` reads them."""
        super().__init__()
        self._hass = hass
        self._entry_id = entry_id
        self._store = LoggedStore(hass, f"{entry_id}.requests")
        self._history_store = LedgerStore(hass, f"{entry_id}.history")
        self._words = Words(hass, entry_id)
        self.open: dict[str, Request] = {}
        self.history: dict[str, Request] = {}
        self.skips = Skips()
        # What the small file holds: everything open, and what has ended and is in no other file.
        self._small: dict[str, Stored] = {}
        self._unsaved: dict[str, Request] = {}
        # The last version on disk of each request that is being written.
        self._durable: dict[str, Request | None] = {}
        # Of each of them the one whose write decides.
        self._latest: dict[str, Request] = {}
        self._closed = False
        self._matches: dict[str, int] = {}
        self._looked_back: dict[str, str] = {}
        self.quiet = Quiet()
        self._stored_skips: list[Skip] = []
        self._kept_away: dict[str, int] = {}
        self._finder = Finder()
        self._cancel_history: Any = None
        # The skips that are in the small file.
        self._skips_written: tuple[Skip, ...] | None = None

    @property
    def damaged(self) -> bool:
        """Tell whether something was lost, so that what is on offer now may not be new."""
        return self._store.damaged or self._history_store.damaged

    # ------------------------------------------------------------------ load

    async def async_load(self) -> None:
        """Read the files; whatever cannot be read is kept aside and reported."""
        await self._words.async_load()
        history = await self._async_read_requests(self._history_store)
        data = await self._async_read_requests(self._store)
        now = dt_util.utcnow().timestamp()
        self.skips = Skips(self._stored_skips, kept=self._kept_away, now=now)
        for request in history.values():
            self.history[request.id] = request
        for request in data.values():
            # The small file is never older than the large one.
            self.history.pop(request.id, None)
            if request.open:
                self.open[request.id] = request
            else:
                self.history[request.id] = self._unsaved[request.id] = request
            self._small[request.id] = request_to_dict(request)
        self._reindex()
        if self._unsaved:
            self._schedule_history()

    async def _async_read_requests(self, store: LedgerStore) -> dict[str, Request]:
        data = await store.async_read()
        if data is None:
            return {}
        reading = Reading()
        try:
            requests, broken = await self._hass.async_add_executor_job(
                _read_all, data["requests"], reading
            )
        except KeyError, TypeError:
            requests, broken = {}, 1
        counted = reading.named(data.get("matches"))
        for rule, matches in counted.items():
            self._matches[rule] = reading.whole(matches, 0)
        for rule, mark in reading.named(data.get("looked_back")).items():
            self._looked_back[rule] = reading.text(mark)
        self.quiet = quiet_from_dict(data.get("quiet"), reading)
        self._stored_skips += _read_skips(data.get("skipped", []))
        for skip, kept in reading.named(data.get("kept_away")).items():
            self._kept_away[skip] = reading.whole(kept, 0)
        if broken:
            _LOGGER.error("%s entries of %s cannot be read", broken, store.key)
            await store.async_report_damage(kept=False)
        await store.async_report_mended(reading.mended)
        return requests

    async def async_source(self, source_id: str) -> SourceMemory:
        """Return the memory of a source, reading its file the first time."""
        if source_id not in self.sources:
            store = LedgerStore(self._hass, f"{self._entry_id}.source.{source_id}")
            memory = SourceMemory(self._hass, store)
            await memory.async_load()
            # A source that has only just been added has nothing to lose.
            memory.baseline = store.damaged or (self.damaged and bool(memory.items))
            self.sources[source_id] = memory
        return self.sources[source_id]

    # ----------------------------------------------------------------- write

    async def commit(self, *requests: Request) -> None:
        """Put requests on disk before returning. Raises ``LedgerError`` and keeps the old ones."""
        if self._closed:
            raise LedgerError
        for request in requests:
            self._durable.setdefault(request.id, self._find(request.id))
            self._latest[request.id] = request
            self._take(request)
        written = False
        try:
            written = await self._write(requests)
        finally:
            for request in requests:
                self._settle(request, written=written)
        if not written:
            raise LedgerError
        if self._unsaved:
            self._schedule_history()

    async def _write(self, requests: Iterable[Request]) -> bool:
        """Put requests on disk: all there are while they are few, else those that have changed."""
        size = len(self._small) * ABOUT
        skips = tuple(self.skips)
        if (
            len(self._small) > FEW
            and self._store.written
            and not self._store.is_long(size)
            and skips == self._skips_written
        ):
            return await self._store.async_append(
                [request_to_dict(one) for one in requests]
            )
        written = await self._store.async_write(self._data)
        if written:
            self._skips_written = skips
        return written

    def _settle(self, request: Request, *, written: bool) -> None:
        """Take a request for good or put the last one on disk back."""
        if self._latest.get(request.id) is not request:
            # Somebody has already gone on from it, and their write decides.
            if written:
                self._durable[request.id] = request
            return
        # What was only to be written later goes with what it was seen of.
        del self._latest[request.id]
        old = self._durable.pop(request.id, None)
        if written:
            return
        if old is not None:
            self._take(old)
        else:
            for home in (self.open, self.history, self._unsaved, self._small):
                home.pop(request.id, None)
            self._finder.discard(request.id)

    @callback
    def update_later(self, request: Request) -> None:
        """Take a request now and put it on disk some time later."""
        self._take(request)
        self._write_later()

    def _write_later(self, delay: float = LATE) -> None:
        if not self._closed:
            self._store.async_delay_save(self._data, delay)

    def _find(self, request_id: str) -> Request | None:
        return self.open.get(request_id) or self.history.get(request_id)

    def _take(self, request: Request) -> None:
        home, other = (
            (self.open, self.history) if request.open else (self.history, self.open)
        )
        other.pop(request.id, None)
        home[request.id] = request
        self._small[request.id] = request_to_dict(request)
        self._unsaved.pop(request.id, None)
        if not request.open:
            self._unsaved[request.id] = request
        self._finder.put(request.id, known_as(request))

    def _data(self) -> Stored:
        return {
            "requests": list(self._small.values()),
            "matches": dict(self._matches),
            "looked_back": dict(self._looked_back),
            "skipped": [skip_to_dict(skip) for skip in reversed(list(self.skips))],
            **({"quiet": quiet} if (quiet := self.quiet.to_dict()) else {}),
            **({"kept_away": dict(self.skips.kept)} if self.skips.kept else {}),
        }

    @callback
    def _schedule_history(self) -> None:
        if self._cancel_history is None and not self._closed:
            self._cancel_history = async_call_later(
                self._hass, HISTORY_LATE, self._async_save_history
            )

    async def _async_save_history(self, _now: datetime) -> None:
        self._cancel_history = None
        self._prune()
        saved = dict(self._unsaved)
        requests = list(self.history.values())
        if not await self._history_store.async_write(
            lambda: {"requests": [request_to_dict(request) for request in requests]}
        ):
            self._schedule_history()
            return
        for request_id, request in saved.items():
            if self._unsaved.get(request_id) is request:
                del self._unsaved[request_id], self._small[request_id]

    def _prune(self) -> None:
        oldest = dt_util.utcnow().timestamp() - HISTORY_DAYS * 86400
        kept = sorted(self.history.values(), key=lambda request: request.ended)[
            -HISTORY_SIZE:
        ]
        history = {request.id: request for request in kept if request.ended >= oldest}
        for request_id in self.history.keys() - history.keys():
            self._finder.discard(request_id)
        self.history = history

    @callback
    def async_stop(self) -> None:
        """Take nothing any more; what has ended is in the small file, so nothing is lost."""
        self._closed = True
        if self._cancel_history:
            self._cancel_history()
            self._cancel_history = None

    async def async_flush(self) -> None:
        """Write what was put off, because the entry is being unloaded."""
        await self._store.async_write(self._data)
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
        await self._words.async_remove()

    @property
    def answers(self) -> Answers:
        """Return which works people meant, by the names of releases."""
        return self._words.answers

    @property
    def said(self) -> Said:
        """Return people's word on single files."""
        return self._words.said

    async def keep_words(self, answers: Answers, said: Said) -> None:
        """Put on disk what people say of their libraries. Raises ``LedgerError``."""
        await self._words.keep(answers, said)

    # --------------------------------------------------------------- look up

    def lookup(self, release: Release) -> Request | None:
        """Return the request, open or ended, that was made for the same release."""
        offered = offered_as(release, dt_util.utcnow().timestamp())
        found = self._finder.find(offered)
        requests = ((self._find(one), proof) for one, proof in found.items())
        return closest([(one, proof) for one, proof in requests if one])

    def _reindex(self) -> None:
        self._finder.clear()
        for request in (*self.history.values(), *self.open.values()):
            self._finder.put(request.id, known_as(request))

    def matches(self, rule: str) -> int:
        """Return how many releases a rule has matched."""
        return self._matches.get(rule, 0)

    @callback
    def count_matches(self, rules: Iterable[str]) -> None:
        """Add one match to each of these rules."""
        for rule in rules:
            self._matches[rule] = self._matches.get(rule, 0) + 1
        self._write_later()

    def looked_back(self, rule: str) -> str:
        """Return the mark of the last look back of a rule."""
        return self._looked_back.get(rule, "")

    @callback
    def set_looked_back(self, rule: str, mark: str) -> None:
        """Remember that a rule has looked back."""
        self._looked_back[rule] = mark
        self._write_later(0)

    @callback
    def quiet_changed(self) -> None:
        """Put on disk soon of what it was said that nothing came."""
        self._write_later(0)

    @callback
    def skips_changed(self) -> None:
        """Put the list of skipped releases on disk soon."""
        self._write_later(0)

    @callback
    def skips_counted(self) -> None:
        """Put on disk some time later how many releases were kept away."""
        self._write_later()

    @callback
    def forget_rule(self, rule: str) -> None:
        """Drop the counters of a rule that is gone."""
        counted = self._matches.pop(rule, None) is not None
        waited = self.quiet.forget(rule)
        if self._looked_back.pop(rule, "") or counted or waited:
            self._write_later()


def _read_all(
    stored: Iterable[Mapping[str, Any]], reading: Reading
) -> tuple[dict[str, Request], int]:
    requests: dict[str, Request] = {}
    broken = 0
    for data in stored:
        try:
            request = request_from_dict(data, reading)
        except KeyError, TypeError, ValueError, AttributeError:
            broken += 1
        else:
            requests[request.id] = request
    return requests, broken


def _read_skips(stored: Any) -> list[Skip]:
    """Read what can be read: without the rest somebody is asked once more, nothing worse."""
    skips: list[Skip] = []
    entries: list[Any] = stored if isinstance(stored, list) else [None]
    for data in entries:
        try:
            skips.append(skip_from_dict(data))
        except KeyError, TypeError, ValueError, AttributeError:
            _LOGGER.error("A skipped release cannot be read and is dropped")
    return skips
