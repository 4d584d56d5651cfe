"""Jellyfin keeps the promises of media servers."""

import pytest

from custom_components.greenlight.libraries.jellyfin.library import Jellyfin
from tests.contract.libraries.media_server import MediaServerContract
from tests.support.fake_jellyfin import FakeJellyfin


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
