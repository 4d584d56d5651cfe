"""What is said of a download that runs, from what its client has said of it."""

from dataclasses import replace

from custom_components.greenlight.engine.home.home import Where
from custom_components.greenlight.engine.request import State

from ..at_home import put
from ..scene import Scene


async def test_how_much_of_it_would_be_deleted(scene: Scene) -> None:
    await scene.start()
    await scene.ask("Film one")
    here = scene.hub.views.questions._here
    request = put(scene, "Film one", state=State.DOWNLOADING, progress=0.4)
    # What its client had before anybody said yes stays there.
    assert here(request.id) is None
    assert here("nobody") is None
    put(scene, "Film one", state=State.DOWNLOADING, progress=0.4, handed=5.0)
    assert here(request.id) == 0.4


async def test_until_when_a_yes_can_be_taken_back(scene: Scene) -> None:
    """Where nothing imports it, nothing ends that before its time."""
    await scene.start()
    await scene.ask("Film one")
    screens = scene.hub.asking.screens
    request = put(scene, "Film one", state=State.APPROVED)
    assert screens._outcomes._sooner(request) is False
    rule = scene.hub.gate.attached.rule(request.rule)
    assert rule is not None
    landing = replace(rule.home, where=Where.FOLDER, folder="/media")
    scene.hub.gate.attached.rules[rule.id] = replace(rule, home=landing)
    assert screens._outcomes._sooner(request) is True
