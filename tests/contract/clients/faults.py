"""Everything that goes wrong between a client and its server, the same for every client.

A module that runs a recorded server subclasses ``Faults`` beside its contract's test class, with
the same fixtures ``world`` (and ``session``). The world's ``server`` has a ``url``, and its
``client`` takes ``url`` and ``timeout``. The subclass says what is particular:

- ``release``: what is added; a torrent or a post that the server does not complete by itself;
- ``stranger``: a pattern that finds the state of a download in the server's answers, and what a
  version of the future would have there instead;
- ``secrets``: the attributes of the world's ``server`` that nobody may ever read.

Between the two stands a ``Proxy``, so that no server has to know how to misbehave.
"""

import asyncio
import base64
from collections.abc import AsyncGenerator, Callable, Iterator
from pathlib import Path
import re
import socket
from typing import Any, ClassVar

from aiohttp import ClientSession, DummyCookieJar, TCPConnector, web
from aiohttp.abc import AbstractResolver
import pytest
import pytest_socket

from custom_components.greenlight.clients.base import Client, DownloadState
from custom_components.greenlight.clients.errors import (
    CannotConnect,
    ClientError,
    ClientTimeout,
    ConnectionLost,
    NotThisClient,
    TlsFailed,
)
from tests.support.ports import LOOPBACK, free_port
from tests.support.waiting import until

