"""A fake Jellyfin, and the library that reads it."""

from collections.abc import AsyncGenerator

from aiohttp import ClientSession
import pytest

from custom_components.greenlight.libraries.jellyfin.library import Jellyfin
from tests.contract.libraries.media_worlds import JellyfinWorld
from tests.support.fake_jellyfin import FakeJellyfin


@pytest.fixture
async def server() -> AsyncGenerator[FakeJellyfin]:
    """Run a fake server."""
    async with FakeJellyfin() as server:
        yield server


@pytest.fixture
def jellyfin(server: FakeJellyfin, session: ClientSession) -> Jellyfin:
    """Return a library of it."""
    return JellyfinWorld(server, session).library()


@pytest.fixture
def world(server: FakeJellyfin, session: ClientSession) -> JellyfinWorld:
    """Return it as the contract of all libraries wants it."""
    return JellyfinWorld(server, session)
