"""What Radarr and Sonarr do alike is tested with a Radarr, or with both."""

from collections.abc import AsyncGenerator

from aiohttp import ClientSession
import pytest

from custom_components.greenlight.libraries.base import Library
from tests.contract.clients.qbittorrent.replay import Replay
from tests.contract.libraries.arr.ordering import (
    BEST,
    GOOD,
    POOR,
    Owner,
    a_film,
    a_pack,
    set_up,
)
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


@pytest.fixture
async def client() -> AsyncGenerator[Replay]:
    """Run a recorded qBittorrent with the categories of both, which keeps all of it waiting."""
    async with Replay("4.5.2") as server:
        for name in ("radarr", "tv-sonarr"):
            server.add_category(name)
        server.going = "pausedDL"
        yield server


@pytest.fixture
def films(radarr_server: FakeRadarr, client: Replay) -> FakeRadarr:
    """Return a Radarr that finds three releases of one film, and has a client for them."""
    set_up(radarr_server, client)
    offers = [a_film(BEST, rank=3), a_film(GOOD, rank=2), a_film(POOR, rank=1)]
    radarr_server.downloads.offers = offers
    return radarr_server


@pytest.fixture
def shows(sonarr_server: FakeSonarr, client: Replay) -> FakeSonarr:
    """Return a Sonarr that finds two packs of one season, and has a client for them."""
    set_up(sonarr_server, client)
    sonarr_server.downloads.offers = [a_pack(BEST, rank=1), a_pack(GOOD)]
    return sonarr_server


@pytest.fixture
def owner(films: FakeRadarr, session: ClientSession) -> Owner:
    """Return somebody with the key of that Radarr."""
    return Owner(films, session)


@pytest.fixture
def viewer(shows: FakeSonarr, session: ClientSession) -> Owner:
    """Return somebody with the key of that Sonarr."""
    return Owner(shows, session)
