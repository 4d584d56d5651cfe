"""What the fake media servers share: they listen on loopback, remember, and misbehave on request."""

import asyncio
from collections.abc import Awaitable, Callable
from enum import StrEnum
import json
from typing import Any, Self

from aiohttp import web

from .media_files import Film
from .ports import LOOPBACK

type Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Fault(StrEnum):
    """What can be wrong with a server's answers."""

    PAGE = "page"  # 500, and a page for people
    UNAUTHORISED = "unauthorised"
    STARTING = "starting"
    CUT = "cut"  # the connection ends in the middle of an answer
    SHORT = "short"  # JSON that ends in the middle, as if it was whole
    PROXY = "proxy"  # 200, and the page of somebody else
    EMPTY = "empty"  # a page of a list without anything in it, before the list's end


class FakeLibrary:
    """One server: change its attributes while it runs.

    ``fault`` breaks the answers whose path contains ``fault_at`` ("" for all), ``token`` opens it,
    ``identity`` is who it says it is, ``page_limit`` the most rows it sends at once. ``seen`` lists
    every request with its query and headers. ``told`` is what it was told to look through, by section
    where there are any, and ``finds`` what it finds in a folder then: a film as it is from then on.
    """

    # Where a row has its id.
    key = ""
    starting_page = "<html><body>The server is still starting</body></html>"

    def __init__(self, *, token: str) -> None:
        """Make a server that works."""
        self.token = token
        self.identity = "aabbccddeeff00112233445566778899aabbccdd"
        self.fault: Fault | None = None
        self.fault_at = ""
        self.page_limit = 10_000
        self.seen: list[web.Request] = []
        self.unreadable: list[Any] = []
        self.films: list[Film] = []
        self.told: list[tuple[str, str]] = []
        self.finds: dict[str, Film] = {}
        self.url = ""
        self._runner: web.AppRunner | None = None

    def app(self) -> web.Application:
        """Return the routes."""
        raise NotImplementedError

    async def start(self, port: int = 0) -> None:
        """Listen."""
        app = self.app()
        app.middlewares.append(self._misbehave)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, LOOPBACK, port)
        await site.start()
        self.url = f"http://{LOOPBACK}:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Listen no more."""
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> Self:
        """Start on a free port."""
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop."""
        await self.stop()

    def look(self, path: str) -> list[Film]:
        """Look through a folder, and return what has been found there."""
        base = path.rstrip("/\\")
        found = [
            self.finds.pop(one)
            for one in list(self.finds)
            if one == base or one.startswith((f"{base}/", f"{base}\\"))
        ]
        for film in found:
            self.films = [one for one in self.films if one.key != film.key]
            self.films.append(film)
        return found

    @web.middleware
    async def _misbehave(
        self, request: web.Request, handler: Handler
    ) -> web.StreamResponse:
        self.seen.append(request)
        fault = self.fault if self.fault_at in request.path else None
        if fault is Fault.PAGE:
            return web.Response(
                status=500, text="<html>Oops</html>", content_type="text/html"
            )
        if fault is Fault.UNAUTHORISED:
            return self.unauthorised()
        if fault is Fault.STARTING:
            return web.Response(
                status=503, text=self.starting_page, content_type="text/html"
            )
        if fault is Fault.PROXY:
            return web.Response(
                text="<!DOCTYPE html><html>Sign in</html>", content_type="text/html"
            )
        answer = await handler(request)
        if fault in (Fault.CUT, Fault.SHORT) and isinstance(answer, web.Response):
            return await self._half(request, answer, whole=fault is Fault.SHORT)
        return answer

    async def _half(
        self, request: web.Request, answer: web.Response, *, whole: bool
    ) -> web.StreamResponse:
        body = bytes(answer.body or b"")  # type: ignore[arg-type]
        half = body[: len(body) // 2]
        if whole:
            return web.Response(body=half, content_type="application/json")
        cut = web.StreamResponse(headers={"Content-Length": str(len(body))})
        cut.content_type = "application/json"
        await cut.prepare(request)
        await cut.write(half)
        if request.transport:
            request.transport.abort()
        return cut

    def unauthorised(self) -> web.Response:
        """Return what is said to whom the token does not open it."""
        return web.Response(
            status=401,
            text="<html><head><title>Unauthorized</title></head></html>",
            content_type="text/html",
        )


def as_json(value: Any) -> web.Response:
    """Return an answer as JSON."""
    return web.Response(text=json.dumps(value), content_type="application/json")


async def serve(server: FakeLibrary, port: int) -> None:
    """Run a fake by itself until somebody ends it."""
    await server.start(port)
    print(f"{server.url} with the token {server.token}", flush=True)
    await asyncio.Event().wait()
