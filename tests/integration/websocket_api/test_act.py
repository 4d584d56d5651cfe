"""What is done from the card: in whose name, by which road, and how it is refused."""

from custom_components.greenlight.engine.request import Via

from ..people import House
from ..scene import Scene
from .card import Opening


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
