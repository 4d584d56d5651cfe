"""The contract, and what only a real server can show, on a real NZBGet."""

from collections.abc import AsyncGenerator

from aiohttp import ClientSession
import pytest

from tests.contract.clients.contract import UsenetContract
from tests.contract.clients.nzbget_world import RealWorld
from tests.support.nntp import NewsServer
from tests.support.nzbget import NzbGet as Server, Settings, Unavailable, program

pytestmark = pytest.mark.real_server


@pytest.fixture
def settings() -> Settings:
    """Return the settings of the server; a test that cares parametrises them."""
    # It would clear away what ended more than 30 days ago.
    return Settings(categories=("films", "music"), extra={"KeepHistory": "3650"})


@pytest.fixture
async def server(settings: Settings) -> AsyncGenerator[Server]:
    """Start a real server, or skip."""
    try:
        program()
    except Unavailable as error:
        pytest.skip(str(error))
    async with NewsServer() as news, Server(news, settings=settings) as server:
        yield server


@pytest.fixture
def world(server: Server, session: ClientSession) -> RealWorld:
    return RealWorld(server, session)


class TestReal(UsenetContract):
    """The promises, kept by a real server."""
