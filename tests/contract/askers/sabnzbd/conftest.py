"""What poses as a SABnzbd, in a real Home Assistant on a real port."""

from collections.abc import AsyncGenerator

from aiohttp import ClientSession, DummyCookieJar
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from tests.contract.askers.sabnzbd.world import FakeWorld, World, async_serve


@pytest.fixture(params=["fake"])
async def world(
    hass: HomeAssistant, hass_client_no_auth: ClientSessionGenerator
) -> World:
    """Return a house whose asker the strangers are."""
    await async_serve(hass)
    client = await hass_client_no_auth()
    assert client.server.port
    return FakeWorld(hass, client.server.port)


@pytest.fixture
async def session() -> AsyncGenerator[ClientSession]:
    """Return a session as Home Assistant would give it to a client."""
    async with ClientSession(cookie_jar=DummyCookieJar()) as session:
        yield session
