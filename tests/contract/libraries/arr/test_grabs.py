"""Radarr and Sonarr keep what is promised of grabs."""

from typing import override

from aiohttp import ClientSession
import pytest

from tests.contract.clients.qbittorrent.replay import Replay
from tests.contract.libraries.arr_world import RadarrWorld, SonarrWorld
from tests.contract.libraries.grabs import GrabsContract, House
from tests.support.fake_radarr import FakeRadarr
from tests.support.fake_sonarr import FakeSonarr


class RadarrHouse(House):
    @property
    @override
    def item(self) -> str:
        return "4"

    @property
    @override
    def episodes(self) -> tuple[tuple[int, int], ...]:
        return ()


class SonarrHouse(House):
    @property
    @override
    def item(self) -> str:
        return "2"

    @property
    @override
    def episodes(self) -> tuple[tuple[int, int], ...]:
        return ((1, 1), (1, 2))


class TestRadarr(GrabsContract):
    @pytest.fixture
    def house(self, films: FakeRadarr, client: Replay, session: ClientSession) -> House:
        return RadarrHouse(films, client, RadarrWorld(films, session))


class TestSonarr(GrabsContract):
    @pytest.fixture
    def house(self, shows: FakeSonarr, client: Replay, session: ClientSession) -> House:
        return SonarrHouse(shows, client, SonarrWorld(shows, session))
