"""Plex keeps the promises of media servers."""

import pytest

from custom_components.greenlight.libraries.plex.library import Plex
from tests.contract.libraries.media_server import MediaServerContract
from tests.support.fake_plex import FakePlex


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
