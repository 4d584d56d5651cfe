"""A recorded SABnzbd for the tests of one thing at a time."""

from collections.abc import AsyncGenerator

from aiohttp import ClientSession
import pytest

from custom_components.greenlight.clients.sabnzbd.client import SABnzbd
from tests.contract.clients.sabnzbd.replay import Replay
from tests.contract.clients.sabnzbd.world import ReplayWorld
from tests.support.clock import Clock


@pytest.fixture
def version() -> str:
    """Return the version of the recorded server; a test that cares parametrises it."""
    return "5.1.3"


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
def client(world: ReplayWorld, clock: Clock) -> SABnzbd:
    """Return a client of the recorded server."""
    return world.client(clock=clock)
