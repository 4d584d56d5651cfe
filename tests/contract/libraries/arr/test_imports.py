"""Radarr and Sonarr keep what is promised of imports."""

from typing import override

from aiohttp import ClientSession
import pytest

from tests.contract.libraries.arr_world import RadarrWorld, SonarrWorld
from tests.contract.libraries.importing import OLD, ImportHouse
from tests.contract.libraries.imports_contract import ImportsContract
from tests.contract.libraries.imports_disk import ImportsDisk
from tests.contract.libraries.imports_faults import ImportsFaults
from tests.support.fake_arr import Row
from tests.support.fake_radarr import FakeRadarr
from tests.support.fake_sonarr import FakeSonarr


class RadarrHouse(ImportHouse):
    name = "Nine.Paper.Boats.2021.2160p.WEB-DL.DV.HDR10-GLINT"
    item = "2"
    belongs, rescans = "movieId", "RescanMovie"

    @override
    def had(self) -> list[Row]:
        file = self.arr.works[2]["movieFile"]
        file["size"] = OLD
        return [file]


class SonarrHouse(ImportHouse):
    name = "Harbour.Nine.S01E01.2160p.WEB-DL.DV.HDR10-GLINT"
    item = "1"
    numbers = ((1, 1),)
    belongs, rescans = "seriesId", "RescanSeries"

    @override
    def had(self) -> list[Row]:
        assert isinstance(self.arr, FakeSonarr)
        file = self.arr.episodes[0]["episodeFile"]
        file["size"] = OLD
        return [file]


class TestRadarr(ImportsContract, ImportsDisk, ImportsFaults):
    @pytest.fixture
    def house(self, radarr_server: FakeRadarr, session: ClientSession) -> ImportHouse:
        return RadarrHouse(radarr_server, RadarrWorld(radarr_server, session))


class TestSonarr(ImportsContract, ImportsDisk, ImportsFaults):
    @pytest.fixture
    def house(self, sonarr_server: FakeSonarr, session: ClientSession) -> ImportHouse:
        return SonarrHouse(sonarr_server, SonarrWorld(sonarr_server, session))
