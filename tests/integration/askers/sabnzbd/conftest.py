"""A gate that poses as SABnzbd, in a Home Assistant in process, with orders kept in memory."""

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

import custom_components.greenlight  # before the test plugin's own custom_components is found
from custom_components.greenlight.askers.door import async_door
from custom_components.greenlight.askers.sabnzbd.view import async_register
from tests.support.fake_usenet_desk import FakeUsenetDesk

from .gate import Gate

assert custom_components.greenlight


@pytest.fixture
def desk() -> FakeUsenetDesk:
    """Return the desk behind the door."""
    return FakeUsenetDesk()


@pytest.fixture
async def gate(
    hass: HomeAssistant,
    socket_enabled: None,
    hass_client_no_auth: ClientSessionGenerator,
    desk: FakeUsenetDesk,
) -> Gate:
    """Open a gate."""
    assert await async_setup_component(hass, "http", {})
    async_register(hass)
    async_door(hass).open(desk)
    return Gate(hass, await hass_client_no_auth(), desk)
