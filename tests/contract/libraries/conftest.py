"""Servers on loopback need sockets, which Home Assistant's test plugin forbids otherwise."""

from collections.abc import AsyncGenerator

from aiohttp import ClientSession, DummyCookieJar
import pytest


@pytest.fixture(autouse=True)
def sockets(socket_enabled: None) -> None:
    """Let sockets through; the plugin still refuses to connect to anything but 127.0.0.1."""


@pytest.fixture
async def session() -> AsyncGenerator[ClientSession]:
    """Return a session as Home Assistant would give it to a library."""
    async with ClientSession(cookie_jar=DummyCookieJar()) as session:
        yield session
