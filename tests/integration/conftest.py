"""What every test with a Home Assistant in it needs."""

from collections.abc import AsyncGenerator

import pytest

import custom_components.greenlight  # before the test plugin's own custom_components is found
from tests.support.feed import FeedServer

from .fake_qbittorrent import FakeQBittorrent

assert custom_components.greenlight


@pytest.fixture(autouse=True)
def custom_integrations(enable_custom_integrations: None) -> None:
    """Let Home Assistant find the integration."""


@pytest.fixture
async def qbittorrent(socket_enabled: None) -> AsyncGenerator[FakeQBittorrent]:
    """Run a qBittorrent's login and its most necessary answers on loopback."""
    async with FakeQBittorrent() as server:
        yield server


@pytest.fixture
async def site(socket_enabled: None) -> AsyncGenerator[FeedServer]:
    """Run a release site on loopback."""
    async with FeedServer() as server:
        yield server
