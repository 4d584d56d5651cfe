"""An NZBGet, real or recorded, seen as its owner sees it."""

from collections.abc import Mapping
from typing import Any, ClassVar, override

from aiohttp import ClientSession

from custom_components.greenlight.clients.nzbget.client import NZBGet
from custom_components.greenlight.clients.nzbget.options import PRIORITIES
from custom_components.greenlight.engine.options import DownloadOptions
from tests.contract.clients.contract import UsenetContract
from tests.contract.clients.nzbget.replay import FOLDER, Replay, Row
from tests.contract.clients.through_contract import UsenetThroughContract
from tests.contract.clients.world import Release, World, a_post
from tests.support.nzb import Post, make_post
from tests.support.nzbget import NzbGet as Server


class NzbGetContract(UsenetContract, UsenetThroughContract):
    """The promises, where NZBGet keeps them in another way: any name is a category."""

    keeps_categories = False
    tells_used = False
    ranks = True

    @override
    def tells_added(self, world: World) -> bool:
        return False


def options_of(row: Row) -> DownloadOptions:
    """Return how a download was asked for, as far as its row tells."""
    ranks = {number: priority for priority, number in PRIORITIES.items()}
    return DownloadOptions(
        category=row["Category"],
        stopped=row["Status"] == "PAUSED",
        priority=ranks[row["MaxPriority"]],
    )


class RealWorld:
    """A real server with a news server behind it."""

    program = "NZBGet"
    wrong: ClassVar[Mapping[str, str]] = {"password": "wrong"}

    def __init__(self, server: Server, session: ClientSession) -> None:
        self.server = server
        self.session = session
        self.version = server.program.version
        self.folder = str(server.saves)
        assert server.news is not None
        self.news = server.news

    def client(self, **changed: Any) -> NZBGet:
        known = {
            "url": self.server.url,
            "username": self.server.username,
            "password": self.server.password,
        }
        return NZBGet(self.session, **known | changed)

    async def queue_up(self) -> None:
        await self.server.call("pausedownload")

    async def line(self) -> list[str]:
        return [row["NZBName"] for row in await self.server.queue()]

    async def place(self, release: Release) -> None:
        assert isinstance(release, Post)
        self.news.carry(release)

    async def has_data(self, release: Release) -> bool:
        """Tell whether there is a file or folder of that name where it saves or works."""
        return any(
            path.name.startswith(release.name)
            for folder in (self.server.saves, self.server.incomplete)
            for path in folder.rglob("*")
        )

    async def add_by_hand(
        self, release: Release, *, category: str = "", stopped: bool = False
    ) -> None:
        assert isinstance(release, Post)
        known = await self.server.add(release, category=category, paused=stopped)
        await self.server.wait_for(known, lambda _: True, "it to be there")

    async def remove_by_hand(self, release: Release) -> None:
        """Do what its own dialog offers first: the entry stays in the history as deleted."""
        for row in await self.server.queue():
            if row["NZBName"] == release.name:
                await self.server.call("editqueue", "GroupDelete", "", [row["NZBID"]])
                await self.server.ended(row["NZBID"])
        for row in await self.server.history():
            if row["Name"] == release.name and row["Status"] != "DELETED/MANUAL":
                await self.server.call("editqueue", "HistoryDelete", "", [row["NZBID"]])

    async def seen(self, release: Release) -> DownloadOptions | None:
        for row in await self.server.queue():
            if row["NZBName"] == release.name:
                return options_of(row)
        return None

    async def count(self) -> int:
        return len(await self.server.queue()) + len(await self.server.history())

    async def doomed(self) -> tuple[Release, DownloadOptions]:
        return a_post("Nobody.Has.This.2026"), DownloadOptions()

    async def slow(self) -> Release:
        name = "A.Long.Film.2026"
        post = make_post(name, {f"{name}.mkv": bytes(2_500_000)}, segment_size=50_000)
        self.news.carry(post)
        self.news.hold(after=20)
        return post

    async def let_go(self) -> None:
        self.news.let_go()

    async def complete_many(self, count: int, category: str, *, since: int) -> None:
        post = a_post("The.First.2026")
        self.news.carry(post)
        known = await self.server.add(post, category=category)
        await self.server.ended(known)
        names = [f"Film.{number}.2026" for number in range(count)]
        await self.server.fill_history(names, since=since, alone=True)

    async def lose_sessions(self) -> None:
        await self.server.restart()


class ReplayWorld:
    """A recorded server."""

    program = "NZBGet"
    wrong: ClassVar[Mapping[str, str]] = {"password": "wrong"}
    folder = FOLDER

    def __init__(self, server: Replay, session: ClientSession) -> None:
        self.server = server
        self.session = session
        self.version = server.version

    def client(self, **changed: Any) -> NZBGet:
        known = {
            "url": self.server.url,
            "username": self.server.username,
            "password": self.server.password,
        }
        return NZBGet(self.session, **known | changed)

    async def queue_up(self) -> None:
        self.server.status["DownloadPaused"] = True

    async def line(self) -> list[str]:
        return [row["NZBName"] for row in self.server.queue]

    async def place(self, release: Release) -> None:
        self.server.placed.add(release.name)

    async def has_data(self, release: Release) -> bool:
        return release.name in self.server.saved

    async def add_by_hand(
        self, release: Release, *, category: str = "", stopped: bool = False
    ) -> None:
        status = "PAUSED" if stopped else "QUEUED"
        self.server.put(release.name, status, Category=category)

    async def remove_by_hand(self, release: Release) -> None:
        server = self.server
        for row in [row for row in server.queue if row["NZBName"] == release.name]:
            server.end(row, "DELETED/MANUAL")
        server.history = [
            row
            for row in server.history
            if row["Name"] != release.name or row["Status"] == "DELETED/MANUAL"
        ]

    async def seen(self, release: Release) -> DownloadOptions | None:
        for row in self.server.queue:
            if row["NZBName"] == release.name:
                return options_of(row)
        return None

    async def count(self) -> int:
        return len(self.server.queue) + len(self.server.history)

    async def doomed(self) -> tuple[Release, DownloadOptions]:
        return a_post("Nobody.Has.This.2026"), DownloadOptions()

    async def slow(self) -> Release:
        post = a_post("A.Long.Film.2026")
        self.server.placed.add(post.name)
        self.server.slow.add(post.name)
        return post

    async def let_go(self) -> None:
        """Do nothing: it is a step further at each look."""

    async def complete_many(self, count: int, category: str, *, since: int) -> None:
        for number in range(count):
            row = self.server.put(f"Film.{number}.2026", Category=category)
            self.server.end(row, "SUCCESS/UNPACK", HistoryTime=since + number)

    async def lose_sessions(self) -> None:
        """Do nothing: there are none."""
