"""The contract on recorded answers of every generation of SABnzbd."""

from collections.abc import AsyncGenerator

from aiohttp import ClientSession
import pytest

from tests.contract.clients.sabnzbd_replay import VERSIONS, Replay
from tests.contract.clients.sabnzbd_world import ReplayWorld, SabnzbdContract


@pytest.fixture(params=VERSIONS)
def version(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
async def server(version: str) -> AsyncGenerator[Replay]:
    async with Replay(version) as server:
        yield server


@pytest.fixture
def world(server: Replay, session: ClientSession) -> ReplayWorld:
    return ReplayWorld(server, session)


class TestRecorded(SabnzbdContract):
    """The promises, kept towards recorded servers."""
