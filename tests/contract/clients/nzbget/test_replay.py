"""The contract, and what goes wrong on the way, on recorded answers of NZBGet 21 and 26."""

from collections.abc import AsyncGenerator

from aiohttp import ClientSession
import pytest

from ..faults import Faults
from ..world import a_post
from .replay import Replay
from .world import NzbGetContract, ReplayWorld


@pytest.fixture
async def server(version: str) -> AsyncGenerator[Replay]:
    async with Replay(version) as server:
        yield server


@pytest.fixture
def world(server: Replay, session: ClientSession) -> ReplayWorld:
    return ReplayWorld(server, session)


class TestRecorded21(NzbGetContract):
    """The promises, kept towards a recorded 21.0."""

    @pytest.fixture
    def version(self) -> str:
        return "21.0"


class TestRecorded26(NzbGetContract):
    """The promises, kept towards a recorded 26.0."""

    @pytest.fixture
    def version(self) -> str:
        return "26.0"


class TestFaults(Faults):
    """What goes wrong, on a recorded 26.0."""

    release = a_post()
    stranger = (rb'"Status" : "PAUSED"', b'"Status" : "DREAMING"')

    @pytest.fixture
    def version(self) -> str:
        return "26.0"
