"""Jellyfin keeps the promises of media servers."""

from typing import Any

import pytest

from custom_components.greenlight.libraries.errors import LibraryAuth
from custom_components.greenlight.libraries.jellyfin.library import Jellyfin
from tests.contract.clients.proxy import Proxy
from tests.contract.libraries.contract import LibraryContract
from tests.contract.libraries.faults import Faults
from tests.contract.libraries.media_server import MediaServerContract
from tests.contract.libraries.world import World
from tests.support.fake_jellyfin import FakeJellyfin
from tests.support.media_files import FILMS


class TestJellyfin(MediaServerContract):
    """Against the fake of version 12."""

    lists = "/Items"

    @pytest.fixture
    def fake(self, server: FakeJellyfin) -> FakeJellyfin:
        """Return the fake."""
        return server

    @pytest.fixture
    def library(self, jellyfin: Jellyfin, fake: FakeJellyfin) -> Jellyfin:
        """Return the library."""
        return jellyfin


class TestJellyfinOfBefore(TestJellyfin):
    """The same of 10.10, which calls profile 7 HDR10 and knows no HDR10+."""

    @pytest.fixture
    def fake(self, server: FakeJellyfin) -> FakeJellyfin:
        """Return the fake."""
        server.version = "10.10.7"
        return server


class TestJellyfinAsALibrary(LibraryContract):
    """What every library promises."""

    def row(self) -> dict[str, Any]:
        return FakeJellyfin()._film(FILMS[0])

    def huge(self) -> dict[str, Any]:
        many = [
            {"Name": f"Somebody {count}" * 20, "Type": "Actor"}
            for count in range(10_000)
        ]
        sources = self.row()["MediaSources"] * 2000
        return {
            **self.row(),
            "People": many,
            "Tags": ["x"] * 10_000,
            "MediaSources": sources,
        }


class TestFaults(Faults):
    """What goes wrong on the way."""

    async def test_a_proxy_with_a_login_of_its_own(
        self, world: World, proxy: Proxy
    ) -> None:
        """Both want the same header, and Jellyfin's key goes into no address: there is no way."""
        proxy.login = "Basic bWU6c2VjcmV0"
        url = proxy.url.replace("://", "://me:secret@")
        with pytest.raises(LibraryAuth):
            await world.library(url=url).about()
