"""A recorded Transmission for the tests of one thing at a time."""

from collections.abc import AsyncGenerator

from aiohttp import ClientSession
import pytest

from custom_components.greenlight.clients.transmission.client import Transmission
from tests.support.clock import Clock

from .replay import VERSIONS, Replay
from .world import ReplayWorld


@pytest.fixture(params=VERSIONS)
def version(request: pytest.FixtureRequest) -> str:
    """Return the version of the recorded server: each of them."""
    return request.param


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
def client(world: ReplayWorld, clock: Clock) -> Transmission:
    """Return a client of the recorded server."""
    return world.client(clock=clock)
