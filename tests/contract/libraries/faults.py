"""Everything that goes wrong between a library and its server, the same for every library.

A module subclasses ``Faults`` with a fixture ``world``. Between the two stands a ``Proxy``, so that
no server has to know how to misbehave.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from pathlib import Path
import socket
from typing import Any

from aiohttp import ClientSession, DummyCookieJar, TCPConnector, web
from aiohttp.abc import AbstractResolver
import pytest

from custom_components.greenlight.libraries.base import Library
from custom_components.greenlight.libraries.common import api
from custom_components.greenlight.libraries.errors import (
    BadAnswer,
    LibraryError,
    LibraryTimeout,
    LibraryTls,
)
from tests.contract.clients.answers import answering
from tests.contract.clients.proxy import (
    Proxy,
    Spoil,
    bad_gateway,
    cut_short,
    gateway_timeout,
    gibberish,
    half_of_it,
    hang_up,
    raw_server,
    too_late,
    unsigned,
)
from tests.support.ports import LOOPBACK, free_port

from .world import World, read

PAGE = "<!DOCTYPE html><title>Please log in</title><form action=/login></form>"
SHORT = 0.3


def everything_told(error: BaseException | None) -> Iterator[str]:
    """Yield all that a log with traceback could show of an error and what led to it."""
    if error is not None:
        yield f"{error!s} {error!r} {vars(error)}"
        yield from everything_told(error.__cause__)
        yield from everything_told(error.__context__)


async def echo(request: web.Request) -> web.StreamResponse:
    """Answer with all that was sent, as some servers do when something fails."""
    headers = " ".join(f"{name}: {value}" for name, value in request.headers.items())
    return web.Response(status=500, text=f"{headers} {request.raw_path}")


class Faults:
    """The faults, each of which has its name and passes."""

    @pytest.fixture
    async def proxy(self, world: World) -> AsyncGenerator[Proxy]:
        """Stand between the library and its server."""
        async with Proxy(world.server.url) as proxy:
            yield proxy

    @pytest.fixture
    def library(self, world: World, proxy: Proxy) -> Library:
        """Return a library that is reached through the proxy."""
        return world.library(url=proxy.url)

    def calls(self, library: Library) -> dict[str, Callable[[], Awaitable[Any]]]:
        """Return ways to ask for something."""
        return {
            "about": library.about,
            "read": lambda: read(library),
            "item": lambda: library.item("1"),
        }

    async def each_fails(self, library: Library, kind: type[LibraryError]) -> None:
        for name, call in self.calls(library).items():
            with pytest.raises(kind) as raised:
                await call()
            assert type(raised.value) is kind, name

    # On the way

    async def test_nobody_listens(self, world: World) -> None:
        library = world.library(url=f"http://{LOOPBACK}:{free_port()}")
        with pytest.raises(LibraryError, match="refused"):
            await library.about()
        with pytest.raises(LibraryError, match="refused"):
            await library.listen(lambda _: None)

    @pytest.mark.parametrize("url", ["", "ftp://box", "http://", "http://a b:x", "//"])
    async def test_what_is_no_address(self, world: World, url: str) -> None:
        with pytest.raises(LibraryError, match="address"):
            await world.library(url=url).about()

    async def test_an_address_without_a_scheme(self, world: World) -> None:
        bare = world.server.url.removeprefix("http://")
        assert (await world.library(url=f" {bare}/ ").about()).version == world.version

    async def test_an_unknown_host_name(self, world: World) -> None:
        class NoNames(AbstractResolver):
            async def resolve(self, host, port=0, family=socket.AF_INET):
                raise OSError(None, "no such name")

            async def close(self) -> None: ...

        connector = TCPConnector(resolver=NoNames())
        async with ClientSession(
            connector=connector, cookie_jar=DummyCookieJar()
        ) as session:
            library = type(world)(world.server, session).library(
                url="http://nas.invalid:8080"
            )
            with pytest.raises(LibraryError, match="name"):
                await library.about()

    async def test_a_server_that_does_not_answer(self, world: World) -> None:
        async def silence(
            reader: asyncio.StreamReader, _: asyncio.StreamWriter
        ) -> None:
            await reader.read()

        async with raw_server(silence) as address:
            with pytest.raises(LibraryTimeout):
                await world.library(url=f"http://{address}", timeout=0.2).about()

    async def test_a_server_that_speaks_something_else(self, world: World) -> None:
        async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"SSH-2.0-OpenSSH_10.0\r\n")
            await writer.drain()

        async with raw_server(greet) as address:
            with pytest.raises(BadAnswer):
                await world.library(url=f"http://{address}").about()

    async def test_a_certificate_nobody_signed(
        self, world: World, tmp_path: Path
    ) -> None:
        async with Proxy(world.server.url, tls=unsigned(tmp_path)) as proxy:
            with pytest.raises(LibraryTls, match="self-signed"):
                await world.library(url=proxy.url).about()
            with pytest.raises(LibraryTls, match="self-signed"):
                await world.library(url=proxy.url).listen(lambda _: None)
            assert proxy.asked == 0

    async def test_encrypted_to_a_plain_port(self, world: World) -> None:
        url = world.server.url.replace("http", "https")
        with pytest.raises(LibraryTls):
            await world.library(url=url).about()

    @pytest.mark.parametrize("tail", ["", "/", "?apikey=x#y"])
    async def test_a_base_path_is_kept(self, world: World, tail: str) -> None:
        async with Proxy(world.server.url, prefix="/apps/films") as proxy:
            library = world.library(url=proxy.url + tail)
            assert (await library.about()).version == world.version
            assert await read(library)

    async def test_a_proxy_with_a_login_of_its_own(
        self, world: World, proxy: Proxy
    ) -> None:
        proxy.login = "Basic bWU6c2VjcmV0"
        url = proxy.url.replace("://", "://me:secret@")
        assert await read(world.library(url=url))

    async def test_a_session_that_was_closed(self, world: World) -> None:
        async with ClientSession(cookie_jar=DummyCookieJar()) as session:
            pass
        library = type(world)(world.server, session).library()
        await self.each_fails(library, LibraryError)
        with pytest.raises(LibraryError, match="reloaded"):
            await library.listen(lambda _: None)

    # What comes back

    @pytest.mark.parametrize(
        ("spoil", "kind"),
        [
            (bad_gateway, LibraryError),
            (gateway_timeout, LibraryTimeout),
            (cut_short, BadAnswer),
            (half_of_it, BadAnswer),
            (hang_up, LibraryError),
            (gibberish, BadAnswer),
        ],
        ids=lambda value: getattr(value, "__name__", None),
    )
    async def test_a_spoilt_answer(
        self, library: Library, proxy: Proxy, spoil: Spoil, kind: type[LibraryError]
    ) -> None:
        proxy.spoil = spoil
        await self.each_fails(library, kind)
        proxy.heal()
        assert await read(library)

    async def test_an_answer_that_comes_too_late(
        self, world: World, proxy: Proxy
    ) -> None:
        proxy.spoil = too_late
        library = world.library(url=proxy.url, timeout=SHORT)
        await self.each_fails(library, LibraryTimeout)

    @pytest.mark.parametrize("status", [200, 404, 500])
    async def test_a_page(self, library: Library, proxy: Proxy, status: int) -> None:
        proxy.instead = answering(status, PAGE, "text/html")
        for call in self.calls(library).values():
            with pytest.raises(BadAnswer, match="web page"):
                await call()

    @pytest.mark.parametrize("text", ["", "null", "[]", "{}", "7", '"x"', "nonsense"])
    async def test_an_answer_of_another_kind(
        self, library: Library, proxy: Proxy, text: str
    ) -> None:
        proxy.instead = answering(200, text, "application/json")
        with pytest.raises(BadAnswer):
            await library.about()
        with pytest.raises(BadAnswer):
            await library.item("1")

    async def test_an_answer_without_an_end(
        self, library: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(api, "MAX_ANSWER", 50)
        monkeypatch.setattr(api, "MAX_LIST", 50)
        for name, call in self.calls(library).items():
            with pytest.raises(BadAnswer, match="too long"):
                await call()
            assert name

    async def test_a_redirect_elsewhere_gets_no_key(
        self, world: World, library: Library, proxy: Proxy
    ) -> None:
        async with Proxy(world.server.url) as other:
            to = f"http://localhost:{other.port}/"
            proxy.instead = answering(302, Location=to)
            with pytest.raises(BadAnswer, match="redirected to localhost"):
                await library.about()
            proxy.instead = answering(302, Location=other.url)
            with pytest.raises(BadAnswer):
                await library.about()
            assert other.asked == 0

    @pytest.mark.parametrize("location", ["", "http://[", "javascript:x", "/"])
    async def test_a_redirect_to_nowhere(
        self, library: Library, proxy: Proxy, location: str
    ) -> None:
        proxy.instead = answering(301, Location=location)
        with pytest.raises(LibraryError):
            await library.about()
        assert proxy.asked <= 4

    # Secrets

    async def test_a_server_that_repeats_what_it_was_sent(
        self, world: World, proxy: Proxy
    ) -> None:
        url = proxy.url.replace("://", "://me:proxysecret@")
        library = world.library(url=url)
        told: list[str] = []
        for spoil in (echo, None):
            proxy.instead = spoil
            proxy.spoil = None if spoil else hang_up
            for call in self.calls(library).values():
                with pytest.raises(LibraryError) as raised:
                    await call()
                told += everything_told(raised.value)
        for secret in (*world.secrets, "proxysecret", "bWU6cHJveHlzZWNyZXQ="):
            assert secret not in " ".join(told)
