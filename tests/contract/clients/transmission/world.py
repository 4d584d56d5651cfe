"""Recorded and real Transmissions as the contract wants a server."""

from contextlib import AsyncExitStack
from dataclasses import replace
from itertools import count as numbers
from typing import Any, ClassVar, Self, override

from aiohttp import ClientSession
import pytest

from custom_components.greenlight.clients.base import TAG
from custom_components.greenlight.clients.through import ShareLimits
from custom_components.greenlight.clients.transmission.client import Transmission
from custom_components.greenlight.engine.options import DownloadOptions, Priority
from tests.support.feed import FeedServer
from tests.support.torrents import Torrent, make_torrent
from tests.support.transmission import Transmission as Server
from tests.support.waiting import until

from ..contract import TorrentContract
from ..through_contract import TorrentsThroughContract
from ..world import Release, World, a_torrent
from .replay import FOLDER, Replay, Row, recorded_row

RANKS = {-1: Priority.LOW, 0: Priority.NORMAL, 1: Priority.HIGH}
LIMITS = ("sequential_download", "seedRatioLimit", "seedRatioMode")


class TransmissionContract(TorrentContract, TorrentsThroughContract):
    """What a Transmission promises: all but what it has no equal of."""

    keeps_categories = False
    keeps_forced = False
    ranks = True

    @override
    def knows_hybrids(self, world: World) -> bool:
        return False

    applies = frozenset(
        {
            "category",
            "save_path",
            "tags",
            "stopped",
            "ratio_limit",
            "download_limit",
            "upload_limit",
        }
    )
    asked = DownloadOptions(
        category="films",
        save_path="/tmp/greenlight-nowhere",
        tags=(TAG, "evening", "family"),
        stopped=True,
        sequential=True,
        ratio_limit=1.5,
        # It counts in kilobytes.
        download_limit=4000,
        upload_limit=2000,
    )


class NewerContract(TransmissionContract):
    """What one of 4.1 promises, besides."""

    applies = TransmissionContract.applies | {"sequential"}


def options_of(row: Row) -> DownloadOptions:
    """Return how a download was asked for, as far as its row tells.

    The first label that is not our tag stands for the category.
    """
    labels = [label for label in row["labels"] if label != TAG]
    return DownloadOptions(
        category=labels[0] if labels else "",
        save_path=row["downloadDir"],
        tags=(*(TAG for label in row["labels"] if label == TAG), *labels[1:]),
        stopped=row["status"] == 0,
        sequential=bool(row["sequential_download"]),
        ratio_limit=row["seedRatioLimit"] if row["seedRatioMode"] == 1 else None,
        download_limit=row["downloadLimit"] * 1000 if row["downloadLimited"] else None,
        upload_limit=row["uploadLimit"] * 1000 if row["uploadLimited"] else None,
        priority=RANKS[row["bandwidthPriority"]],
    )


def torrent_of(release: Release) -> Torrent:
    """Return a release that can only be a torrent here."""
    assert isinstance(release, Torrent)
    return release


class TransmissionWorld:
    """What holds for both."""

    program = "Transmission"
    wrong: ClassVar = {"password": "wrong"}

    def __init__(self, server: Replay | Server, session: ClientSession) -> None:
        self._server = server
        self._session = session

    def client(self, **changed: Any) -> Transmission:
        known: dict[str, Any] = {
            "url": self._server.url,
            "username": self._server.username,
            "password": self._server.password,
        }
        return Transmission(self._session, **known | changed)

    def known_of(self, limits: ShareLimits) -> ShareLimits:
        return replace(limits, seeding_time=None)


class ReplayWorld(TransmissionWorld):
    """A recorded server."""

    folder = FOLDER

    def __init__(self, server: Replay, session: ClientSession) -> None:
        super().__init__(server, session)
        self.server = server
        self.version = server.version

    async def queue_up(self) -> None:
        self.server.settings["download-queue-enabled"] = True

    async def line(self) -> list[str]:
        return [row["name"] for row in self.server.line()]

    async def know(self, release: Release) -> None:
        torrent = torrent_of(release)
        template = recorded_row(self.version, "torrent-get-unreachable")
        paths = torrent.paths()
        self.server.details[torrent.client_id] = {
            "files": [
                {"name": path, "length": len(data), "bytesCompleted": len(data)}
                for path, data in paths.items()
            ],
            "fileStats": [{"wanted": True} for _ in paths],
            "trackerStats": [
                template["trackerStats"][0] | {"announce": url}
                for url in torrent.trackers
            ],
        }

    async def limit_sharing(self, limits: ShareLimits) -> None:
        assert limits.ratio is not None
        assert limits.inactive_time is not None
        change = {
            "seedRatioLimit": limits.ratio,
            "seedRatioLimited": True,
            "idle-seeding-limit": limits.inactive_time,
            "idle-seeding-limit-enabled": True,
        }
        self.server.settings |= change

    async def place(self, release: Release) -> None:
        self.server.placed.add(release.name)

    async def has_data(self, release: Release) -> bool:
        return release.name in self.server.placed

    async def add_by_hand(
        self, release: Release, *, category: str = "", stopped: bool = False
    ) -> None:
        torrent = torrent_of(release)
        row = self.server.row_of(
            {"paused": stopped}, torrent.v1 or "", torrent.name, torrent.size
        )
        self.server.put(row)["labels"] = [category] if category else []

    async def remove_by_hand(self, release: Release) -> None:
        del self.server.rows[torrent_of(release).client_id]

    async def seen(self, release: Release) -> DownloadOptions | None:
        row = self.server.rows.get(torrent_of(release).client_id)
        return None if row is None else options_of(row)

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
                    "torrent-get-seeding",
                    hashString=f"{number:040x}",
                    name=f"{number}.mkv",
                    labels=[category],
                    doneDate=since + number,
                )
            )

    async def lose_sessions(self) -> None:
        self.server.restart()


