"""Servers on loopback need sockets, which Home Assistant's test plugin forbids otherwise."""

from collections import defaultdict
from collections.abc import AsyncGenerator

from aiohttp import ClientSession, DummyCookieJar
import pytest

from custom_components.greenlight.clients.common import looking, states
from custom_components.greenlight.clients.qbittorrent import client as qbittorrent
from custom_components.greenlight.clients.qbittorrent.client import QBittorrent
from tests.contract.clients.qbittorrent.replay import Replay
from tests.contract.clients.qbittorrent.world import ReplayWorld
from tests.support.clock import Clock


@pytest.fixture(autouse=True)
def sockets(socket_enabled: None) -> None:
    """Let sockets through; the plugin still refuses to connect to anything but 127.0.0.1."""


@pytest.fixture
async def session() -> AsyncGenerator[ClientSession]:
    """Return a session as Home Assistant would give it to a client."""
    async with ClientSession(cookie_jar=DummyCookieJar()) as session:
        yield session


@pytest.fixture
def clock() -> Clock:
    """Return a clock for a client."""
    return Clock()


@pytest.fixture
def version() -> str:
    """Return the version of the recorded server; a test that cares parametrises it."""
    return "5.3.0"


@pytest.fixture
async def server(
    version: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncGenerator[Replay]:
    """Run a recorded server, which has nothing to measure."""
    monkeypatch.setattr(qbittorrent, "_MEASURING", 0)
    async with Replay(version) as server:
        yield server


@pytest.fixture
def world(server: Replay, session: ClientSession) -> ReplayWorld:
    """Return the recorded server as the contract wants one."""
    return ReplayWorld(server, session)


@pytest.fixture
def client(world: ReplayWorld) -> QBittorrent:
    """Return a client of the recorded server."""
    return world.client()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten the wait for something to show up that never will."""
    monkeypatch.setattr(looking, "PATIENCE", 0.2)
    monkeypatch.setattr(looking, "LOST", 0.2)


@pytest.fixture(autouse=True)
def nothing_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each test see what is logged once for all."""
    monkeypatch.setattr(states, "_told", defaultdict(set))
