"""The contract, and what only a real server can show, on a real SABnzbd."""

from collections.abc import AsyncGenerator

from aiohttp import ClientSession
import pytest

from custom_components.greenlight.clients.base import FoundBy, NotSupported
from tests.contract.clients.contract import DONE, UsenetContract
from tests.contract.clients.sabnzbd_world import RealWorld
from tests.contract.clients.world import add_file, comes_to, followed, identity_of
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


class TestReal(UsenetContract):
    """The promises, kept by a real server."""

    # Its queue shows no mark of ours.
    known_by = FoundBy.TITLE

    @pytest.mark.parametrize("delete_data", [True, False])
    async def test_removing_with_or_without_data(
        self, client, world, *, delete_data: bool
    ) -> None:
        """SABnzbd never deletes what is complete, so that is refused and changes nothing."""
        release = self.make()
        await world.place(release)
        download = await add_file(client, release)
        await comes_to(client, download, *DONE)
        if delete_data:
            with pytest.raises(NotSupported):
                await client.remove(download.id, delete_data=True)
            assert await world.count() == 1
            return
        await client.remove(download.id, delete_data=False)
        assert await client.find(identity_of(release)) is None
        assert (await client.poll({"it": followed(download)})).downloads == {}
        assert await world.has_data(release)
