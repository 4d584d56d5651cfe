"""The fake phone and its push service are what Home Assistant's own mobile_app expects of them."""

import logging

from homeassistant.core import Event, EventOrigin, HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockUser, async_capture_events

from tests.support.fake_phone import (
    ACTION,
    ANDROID,
    APPLE,
    CLEARED,
    FakePhone,
    Home,
    Locked,
    NotShown,
)
from tests.support.fake_phone_push import PushService

BOTH = pytest.mark.parametrize("system", [ANDROID, APPLE])
BUTTONS = [
    {"action": "one", "title": "One"},
    {"action": "two", "title": "Two", "authenticationRequired": True},
    {"action": "URI", "title": "Look", "uri": "/somewhere"},
    {"action": "four", "title": "Four"},
]


async def push(
    hass: HomeAssistant, phone: FakePhone, message: str, **data: object
) -> None:
    name = phone.name.lower().replace(" ", "_")
    await hass.services.async_call(
        "notify",
        f"mobile_app_{name}",
        {"title": "Title", "message": message, "data": data},
        blocking=True,
    )


@pytest.fixture
async def pixel(pushes: PushService, home: Home, hass_access_token: str) -> FakePhone:
    phone = FakePhone(pushes, "Pixel of Mira")
    await phone.register(home, hass_access_token)
    return phone


@BOTH
async def test_is_registered_as_its_user(
    hass: HomeAssistant,
    hass_admin_user: MockUser,
    pushes: PushService,
    home: Home,
    hass_access_token: str,
    system: str,
) -> None:
    phone = FakePhone(pushes, "A phone", system=system)
    await phone.register(home, hass_access_token)
    (entry,) = hass.config_entries.async_entries("mobile_app")
    assert entry.state.recoverable
    assert entry.data["user_id"] == hass_admin_user.id
    assert entry.data["os_name"] == system
    assert hass.services.has_service("notify", "mobile_app_a_phone")


@BOTH
async def test_what_is_sent_is_shown_replaced_and_cleared(
    hass: HomeAssistant,
    pushes: PushService,
    home: Home,
    hass_access_token: str,
    system: str,
) -> None:
    phone = FakePhone(pushes, "A phone", system=system)
    await phone.register(home, hass_access_token)
    await push(hass, phone, "first", tag="t")
    await push(hass, phone, "second", tag="t")
    await push(hass, phone, "other", tag="o")
    assert [one.message for one in phone.shown.values()] == ["second", "other"]
    await push(hass, phone, "clear_notification", tag="t")
    assert list(phone.shown) == ["o"]
    # What only tells the app to do something is not counted.
    assert pushes.sent(phone.token) == 3
    assert pushes.refused == []


async def test_android_shows_three_buttons_and_an_iphone_all(
    hass: HomeAssistant, pushes: PushService, home: Home, hass_access_token: str
) -> None:
    for system, expected in ((ANDROID, 3), (APPLE, 4)):
        phone = FakePhone(pushes, f"Of {system}", system=system)
        await phone.register(home, hass_access_token)
        await push(hass, phone, "text", tag="t", actions=BUTTONS)
        assert len(phone.shown["t"].buttons) == expected


async def test_android_reads_html_and_emoji_codes(
    hass: HomeAssistant, pixel: FakePhone
) -> None:
    await push(hass, pixel, "<b>Bold</b> &amp; :skull: a\\nb", tag="t")
    notice = pixel.shown["t"]
    assert notice.message == "Bold & 💀 a\nb"
    assert notice.tags == ["b"]


async def test_a_tap_is_told_as_its_user_from_outside(
    hass: HomeAssistant, hass_admin_user: MockUser, pixel: FakePhone
) -> None:
    events = async_capture_events(hass, ACTION)
    await push(hass, pixel, "text", tag="t", actions=BUTTONS)
    assert await pixel.tap("One") == 200
    (event,) = events
    assert event.origin is EventOrigin.remote
    assert event.context.user_id == hass_admin_user.id
    assert event.data["action"] == "one"
    # All that was sent comes back.
    assert event.data["tag"] == "t"
    assert event.data["action_2_key"] == "two"
    # What is not sticky is gone by that.
    assert pixel.shown == {}


async def test_a_locked_phone_keeps_a_button_that_wants_it_unlocked(
    hass: HomeAssistant, pixel: FakePhone
) -> None:
    await push(hass, pixel, "text", tag="t", actions=BUTTONS, sticky="true")
    pixel.locked = True
    with pytest.raises(Locked):
        await pixel.tap("Two")
    assert await pixel.tap("One") == 200
    assert await pixel.tap("Look") == "/somewhere"
    with pytest.raises(NotShown):
        await pixel.tap("Four")


async def test_swiping_away_is_told_by_android_only(
    hass: HomeAssistant, pushes: PushService, home: Home, hass_access_token: str
) -> None:
    events: list[Event] = async_capture_events(hass, CLEARED)
    for system in (ANDROID, APPLE):
        phone = FakePhone(pushes, f"Of {system}", system=system)
        await phone.register(home, hass_access_token)
        await push(hass, phone, "text", tag="t")
        await phone.swipe("t")
        assert phone.shown == {}
    (event,) = events
    assert event.data["tag"] == "t"


async def test_what_comes_while_it_is_away_comes_later(
    hass: HomeAssistant, pixel: FakePhone
) -> None:
    pixel.go_away()
    await push(hass, pixel, "text", tag="t")
    assert pixel.shown == {}
    pixel.come_back()
    assert list(pixel.shown) == ["t"]


async def test_goes_by_itself_and_rings_once(
    hass: HomeAssistant, pushes: PushService, home: Home, hass_access_token: str
) -> None:
    clock = [0.0]
    phone = FakePhone(pushes, "A phone", now=lambda: clock[0])
    await phone.register(home, hass_access_token)
    await push(hass, phone, "text", tag="t", timeout=10)
    await push(hass, phone, "text", tag="t", timeout=20, alert_once=True)
    await push(hass, phone, "text", tag="u", importance="low")
    assert phone.rings == 1
    clock[0] = 20
    assert list(phone.shown) == ["u"]


async def test_refuses_more_than_a_day_has_as_home_assistant_understands(
    hass: HomeAssistant,
    home: Home,
    hass_access_token: str,
    pushes: PushService,
    pixel: FakePhone,
    caplog: pytest.LogCaptureFixture,
) -> None:
    pushes.limit = 1
    await push(hass, pixel, "first", tag="t")
    await push(hass, pixel, "second", tag="t")
    assert [one.message for one in pixel.shown.values()] == ["first"]
    said = [
        one.getMessage() for one in caplog.records if one.levelno == logging.WARNING
    ]
    assert any("Pixel of Mira" in one and "rate" in one.lower() for one in said)


async def test_refuses_what_is_too_large(
    hass: HomeAssistant, pushes: PushService, pixel: FakePhone
) -> None:
    await push(hass, pixel, "x" * 5000, tag="t")
    assert pixel.shown == {}
    assert len(pushes.refused) == 1
