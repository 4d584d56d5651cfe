"""The contract, and what only a real server can show, on a real SABnzbd."""

from collections.abc import AsyncGenerator

from aiohttp import ClientSession
import pytest

from tests.contract.clients.sabnzbd_world import RealWorld, SabnzbdContract
from tests.support.nntp import NewsServer
from tests.support.sabnzbd import SABnzbd as Server, Settings, Unavailable, program

pytestmark = pytest.mark.real_server


@pytest.fixture
def settings() -> Settings:
    """Return the settings of the server; a test that cares parametrises them."""
    return Settings(categories=("films", "music"))


@pytest.fixture
async def server(settings: Settings) -> AsyncGenerator[Server]:
    """Start a real server, or skip."""
    try:
        program()
    except Unavailable as error:
        pytest.skip(str(error))
    async with NewsServer() as news, Server(news=news, settings=settings) as server:
        yield server


@pytest.fixture
def world(server: Server, session: ClientSession) -> RealWorld:
    return RealWorld(server, session)


class TestReal(SabnzbdContract):
    """The promises, kept by a real server."""