from .answers import Handler, answering
from .proxy import (
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
from .world import Release, add, add_file, file_of, followed, polled

# For answers that come too late; everything else may take its time on a busy machine.
PATIENCE: dict[Spoil, float] = {too_late: 1.0}
# Where every answer comes too late.
SHORT_PATIENCE = 0.4
PAGE = "<!DOCTYPE html><title>Please log in</title><form action=/login></form>"


def everything_told(error: BaseException | None) -> Iterator[str]:
    """Yield all that a log with traceback could show of an error and what led to it."""
    if error is not None:
        yield f"{error!s} {error!r} {vars(error)}"
        yield from everything_told(error.__cause__)
        yield from everything_told(error.__context__)


def carrying(release: Release) -> Callable[[bytes], bool]:
    """Return what tells whether a request hands over the file of a release."""
    file = file_of(release)
    forms = (file, base64.b64encode(file))
    return lambda body: any(form in body for form in forms)


async def echo(request: web.Request) -> web.StreamResponse:
    """Answer with all that was sent, as some servers do when something fails."""
    headers = " ".join(f"{name}: {value}" for name, value in request.headers.items())
    body = (await request.read()).decode("utf-8", "replace")
    return web.Response(status=500, text=f"{body[:500]} {headers} {request.raw_path}")


class Faults:
    """The faults, each of which has its name and passes."""

    release: ClassVar[Release]
    stranger: ClassVar[tuple[bytes, bytes]]
    secrets: ClassVar[tuple[str, ...]] = ("password",)

    @pytest.fixture
    async def proxy(self, world: Any) -> AsyncGenerator[Proxy]:
        """Stand between the client and its server."""
        async with Proxy(world.server.url) as proxy:
            yield proxy

    @pytest.fixture
    def client(self, world: Any, proxy: Proxy) -> Client:
        """Return a client that goes through the proxy."""
        return world.client(url=proxy.url)

    async def calls(self, client: Client, download: Any) -> dict[str, Any]:
        """Return ways to ask for something, none of which changes anything."""
        known = followed(download)
        return {
            "poll": lambda: client.poll({"it": known}),
            "find": lambda: client.find(known),
            "survey": client.survey,
            "finished": lambda: client.finished(["films"], since=0),
            "connect": client.connect,
        }

    # On the way

    async def test_nobody_listens(self, world) -> None:
        client = world.client(url=f"http://{LOOPBACK}:{free_port()}")
        with pytest.raises(CannotConnect, match="refused"):
            await client.connect()

    async def test_an_unknown_host_name(self, world) -> None:
        class NoNames(AbstractResolver):
            async def resolve(self, host, port=0, family=socket.AF_INET):
                raise OSError(None, "no such name")

            async def close(self) -> None: ...

        connector = TCPConnector(resolver=NoNames())
        async with ClientSession(
            connector=connector, cookie_jar=DummyCookieJar()
        ) as session:
            client = type(world)(world.server, session).client(
                url="http://nas.invalid:8080"
            )
            with pytest.raises(CannotConnect, match="name"):
                await client.connect()

    async def test_a_server_that_does_not_answer(self, world) -> None:
        async def silence(
            reader: asyncio.StreamReader, _: asyncio.StreamWriter
        ) -> None:
            await reader.read()

        async with raw_server(silence) as address:
            with pytest.raises(ClientTimeout):
                await world.client(url=f"http://{address}", timeout=0.2).connect()

    async def test_a_server_that_speaks_something_else(self, world) -> None:
        async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"SSH-2.0-OpenSSH_10.0\r\n")
            await writer.drain()

        async with raw_server(greet) as address:
            with pytest.raises(NotThisClient):
                await world.client(url=f"http://{address}").connect()

    async def test_a_server_that_hangs_up(self, world) -> None:
        async def drop(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
            await reader.readline()

        async with raw_server(drop) as address:
            with pytest.raises(ConnectionLost):
                await world.client(url=f"http://{address}").connect()

    async def test_a_certificate_nobody_signed(self, world, tmp_path: Path) -> None:
        async with Proxy(world.server.url, tls=unsigned(tmp_path)) as proxy:
            with pytest.raises(TlsFailed, match="self-signed"):
                await world.client(url=proxy.url).connect()
            # And plain HTTP to the encrypted port.
            with pytest.raises(ConnectionLost):
                await world.client(url=proxy.url.replace("https", "http")).connect()
            assert proxy.asked == 0

    async def test_encrypted_to_a_plain_port(self, world) -> None:
        client = world.client(url=world.server.url.replace("http", "https"))
        with pytest.raises(TlsFailed):
            await client.connect()

    @pytest.mark.parametrize("tail", ["", "/"])
    async def test_a_base_path_is_kept(self, world, tail: str) -> None:
        async with Proxy(world.server.url, prefix="/apps/downloads") as proxy:
            client = world.client(url=proxy.url + tail)
            assert (await client.connect()).version == world.version
            download = await add_file(client, self.release, stopped=True)
            assert (await polled(client, download)).id == download.id

    async def test_an_address_of_ipv6(self, world) -> None:
        try:
            with socket.socket(socket.AF_INET6) as probe:
                probe.bind(("::1", 0))
        except OSError:
            pytest.skip("this machine has no IPv6")
        pytest_socket.socket_allow_hosts([LOOPBACK, "::1"])
        async with Proxy(world.server.url, host="::1") as proxy:
            assert "[::1]" in proxy.url
            client = world.client(url=proxy.url)
            assert (await client.connect()).version == world.version
            assert (await client.poll({})).downloads == {}

    # Who answers

    @pytest.mark.parametrize(
        "handler",
        [
            answering(200, PAGE, "text/html"),
            answering(200, f"\n {PAGE}"),
            answering(302, Location="https://sso.example/?rd=secret"),
            answering(401, PAGE, "text/html"),
            answering(403, PAGE, "text/html"),
        ],
    )
    async def test_the_login_page_of_a_proxy(
        self, client: Client, world, proxy: Proxy, handler: Handler
    ) -> None:
        proxy.instead = handler
        with pytest.raises(ClientError) as caught:
            await client.connect()
        assert "secret" not in caught.value.detail
        assert "<" not in caught.value.detail
        fresh = world.client(url=proxy.url)
        proxy.heal()
        await fresh.connect()
        download = await add_file(fresh, self.release, stopped=True)
        # Its session with the proxy ends.
        proxy.instead = handler
        for name, call in (await self.calls(fresh, download)).items():
            with pytest.raises(ClientError):
                await call()
            assert name
        with pytest.raises(ClientError):
            await add(fresh, self.release)
        assert await world.count() == 1

    @pytest.mark.parametrize(
        "handler",
        [
            answering(200, PAGE, "text/html"),
            answering(302, Location="/login"),
            answering(404, "404 page not found"),
            answering(429, "Too Many Requests"),
            answering(500, "oops"),
            answering(502, PAGE, "text/html"),
            answering(503, "Service Unavailable"),
        ],
    )
    async def test_what_passes_passes(
        self, client: Client, proxy: Proxy, handler: Handler
    ) -> None:
        download = await add_file(client, self.release, stopped=True)
        proxy.instead = handler
        for name, call in (await self.calls(client, download)).items():
            with pytest.raises(ClientError) as caught:
                await call()
            assert caught.value.retry, name
        proxy.heal()
        assert (await polled(client, download)).id == download.id

    async def test_a_server_that_forbids_everything_is_not_pestered(
        self, client: Client, world, proxy: Proxy
    ) -> None:
        """It may ban us for every login that fails."""
        await client.connect()
        proxy.instead, proxy.asked = answering(403, "Forbidden"), 0
        for _ in range(5):
            with pytest.raises(ClientError):
                await client.poll({})
        assert proxy.asked <= 15
        proxy.heal()
        await world.client(url=proxy.url).connect()

    @pytest.mark.parametrize("spoil", [half_of_it, cut_short, hang_up, too_late])
    async def test_an_answer_that_does_not_arrive_whole(
        self, client: Any, proxy: Proxy, spoil: Spoil
    ) -> None:
        download = await add_file(client, self.release, stopped=True)
        proxy.spoil = spoil
        with pytest.MonkeyPatch.context() as patch:
            if spoil is too_late:
                patch.setattr(client._api, "_timeout", SHORT_PATIENCE)
            for name, call in (await self.calls(client, download)).items():
                with pytest.raises(ClientError) as caught:
                    await call()
                assert caught.value.retry, name
                if spoil is too_late:
                    assert isinstance(caught.value, ClientTimeout), name
        proxy.heal()
        assert (await polled(client, download)).id == download.id

    # Never double, never lost

    @pytest.mark.parametrize(
        "spoil",
        [
            half_of_it,
            cut_short,
            hang_up,
            too_late,
            bad_gateway,
            gateway_timeout,
            gibberish,
        ],
    )
    async def test_a_lost_answer_to_an_add_is_resolved_by_looking(
        self, world, proxy: Proxy, spoil: Spoil
    ) -> None:
        client = world.client(url=proxy.url, timeout=PATIENCE.get(spoil, 20))
        await client.connect()
        proxy.only, proxy.spoil = carrying(self.release), spoil
        added = await add(client, self.release, stopped=True)
        assert added.already_there is None
        assert await world.count() == 1
        assert (await polled(client, added.download)).id == added.download.id

    @pytest.mark.usefixtures("impatient")
    @pytest.mark.parametrize("spoil", [hang_up, bad_gateway, gateway_timeout])
    async def test_an_add_that_was_never_taken_is_a_failure_and_can_be_repeated(
        self, client: Client, world, proxy: Proxy, spoil: Spoil
    ) -> None:
        await client.connect()

        async def before(request: web.Request) -> web.StreamResponse:
            return await spoil(request, web.Response())

        proxy.only, proxy.instead = carrying(self.release), before
        with pytest.raises(ClientError) as caught:
            await add(client, self.release, stopped=True)
        assert caught.value.retry
        # A proxy's word that it did not get through is one; from silence nobody can tell.
        assert isinstance(caught.value, ClientTimeout) is (spoil is not bad_gateway)
        assert not isinstance(caught.value, CannotConnect)
        assert await world.count() == 0
        proxy.heal()
        added = await add(client, self.release, stopped=True)
        assert added.already_there is None
        assert await world.count() == 1

    @pytest.mark.parametrize("spoil", [hang_up, too_late, bad_gateway])
    async def test_a_server_that_is_gone_after_an_add_may_have_it(
        self, world, proxy: Proxy, spoil: Spoil
    ) -> None:
        """Nobody is to hand it to another client before somebody has looked."""
        client = world.client(url=proxy.url, timeout=PATIENCE.get(spoil, 20))
        await client.connect()

        async def then_die(
            request: web.Request, answer: web.Response
        ) -> web.StreamResponse:
            async def gone(request: web.Request) -> web.StreamResponse:
                return await hang_up(request, web.Response())

            proxy.only, proxy.instead = None, gone
            return await spoil(request, answer)

        proxy.only, proxy.spoil = carrying(self.release), then_die
        with pytest.raises(ClientError) as caught:
            await add(client, self.release, stopped=True)
        assert isinstance(caught.value, ClientTimeout)
        assert await world.count() == 1

    async def test_an_add_towards_nobody_is_surely_not_there(
        self, client: Client, world, proxy: Proxy
    ) -> None:
        await client.connect()
        await proxy.stop()
        with pytest.raises(CannotConnect):
            await add(client, self.release, stopped=True)
        assert await world.count() == 0

    # A server that changes

    async def test_a_server_that_restarts_while_it_is_polled(
        self, client: Client, world, proxy: Proxy
    ) -> None:
        download = await add_file(client, self.release, stopped=True)
        outcomes: list[str] = []
        over = asyncio.Event()

        async def keep_polling() -> None:
            while not over.is_set():
                try:
                    poll = await client.poll({"it": followed(download)})
                except ClientError as err:
                    outcomes.append("error" if err.retry else repr(err))
                else:
                    assert poll.downloads["it"].id == download.id
                    outcomes.append("there")
                await asyncio.sleep(0.01)

        async def has_begun() -> bool:
            return len(outcomes) > 3

        polling = [asyncio.create_task(keep_polling()) for _ in range(2)]
        await until(has_begun, "polling to have begun", seconds=10)
        await proxy.stop()
        await world.lose_sessions()
        await asyncio.sleep(0.3)
        await proxy.start()

        async def is_back() -> bool:
            return outcomes[-1] == "there"

        await until(is_back, "the server to be back", seconds=10)
        over.set()
        await asyncio.gather(*polling)
        assert outcomes[0] == "there"
        assert set(outcomes) == {"there", "error"}
        assert (await polled(client, download)).id == download.id

    async def test_states_of_a_newer_version_are_unknown_and_told_once(
        self, client: Client, proxy: Proxy, caplog
    ) -> None:
        download = await add_file(client, self.release, stopped=True)
        pattern, stranger = self.stranger
        changed = 0

        async def from_the_future(
            _: web.Request, answer: web.Response
        ) -> web.StreamResponse:
            nonlocal changed
            assert isinstance(answer.body, bytes)
            answer.body, found = re.subn(pattern, stranger, answer.body)
            changed += found
            return answer

        proxy.spoil = from_the_future
        for _ in range(3):
            told = await polled(client, download)
            assert told.state is DownloadState.UNKNOWN
            assert not told.complete
        assert changed
        assert sum((await client.survey()).counts.values()) == 1
        warnings = [
            record
            for record in caplog.records
            # asyncio warns of a slow machine.
            if record.levelname == "WARNING" and record.name != "asyncio"
        ]
        assert len(warnings) <= 1

    # Secrets

    async def test_no_secret_is_told_when_a_server_repeats_what_it_was_sent(
        self, client: Client, world, proxy: Proxy, caplog
    ) -> None:
        caplog.set_level("DEBUG")
        download = await add_file(client, self.release, stopped=True)
        hidden = [getattr(world.server, name) for name in self.secrets]
        assert all(hidden)
        proxy.instead = echo
        told = repr(client)
        for call in (await self.calls(client, download)).values():
            with pytest.raises(ClientError) as caught:
                await call()
            told += "".join(everything_told(caught.value))
        with pytest.raises(ClientError) as refused:
            await add(client, self.release)
        told += "".join(everything_told(refused.value)) + caplog.text
        for secret in hidden:
            assert secret not in told
            assert base64.b64encode(f"admin:{secret}".encode()).decode() not in told
