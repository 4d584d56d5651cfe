"""The contract on the clients in memory, so that they stand for those that are real."""

import pytest

from tests.support.fake_client import FakeClient
from tests.support.fake_downloads import Fate
from tests.support.fake_usenet import FakeUsenet

from ..contract import TorrentContract, UsenetContract
from ..world import a_post, a_torrent
from .world import FakeWorld


class TestTorrents(TorrentContract):
    """The promises of a torrent client."""

    @pytest.fixture
    def world(self) -> FakeWorld:
        fake = FakeClient()
        fake.knows_metadata = False
        return FakeWorld(fake, a_torrent)


class TestUsenet(UsenetContract):
    """The promises of a usenet client."""

    @pytest.fixture
    def world(self) -> FakeWorld:
        fake = FakeUsenet()
        # Its news has only what was placed there.
        fake.fate = Fate.FAILS
        return FakeWorld(fake, a_post)
