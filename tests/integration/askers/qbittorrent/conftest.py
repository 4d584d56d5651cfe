"""A desk in memory, and a program that calls it over HTTP."""

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.greenlight import door
from custom_components.greenlight.askers.door import Door, async_door
from custom_components.greenlight.askers.qbittorrent.view import async_register
from tests.support.fake_desk import FakeDesk

from .calling import Program


@pytest.fixture
async def program(
    hass: HomeAssistant,
    hass_client_no_auth: ClientSessionGenerator,
    monkeypatch: pytest.MonkeyPatch,
) -> Program:
    """Return a program that calls; who fails is not kept waiting."""
    monkeypatch.setattr(door, "SLOWER", 0)
    assert await async_setup_component(hass, "http", {"http": {}})
    async_register(hass)
    return Program(await hass_client_no_auth())


@pytest.fixture
def entrance(hass: HomeAssistant) -> Door:
    """Return the door of the house."""
    return async_door(hass)


@pytest.fixture
def desk(entrance: Door) -> FakeDesk:
    """Return the desk of the program, which is let in."""
    desk = FakeDesk()
    entrance.open(desk)
    return desk
