"""Sonarr keeps what every library promises, and survives what every server does."""

from collections.abc import AsyncGenerator
from typing import Any

from aiohttp import ClientSession
import pytest

from tests.contract.libraries.arr_world import SonarrWorld
from tests.contract.libraries.contract import LibraryContract
from tests.contract.libraries.faults import Faults
from tests.support.arr_rows import series
from tests.support.fake_sonarr import example


@pytest.fixture
async def world(session: ClientSession) -> AsyncGenerator[SonarrWorld]:
    """Run a fake with a few works."""
    async with example() as server:
        yield SonarrWorld(server, session)


class TestSonarr(LibraryContract):
    def row(self) -> dict[str, Any]:
        return series(999, "A Strange One", 2020)

    def huge(self) -> dict[str, Any]:
        names = [{"title": f"Name {count}" * 20} for count in range(10_000)]
        return {**self.row(), "alternateTitles": names, "tags": [1] * 10_000}


class TestFaults(Faults):
    pass
