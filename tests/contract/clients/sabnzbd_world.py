"""A real SABnzbd, seen as its owner sees it."""

from collections.abc import Mapping
import sqlite3
from typing import Any, ClassVar

from aiohttp import ClientSession

from custom_components.greenlight.clients.sabnzbd import SABnzbd
from custom_components.greenlight.engine.rules import DownloadOptions
from tests.contract.clients.world import Release, a_post
from tests.support.nzb import Post, make_post
from tests.support.sabnzbd import SABnzbd as Server


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
                category = "" if row["cat"] == "*" else row["cat"]
                return DownloadOptions(
                    category=category, stopped=row["status"] == "Paused"
                )
        return None

    async def count(self) -> int:
        return len(await self.server.queue()) + len(await self.server.history())

    async def doomed(self) -> tuple[Release, DownloadOptions]:
        return a_post("Nobody.Has.This.2026"), DownloadOptions()

    async def slow(self) -> Release:
        name = "A.Long.Film.2026"
        post = make_post(name, {f"{name}.mkv": bytes(2_500_000)}, segment_size=50_000)
        self.news.carry(post)
        self.news.delay = 0.1
        return post

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
