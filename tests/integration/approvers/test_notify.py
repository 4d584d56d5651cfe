"""Any notify action is told in plain text, once, and what fails there is known."""

from typing import Any, Final

from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.exceptions import HomeAssistantError
import pytest

from custom_components.greenlight.approvers.base import TEST, Copy, NotDelivered
from custom_components.greenlight.approvers.notify import Notify
from custom_components.greenlight.parts.approver_settings import (
    ApproverKind,
    ApproverSettings,
)
from custom_components.greenlight.presentation.screens import PlainScreen

from ..scene import Scene

SAID: Final = PlainScreen(title="A question", message="Of something")


def notify(hass: HomeAssistant, action: str) -> Notify:
    """Return the channel of an action."""
    settings = ApproverSettings(
        id="mail", name="Mail", kind=ApproverKind.NOTIFY, action=action
    )
    screens: Any = None
    return Notify(hass, settings, screens)


def heard(hass: HomeAssistant, action: str) -> list[dict[str, Any]]:
    """Register a notify action, and return what it is called with."""
    calls: list[dict[str, Any]] = []

    async def take(call: ServiceCall) -> None:
        calls.append(dict(call.data))

    hass.services.async_register("notify", action, take)
    return calls


def there(action: str) -> Copy:
    """Return nothing that is seen yet, at the only place of an action."""
    return Copy(approver="mail", place=action, request=TEST)


async def test_an_action_is_called_and_nothing_is_left_to_change(
    hass: HomeAssistant,
) -> None:
    calls = heard(hass, "discord")
    assert (
        await notify(hass, "notify.discord").show(there("notify.discord"), SAID) is None
    )
    assert calls == [{"title": "A question", "message": "Of something"}]


async def test_an_entity_is_called_by_the_action_of_all_entities(
    hass: HomeAssistant,
) -> None:
    calls = heard(hass, "send_message")
    hass.states.async_set("notify.mail", "unknown")
    channel = notify(hass, "notify.mail")
    assert channel.trouble() == ""
    await channel.show(there("notify.mail"), SAID)
    assert calls == [
        {"title": "A question", "message": "Of something", "entity_id": "notify.mail"}
    ]


async def test_an_action_that_is_gone_is_told(hass: HomeAssistant) -> None:
    channel = notify(hass, "notify.discord")
    assert channel.trouble() == "notify_gone"
    with pytest.raises(NotDelivered) as refused:
        await channel.show(there("notify.discord"), SAID)
    assert (refused.value.key, refused.value.gone) == ("notify_gone", True)


async def test_nothing_but_notify_is_ever_called(hass: HomeAssistant) -> None:
    async def fail(call: ServiceCall) -> None:
        raise AssertionError

    hass.services.async_register("homeassistant", "restart", fail)
    with pytest.raises(NotDelivered):
        await notify(hass, "homeassistant.restart").show(
            there("homeassistant.restart"), SAID
        )


async def test_an_action_that_fails_is_tried_again(hass: HomeAssistant) -> None:
    async def fail(call: ServiceCall) -> None:
        raise HomeAssistantError("no route to Discord")

    hass.services.async_register("notify", "discord", fail)
    with pytest.raises(NotDelivered) as refused:
        await notify(hass, "notify.discord").show(there("notify.discord"), SAID)
    assert (refused.value.key, refused.value.gone) == ("notify_failed", False)


async def test_a_question_is_mailed_once_in_the_words_of_the_house(
    scene: Scene,
) -> None:
    calls = heard(scene.hass, "discord")
    await scene.start()
    settings = ApproverSettings(
        id="mail", name="Mail", kind=ApproverKind.NOTIFY, action="notify.discord"
    )
    scene.hub.roster.approvers["mail"] = settings
    scene.hub.asker.update(scene.hub.roster.approvers)
    (request_id,) = await scene.ask("Salt.and.Lanterns.film.2019.2160p")
    for _ in range(5):
        await scene.pass_time(10)
    await scene.act("decline", request_id=request_id)
    for _ in range(5):
        await scene.pass_time(10)
    (call,) = calls
    assert call["title"].endswith("?")
    assert "No answer: not downloaded" in call["message"]
    # Nobody outside can follow a link that leads nowhere.
    assert "http" not in call["message"]
