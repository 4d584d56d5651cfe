"""The contract on recorded answers of every generation of qBittorrent."""

import pytest

from tests.contract.clients.contract import TorrentContract
from tests.contract.clients.replay import VERSIONS


@pytest.fixture(params=VERSIONS)
def version(request: pytest.FixtureRequest) -> str:
    return request.param


class TestRecorded(TorrentContract):
    """The promises, kept towards recorded servers."""
