"""For what nothing came there is a notice for each work, and one for all where there are many."""

from typing import Any

from pytest_homeassistant_custom_component.common import async_capture_events

from custom_components.greenlight.gate.nothing_came import Nothing
from custom_components.greenlight.parts.nothing_came import MOST

from .scene import RULE_ID, Scene


async def tell(scene: Scene, count: int) -> list[Any]:
    """Have it found that nothing came for so many films; returns the notices."""
    await scene.start()
    for number in range(count):
        one = Nothing(rule=RULE_ID, work=f"Film *{number}", days=14)
        scene.hub.gate.nothing_came._tell(one)
    await scene.settle()
    return list(scene.hass.data["persistent_notification"].values())


async def test_some_have_one_each(scene: Scene) -> None:
    notices = await tell(scene, MOST)
    assert len(notices) == MOST


async def test_many_are_in_one_and_each_is_an_event(scene: Scene) -> None:
    heard = async_capture_events(scene.hass, "greenlight_nothing_came")
    (notice,) = await tell(scene, 30)
    assert len(heard) == 30
    assert notice["title"] == "Nothing came for 30 works"
    lines = notice["message"].split("\n\n")
    assert lines[0] == "In 14 days:"
    assert lines[1] == "Film \\*0"
    assert lines[-1] == "… and 10 more"
