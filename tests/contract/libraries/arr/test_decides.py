"""Radarr and Sonarr keep what is promised of decisions."""

from aiohttp import ClientSession
import pytest

from tests.contract.clients.qbittorrent.replay import Replay
from tests.contract.libraries.arr.test_grabs import RadarrHouse, SonarrHouse
from tests.contract.libraries.arr_world import RadarrWorld, SonarrWorld
from tests.contract.libraries.decides_contract import DecidesContract
from tests.contract.libraries.grabs import House
from tests.support.fake_radarr import FakeRadarr
from tests.support.fake_sonarr import FakeSonarr


class TestRadarr(DecidesContract):
    @pytest.fixture
    def house(self, films: FakeRadarr, client: Replay, session: ClientSession) -> House:
        return RadarrHouse(films, client, RadarrWorld(films, session))


class TestSonarr(DecidesContract):
    @pytest.fixture
    def house(self, shows: FakeSonarr, client: Replay, session: ClientSession) -> House:
        return SonarrHouse(shows, client, SonarrWorld(shows, session))
