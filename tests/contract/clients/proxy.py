"""A reverse proxy on loopback, with everything that goes wrong on the way to a server."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
import datetime as dt
from pathlib import Path
import ssl
from typing import Self

from aiohttp import ClientSession, DummyCookieJar, web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from yarl import URL

from tests.support.ports import LOOPBACK, free_port

from .answers import Handler

type Spoil = Callable[[web.Request, web.Response], Awaitable[web.StreamResponse]]

_OWN = frozenset(
    {"connection", "content-length", "date", "host", "server", "transfer-encoding"}
)


class Proxy:
    """The proxy; ``url`` is where it shows the server, below a path of its own if so wanted.

    ``instead`` answers without asking the server, ``spoil`` has the server's answer and makes
    another of it; both only for requests whose body is as ``only`` wants it.
    """

    def __init__(
        self,
        url: str,
        *,
        prefix: str = "",
        host: str = LOOPBACK,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._server = URL(url)
        self._prefix = prefix
        self._host, self._tls = host, tls
        self.port = free_port()
        self.instead: Handler | None = None
        self.spoil: Spoil | None = None
        self.only: Callable[[bytes], bool] | None = None
        # The login it wants before it passes anything on, and whether it passes that on as well.
        self.login = ""
        self.hands_on = False
        self.turned_away = 0
        self.asked = 0
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        scheme = "https" if self._tls else "http"
        host = f"[{self._host}]" if ":" in self._host else self._host
        path = self._server.path.rstrip("/")
        return f"{scheme}://{host}:{self.port}{self._prefix}{path}"

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        app = web.Application(client_max_size=2**24)
        app.router.add_route("*", self._prefix + "/{path:.*}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(
            self._runner, self._host, self.port, ssl_context=self._tls
        ).start()

    async def stop(self) -> None:
        if self._runner:
            await self._runner.cleanup()

    def heal(self) -> None:
        """Be an honest proxy again."""
        self.instead = self.spoil = self.only = None

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.asked += 1
        body = await request.read()
        if self.login and request.headers.get("Authorization") != self.login:
            self.turned_away += 1
            wanted = {"WWW-Authenticate": 'Basic realm="home"'}
            return web.Response(status=401, text="Unauthorized", headers=wanted)
        chosen = self.only is None or self.only(body)
        if chosen and self.instead:
            return await self.instead(request)
        answer = await self._forward(request, body)
        return await self.spoil(request, answer) if chosen and self.spoil else answer

    async def _forward(self, request: web.Request, body: bytes) -> web.Response:
        path = request.raw_path.removeprefix(self._prefix)
        kept = [
            (name, value)
            for name, value in request.headers.items()
            if name.lower() not in _OWN
            and (name != "Authorization" or self.hands_on or not self.login)
        ]
        async with (
            ClientSession(
                cookie_jar=DummyCookieJar(), auto_decompress=False
            ) as session,
            session.request(
                request.method,
                URL(f"{self._server.origin()}{path}", encoded=True),
                headers=kept,
                data=body,
                allow_redirects=False,
            ) as response,
        ):
            answer = web.Response(status=response.status, body=await response.read())
            for name, value in response.headers.items():
                if name.lower() not in _OWN:
                    answer.headers.add(name, value)
            # What came without a type leaves without one.
            if "Content-Type" not in response.headers:
                answer.headers.pop("Content-Type", None)
            return answer


async def hang_up(request: web.Request, answer: web.Response) -> web.StreamResponse:
    """Lose the connection before the answer."""
    assert request.transport
    request.transport.abort()
    return answer


async def half_of_it(_: web.Request, answer: web.Response) -> web.StreamResponse:
    """Send half of the body as if it were all of it."""
    assert isinstance(answer.body, bytes)
    half = web.Response(status=answer.status, body=answer.body[: len(answer.body) // 2])
    half.headers.update(
        {
            name: value
            for name, value in answer.headers.items()
            if name.lower() not in _OWN
        }
    )
    return half


async def cut_short(request: web.Request, answer: web.Response) -> web.StreamResponse:
    """Lose the connection in the middle of the answer."""
    assert isinstance(answer.body, bytes)
    assert request.transport
    response = web.StreamResponse(status=answer.status)
    response.content_length = len(answer.body) + 100
    await response.prepare(request)
    await response.write(answer.body)
    request.transport.close()
    return response


async def bad_gateway(_: web.Request, __: web.Response) -> web.StreamResponse:
    """Say that the server does not answer, although it did."""
    return web.Response(
        status=502, text="<html>Bad Gateway</html>", content_type="text/html"
    )


async def gateway_timeout(_: web.Request, __: web.Response) -> web.StreamResponse:
    """Say that the server took too long, although it did what was asked."""
    return web.Response(status=504, text="Gateway Timeout")


async def gibberish(request: web.Request, answer: web.Response) -> web.StreamResponse:
    """Answer with what is no HTTP."""
    assert isinstance(request.transport, asyncio.Transport)
    request.transport.write(b"SSH-2.0-OpenSSH_10.0\r\n\r\n")
    request.transport.close()
    return answer


async def too_late(request: web.Request, answer: web.Response) -> web.StreamResponse:
    """Answer when nobody waits any more."""
    while request.transport and not request.transport.is_closing():
        await asyncio.sleep(0.02)
    return answer


@asynccontextmanager
async def raw_server(
    talk: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[object]],
) -> AsyncGenerator[str]:
    """Listen, and treat every connection as told."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await talk(reader, writer)
        writer.close()

    port = free_port()
    server = await asyncio.start_server(serve, LOOPBACK, port)
    try:
        yield f"{LOOPBACK}:{port}"
    finally:
        server.close_clients()
        server.close()


def unsigned(folder: Path) -> ssl.SSLContext:
    """Return what a server needs to present a certificate for loopback that nobody signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, LOOPBACK)])
    now = dt.datetime.now(dt.UTC)
    signed = (
        x509.CertificateBuilder(
            name, name, key.public_key(), x509.random_serial_number()
        )
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = folder / "server.pem"
    pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(pem)
    return context
