"""A SABnzbd, real or recorded, seen as its owner sees it."""

from collections.abc import Mapping
import sqlite3
from typing import Any, ClassVar, override

from aiohttp import ClientSession
import pytest

from custom_components.greenlight.clients.base import FoundBy
from custom_components.greenlight.clients.errors import NotSupported
from custom_components.greenlight.clients.sabnzbd.client import SABnzbd
from custom_components.greenlight.engine.options import DownloadOptions, Priority
from tests.contract.clients.contract import DONE, UsenetContract
from tests.contract.clients.sabnzbd.replay import FOLDER, Replay, Row
from tests.contract.clients.through_contract import UsenetThroughContract
from tests.contract.clients.world import (
    Release,
    World,
    a_post,
    add_file,
    comes_to,
    followed,
    identity_of,
)
from tests.support.nzb import Post, make_post
from tests.support.sabnzbd import SABnzbd as Server


class SabnzbdContract(UsenetContract, UsenetThroughContract):
    """The promises, where SABnzbd keeps them in another way."""

    # Its queue shows no mark of ours.
    known_by = FoundBy.TITLE
    # It is asked only for what is shown.
    tells_place = False
    ranks = True
    in_the_end: ClassVar = "4512736"

    @override
    def tells_added(self, world: World) -> bool:
        return world.version >= "5"

    @pytest.mark.parametrize("delete_data", [True, False])
    async def test_removing_with_or_without_data(
        self, client, world, *, delete_data: bool
    ) -> None:
        """SABnzbd never deletes what is complete, so that is refused and changes nothing."""
        release = self.make()
        await world.place(release)
        download = await add_file(client, release)
        await comes_to(client, download, *DONE)
        if delete_data:
            with pytest.raises(NotSupported):
                await client.remove(download.id, delete_data=True)
            assert await world.count() == 1
            return
        await client.remove(download.id, delete_data=False)
        assert await client.find(identity_of(release)) is None
        assert (await client.poll({"it": followed(download)})).downloads == {}
        assert await world.has_data(release)


def options_of(row: Row) -> DownloadOptions:
    """Return how a job was asked for, as far as its row tells."""
    return DownloadOptions(
        category="" if row["cat"] == "*" else row["cat"],
        stopped=row["status"] == "Paused",
        priority=Priority(row["priority"].lower()),
    )


class RealWorld:
    """A real server with a news server behind it."""

    program = "SABnzbd"
    wrong: ClassVar[Mapping[str, str]] = {"api_key": "0" * 32}

    def __init__(self, server: Server, session: ClientSession) -> None:
        self.server = server
        self.session = session
        self.version = server.program.version
        self.folder = str(server.complete)
        assert server.news is not None
        self.news = server.news

    def client(self, **changed: Any) -> SABnzbd:
        known = {"url": self.server.url, "api_key": self.server.api_key}
        return SABnzbd(self.session, **known | changed)

    async def queue_up(self) -> None:
        await self.server.api("pause")

    async def line(self) -> list[str]:
        return [row["filename"] for row in await self.server.queue()]

    async def place(self, release: Release) -> None:
        assert isinstance(release, Post)
        self.news.carry(release)

    async def has_data(self, release: Release) -> bool:
        """Tell whether there is a file or folder of that name where it saves or works."""
        return any(
            path.name.startswith(release.name)
            for folder in (self.server.complete, self.server.incomplete)
            for path in folder.rglob("*")
        )

    async def add_by_hand(
        self, release: Release, *, category: str = "", stopped: bool = False
    ) -> None:
        assert isinstance(release, Post)
        fields = {"cat": category} if category else {}
        if stopped:
            fields["priority"] = "-2"
        known = await self.server.add(release, **fields)
        await self.server.wait_for(known, lambda _: True, "it to be there")

    async def remove_by_hand(self, release: Release) -> None:
        for row in await self.server.queue():
            if row["filename"] == release.name:
                await self.server.api(
                    "queue", None, name="delete", value=row["nzo_id"], del_files="1"
                )
        for row in await self.server.history():
            if row["name"] == release.name:
                await self.server.api(
                    "history", None, name="delete", value=row["nzo_id"], archive="0"
                )

    async def seen(self, release: Release) -> DownloadOptions | None:
        for row in await self.server.queue():
            if row["filename"] == release.name:
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
        await self.fill_history(count, category, since=since)

    async def lose_sessions(self) -> None:
        await self.server.restart()

    async def fill_history(
        self, count: int, category: str, *, since: int, log: str = ""
    ) -> None:
        """Write completed downloads into the history as SABnzbd stores them."""
        self.server.stop()
        with sqlite3.connect(self.server.folder / "admin/history1.db") as history:
            history.executemany(
                "INSERT INTO history (completed, name, nzb_name, category, pp, script,"
                " report, url, status, nzo_id, storage, path, script_line,"
                " download_time, postproc_time, stage_log, downloaded, fail_message,"
                " url_info, bytes, md5sum, time_added) VALUES (?, ?, ?, ?, 'D', 'None',"
                " '', '', 'Completed', ?, ?, '', '', 1, 1, ?, 1000000, '', '', 1000000,"
                " '', ?)",
                [
                    (
                        since + number,
                        f"Film.{number}.2026",
                        f"Film.{number}.2026.nzb",
                        category,
                        f"many-{number}",
                        f"{self.server.complete}/Film.{number}.2026",
                        log,
                        since + number,
                    )
                    for number in range(count)
                ],
            )
        history.close()
        await self.server.start()


class ReplayWorld:
    """A recorded server."""

    program = "SABnzbd"
    wrong: ClassVar[Mapping[str, str]] = {"api_key": "0" * 32}
    folder = FOLDER

    def __init__(self, server: Replay, session: ClientSession) -> None:
        self.server = server
        self.session = session
        self.version = server.version

    def client(self, **changed: Any) -> SABnzbd:
        known = {"url": self.server.url, "api_key": self.server.api_key}
        return SABnzbd(self.session, **known | changed)

    async def queue_up(self) -> None:
        self.server.paused = True

    async def line(self) -> list[str]:
        return [row["filename"] for row in self.server.queue]

    async def place(self, release: Release) -> None:
        self.server.placed.add(release.name)

    async def has_data(self, release: Release) -> bool:
        return release.name in self.server.placed

    async def add_by_hand(
        self, release: Release, *, category: str = "", stopped: bool = False
    ) -> None:
        status = "Paused" if stopped else "Queued"
        self.server.put(release.name, cat=category or "*", status=status)

    async def remove_by_hand(self, release: Release) -> None:
        server = self.server
        server.queue = [row for row in server.queue if row["filename"] != release.name]
        server.history = [row for row in server.history if row["name"] != release.name]
        server.changes += 1

    async def seen(self, release: Release) -> DownloadOptions | None:
        for row in self.server.queue:
            if row["filename"] == release.name:
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
            row = {"filename": f"Film.{number}.2026", "cat": category}
            self.server.end(row, "completed", completed=since + number)

    async def lose_sessions(self) -> None:
        """Do nothing: there are none."""
