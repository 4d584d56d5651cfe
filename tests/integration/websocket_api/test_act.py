"""What is done from the card: in whose name, by which road, and how it is refused."""

import pytest
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.greenlight.engine.request import Via

from ..people import House, start
from ..scene import Scene
from .card import Opening, opening


@pytest.fixture
async def house(scene: Scene) -> House:
    """Set Greenlight up in a house of people with all kinds of rights."""
    return await start(scene)


@pytest.fixture
def opened(scene: Scene, hass_ws_client: WebSocketGenerator) -> Opening:
    """Return what opens a connection of somebody."""
    return opening(scene.hass, hass_ws_client)


async def test_what_is_done_by_the_card_is_known_as_such(
    scene: Scene, house: House, opened: Opening
) -> None:
    (request_id,) = await scene.ask("Film one")
    card = await opened(house.ids["decider"])
    told = await card.act("approve", request_id=request_id)
    assert told["success"]
    await scene.settle()
    (entry,) = [
        one for one in scene.request("Film one").journal if one.who.name == "decider"
    ]
    assert entry.who.via is Via.CARD
    assert entry.who.id == house.ids["decider"]
