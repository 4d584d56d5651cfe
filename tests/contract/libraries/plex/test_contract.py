"""Plex keeps the promises of media servers."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from custom_components.greenlight.libraries.base import Library
from custom_components.greenlight.libraries.plex.library import Plex
from tests.contract.libraries.contract import LibraryContract
from tests.contract.libraries.faults import Faults
from tests.contract.libraries.media_server import MediaServerContract
from tests.contract.libraries.world import World, read
from tests.support.fake_plex import FakePlex
from tests.support.media_files import FILMS


class TestPlex(MediaServerContract):
    """Against the fake."""

    lists = "/all"

    @pytest.fixture
    def library(self, plex: Plex) -> Plex:
        """Return the library."""
        return plex

    @pytest.fixture
    def fake(self, server: FakePlex) -> FakePlex:
        """Return the fake."""
        return server


class TestPlexInTexts(TestPlex):
    """The same, where numbers and flags come as texts."""

    @pytest.fixture
    def fake(self, server: FakePlex) -> FakePlex:
        """Return the fake."""
        server.as_text = True
        return server

    @pytest.fixture
    def library(self, plex: Plex, fake: FakePlex) -> Plex:
        """Return the library."""
        return plex


class TestPlexAsALibrary(LibraryContract):
    """What every library promises."""

    async def test_one_item_is_as_it_is_among_all(self, world: World) -> None:
        """Asked for by itself, Plex tells more of files than among all."""
        library = world.library()
        for item_id, item in (await read(library)).items():
            closer = await library.measured([item_id])
            whole = replace(item, versions=closer.get(item_id, ()))
            assert await library.item(item_id) == whole

    def row(self) -> dict[str, Any]:
        return FakePlex()._film(FILMS[0])

    def huge(self) -> dict[str, Any]:
        media = self.row()["Media"] * 5000
        many = [{"tag": f"Somebody {count}" * 20} for count in range(10_000)]
        return {**self.row(), "Role": many, "Genre": many, "Media": media}


class TestFaults(Faults):
    """What goes wrong on the way."""

    def calls(self, library: Library) -> dict[str, Callable[[], Awaitable[Any]]]:
        # What is not there has an answer without anything that could be spoilt.
        return {**super().calls(library), "item": lambda: library.item("101")}
