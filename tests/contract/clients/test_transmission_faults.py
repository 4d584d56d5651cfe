"""Everything that goes wrong on the way to a Transmission."""

from collections.abc import AsyncGenerator
from typing import ClassVar

from aiohttp import ClientSession
import pytest

from .faults import Faults
from .transmission_replay import VERSIONS, Replay
from .transmission_world import ReplayWorld
from .world import Release, a_torrent


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


class TestFaults(Faults):
    """The faults, towards recorded servers."""

    release: ClassVar[Release] = a_torrent("Faulty.2026.mkv")
    # The first column of a table of torrents.
    stranger = (rb"\],\[\d+,", b"],[17,")
    secrets = ("password", "session_id")
