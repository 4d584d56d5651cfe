"""Recorded and real qBittorrents as the contract wants a server."""

from contextlib import AsyncExitStack
from dataclasses import replace
from itertools import count as numbers
import json
from typing import Any, ClassVar, Self, override

from aiohttp import ClientSession
import pytest

from custom_components.greenlight.clients.base import TAG
from custom_components.greenlight.clients.qbittorrent.client import QBittorrent
from custom_components.greenlight.clients.through import ShareLimits
from custom_components.greenlight.engine.options import DownloadOptions
from tests.support.feed import FeedServer
from tests.support.qbittorrent import QBittorrent as Server
from tests.support.torrents import Torrent, make_torrent
from tests.support.waiting import until

from ..contract import TorrentContract
from ..through_contract import TorrentsThroughContract
from ..world import Release, World, a_torrent
from .replay import Replay, Row, recorded_row


class QBittorrentContract(TorrentContract, TorrentsThroughContract):
    """What a qBittorrent promises, as far as its version goes."""

    @override
    def knows_hybrids(self, world: World) -> bool:
        return world.version >= "4.4"

    @override
    def tells_content(self, world: World) -> bool:
        return world.version >= "4.3.1"


def options_of(row: Row) -> DownloadOptions:
    """Return how a download was asked for, as far as its row tells; our tag comes first."""
    tags = sorted(
        filter(None, row["tags"].split(", ")), key=lambda tag: (tag != TAG, tag)
    )
    ratio, minutes = row.get("ratio_limit", -2), row.get("seeding_time_limit", -2)
    return DownloadOptions(
        category=row["category"],
        save_path=row["save_path"].rstrip("/"),
        tags=tuple(tags),
        stopped=row["state"].startswith(("paused", "stopped")),
        sequential=row["seq_dl"],
        first_last=row["f_l_piece_prio"],
        ratio_limit=None if ratio < 0 else ratio,
        seeding_time=None if minutes < 0 else minutes,
        download_limit=row["dl_limit"],
        upload_limit=row["up_limit"],
    )


def limits_of(category: Row) -> DownloadOptions | None:
    """Return the limits of a category, None if there are none of that kind."""
    if "ratio_limit" not in category:
        return None
    return DownloadOptions(
        ratio_limit=category["ratio_limit"],
        seeding_time=category["seeding_time_limit"],
    )


def torrent_of(release: Release) -> Torrent:
    """Return a release that can only be a torrent here."""
    assert isinstance(release, Torrent)
    return release


class QBittorrentWorld:
    """What holds for both."""

    program = "qBittorrent"
    wrong: ClassVar = {"password": "wrong"}

    def __init__(self, server: Replay | Server, session: ClientSession) -> None:
        self._server = server
        self._session = session

    def client(self, **changed: Any) -> QBittorrent:
        known: dict[str, Any] = {
            "url": self._server.url,
            "username": self._server.username,
            "password": self._server.password,
        }
        return QBittorrent(self._session, **known | changed)

    @property
    def knows_inactivity(self) -> bool:
        """Tell whether this version knows limits of inactivity: from 4.6 on."""
        raise NotImplementedError

    def known_of(self, limits: ShareLimits) -> ShareLimits:
        return limits if self.knows_inactivity else replace(limits, inactive_time=None)

    def sharing(self, limits: ShareLimits) -> Row:
        """Return the preferences for limits of sharing."""
        told = {
            "max_ratio": limits.ratio,
            "max_seeding_time": limits.seeding_time,
            "max_inactive_seeding_time": limits.inactive_time,
        }
        if not self.knows_inactivity:
            del told["max_inactive_seeding_time"]
        return told | {f"{name}_enabled": True for name in told}


class ReplayWorld(QBittorrentWorld):
    """A recorded server."""

    folder = "/srv/qbittorrent/dl"

    def __init__(self, server: Replay, session: ClientSession) -> None:
        super().__init__(server, session)
        self.server = server
        self.version = server.version

    @property
    @override
    def knows_inactivity(self) -> bool:
        return self.server.web_api >= (2, 9, 2)

    async def queue_up(self) -> None:
        self.server.queueing = True
        self.server.going = "queuedDL"

    async def line(self) -> list[str]:
        return [self.server.rows[known]["name"] for known in self.server.waiting()]

    async def know(self, release: Release) -> None:
        torrent = torrent_of(release)
        self.server.files[torrent.client_id] = [
            {"name": path, "size": len(data)} for path, data in torrent.paths().items()
        ]
        self.server.trackers[torrent.client_id] = [
            {"url": url, "status": 1, "msg": "", "num_seeds": -1, "num_leeches": -1}
            for url in torrent.trackers
        ]

    async def limit_sharing(self, limits: ShareLimits) -> None:
        self.server.sharing = self.sharing(limits)

    async def place(self, release: Release) -> None:
        self.server.placed.add(release.name)

    async def has_data(self, release: Release) -> bool:
        return release.name in self.server.placed

    async def add_by_hand(
        self, release: Release, *, category: str = "", stopped: bool = False
    ) -> None:
        torrent = torrent_of(release)
        paused = str(stopped).lower()
        if category:
            self.server.add_category(category)
        self.server.put(
            self.server.row_of(
                {"category": category, "paused": paused, "stopped": paused},
                torrent.client_id,
                torrent.v1 or "",
                torrent.v2 or "",
                torrent.name,
                torrent.size,
            )
        )

    async def remove_by_hand(self, release: Release) -> None:
        del self.server.rows[torrent_of(release).client_id]

    async def seen(self, release: Release) -> DownloadOptions | None:
        row = self.server.rows.get(torrent_of(release).client_id)
        return options_of(row) if row else None

    async def count(self) -> int:
        return len(self.server.rows)

    async def doomed(self) -> tuple[Release, DownloadOptions]:
        torrent = a_torrent("Doomed.2026.mkv")
        self.server.doomed.add(torrent.name)
        return torrent, DownloadOptions()

    async def slow(self) -> Release:
        torrent = a_torrent("Slow.2026.mkv")
        self.server.slow.add(torrent.name)
        return torrent

    async def let_go(self) -> None:
        """Do nothing: it is a step further at each look."""

    async def complete_many(self, count: int, category: str, *, since: int) -> None:
        for number in range(count):
            self.server.put(
                recorded_row(
                    self.version,
                    "info-after-add-v1",
                    hash=f"{number:040x}",
                    name=f"{number}.mkv",
                    category=category,
                    state="stalledUP",
                    progress=1,
                    completed=300000,
                    amount_left=0,
                    completion_on=since + number,
                )
            )
        self.server.add_category(category)

    async def category_limits(self, category: str) -> DownloadOptions | None:
        return limits_of(self.server.categories.get(category, {}))

    async def lose_sessions(self) -> None:
        self.server.sessions.clear()


