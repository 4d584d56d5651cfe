"""What the tests of an NZBGet need that speaks from recorded answers; imported whole."""

from collections.abc import AsyncGenerator
from typing import Any

from aiohttp import ClientSession
import pytest

from custom_components.greenlight.clients.base import Identity
from custom_components.greenlight.clients.nzbget.client import NZBGet
from tests.support.clock import Clock

from .replay import Replay
from .world import ReplayWorld

__all__ = [
    "client",
    "server",
    "version",
    "waiting",
    "world",
]


@pytest.fixture
def version() -> str:
    """Return the version of the recorded server; a test that cares parametrises it."""
    return "26.0"


@pytest.fixture
async def server(version: str) -> AsyncGenerator[Replay]:
    """Run a recorded server."""
    async with Replay(version) as server:
        yield server


@pytest.fixture
def world(server: Replay, session: ClientSession) -> ReplayWorld:
    """Return the recorded server as the contract wants one."""
    return ReplayWorld(server, session)


@pytest.fixture
def client(world: ReplayWorld, clock: Clock) -> NZBGet:
    """Return a client of the recorded server."""
    return world.client(clock=clock)


def waiting(
    server: Replay, name: str = "A.Film.2026"
) -> tuple[dict[str, Any], Identity]:
    """Have a paused download, and return its row and what is kept of it."""
    row = server.put(name, "PAUSED")
    return row, Identity(id=str(row["NZBID"]))
