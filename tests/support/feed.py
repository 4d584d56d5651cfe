"""A release site on loopback: feeds, `.torrent` files, a tracker, and every way such a site misbehaves."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from hashlib import sha256
from typing import Self
import zlib

from aiohttp import web

from .feed_documents import Item, atom, http_date, rss
from .nzb import Post
from .ports import LOOPBACK
from .torrents import Torrent
from .tracker import Tracker

TORRENT_TYPE = "application/x-bittorrent"
NZB_TYPE = "application/x-nzb"


class Fault(StrEnum):
    """What can be wrong with a site's answers."""

    SERVER_ERROR = "server_error"
    RATE_LIMITED = "rate_limited"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    SLOW = "slow"
    TRUNCATED = "truncated"
    GZIP_BOMB = "gzip_bomb"
    LOGIN_PAGE = "login_page"
    NOT_XML = "not_xml"
    HANG_UP = "hang_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One request the site got, and the status it answered with."""

    path: str
    status: int
    headers: dict[str, str]


class FeedServer:
    """The site: change its attributes while it runs.

    `items` is what the feeds list. `feed_fault` and `torrent_fault` break the
    answers for feeds and for files of either kind, `cookie` (name, value) demands one, `conditional`
    switches ETag and Last-Modified, `delay` is the patience SLOW asks for.
    `seen` lists every request, `held` is how many wait for a slow answer now.
    """

    def __init__(self, *items: Item) -> None:
        """Offer the given items."""
        self.items: list[Item] = list(items)
        self.title = "Greenlight test site"
        self.feed_fault: Fault | None = None
        self.torrent_fault: Fault | None = None
        self.retry_after = "60"
        self.delay = 30.0
        self.cookie: tuple[str, str] | None = None
        self.conditional = True
        self.torrents: dict[str, Torrent] = {}
        self.posts: dict[str, Post] = {}
        self.redirects: dict[str, str] = {}
        self.data: dict[str, bytes] = {}
        self.tracker = Tracker()
        self.seen: list[Seen] = []
        self.held = 0
        self._runner: web.AppRunner | None = None
        self._closing = asyncio.Event()
        self.url = ""

    async def __aenter__(self) -> Self:
        """Start to listen on a free port."""
        app = web.Application(middlewares=[self._record])
        app.router.add_get("/feed.rss", self._rss)
        app.router.add_get("/feed.atom", self._atom)
        app.router.add_get("/torrents/{name}", self._torrent)
        app.router.add_get("/nzbs/{name}.nzb", self._nzb)
        app.router.add_get("/go/{name}", self._redirect)
        app.router.add_get("/data/{path:.*}", self._data)
        app.router.add_get("/announce", self._announce)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, LOOPBACK, 0).start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop, also while somebody waits for a slow answer."""
        self._closing.set()
        if self._runner:
            await self._runner.cleanup()

    @property
    def rss_url(self) -> str:
        """Return the address of the RSS feed."""
        return f"{self.url}/feed.rss"

    @property
    def atom_url(self) -> str:
        """Return the address of the Atom feed."""
        return f"{self.url}/feed.atom"

    @property
    def announce_url(self) -> str:
        """Return the address of the tracker."""
        return f"{self.url}/announce"

    def offer(self, torrent: Torrent, name: str | None = None) -> str:
        """Serve a `.torrent` file and return its address."""
        name = name or f"{torrent.client_id}.torrent"
        self.torrents[name] = torrent
        return f"{self.url}/torrents/{name}"

    def offer_post(self, post: Post) -> str:
        """Serve an NZB file and return its address."""
        self.posts[post.name] = post
        return f"{self.url}/nzbs/{post.name}.nzb"

    def redirect(self, name: str, target: str) -> str:
        """Answer an address with a redirect, for example to a magnet, and return the address."""
        self.redirects[name] = target
        return f"{self.url}/go/{name}"

    def hold(self, path: str, data: bytes) -> str:
        """Serve bytes with range requests, as a web seed, and return the address."""
        self.data[path] = data
        return f"{self.url}/data/{path}"

    def count(self, path: str, status: int | None = None) -> int:
        """Return how often a path was asked for, or answered with a status."""
        counted = Counter(
            seen.path for seen in self.seen if status in (None, seen.status)
        )
        return counted[path]

    @web.middleware
    async def _record(
        self,
        request: web.Request,
        handler: Callable[[web.Request], Awaitable[web.StreamResponse]],
    ) -> web.StreamResponse:
        try:
            response = await handler(request)
        except web.HTTPException as error:
            self._note(request, error.status)
            raise
        self._note(request, response.status)
        return response

    def _note(self, request: web.Request, status: int) -> None:
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.seen.append(Seen(path=request.path, status=status, headers=headers))

    async def _rss(self, request: web.Request) -> web.StreamResponse:
        body = rss(self.title, self.url, self.items)
        return await self._document(request, body, "application/rss+xml")

    async def _atom(self, request: web.Request) -> web.StreamResponse:
        body = atom(self.title, self.url, self.items)
        return await self._document(request, body, "application/atom+xml")

    async def _document(
        self, request: web.Request, body: bytes, content_type: str
    ) -> web.StreamResponse:
        headers = {}
        if self.conditional:
            newest = max((item.published for item in self.items), default=None)
            headers = {"ETag": f'"{sha256(body).hexdigest()[:16]}"'}
            if newest:
                headers["Last-Modified"] = http_date(newest)
        answer = web.Response(
            body=body, content_type=content_type, charset="utf-8", headers=headers
        )
        if self.feed_fault or self._refuses(request) or not self.conditional:
            return await self._answer(request, answer, self.feed_fault)
        known = request.headers.get("If-None-Match")
        since = request.headers.get("If-Modified-Since")
        if known == headers["ETag"] or (
            known is None and since and since == headers.get("Last-Modified")
        ):
            return web.Response(status=304, headers=headers)
        return answer

    async def _torrent(self, request: web.Request) -> web.StreamResponse:
        torrent = self.torrents.get(request.match_info["name"])
        if torrent is None:
            raise web.HTTPNotFound
        answer = web.Response(body=torrent.content, content_type=TORRENT_TYPE)
        return await self._answer(request, answer, self.torrent_fault)

    async def _nzb(self, request: web.Request) -> web.StreamResponse:
        post = self.posts.get(request.match_info["name"])
        if post is None:
            raise web.HTTPNotFound
        answer = web.Response(body=post.nzb, content_type=NZB_TYPE)
        return await self._answer(request, answer, self.torrent_fault)

    async def _redirect(self, request: web.Request) -> web.StreamResponse:
        target = self.redirects.get(request.match_info["name"])
        if target is None:
            raise web.HTTPNotFound
        return web.Response(status=302, headers={"Location": target})

    async def _data(self, request: web.Request) -> web.StreamResponse:
        data = self.data.get(request.match_info["path"])
        if data is None:
            raise web.HTTPNotFound
        asked = request.http_range
        part = data[slice(asked.start, asked.stop)]
        if asked.start is None and asked.stop is None:
            return web.Response(body=data, headers={"Accept-Ranges": "bytes"})
        start = slice(asked.start, asked.stop).indices(len(data))[0]
        span = f"bytes {start}-{start + len(part) - 1}/{len(data)}"
        return web.Response(status=206, body=part, headers={"Content-Range": span})

    async def _announce(self, request: web.Request) -> web.StreamResponse:
        query = request.raw_path.partition("?")[2]
        answer = self.tracker.announce(query, request.remote or LOOPBACK)
        return web.Response(body=answer, content_type="text/plain")

    def _refuses(self, request: web.Request) -> bool:
        if self.cookie is None:
            return False
        name, value = self.cookie
        return request.cookies.get(name) != value

    async def _answer(
        self, request: web.Request, good: web.Response, fault: Fault | None
    ) -> web.StreamResponse:
        """Return the good answer, or what the fault makes of it."""
        if self._refuses(request):
            return _login_page()
        match fault:
            case None:
                return good
            case Fault.SERVER_ERROR:
                return web.Response(status=500, text="Internal Server Error")
            case Fault.RATE_LIMITED:
                headers = {"Retry-After": self.retry_after}
                return web.Response(status=429, headers=headers)
            case Fault.FORBIDDEN:
                return web.Response(status=403, text="Forbidden")
            case Fault.NOT_FOUND:
                return web.Response(status=404, text="Not Found")
            case Fault.LOGIN_PAGE:
                return _login_page()
            case Fault.NOT_XML:
                return web.Response(
                    text="<rss><channel><item></rss>", content_type="text/xml"
                )
            case Fault.GZIP_BOMB:
                return web.Response(
                    body=_bomb(),
                    headers={
                        "Content-Type": good.content_type,
                        "Content-Encoding": "gzip",
                    },
                )
            case Fault.SLOW:
                await self._wait()
                return good
            case Fault.TRUNCATED:
                return await _truncated(request, good)
            case Fault.HANG_UP:
                if request.transport:
                    request.transport.abort()
                return good

    async def _wait(self) -> None:
        self.held += 1
        try:
            async with asyncio.timeout(self.delay):
                await self._closing.wait()
        except TimeoutError:
            return
        finally:
            self.held -= 1


def _login_page() -> web.Response:
    page = '<!doctype html><title>Log in</title><form method="post"><input name="user"></form>'
    return web.Response(text=page, content_type="text/html")


async def _truncated(request: web.Request, good: web.Response) -> web.StreamResponse:
    body = good.body
    assert isinstance(body, bytes)
    answer = web.StreamResponse(headers={"Content-Type": good.content_type})
    answer.content_length = len(body)
    await answer.prepare(request)
    await answer.write(body[: len(body) // 2])
    if request.transport:
        request.transport.close()
    return answer


@cache
def _bomb(mebibytes: int = 256) -> bytes:
    """Return a small body that unpacks to a big one."""
    packer = zlib.compressobj(9, wbits=31)
    piece = bytes(1 << 20)
    return b"".join(
        [*(packer.compress(piece) for _ in range(mebibytes)), packer.flush()]
    )
