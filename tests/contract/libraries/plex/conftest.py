"""A fake Plex, and the library that reads it."""

from collections.abc import AsyncGenerator

from aiohttp import ClientSession
import pytest

from custom_components.greenlight.libraries.plex.library import Plex
from tests.contract.libraries.media_worlds import PlexWorld
from tests.support.fake_plex import FakePlex


@pytest.fixture
async def server() -> AsyncGenerator[FakePlex]:
    """Run a fake server."""
    async with FakePlex() as server:
        yield server


@pytest.fixture
def plex(server: FakePlex, session: ClientSession) -> Plex:
    """Return a library of it."""
    return PlexWorld(server, session).library()


@pytest.fixture
def world(server: FakePlex, session: ClientSession) -> PlexWorld:
    """Return it as the contract of all libraries wants it."""
    return PlexWorld(server, session)