class RealWorld(QBittorrentWorld):
    """A real server, with another one of the same kind to download from."""

    def __init__(self, server: Server, session: ClientSession) -> None:
        super().__init__(server, session)
        self.server = server
        self.version = ".".join(map(str, server.program.version))
        self.folder = str(server.saves)
        self._stack = AsyncExitStack()
        self._names = numbers()
        self._slow: list[tuple[Server, Torrent]] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def place(self, release: Release) -> None:
        for path, data in torrent_of(release).paths().items():
            place = self.server.saves / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)

    @property
    @override
    def knows_inactivity(self) -> bool:
        return self.server.program.version >= (4, 6)

    async def _prefer(self, preferences: Row) -> None:
        asked = {"json": json.dumps(preferences)}
        await self.server.api("app/setPreferences", asked)

    async def queue_up(self) -> None:
        limits = dict.fromkeys(("max_active_downloads", "max_active_torrents"), 1)
        await self._prefer({"queueing_enabled": True, **limits})

    async def line(self) -> list[str]:
        rows = [row for row in await self.server.torrents() if row["priority"] > 0]
        return [row["name"] for row in sorted(rows, key=lambda row: row["priority"])]

    async def know(self, release: Release) -> None:
        """Do nothing: it finds out by itself."""

    async def limit_sharing(self, limits: ShareLimits) -> None:
        await self._prefer(self.sharing(limits))

    async def has_data(self, release: Release) -> bool:
        paths = torrent_of(release).paths()
        return all((self.server.saves / path).exists() for path in paths)

    async def add_by_hand(
        self, release: Release, *, category: str = "", stopped: bool = False
    ) -> None:
        torrent, paused = torrent_of(release), str(stopped).lower()
        await self.server.add(torrent, category=category, paused=paused, stopped=paused)
        await self.server.wait_for(torrent, lambda _: True, "it to be there")

    async def remove_by_hand(self, release: Release) -> None:
        torrent = torrent_of(release)
        await self.server.api(
            "torrents/delete", {"hashes": torrent.client_id, "deleteFiles": "false"}
        )

        async def is_gone() -> bool:
            return await self.server.torrent(torrent) is None

        await until(is_gone, "it to be gone")

    async def seen(self, release: Release) -> DownloadOptions | None:
        row = await self.server.torrent(torrent_of(release))
        return options_of(row) if row else None

    async def count(self) -> int:
        return len(await self.server.torrents())

    async def doomed(self) -> tuple[Release, DownloadOptions]:
        """Return what comes from a web seed, to be saved where no folder can be made."""
        site = await self._stack.enter_async_context(FeedServer())
        name, data = "Doomed.2026.mkv", b"doomed" * 50_000
        seed = site.hold(name, data)
        torrent = make_torrent(name, {name: data}, web_seeds=[seed])
        return torrent, DownloadOptions(save_path="/proc/greenlight")

    async def slow(self) -> Release:
        """Return what another qBittorrent shares so slowly that it takes half a minute."""
        site = await self._stack.enter_async_context(FeedServer())
        seeder = await self._stack.enter_async_context(Server(self.server.program))
        name = f"Slow.{next(self._names)}.mkv"
        torrent = make_torrent(
            name, {name: b"slow" * 750_000}, trackers=[site.announce_url]
        )
        await seeder.seed(torrent, upload_limit=100_000)
        self._slow.append((seeder, torrent))
        return torrent

    async def let_go(self) -> None:
        for seeder, torrent in self._slow:
            await seeder.let_go(torrent)

    async def complete_many(self, count: int, category: str, *, since: int) -> None:
        pytest.skip("a real server says itself when something was completed")

    async def category_limits(self, category: str) -> DownloadOptions | None:
        categories = (await self.server.api("torrents/categories")).json()
        return limits_of(categories.get(category, {}))

    async def lose_sessions(self) -> None:
        await self.server.restart()
