"""A site on loopback that answers what a test tells it to."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
import ssl
from typing import Self

from aiohttp import web


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One answer."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Seen:
    """One request as it came in; header names are in lower case."""

    path: str
    headers: dict[str, str]


type Page = Reply | Callable[[web.Request], Reply]
type Stream = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Site:
    """Pages by path; ``seen`` lists every request."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self.handlers: dict[str, Stream] = {}
        self.seen: list[Seen] = []
        self.url = ""
        self._runner: web.AppRunner | None = None

    async def start(self, *, tls: ssl.SSLContext | None = None) -> Self:
        app = web.Application()
        app.router.add_get("/{path:.*}", self._answer)
        self._runner = web.AppRunner(
            app, access_log=None, shutdown_timeout=0.1, handler_cancellation=True
        )
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0, ssl_context=tls).start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"{'https' if tls else 'http'}://{host}:{port}"
        return self

    async def stop(self) -> None:
        runner, self._runner = self._runner, None
        if runner:
            await runner.cleanup()

    def redirect(self, path: str, to: str, status: int = 302) -> str:
        self.pages[path] = Reply(status=status, headers={"Location": to})
        return self.url + path

    def requests(self, path: str) -> list[Seen]:
        return [seen for seen in self.seen if seen.path == path]

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.seen.append(Seen(request.path, headers))
        if handler := self.handlers.get(request.path):
            return await handler(request)
        page = self.pages.get(request.path, Reply(status=404))
        reply = page(request) if callable(page) else page
        return web.Response(body=reply.body, status=reply.status, headers=reply.headers)
