"""A fake Jellyfin, and the library that reads it."""

from collections.abc import AsyncGenerator

from aiohttp import ClientSession
import pytest

from custom_components.greenlight.libraries.jellyfin.library import Jellyfin
from tests.support.fake_jellyfin import FakeJellyfin


@pytest.fixture
async def server() -> AsyncGenerator[FakeJellyfin]:
    """Run a fake server."""
    async with FakeJellyfin() as server:
        yield server


@pytest.fixture
def jellyfin(server: FakeJellyfin, session: ClientSession) -> Jellyfin:
    """Return a library of it."""
    return Jellyfin(
        session,
        server.url,
        server.token,
        library="sub",
        device_id="device-1",
        interval=0.02,
    )
