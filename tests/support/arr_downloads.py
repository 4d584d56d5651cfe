"""How a fake Sonarr or Radarr finds, orders, follows, fails and imports downloads.

Read from `Download` of Sonarr 5 and Radarr 6: `ProcessDownloadDecisions`, `DownloadService`,
`DownloadMonitoringService`, `FailedDownloadService`, `CompletedDownloadService`, `DownloadEventHub`.
"""

import asyncio
from collections.abc import Coroutine, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from .arr_clients import Drivers
from .arr_deciding import Deciding
from .arr_journal import FAILED, GRABBED, Journal
from .arr_offers import Offer
from .arr_orders import Listed, Row, Status
from .arr_usenet import SabnzbdOrders
from .arr_wire import (
    ClientAuth,
    ClientAway,
    ClientFailed,
    ReleaseGone,
    ReleaseRefused,
    Wire,
)

if TYPE_CHECKING:
    from .fake_arr import FakeArr

BY_HAND: Final = "InteractiveSearch"
SEARCH: Final = "Search"
RSS: Final = "Rss"
MANUALLY: Final = "Manually marked as failed"
# Seconds: after a grab they look sooner; so long RSS takes nothing that is not better.
SOON: Final = 5.0
# The real ones do so each minute; nobody wants to look at a demonstration for that long.
EVERY: Final = 5.0
RECENT: Final = 12 * 3600.0

_LOGGER = logging.getLogger(__name__)


@dataclass(slots=True)
class Tracked:
    """A download that a client has listed. ``there`` says that it did so when it was last asked."""

    client: Row
    item: Listed
    offer: Offer | None
    state: str = "downloading"
    there: bool = True
    added: datetime = field(default_factory=lambda: datetime.now(UTC))
    said: str = ""

    @property
    def queued(self) -> bool:
        """Tell whether it stands in the queue."""
        return self.there and self.state not in ("imported", "failed")