class RealWorld(TransmissionWorld):
    """A real server, with a web seed to download from."""

    def __init__(self, server: Server, session: ClientSession) -> None:
        super().__init__(server, session)
        self.server = server
        self.version = server.program.version
        self.folder = str(server.saves)
        self._stack = AsyncExitStack()
        self._names = numbers()

    @override
    def client(self, **changed: Any) -> Transmission:
        """Return a client that does not wait for a server to load what it cannot have yet.

        That takes three seconds, and nearly all tests begin with a new server.
        """
        client = super().client(**changed)
        if self.server.starts == 1:
            client._torrents._loaded = 1
        return client

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def queue_up(self) -> None:
        change = {"download-queue-enabled": True, "download-queue-size": 1}
        await self.server.api("session-set", **change)

    async def line(self) -> list[str]:
        rows = await self.server.torrents("queuePosition")
        rows.sort(key=lambda row: row["queuePosition"])
        return [row["name"] for row in rows]

    async def know(self, release: Release) -> None:
        """Do nothing: it finds out by itself."""

    async def limit_sharing(self, limits: ShareLimits) -> None:
        assert limits.ratio is not None
        assert limits.inactive_time is not None
        change = {
            "seedRatioLimit": limits.ratio,
            "seedRatioLimited": True,
            "idle-seeding-limit": limits.inactive_time,
            "idle-seeding-limit-enabled": True,
        }
        await self.server.api("session-set", **change)

    async def place(self, release: Release) -> None:
        self.server.place(torrent_of(release))

    async def has_data(self, release: Release) -> bool:
        paths = torrent_of(release).paths()
        return all((self.server.saves / path).exists() for path in paths)

    async def add_by_hand(
        self, release: Release, *, category: str = "", stopped: bool = False
    ) -> None:
        torrent = torrent_of(release)
        await self.server.add(torrent, paused=stopped)
        labels = [category] if category else []
        await self.server.api("torrent-set", ids=[torrent.v1], labels=labels)
        await self.server.wait_for(
            torrent, lambda row: row["status"] not in (1, 2), "it to be checked"
        )

    async def remove_by_hand(self, release: Release) -> None:
        torrent = torrent_of(release)
        await self.server.api("torrent-remove", ids=[torrent.v1])

        async def is_gone() -> bool:
            return await self.server.torrent(torrent) is None

        await until(is_gone, "it to be gone")

    async def seen(self, release: Release) -> DownloadOptions | None:
        """Return it once its data was looked at, which 3.00 does before it pauses it."""
        torrent = torrent_of(release)
        if await self.server.torrent(torrent) is None:
            return None
        await self.server.wait_for(
            torrent, lambda row: row["status"] not in (1, 2), "it to be checked"
        )
        wanted = ("sequential_download", "bandwidthPriority")
        row = await self.server.torrent(torrent, *wanted)
        return None if row is None else options_of(row)

    async def count(self) -> int:
        return len(await self.server.torrents())

    async def _web_seeded(self, name: str, data: bytes) -> Torrent:
        site = await self._stack.enter_async_context(FeedServer())
        return make_torrent(name, {name: data}, web_seeds=[site.hold(name, data)])

    async def doomed(self) -> tuple[Release, DownloadOptions]:
        """Return what is to be saved where no folder can be made."""
        torrent = await self._web_seeded("Doomed.2026.mkv", b"doomed" * 50_000)
        return torrent, DownloadOptions(save_path="/proc/greenlight")

    async def slow(self) -> Release:
        """Return what comes from a web seed, and takes half a minute at the server's own limit."""
        await self.server.api(
            "session-set",
            **{"speed-limit-down": 400, "speed-limit-down-enabled": True},
        )
        name = f"Slow.{next(self._names)}.mkv"
        return await self._web_seeded(name, b"slow" * 3_000_000)

    async def let_go(self) -> None:
        await self.server.api("session-set", **{"speed-limit-down-enabled": False})

    async def complete_many(self, count: int, category: str, *, since: int) -> None:
        pytest.skip("a real server says itself when something was completed")

    async def lose_sessions(self) -> None:
        await self.server.restart()
