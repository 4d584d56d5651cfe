"""What Radarr and Sonarr do alike is tested with a Radarr, or with both."""

from collections.abc import AsyncGenerator

from aiohttp import ClientSession
import pytest

from custom_components.greenlight.libraries.base import Library
from tests.contract.libraries.arr_world import RadarrWorld, SonarrWorld
from tests.support import fake_radarr, fake_sonarr
from tests.support.fake_radarr import FakeRadarr
from tests.support.fake_sonarr import FakeSonarr


@pytest.fixture
async def radarr_server() -> AsyncGenerator[FakeRadarr]:
    async with fake_radarr.example() as server:
        yield server


@pytest.fixture
async def sonarr_server() -> AsyncGenerator[FakeSonarr]:
    async with fake_sonarr.example() as server:
        yield server


@pytest.fixture
def radarr(radarr_server: FakeRadarr, session: ClientSession) -> Library:
    return RadarrWorld(radarr_server, session).library()


@pytest.fixture
def sonarr(sonarr_server: FakeSonarr, session: ClientSession) -> Library:
    return SonarrWorld(sonarr_server, session).library()