class Downloads:
    """All of it for one fake. What is an attribute may be changed while it runs.

    ``offers`` are what the indexers have. ``tries_others`` is how Sonarr 5 takes a client's refusal:
    by asking the next. Where it ``sees_files``, nothing is imported that is not on this disk. With
    ``every`` it looks at its clients by itself, each so many seconds; else only when told to.
    """

    def __init__(self, arr: FakeArr, agent: str) -> None:
        """Have no clients and nothing on offer."""
        self._arr = arr
        self.wire = Wire(agent)
        self.drivers = Drivers(self.wire)
        self.journal = Journal(arr)
        self.clients: list[Row] = []
        self.offers: list[Offer] = []
        self.tracked: dict[str, Tracked] = {}
        self.waiting: list[Offer] = []
        self.decisions = Deciding()
        self.failing: set[int] = set()
        self.tries_others = False
        self.sees_files = True
        self.redownload = True
        self.redownload_by_hand = True
        self.every: float | None = None
        self._taken: dict[str, Offer] = {}
        self._numbers = count(1)
        self._last: dict[str, int] = {}
        self._tasks: set[asyncio.Task[Any]] = set()
        self._looking: asyncio.Task[None] | None = None
        self._lock = asyncio.Lock()

    # ---------------------------------------------------------------- running

    def start(self) -> None:
        """Look at the clients now and then, if that is wanted."""
        if self.every is not None:
            self._looking = asyncio.create_task(self._look())

    async def stop(self) -> None:
        """Do nothing more."""
        tasks = [*self._tasks, *([self._looking] if self._looking else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._tasks.clear()
        self._looking = None

    async def settled(self) -> None:
        """Wait until nothing is on its way that something else has set off."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    def soon(self, doing: Coroutine[Any, Any, Any]) -> None:
        """Do something once what is being answered has been answered."""
        task = asyncio.create_task(doing)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _look(self) -> None:
        while True:
            try:
                await self.refresh()
            except Exception:
                _LOGGER.exception("%s could not look at its clients", self._arr.program)
            await asyncio.sleep(self.every or 60)

    async def _look_soon(self) -> None:
        await asyncio.sleep(min(SOON, self.every or 0))
        with suppress(ClientFailed):
            await self.refresh()

    # ----------------------------------------------------------------- clients

    def add_client(self, row: Row) -> Row:
        """Set a client up."""
        known = {**row, "id": next(self._numbers)}
        self.clients.append(known)
        return known

    def client(self, number: int) -> Row:
        """Return a client. Raises ``LookupError``."""
        for row in self.clients:
            if row["id"] == number:
                return row
        raise LookupError(number)

    def _choice(self, protocol: str) -> list[Row]:
        """Return the clients for a protocol in the order in which they are tried."""
        able = [
            one for one in self.clients if one["enable"] and one["protocol"] == protocol
        ]
        able = [one for one in able if one["id"] not in self.failing] or able
        ranks = sorted({one["priority"] for one in able})
        last = self._last.get(protocol, 0)
        found: list[Row] = []
        for rank in ranks:
            equal = [one for one in able if one["priority"] == rank]
            found += sorted(equal, key=lambda one: (one["id"] <= last, one["id"]))
        return found if self.tries_others else found[:1]

    # ------------------------------------------------------------------- order

    async def search(
        self, work: int, *episodes: int, source: str = SEARCH
    ) -> list[Offer]:
        """Search for a film, some episodes or all of a series. Returns what was grabbed."""
        found = [
            offer
            for offer in self.offers
            if offer.work == work
            and (not episodes or set(episodes) & set(offer.episodes))
        ]
        return await self._take(found, source)

    async def rss(self) -> list[Offer]:
        """Take what has come in by RSS, and what has been waiting for a client."""
        waiting, self.waiting = self.waiting, []
        found = [one for one in self.offers if one in waiting or not self._recent(one)]
        return await self._take(found, RSS)

    async def _take(self, offers: Iterable[Offer], source: str) -> list[Offer]:
        grabbed: list[Offer] = []
        held: set[str] = set()
        for offer in sorted(offers, key=lambda one: -one.rank):
            if any(_same_work(offer, one) for one in grabbed):
                continue
            if self.journal.blocks(offer) or self._in_queue(offer):
                continue
            if offer.protocol in held:
                self.waiting.append(offer)
                continue
            try:
                await self._order(offer, source)
            except ClientAway, ClientAuth:
                self.waiting.append(offer)
                held.add(offer.protocol)
            except (ClientFailed, ReleaseRefused, ReleaseGone) as err:
                _LOGGER.info("Couldn't add release %s: %s", offer.title, err)
            else:
                grabbed.append(offer)
        return grabbed

    async def grab(self, offer: Offer) -> str:
        """Take what a person has picked in a list. Returns the id of its download."""
        return await self._order(offer, BY_HAND)

    async def _order(self, offer: Offer, source: str) -> str:
        clients = self._choice(offer.protocol)
        if not clients:
            raise ClientAway(f"no {offer.protocol} download client")
        for row in clients:
            try:
                download = await self._hand_over(offer, row)
            except ClientFailed:
                if not self.tries_others:
                    raise
                continue
            self._last[offer.protocol] = row["id"]
            self._taken[download] = offer
            self.tracked.pop(download, None)
            self.journal.grabbed(offer, download, row, source)
            if self.every is not None:
                self.soon(self._look_soon())
            return download
        raise ClientAway(f"All {offer.protocol} download clients failed")

    async def _hand_over(self, offer: Offer, row: Row) -> str:
        driver = self.drivers.of(row)
        name = _file_name(offer.title)
        if isinstance(driver, SabnzbdOrders):
            return await driver.add(name, offer.file)
        return await driver.add(name, offer.magnet or offer.file, offer.goal)

    def _in_queue(self, offer: Offer) -> bool:
        """Tell whether something as good is on its way already."""
        return any(
            one.queued
            and one.offer is not None
            and _same_work(one.offer, offer)
            and one.offer.rank >= offer.rank
            for one in self.tracked.values()
        )

    def _recent(self, offer: Offer) -> bool:
        """Tell whether something as good was grabbed within half a day."""
        now = datetime.now(UTC)
        for row in self.journal.records(event=GRABBED):
            age = (now - datetime.fromisoformat(row["date"])).total_seconds()
            taken = self._taken[row["downloadId"]]
            if age < RECENT and _same_work(taken, offer) and taken.rank >= offer.rank:
                return True
        return False

    # ------------------------------------------------------------------ follow

    async def refresh(self) -> None:
        """Look at all clients, and do what follows from what they list."""
        async with self._lock:
            listed: set[str] = set()
            for row in [one for one in self.clients if one["enable"]]:
                try:
                    items = await self.drivers.of(row).items()
                except ClientFailed as err:
                    _LOGGER.info("Unable to list %s: %s", row["name"], err)
                    self.failing.add(row["id"])
                    continue
                self.failing.discard(row["id"])
                for item in items:
                    listed.add(item.id)
                    self._track(row, item)
            for download, one in self.tracked.items():
                one.there = download in listed
            for one in [one for one in self.tracked.values() if one.there]:
                await self._process(one)
        await self._arr.signalr.sync("queue")

    def _track(self, row: Row, item: Listed) -> None:
        known = self.tracked.get(item.id)
        if known is None:
            offer = self._taken.get(item.id)
            known = self.tracked[item.id] = Tracked(row, item, offer)
        known.client, known.item = row, item

    async def _process(self, one: Tracked) -> None:
        one.said = ""
        if one.state == "imported":
            if one.item.removable:
                await self._remove_from_client(one, "removeCompletedDownloads")
        elif one.item.status is Status.FAILED or one.item.encrypted:
            if one.offer is None or one.state == "failed":
                one.said = "Download has failed and wasn't grabbed here, skipping"
                return
            one.state = "failed"
            encrypted = "Encrypted download detected" if one.item.encrypted else ""
            why = encrypted or one.item.message or "Failed download detected"
            self._fail(one.item.id, why, one.client)
            await self._remove_from_client(one, "removeFailedDownloads")
        elif one.item.status is Status.COMPLETED:
            await self._import(one)

    async def _import(self, one: Tracked) -> None:
        path = one.item.path
        if one.offer is None:
            one.said, one.state = "Unable to match the title", "importBlocked"
        elif why := self._arr.imports.blocks.get(one.item.id):
            one.said, one.state = why, "importBlocked"
        elif not path:
            one.said = "Download doesn't contain intermediate path, Skipping."
        elif self._arr.disk.known:
            one.said = await self._arr.imports.take_in(
                one.item.id, path, one.offer.work
            )
            one.state = "importPending" if one.said else "imported"
            if not one.said:
                await self._clear_away(one)
        elif self.sees_files and not await asyncio.to_thread(Path(path).exists):
            one.said = f"No files found are eligible for import in {path}"
            one.state = "importPending"
        else:
            await self._arr.take_in(one.offer, path)
            one.state = "imported"
            self.journal.imported(one.offer, one.item.id, one.client, path)
            await self._clear_away(one)

    async def _clear_away(self, one: Tracked) -> None:
        with suppress(ClientFailed):
            await self.drivers.of(one.client).imported(one.item)
        if one.item.removable:
            await self._remove_from_client(one, "removeCompletedDownloads")

    async def _remove_from_client(self, one: Tracked, setting: str) -> None:
        if not one.client[setting]:
            return
        try:
            await self.drivers.of(one.client).remove(one.item)
        except ClientFailed as err:
            _LOGGER.info("Couldn't remove %s: %s", one.item.title, err)
        else:
            self.tracked.pop(one.item.id, None)

    # -------------------------------------------------------------------- fail

    async def drop(
        self, download: str, *, remove: bool, blocklist: bool, skip: bool
    ) -> None:
        """Take a download out of the queue. Raises ``ClientFailed``, ``LookupError``."""
        one = self.tracked[download]
        if remove:
            await self.drivers.of(one.client).remove(one.item)
        if blocklist:
            self._fail(download, MANUALLY, one.client, skip=skip)
        self.tracked.pop(download, None)
        await self._arr.signalr.sync("queue")

    def fail(self, record: int) -> None:
        """Mark a grab as failed. Raises ``LookupError``."""
        for row in self.journal.history:
            if row["id"] == record:
                self._fail(row["downloadId"], MANUALLY, None)
                return
        raise LookupError(record)

    def _fail(
        self, download: str, why: str, client: Row | None, *, skip: bool = False
    ) -> None:
        grabs = self.journal.records(download, GRABBED)
        if not grabs:
            raise LookupError("no grabbed history available")
        offer, source = self._taken[download], grabs[0]["data"]["releaseSource"]
        named = {"implementationName": grabs[0]["data"]["downloadClient"], "name": None}
        self.journal.failed(offer, download, client or named, why)
        wanted = self.redownload and (source != BY_HAND or self.redownload_by_hand)
        if wanted and not skip:
            self.soon(self.search(offer.work, *offer.episodes))


def _same_work(one: Offer, other: Offer) -> bool:
    if one.work != other.work:
        return False
    return not one.episodes or bool(set(one.episodes) & set(other.episodes))


def _file_name(title: str) -> str:
    """Return what is left of a title in the name of a file."""
    for bad, good in zip(
        '\\/<>?*:|"', ["+", "+", "", "", "!", "-", "", "", ""], strict=True
    ):
        title = title.replace(bad, good)
    return title.strip()


__all__ = ["BY_HAND", "FAILED", "MANUALLY", "Downloads", "Tracked"]
