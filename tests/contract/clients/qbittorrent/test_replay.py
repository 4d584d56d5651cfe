"""The contract on recorded answers of every generation of qBittorrent."""

import pytest

from tests.contract.clients.faults import Faults
from tests.contract.clients.qbittorrent.replay import VERSIONS
from tests.contract.clients.qbittorrent.world import QBittorrentContract
from tests.contract.clients.world import a_torrent


@pytest.fixture(params=VERSIONS)
def version(request: pytest.FixtureRequest) -> str:
    return request.param


class TestRecorded(QBittorrentContract):
    """The promises, kept towards recorded servers."""


class TestFaults(Faults):
    """The faults, towards recorded servers."""

    release = a_torrent()
    stranger = rb'"state": ?"\w+"', b'"state": "pondering"'
