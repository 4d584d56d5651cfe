"""The contract on recorded answers of both generations of Transmission."""

from collections.abc import AsyncGenerator

from aiohttp import ClientSession
import pytest

from .transmission_replay import Replay
from .transmission_world import NewerContract, ReplayWorld, TransmissionContract


@pytest.fixture
async def server(version: str) -> AsyncGenerator[Replay]:
    async with Replay(version) as server:
        yield server


@pytest.fixture
def world(server: Replay, session: ClientSession) -> ReplayWorld:
    return ReplayWorld(server, session)


class TestRecorded300(TransmissionContract):
    """The promises, kept towards a recorded 3.00."""

    @pytest.fixture
    def version(self) -> str:
        return "3.00"


class TestRecorded413(NewerContract):
    """The promises, kept towards a recorded 4.1.3."""

    @pytest.fixture
    def version(self) -> str:
        return "4.1.3"
