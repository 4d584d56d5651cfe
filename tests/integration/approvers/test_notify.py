"""Any notify action is told in plain text, once, and what fails there is known."""

from typing import Any, Final, override

from aiohttp import ClientError
from homeassistant.components.notify import (  # type: ignore[attr-defined]
    DATA_COMPONENT,
    NotifyEntity,
    NotifyEntityFeature,
)
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.exceptions import HomeAssistantError
from homeassistant.setup import async_setup_component
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


def notify(hass: HomeAssistant, action: str, *recipients: str) -> Notify:
    """Return the channel of an action."""
    settings = ApproverSettings(
        id="mail",
        name="Mail",
        kind=ApproverKind.NOTIFY,
        action=action,
        recipients=recipients,
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
    # Discord and others leave the title out, so it stands in the text as well.
    assert calls == [{"title": "A question", "message": "A question\nOf something"}]


async def test_an_action_is_told_whom_to_reach(hass: HomeAssistant) -> None:
    # Without a channel, Discord's sends nothing and says so to nobody.
    calls = heard(hass, "discord")
    channel = notify(hass, "notify.discord", "1318257468836413440", "777")
    await channel.show(there("notify.discord"), SAID)
    assert calls[0]["target"] == ["1318257468836413440", "777"]


class Postbox(NotifyEntity):
    """An entity that notifies, as an integration has one."""

    _attr_has_entity_name = False

    def __init__(self, *, titled: bool, there: bool = True) -> None:
        """Show a title or not; be there or not."""
        self._attr_name = "Postbox"
        self.entity_id = "notify.postbox"
        self._attr_available = there
        if titled:
            self._attr_supported_features = NotifyEntityFeature.TITLE
        self.came: list[tuple[str | None, str]] = []

    @override
    async def async_send_message(self, message: str, title: str | None = None) -> None:
        shown = title if self._attr_supported_features else None
        self.came.append((shown, message))


async def add(hass: HomeAssistant, postbox: Postbox) -> None:
    """Add an entity to Home Assistant's own notify."""
    assert await async_setup_component(hass, "notify", {})
    await hass.data[DATA_COMPONENT].async_add_entities([postbox])
    await hass.async_block_till_done()


@pytest.mark.parametrize(
    ("titled", "came"),
    [
        (True, ("A question", "Of something")),
        (False, (None, "A question\nOf something")),
    ],
)
async def test_an_entity_is_told_all_whether_or_not_it_shows_a_title(
    hass: HomeAssistant, titled: bool, came: tuple[str | None, str]
) -> None:
    postbox = Postbox(titled=titled)
    await add(hass, postbox)
    channel = notify(hass, "notify.postbox")
    assert channel.trouble() == ""
    await channel.show(there("notify.postbox"), SAID)
    assert postbox.came == [came]


async def test_an_entity_that_is_away_is_tried_again(hass: HomeAssistant) -> None:
    postbox = Postbox(titled=True, there=False)
    await add(hass, postbox)
    channel = notify(hass, "notify.postbox")
    assert channel.trouble() == "notify_away"
    with pytest.raises(NotDelivered) as refused:
        await channel.show(there("notify.postbox"), SAID)
    assert (refused.value.key, refused.value.gone) == ("notify_away", False)
    assert postbox.came == []


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


@pytest.mark.parametrize(
    "error",
    [
        HomeAssistantError("no route to Discord"),
        TimeoutError(),
        ClientError("no route"),
        # A library's own, of which no integration makes anything else.
        type("SignalCliRestApiError", (Exception,), {})("untrusted identity"),
    ],
)
async def test_an_action_that_fails_is_tried_again(
    hass: HomeAssistant, error: Exception
) -> None:
    async def fail(call: ServiceCall) -> None:
        raise error

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
