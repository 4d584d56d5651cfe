"""A desk in memory: it keeps what is handed over, and a test says what becomes of it."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any, override

from custom_components.greenlight.askers.base import (
    Desk,
    Handed,
    NotNow,
    NotTaken,
    Phase,
    Standing,
    UnknownOrder,
)
from custom_components.greenlight.clients.base import Download, DownloadState
from custom_components.greenlight.clients.through import (
    File,
    Habits,
    ShareLimits,
    Shown,
    Tracker,
)
from custom_components.greenlight.engine.files.magnet import read_magnet
from custom_components.greenlight.engine.files.metainfo import Torrent, TorrentError
from custom_components.greenlight.engine.files.torrent import read_torrent
from custom_components.greenlight.engine.options import Priority
from custom_components.greenlight.engine.order import Order, Place
from custom_components.greenlight.engine.release import Protocol
from custom_components.greenlight.parts.asker_settings import AskerSettings, Program
from custom_components.greenlight.sources.base import Payload

START = 1_790_000_000.0
SAVE_PATH = "/data/torrents"
USERNAME, PASSWORD = "greenlight-sonarr", "Q3vX-9Lp2.Zt7~Ka"


def asker(**changed: Any) -> AskerSettings:
    """Return the settings of an asker, with some of them changed."""
    usual: dict[str, Any] = {
        "id": "asker1",
        "name": "Sonarr",
        "program": Program.SONARR,
        "protocol": Protocol.TORRENT,
        "path": "sonarr",
        "username": USERNAME,
        "password": PASSWORD,
    }
    return AskerSettings(**usual | changed)


def order_of(torrent: Torrent, *, asker_id: str = "asker1", **changed: Any) -> Order:
    """Return the order of a torrent, with some of it changed."""
    usual: dict[str, Any] = {
        "asker": asker_id,
        "id": min(torrent.hashes, key=len),
        "protocol": Protocol.TORRENT,
        "name": torrent.name or "",
        "link": "kept:0",
        "at": START,
        "hashes": torrent.hashes,
        "size": torrent.size,
    }
    return Order(**usual | changed)


def download(order: Order, **changed: Any) -> Download:
    """Return what a client makes of an order, with some of it changed."""
    usual: dict[str, Any] = {
        "id": order.id[:40],
        "hashes": order.hashes,
        "name": order.name,
        "state": DownloadState.DOWNLOADING,
        "progress": 0.25,
        "complete": False,
        "size": order.size,
        "done": (order.size or 0) // 4,
        "content_path": f"{SAVE_PATH}/{order.name}",
    }
    return Download(**usual | changed)


class FakeDesk(Desk):
    """What it is asked is in ``calls``; ``standings`` is what is to be seen, by id."""

    def __init__(self, settings: AskerSettings | None = None) -> None:
        """Begin with nothing ordered."""
        self.settings = asker() if settings is None else settings
        self.standings: dict[str, Standing] = {}
        self.calls: list[tuple[Any, ...]] = []
        self.handed: list[Handed] = []
        self.links: dict[str, Payload] = {}
        self.known: dict[str, str] = {}
        self.usual = Habits(save_path=SAVE_PATH)
        # Raised instead of taking anything.
        self.refuses: NotTaken | NotNow | None = None

    # -------------------------------------------------- what a test says

    def put(self, standing: Standing) -> Standing:
        """Have an order stand like this."""
        self.standings[standing.order.id] = standing
        return standing

    def approve(self, order: str) -> None:
        """Give the yes, no client having it yet."""
        self.put(replace(self.standings[order], phase=Phase.QUEUED))

    def run(self, order: str, **changed: Any) -> Shown:
        """Have a client show it, with some of its download changed."""
        standing = self.standings[order]
        shown = Shown(
            download=download(standing.order, **changed),
            save_path=SAVE_PATH,
            added=START + 60,
            tags=standing.order.options.tags,
        )
        self.put(replace(standing, phase=Phase.RUNNING, shown=shown))
        return shown

    # ------------------------------------------------------------ look

    @override
    async def look(self) -> tuple[Standing, ...]:
        self.calls.append(("look",))
        return tuple(self.standings.values())

    @override
    def find(self, order: str) -> Standing | None:
        wanted = order.lower()
        for standing in self.standings.values():
            names = {standing.order.id, *standing.order.hashes}
            if wanted in names | {name[:40] for name in names}:
                return standing
        return None

    def _found(self, order: str) -> Order:
        if (standing := self.find(order)) is None:
            raise UnknownOrder
        return standing.order

    @override
    async def files(self, order: str) -> tuple[File, ...]:
        found = self._found(order)
        return (File(name=f"{found.name}/a.mkv", size=found.size or 0),)

    @override
    async def trackers(self, order: str) -> tuple[Tracker, ...]:
        self._found(order)
        return (Tracker(url="http://waiting.invalid/", works=True, message="waiting"),)

    @override
    async def habits(self) -> Habits:
        return self.usual

    @override
    async def categories(self) -> Mapping[str, str]:
        return self.known

    # ------------------------------------------------------- hand over

    @override
    async def take(self, handed: Handed) -> Order:
        if self.refuses is not None:
            raise self.refuses
        try:
            torrent = _read(handed.payload)
        except TorrentError as err:
            raise NotTaken(str(err), unreadable=True) from None
        order = order_of(
            torrent,
            asker_id=self.settings.id,
            at=START + len(self.standings),
            name=handed.name or torrent.name or "",
            category=handed.options.category,
            options=handed.options,
        )
        self.handed.append(handed)
        if order.id not in self.standings:
            self.put(Standing(order=order, phase=Phase.WAITING))
        return order

    @override
    async def fetch(self, link: str) -> Payload:
        self.calls.append(("fetch", link))
        if link not in self.links:
            raise NotTaken("nothing is there")
        return self.links[link]

    # ---------------------------------------------------------- change

    def _change(
        self, orders: Collection[str], change: Callable[[Order], Order]
    ) -> None:
        for order in orders:
            if standing := self.find(order):
                self.put(replace(standing, order=change(standing.order)))

    def _wish(self, orders: Collection[str], **wished: Any) -> None:
        self._change(
            orders,
            lambda order: replace(order, options=replace(order.options, **wished)),
        )

    @override
    async def delete(self, orders: Collection[str], *, delete_data: bool) -> None:
        self.calls.append(("delete", tuple(orders), delete_data))
        for order in orders:
            if standing := self.find(order):
                del self.standings[standing.order.id]

    @override
    async def create_category(self, name: str, path: str = "") -> None:
        self.calls.append(("create_category", name, path))
        self.known.setdefault(name, path)

    @override
    async def set_category(self, orders: Collection[str], category: str) -> None:
        self.calls.append(("set_category", tuple(orders), category))
        self._change(orders, lambda order: replace(order, category=category))

    @override
    async def set_limits(self, orders: Collection[str], limits: ShareLimits) -> None:
        self.calls.append(("set_limits", tuple(orders), limits))
        self._wish(
            orders,
            ratio_limit=limits.ratio,
            seeding_time=limits.seeding_time,
            inactive_seeding_time=limits.inactive_time,
        )

    @override
    async def set_stopped(self, orders: Collection[str], *, stopped: bool) -> None:
        self.calls.append(("set_stopped", tuple(orders), stopped))
        self._wish(orders, stopped=stopped)

    @override
    async def set_forced(self, orders: Collection[str], *, forced: bool) -> None:
        self.calls.append(("set_forced", tuple(orders), forced))
        self._wish(orders, priority=Priority.FORCE if forced else Priority.NORMAL)

    @override
    async def move(self, orders: Collection[str], place: Place) -> None:
        self.calls.append(("move", tuple(orders), place))

    @override
    async def add_tags(self, orders: Collection[str], tags: Collection[str]) -> None:
        self.calls.append(("add_tags", tuple(orders), tuple(tags)))
        self._tag(orders, lambda known: (*known, *tags))

    @override
    async def remove_tags(self, orders: Collection[str], tags: Collection[str]) -> None:
        self.calls.append(("remove_tags", tuple(orders), tuple(tags)))
        self._tag(orders, lambda known: tuple(one for one in known if one not in tags))

    def _tag(
        self,
        orders: Collection[str],
        change: Callable[[tuple[str, ...]], tuple[str, ...]],
    ) -> None:
        for order in orders:
            if standing := self.find(order):
                self._wish((order,), tags=change(standing.order.options.tags))

    @override
    async def reannounce(self, orders: Collection[str]) -> None:
        self.calls.append(("reannounce", tuple(orders)))

    @override
    async def recheck(self, orders: Collection[str]) -> None:
        self.calls.append(("recheck", tuple(orders)))


def _read(payload: Payload) -> Torrent:
    if payload.file is None:
        return read_magnet(payload.magnet or "")
    return read_torrent(payload.file)
