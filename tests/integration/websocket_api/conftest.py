"""What tests of the websocket need: a house of people, and what opens a card of theirs."""

import pytest
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from ..people import House, start
from ..scene import Scene
from .card import Opening, opening


@pytest.fixture
async def house(scene: Scene) -> House:
    """Set Greenlight up in a house of people with all kinds of rights."""
    return await start(scene)


@pytest.fixture
def opened(
    # Whoever is made first is the owner.
    house: House,
    scene: Scene,
    hass_ws_client: WebSocketGenerator,
) -> Opening:
    """Return what opens a card of somebody by their id."""
    return opening(scene, hass_ws_client)
