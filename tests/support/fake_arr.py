"""What the fakes of Radarr and Sonarr share: one HTTP stack, one SignalR, and how they misbehave.

They answer as `Radarr.Http` does: the key in the query before that in a header, a redirect to the
base path only once the key was accepted, nothing that is null, errors in three shapes.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
import re
from typing import Any, ClassVar, Self

from aiohttp import web
from multidict import MultiMapping

from .arr_api import DownloadsApi
from .arr_commands import Commands
from .arr_disk import ArrDisk
from .arr_downloads import Downloads
from .arr_faults import INSTEAD, PAGE, Fault, spoilt, without_nulls, written
from .arr_files_api import FilesApi
from .arr_imports import Imports
from .arr_offers import Offer
from .fake_signalr import FakeSignalR
from .ports import LOOPBACK

__all__ = ["PAGE", "FakeArr", "Fault", "Row", "without_nulls", "written"]

type Row = dict[str, Any]
type Handler = Callable[[web.Request, str], Awaitable[web.StreamResponse]]

KEY = "0123456789abcdef0123456789abcdef"
# A picture of one dot.
POSTER = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request, and the status it was answered with."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    status: int


class FakeArr:
    """A server of this stock on loopback; its attributes may be changed while it runs.

    ``works`` are the films or series by their ids, as the API tells them. ``fault`` breaks the
    answers to what ``broken`` finds in the path. ``asked`` lists every request. ``downloads`` is
    how it orders and follows what it has none of, ``imports`` how that comes to the ``disk``, and
    ``commands`` what it is told to do.
    """

    program: ClassVar[str]
    work: ClassVar[str]
    version: ClassVar[str]
    # What the oldest clients still want to be told.
    extra: ClassVar[Row] = {}

    def __init__(self, *works: Row, base: str = "", key: str = KEY) -> None:
        """Hold some works."""
        self.base, self.key = base, key
        self.works: dict[int, Row] = {row["id"]: row for row in works}
        self.profiles: dict[int, str] = {1: "Any", 4: "Ultra-HD"}
        self.tags: dict[int, str] = {}
        self.health: list[Row] = []
        self.posters: dict[int, bytes] = dict.fromkeys(self.works, POSTER)
        self.instance = self.program
        self.fault: Fault | None = None
        self.broken = re.compile(r"/api/")
        self.asked: list[Asked] = []
        self.signalr = FakeSignalR(self.version)
        self.url = ""
        self._runner: web.AppRunner | None = None
        self._routes: list[tuple[str, re.Pattern[str], Handler]] = []
        self.route("GET", r"/api/v3/system/status", self._status)
        self.route("GET", r"/api", self._api)
        self.route("GET", r"/api/v3/health", self._health)
        self.route("GET", r"/api/v3/qualityprofile", self._profiles)
        self.route("GET", r"/api/v3/tag", self._tags)
        self.route("GET", rf"/api/v3/{self.work}", self._list)
        self.route("GET", rf"/api/v3/{self.work}/(\d+)", self._one)
        self.route("GET", r"/api/v3/mediacover/(\d+/[\w-]+\.jpg)", self._poster)
        self.route("GET", r"/signalr/messages", self._listen)
        self.downloads = Downloads(
            self, f"{self.program}/{self.version} (alpine 3.22.1)"
        )
        self.disk = ArrDisk()
        self.commands = Commands(self)
        self.imports = self.importing()
        DownloadsApi(self)
        FilesApi(self)

    def route(self, method: str, path: str, handler: Handler) -> None:
        """Answer a path, a regular expression, whose only group is handed on."""
        self._routes.append((method, re.compile(path, re.IGNORECASE), handler))

    # ---------------------------------------------------------------- running

    async def __aenter__(self) -> Self:
        """Listen on a free port."""
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop."""
        await self.stop()

    async def start(self, port: int = 0) -> None:
        """Listen on loopback."""
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, LOOPBACK, port).start()
        self.url = f"http://{LOOPBACK}:{self._runner.addresses[0][1]}{self.base}"
        self.commands.start()
        self.downloads.start()

    async def stop(self) -> None:
        """Listen no longer; who listens is cut off."""
        await self.downloads.stop()
        self.signalr.drop()
        if self._runner:
            await self._runner.cleanup()

    @asynccontextmanager
    async def away(self) -> AsyncGenerator[None]:
        """Be gone for a while, and come back at the same address."""
        port = int(self.url.removesuffix(self.base).rpartition(":")[2])
        await self.stop()
        try:
            yield
        finally:
            await self.start(port)

    # ---------------------------------------------------------------- changing

    async def put(self, row: Row) -> None:
        """Add or change a work, and tell whoever listens."""
        action = "updated" if row["id"] in self.works else "created"
        self.works[row["id"]] = row
        await self.signalr.tell(self.work, action, self.shown(row))

    async def change(self, number: int, **changes: Any) -> None:
        """Change some of what is said of a work."""
        await self.put({**self.works[number], **changes})

    async def remove(self, number: int) -> None:
        """Remove a work."""
        del self.works[number]
        await self.signalr.tell(self.work, "deleted", {"id": number})

    # ---------------------------------------------- what is ordered, of what kind

    def importing(self) -> Imports:
        """Return what imports files here."""
        raise NotImplementedError

    def parts(self, offer: Offer) -> list[Row]:
        """Return what a release is of, as rows name it: one for each film or episode."""
        raise NotImplementedError

    def blocked(self, offer: Offer) -> Row:
        """Return what a blocked release is of."""
        raise NotImplementedError

    def mapped(self, offer: Offer) -> Row:
        """Return of what it takes a release to be, as a list of releases names it."""
        raise NotImplementedError

    def quality(self, name: str) -> Row:
        """Return a quality as it is written."""
        raise NotImplementedError

    def told_in_queue(self, part: Row) -> Row:
        """Return what a row of the queue says beside that."""
        del part
        return {}

    def whole(self, row: Row, query: MultiMapping[str]) -> Row:
        """Return a row with the works in it that were asked for."""
        raise NotImplementedError

    def wanted(self, query: MultiMapping[str]) -> list[Offer]:
        """Return what a search by hand finds."""
        raise NotImplementedError

    def searched(self, body: Row) -> Iterable[tuple[int, tuple[int, ...]]]:
        """Return what a command searches for: works, each with episodes or none."""
        raise NotImplementedError

    async def take_in(self, offer: Offer, path: str) -> None:
        """Import what was downloaded."""
        raise NotImplementedError

    # --------------------------------------------------------------- answering

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        answer = await self._respond(request)
        self.asked.append(
            Asked(
                method=request.method,
                path=request.path,
                query=request.query_string,
                headers=dict(request.headers),
                status=answer.status,
            )
        )
        return answer

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        fault = self.fault if self.broken.search(request.path) else None
        if fault in INSTEAD:
            return await INSTEAD[fault](request)
        path = request.path.removeprefix(self.base) if self.base else request.path
        if path == "/ping":
            return self.json(request, {"status": "OK"})
        if not self._lets_in(request):
            return web.Response(status=401)
        if self.base and not request.path.startswith(f"{self.base}/"):
            # Its own redirect: relative, and the query goes along.
            return web.Response(
                status=307, headers={"Location": f"{self.base}{request.path_qs}"}
            )
        for method, pattern, handler in self._routes:
            if method == request.method and (found := pattern.fullmatch(path)):
                answer = await handler(request, "".join(found.groups()))
                return await spoilt(request, answer, fault)
        return self.refused(request, 404, {"message": "NotFound"})

    def _lets_in(self, request: web.Request) -> bool:
        given = (
            request.query.get("apikey"),
            request.query.get("access_token"),
            request.headers.get("X-Api-Key"),
            request.headers.get("Authorization", "").removeprefix("Bearer ") or None,
        )
        return next((key for key in given if key is not None), None) == self.key

    def json(
        self, request: web.Request, answer: Any, *, status: int = 200
    ) -> web.Response:
        """Return an answer as theirs are, packed if that is asked for."""
        body = written(without_nulls(answer))
        response = web.Response(
            status=status,
            body=body,
            content_type="application/json",
            charset="utf-8",
            headers={
                "X-Application-Version": self.version,
                "Cache-Control": "no-cache, no-store",
            },
        )
        if len(body) > 1000 and "gzip" in request.headers.get("Accept-Encoding", ""):
            response.enable_compression()
        return response

    def refused(self, request: web.Request, status: int, answer: Any) -> web.Response:
        """Return a refusal."""
        return self.json(request, answer, status=status)

    # -------------------------------------------------------------- the routes

    async def _status(self, request: web.Request, _: str) -> web.StreamResponse:
        return self.json(
            request,
            {
                "appName": self.program,
                "instanceName": self.instance,
                "version": self.version,
                "buildTime": "2025-11-02T10:00:00Z",
                "isDebug": False,
                "isProduction": True,
                "isAdmin": False,
                "isUserInteractive": False,
                "startupPath": "/app/bin",
                "appData": "/config",
                "osName": "alpine",
                "osVersion": "3.22.1",
                "isNetCore": True,
                "isLinux": True,
                "isOsx": False,
                "isWindows": False,
                "isDocker": True,
                "mode": "console",
                "branch": "main",
                "authentication": "forms",
                "databaseType": "sqLite",
                "databaseVersion": "3.49.2",
                "migrationVersion": 242,
                "urlBase": self.base,
                "runtimeVersion": "8.0.21",
                "runtimeName": ".NET",
                "startTime": "2026-03-01T06:00:00Z",
                "packageUpdateMechanism": "docker",
                **self.extra,
            },
        )

    async def _api(self, request: web.Request, _: str) -> web.StreamResponse:
        return self.json(request, {"current": "v3", "deprecated": []})

    async def _health(self, request: web.Request, _: str) -> web.StreamResponse:
        return self.json(request, self.health)

    async def _profiles(self, request: web.Request, _: str) -> web.StreamResponse:
        rows = [
            {
                "id": number,
                "name": name,
                "upgradeAllowed": True,
                "cutoff": 1,
                "items": [],
                "minFormatScore": 0,
                "cutoffFormatScore": 0,
                "minUpgradeFormatScore": 1,
                "formatItems": [],
            }
            for number, name in self.profiles.items()
        ]
        return self.json(request, rows)

    async def _tags(self, request: web.Request, _: str) -> web.StreamResponse:
        rows = [{"id": number, "label": tag} for number, tag in self.tags.items()]
        return self.json(request, rows)

    def chosen(self, request: web.Request) -> Iterable[Row]:
        """Return the works that a request wants listed."""
        del request
        return self.works.values()

    def shown(self, row: Row, request: web.Request | None = None) -> Row:
        """Return a work as it is told."""
        del request
        return row

    async def _list(self, request: web.Request, _: str) -> web.StreamResponse:
        rows = [self.shown(row, request) for row in self.chosen(request)]
        return self.json(request, rows)

    async def _one(self, request: web.Request, number: str) -> web.StreamResponse:
        row = self.works.get(int(number))
        if row is None:
            return self.refused(request, 404, {"message": "NotFound"})
        return self.json(request, self.shown(row, request))

    async def _poster(self, request: web.Request, name: str) -> web.StreamResponse:
        number, _, file = name.partition("/")
        picture = self.posters.get(int(number))
        if picture is None or file not in ("poster.jpg", "poster-500.jpg"):
            return web.Response(status=404)
        return web.Response(body=picture, content_type="image/jpeg")

    async def _listen(self, request: web.Request, _: str) -> web.StreamResponse:
        return await self.signalr.serve(request)
