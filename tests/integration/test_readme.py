"""What the README shows works as it is shown."""

from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import parse_yaml
import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from .scene import Scene

README = (Path(__file__).parents[2] / "README.md").read_text()


@pytest.fixture
async def pushed(hass: HomeAssistant) -> list[Any]:
    """Set up the README's automations and return what they send to the phone."""
    calls = async_mock_service(hass, "notify", "mobile_app_your_phone")
    block = README.partition("```yaml\n")[2].partition("```")[0]
    config = parse_yaml(block)
    assert isinstance(config, dict)
    assert await async_setup_component(hass, "automation", config)
    return calls


async def test_every_release_is_asked_about_on_the_phone(
    scene: Scene, pushed: list[Any]
) -> None:
    await scene.start()
    asked = await scene.ask("Film one", "Film two", "Film three")
    await scene.settle()
    assert {call.data["message"] for call in pushed} == {
        "Film one",
        "Film two",
        "Film three",
    }
    assert {call.data["data"]["tag"] for call in pushed} == set(asked)


@pytest.mark.parametrize("answer", ["approve", "decline"])
async def test_the_answer_comes_through_the_automation(
    hass: HomeAssistant,
    scene: Scene,
    pushed: list[Any],
    answer: str,
) -> None:
    await scene.start()
    (request_id,) = await scene.ask("Film one")
    await scene.settle()
    (push,) = pushed
    (action,) = (
        each["action"]
        for each in push.data["data"]["actions"]
        if each["action"].startswith(answer)
    )
    hass.bus.async_fire(
        "mobile_app_notification_action",
        {"action": action},
    )
    await scene.settle()
    request = scene.hub.gate.request(request_id)
    assert request.journal[1].after == f"{answer}d"
    assert request.journal[1].who.name == "Take the answer from the phone"
