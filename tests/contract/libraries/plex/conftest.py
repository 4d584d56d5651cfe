"""A fake Plex, and the library that reads it."""

from collections.abc import AsyncGenerator

from aiohttp import ClientSession
import pytest

from custom_components.greenlight.libraries.plex.library import Plex
from tests.support.fake_plex import FakePlex


@pytest.fixture
async def server() -> AsyncGenerator[FakePlex]:
    """Run a fake server."""
    async with FakePlex() as server:
        yield server


@pytest.fixture
def plex(server: FakePlex, session: ClientSession) -> Plex:
    """Return a library of it."""
    return Plex(session, server.url, server.token, library="sub", client_id="client-1")
