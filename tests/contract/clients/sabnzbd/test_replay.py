"""The contract on recorded answers of every generation of SABnzbd."""

from collections.abc import AsyncGenerator

from aiohttp import ClientSession
import pytest

from tests.contract.clients.faults import Faults
from tests.contract.clients.sabnzbd.replay import VERSIONS, Replay
from tests.contract.clients.sabnzbd.world import ReplayWorld, SabnzbdContract
from tests.contract.clients.world import a_post


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


class TestFaults(Faults):
    """The faults, towards recorded servers."""

    release = a_post()
    stranger = rb'"status": ?"\w+"', b'"status": "Pondering"'
    secrets = ("api_key",)
