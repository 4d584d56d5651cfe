"""What a fake Sonarr or Radarr is told to do: a queue, in which what needs the disk waits its turn."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from itertools import count
import re
from typing import TYPE_CHECKING, Any, Final

from aiohttp import web

from .arr_offers import stamp
from .arr_orders import Row

if TYPE_CHECKING:
    from .fake_arr import FakeArr

type Doing = Callable[[Row], Awaitable[None]]

_GOING: Final = frozenset({"queued", "started"})
_SEARCHES: Final = frozenset(
    {"moviessearch", "episodesearch", "seasonsearch", "seriessearch"}
)


class CommandFailed(Exception):
    """A command ends as failed, and says why."""


class Unsuccessful(Exception):
    """A command ends as completed, and says that nothing came of it."""


class Commands:
    """``rows`` are all that it was told, by number, as the API tells them.

    What needs the disk is done one after the other. While it is ``held`` nothing of that begins; a
    command whose name is in ``hangs`` begins and never ends. ``queues`` is how many seconds each waits
    for its turn, and ``takes`` how many pass between its beginning and what it does first. Whoever
    starts it again finds what had not ended orphaned.
    """

    def __init__(self, arr: FakeArr) -> None:
        """Have been told nothing."""
        self._arr = arr
        self.rows: dict[int, Row] = {}
        self.hangs: set[str] = set()
        self.queues = self.takes = 0.0
        self._numbers = count(1)
        self._disk: dict[str, Doing] = {}
        self._turn = asyncio.Lock()
        self._free = asyncio.Event()
        self._free.set()
        arr.route("GET", r"/api/v3/command", self._list)
        arr.route("POST", r"/api/v3/command", self._command)
        arr.route("GET", r"/api/v3/command/(\d+)", self._one)
        arr.route("DELETE", r"/api/v3/command/(\d+)", self._cancel)

    def needs_disk(self, name: str, doing: Doing) -> None:
        """Say what is done by a command of this name, which waits until the disk is free."""
        self._disk[name.casefold()] = doing

    @property
    def held(self) -> bool:
        """Tell whether something else has the disk for itself."""
        return not self._free.is_set()

    @held.setter
    def held(self, value: bool) -> None:
        """Have something else take the disk, or leave it."""
        if value:
            self._free.clear()
        else:
            self._free.set()

    def start(self) -> None:
        """Begin anew: nobody does any more what was not done before."""
        self._turn = asyncio.Lock()
        for row in self.rows.values():
            if row["status"] in _GOING:
                row["status"] = "orphaned"

    def forget(self) -> None:
        """Know nothing of what it was told, as after a day."""
        self.rows.clear()

    def told(self, name: str) -> list[Row]:
        """Return what it was told by commands of this name, the oldest first."""
        return [row["body"] for row in self.rows.values() if row["name"] == name]

    # ------------------------------------------------------------------ routes

    async def _list(self, request: web.Request, _: str) -> web.Response:
        return self._arr.json(request, list(self.rows.values()))

    async def _one(self, request: web.Request, number: str) -> web.Response:
        row = self.rows.get(int(number))
        return self._arr.json(request, row) if row else self._missing(request)

    async def _cancel(self, request: web.Request, number: str) -> web.Response:
        row = self.rows.get(int(number))
        if row is None:
            return self._missing(request)
        if row["status"] != "queued":
            return self._arr.refused(request, 409, {"message": "Cannot cancel"})
        row["status"] = "cancelled"
        return self._arr.json(request, {})

    async def _command(self, request: web.Request, _: str) -> web.Response:
        body: Row = await request.json()
        known = {*self._disk, *_SEARCHES, "refreshmonitoreddownloads", "rsssync"}
        if str(body.get("name")).casefold() not in known:
            said = {"message": "Unknown command", "description": "   at x.cs:line 1"}
            return self._arr.refused(request, 500, said)
        for row in self.rows.values():
            if row["body"] == body and row["status"] in _GOING:
                # Who says the same again is told of the one that waits.
                return self._arr.json(request, row, status=201)
        row = self._queued(body)
        self._arr.downloads.soon(self._carry_out(row, body))
        return self._arr.json(request, row, status=201)

    # ------------------------------------------------------------------- below

    def _queued(self, body: Row) -> Row:
        number = next(self._numbers)
        now = stamp(datetime.now(UTC))
        row = self.rows[number] = {
            "id": number,
            "name": body["name"],
            "commandName": re.sub(r"(?<=[a-z])(?=[A-Z])", " ", body["name"]),
            "body": body,
            "priority": "normal",
            "status": "queued",
            "result": "unknown",
            "queued": now,
            "trigger": "manual",
            "stateChangeTime": now,
            "sendUpdatesToClient": True,
            "updateScheduledTask": True,
        }
        return row

    async def _carry_out(self, row: Row, body: Row) -> None:
        name = body["name"].casefold()
        if name not in self._disk:
            row["status"] = "started"
            # Whoever asked hears of it before it is done.
            await asyncio.sleep(0)
            await self._elsewhere(name, body)
            self._end(row, "completed", "successful")
            return
        await self._free.wait()
        await asyncio.sleep(self.queues)
        async with self._turn:
            if row["status"] != "queued":
                return
            row["status"] = "started"
            if body["name"] in self.hangs:
                await asyncio.Event().wait()
            await asyncio.sleep(self.takes)
            await self._on_disk(row, body)

    async def _on_disk(self, row: Row, body: Row) -> None:
        try:
            await self._disk[body["name"].casefold()](body)
        except CommandFailed as err:
            row["exception"] = f"NzbDrone.Core: {err}\n   at x.cs:line 42"
            self._end(row, "failed", "unsuccessful", str(err))
        except Unsuccessful as err:
            self._end(row, "completed", "unsuccessful", str(err))
        else:
            self._end(row, "completed", "successful", "Completed")

    def _end(self, row: Row, status: str, result: str, said: str = "") -> None:
        row |= {"status": status, "result": result, "ended": stamp(datetime.now(UTC))}
        if said:
            row["message"] = said

    async def _elsewhere(self, name: str, body: Row) -> None:
        downloads = self._arr.downloads
        match name:
            case "refreshmonitoreddownloads":
                await downloads.refresh()
            case "rsssync":
                await downloads.rss()
            case _:
                for work, episodes in self._arr.searched(body):
                    await downloads.search(work, *episodes, source="UserInvokedSearch")

    def _missing(self, request: web.Request) -> web.Response:
        said: dict[str, Any] = {"message": "NotFound"}
        return self._arr.refused(request, 404, said)
