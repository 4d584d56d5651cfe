"""The companion app's channel, on Home Assistant's own mobile_app and phones that show what arrives."""

from dataclasses import replace
from typing import Any, Final

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    MockUser,
    async_capture_events,
)
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.greenlight.approvers.base import DIGEST, TEST, Copy, NotDelivered
from custom_components.greenlight.approvers.companion import (
    Companion,
    System,
    system_of,
)
from custom_components.greenlight.approvers.token import Tokens
from custom_components.greenlight.engine.answer import Answer, Verb
from custom_components.greenlight.engine.release import Release
from custom_components.greenlight.engine.request import Request, State
from custom_components.greenlight.engine.seen import seen
from custom_components.greenlight.parts.approver_settings import (
    ApproverKind,
    ApproverSettings,
)
from custom_components.greenlight.presentation.asking.news import Missing
from custom_components.greenlight.presentation.screens import Button, Page, PhoneScreen
from tests.support.fake_phone import ACTION, ANDROID, APPLE, FakePhone, Home, Locked
from tests.support.fake_phone_push import PushService
from tests.support.weighed import UPGRADE

TOKENS = Tokens(b"secret")
YES = Button(label="Replace", answer=Answer(Verb.APPROVE), yes=True, destructive=True)
NO = Button(label="Decline", answer=Answer(Verb.DECLINE))
MORE = Button(label="More", answer=Answer(Verb.MORE))
QUESTION = PhoneScreen(
    title="Salt and Lanterns (2019): upgrade?",
    message="Better picture\nDeletes your file for good: 18.4 GB",
    subject="Better picture. 71.2 GB",
    buttons=(YES, NO, MORE),
    poster=True,
    opens="/some-page?greenlight=req_1-x",
    seen="0a1b2c3d",
)
FOUND: Final = Release(
    guid="1", source="feed0", title="Salt.and.Lanterns.2019", link="magnet:?xt=1"
)
REQUEST: Final = Request(
    id="req_1-x",
    release=FOUND,
    state=State.PENDING,
    created=0.0,
    expires=2e9,
    weighed=UPGRADE,
)
HOSTILE = r"<b>A</b> &amp; <script>x</script> :skull::heart: C:\n\\new & <!-- 5 < 6"


class Words:
    """Says in which way it was asked."""

    def phone(
        self, request: Request, page: Page, *, three: bool, person_id: str
    ) -> PhoneScreen:
        title = f"{request.id} {page} {three}"
        return PhoneScreen(title=title, message=person_id, poster=True)

    def mark(self, request: Request) -> str:
        return seen(request)

    def phone_digest(self, requests: list[Request]) -> PhoneScreen:
        return PhoneScreen(title=f"{len(requests)} wait", message="text")

    def phone_test(self, answered: str) -> PhoneScreen:
        return PhoneScreen(title="Greenlight test", message=answered or "Tap")

    def phone_news(self, missing: Missing) -> PhoneScreen:
        return PhoneScreen(title=f"Nothing in {missing.days}", message="Film")


class World:
    """Phones, and channels to them."""

    def __init__(
        self, hass: HomeAssistant, pushes: PushService, home: Home, access: str
    ) -> None:
        self.hass = hass
        self.pushes = pushes
        self.home = home
        self.access = access

    async def phone(
        self, name: str = "Pixel of Mira", system: str = ANDROID, **changed: Any
    ) -> tuple[FakePhone, str]:
        """Register a phone and return it with its place."""
        phone = FakePhone(self.pushes, name, system=system)
        access = changed.pop("access", self.access)
        await phone.register(self.home, access, **changed)
        (place,) = (
            entry.entry_id
            for entry in self.hass.config_entries.async_entries("mobile_app")
            if entry.data["webhook_id"] == phone.webhook_id
        )
        return phone, place

    def channel(self, *places: str, **changed: Any) -> Companion:
        settings = ApproverSettings(
            id="approver0",
            name="Phones",
            kind=ApproverKind.COMPANION,
            devices=places,
            **changed,
        )
        return Companion(self.hass, settings, Words(), TOKENS)


@pytest.fixture
def world(
    hass: HomeAssistant, pushes: PushService, home: Home, hass_access_token: str
) -> World:
    return World(hass, pushes, home, hass_access_token)


def copy(place: str, request: str = "req_1-x", **changed: Any) -> Copy:
    return Copy(approver="approver0", place=place, request=request, **changed)


async def test_a_question_has_the_frame_that_android_wants(
    world: World, freezer: FrozenDateTimeFactory
) -> None:
    phone, place = await world.phone()
    until = dt_util.utcnow().timestamp() + 3600
    shown = await world.channel(place).show(copy(place), replace(QUESTION, until=until))
    assert shown == copy(place, message="gl-req_1-x")
    # Known before, so that a power cut leaves nothing out of reach.
    assert world.channel(place).will_be(copy(place), QUESTION) == shown.message
    (notice,) = phone.shown.values()
    assert notice.title == QUESTION.title
    assert notice.message == QUESTION.message
    assert notice.subject == QUESTION.subject
    assert notice.buttons == ["Replace", "Decline", "More"]
    actions = notice.data.pop("actions")
    assert [sorted(one) for one in actions] == [
        ["action", "authenticationRequired", "title"],
        ["action", "title"],
        ["action", "title"],
    ]
    assert notice.data == {
        "tag": "gl-req_1-x",
        "group": "greenlight",
        "channel": "Greenlight questions",
        "subject": QUESTION.subject,
        "icon_url": "/api/greenlight/poster/req_1-x",
        "url": "/some-page?greenlight=req_1-x",
        "clickAction": "/some-page?greenlight=req_1-x",
        "sticky": "true",
        "priority": "high",
        "timeout": 3600,
        "chronometer": True,
        "when": round(until),
    }
    assert world.pushes.refused == []


async def test_news_take_the_place_of_nothing_else(world: World) -> None:
    phone, place = await world.phone()
    channel = world.channel(place)
    missing = Missing(days=5, count=1, works=(("Film", ""),))
    for mark in ("news-0a1b", "news-2c3d"):
        told = replace(copy(place), request=mark)
        shown = await channel.show(told, channel.news(missing, place))
        assert shown.message == f"gl-{mark}"
    titles = [(one.title, one.buttons) for one in phone.shown.values()]
    assert titles == [("Nothing in 5", [])] * 2


async def test_android_is_sent_no_more_than_it_shows(world: World) -> None:
    phone, place = await world.phone()
    buttons = (*QUESTION.buttons, *QUESTION.buttons)
    await world.channel(place).show(copy(place), replace(QUESTION, buttons=buttons))
    assert len(phone.came[-1]["data"]["actions"]) == 3


async def test_a_question_has_the_frame_that_an_iphone_wants(world: World) -> None:
    phone, place = await world.phone("iPhone", APPLE)
    more = Button(label="Details", answer=Answer(Verb.DETAILS))
    screen = replace(QUESTION, until=2e9, buttons=(*QUESTION.buttons, more))
    await world.channel(place).show(copy(place), screen)
    (notice,) = phone.shown.values()
    assert notice.buttons == ["Replace", "Decline", "More", "Details"]
    actions = notice.data.pop("actions")
    assert [one.get("destructive", False) for one in actions] == [True] + 3 * [False]
    assert notice.data == {
        "tag": "gl-req_1-x",
        "group": "greenlight",
        "image": "/api/greenlight/poster/req_1-x",
        "url": "/some-page?greenlight=req_1-x",
        "clickAction": "/some-page?greenlight=req_1-x",
        "push": {"interruption-level": "active"},
    }


async def test_an_unknown_system_is_an_android_without_a_picture(world: World) -> None:
    phone, place = await world.phone(os_name="Ubuntu Touch", app_id="org.example.app")
    await world.channel(place).show(copy(place), QUESTION)
    (notice,) = phone.shown.values()
    assert "icon_url" not in notice.data
    assert "image" not in notice.data
    assert notice.data["sticky"] == "true"


@pytest.mark.parametrize("system", [ANDROID, APPLE])
async def test_strangers_text_is_shown_letter_by_letter(
    world: World, system: str
) -> None:
    phone, place = await world.phone(system=system)
    screen = PhoneScreen(title=HOSTILE, message=f"a\n{HOSTILE}", subject=HOSTILE)
    await world.channel(place).show(copy(place), screen)
    (notice,) = phone.shown.values()
    assert notice.tags == []
    whole = HOSTILE if system == APPLE else HOSTILE.replace("\\", "")
    seen_texts = [notice.title, notice.message]
    texts = [one.replace("\N{WORD JOINER}", "") for one in seen_texts]
    assert texts == [whole, f"a\n{whole}"]


@pytest.mark.parametrize("system", [ANDROID, APPLE])
@pytest.mark.parametrize("letter", ["<", "&", "\N{GRINNING FACE}", "永"])
async def test_the_longest_question_still_fits(
    world: World, system: str, letter: str
) -> None:
    phone, place = await world.phone(system=system)
    buttons = tuple(
        Button(label="\N{GRINNING FACE}" * 10, answer=Answer(Verb.TAKE, str(number)))
        for number in range(6)
    )
    text = f"x{letter * 199}"
    screen = PhoneScreen(title=text, message=2 * text, subject=text, buttons=buttons)
    await world.channel(place).show(copy(place, "A" * 11), screen)
    assert world.pushes.refused == []
    (notice,) = phone.shown.values()
    assert notice.title.startswith("x")


async def test_a_tap_says_what_was_shown(world: World) -> None:
    taps = async_capture_events(world.hass, ACTION)
    phone, place = await world.phone()
    await world.channel(place).show(copy(place), QUESTION)
    await phone.tap("Decline")
    (tap,) = taps
    press = TOKENS.read(tap.data["action"], "approver0")
    assert press is not None
    assert (press.request, press.seen) == ("req_1-x", "0a1b2c3d")
    assert press.answer == Answer(Verb.DECLINE)
    # It stays until the answer takes its place.
    assert list(phone.shown) == ["gl-req_1-x"]


async def test_two_that_come_at_once_are_answered_each_for_itself(world: World) -> None:
    taps = async_capture_events(world.hass, ACTION)
    phone, place = await world.phone()
    # As after a night: all of it in the same moment.
    phone.moment = 7
    for request in ("one", "two"):
        await world.channel(place).show(copy(place, request), QUESTION)
        assert phone.shown[f"gl-{request}"].buttons == ["Replace", "Decline", "More"]
    for request in ("two", "one"):
        await phone.tap("Decline", f"gl-{request}")
        press = TOKENS.read(taps[-1].data["action"], "approver0")
        assert press
        assert press.request == request


async def test_a_locked_phone_says_no_but_not_yes(world: World) -> None:
    phone, place = await world.phone()
    await world.channel(place).show(copy(place), QUESTION)
    phone.locked = True
    with pytest.raises(Locked):
        await phone.tap("Replace")
    assert await phone.tap("Decline") == 200
    await world.channel(place, unlock=False).show(copy(place), QUESTION)
    assert await phone.tap("Replace") == 200


async def test_a_button_that_opens_something_has_its_address(world: World) -> None:
    phone, place = await world.phone()
    look = Button(label="Look", url="/some-page")
    await world.channel(place).show(copy(place), replace(QUESTION, buttons=(look,)))
    assert await phone.tap("Look") == "/some-page"


async def test_progress_takes_the_place_of_the_question_and_rings_no_more(
    world: World,
) -> None:
    phone, place = await world.phone()
    channel = world.channel(place)
    asked = await channel.show(copy(place), QUESTION)
    moving = PhoneScreen(
        title="Salt and Lanterns",
        message="34 %",
        progress=0.349,
        critical="34 %",
        buttons=(NO,),
    )
    moved = await channel.show(asked, moving)
    assert moved.message == "gl-req_1-x-p"
    assert list(phone.shown) == ["gl-req_1-x-p"]
    data = phone.shown["gl-req_1-x-p"].data
    assert data["progress"] == 30
    assert data["progress_max"] == 100
    assert data["live_update"] is True
    assert data["critical_text"] == "34 %"
    assert data["channel"] == "Greenlight progress"
    assert data["importance"] == "low"
    assert data["actions"] == []
    assert "sticky" not in data
    assert phone.rings == 1
    # And what comes of it takes its own place again.
    done = await channel.show(moved, PhoneScreen(title="is here", message="text"))
    assert done.message == "gl-req_1-x"
    assert list(phone.shown) == ["gl-req_1-x"]
    assert phone.rings == 2


@pytest.mark.parametrize("system", [ANDROID, APPLE])
async def test_what_is_silent_or_another_page_does_not_ring(
    world: World, system: str
) -> None:
    phone, place = await world.phone(system=system)
    channel = world.channel(place)
    asked = await channel.show(copy(place), QUESTION)
    await channel.show(replace(asked, page=Page.MORE), QUESTION)
    await channel.show(asked, replace(QUESTION, silent=True))
    await channel.show(copy(place, "other"), replace(QUESTION, silent=True))
    assert phone.rings == 1
    # Only what rings wakes a phone up.
    woken = [one["data"].get("priority") for one in phone.came]
    assert woken == ["high" if system == ANDROID else None, None, None, None]


async def test_what_is_said_for_a_moment_goes_by_itself(world: World) -> None:
    phone, place = await world.phone()
    screen = replace(QUESTION, goes_after=10, until=2e9)
    await world.channel(place).show(copy(place), screen)
    data = phone.shown["gl-req_1-x"].data
    assert data["timeout"] == 10
    assert "chronometer" not in data


async def test_what_is_said_in_one_sentence_is_the_message(world: World) -> None:
    phone, place = await world.phone()
    screen = PhoneScreen(title="You may look, but not decide.", message="")
    await world.channel(place).show(copy(place), screen)
    (notice,) = phone.shown.values()
    assert (notice.title, notice.message) == ("", "You may look, but not decide.")
    assert world.pushes.refused == []


async def test_what_is_over_already_counts_nothing_down(world: World) -> None:
    phone, place = await world.phone()
    await world.channel(place).show(copy(place), replace(QUESTION, until=1.0))
    assert {"timeout", "when"}.isdisjoint(phone.shown["gl-req_1-x"].data)


@pytest.mark.parametrize(
    ("os_name", "app_id", "expected"),
    [
        ("iOS", "", System.APPLE),
        ("iPadOS", "", System.APPLE),
        ("", "io.robbie.HomeAssistant.beta", System.APPLE),
        ("Android", "", System.ANDROID),
        ("", "io.homeassistant.companion.android", System.ANDROID),
        ("Tizen", "org.example", System.UNKNOWN),
    ],
)
def test_a_system_is_told_by_the_registration(
    os_name: str, app_id: str, expected: System
) -> None:
    known = {"os_name": os_name, "app_id": app_id}
    assert system_of(MockConfigEntry(domain="mobile_app", data=known)) is expected


async def test_a_copy_is_taken_away(world: World) -> None:
    phone, place = await world.phone()
    channel = world.channel(place)
    shown = await channel.show(copy(place), QUESTION)
    await channel.clear(shown)
    assert phone.shown == {}
    # What never arrived has nothing to take away.
    before = len(world.pushes.pushes)
    await channel.clear(copy(place))
    assert len(world.pushes.pushes) == before


async def test_what_names_no_page_opens_home_assistant(world: World) -> None:
    phone, place = await world.phone()
    channel = world.channel(place)
    await channel.show(copy(place, DIGEST), channel.digest([], place))
    await channel.show(copy(place, TEST), channel.test(place))
    assert [one.title for one in phone.shown.values()] == ["0 wait", "Greenlight test"]
    assert phone.open("gl-digest-approver0") == "/"
    assert channel.test(place, "It works").message == "It works"


async def test_a_screen_is_made_for_the_system_and_the_person(
    world: World, hass_admin_user: MockUser
) -> None:
    _, android = await world.phone("One")
    _, apple = await world.phone("Two", APPLE)
    channel = world.channel(android, apple)
    shown = channel.screen(REQUEST, android, Page.MORE)
    assert shown.title == f"{REQUEST.id} more True"
    assert shown.message == hass_admin_user.id
    assert shown.seen == seen(REQUEST)
    assert shown.poster
    unknown = replace(REQUEST, weighed=None)
    assert not channel.screen(unknown, android, Page.MORE).poster
    assert channel.screen(REQUEST, apple, Page.QUESTION).title.endswith("False")


# ----------------------------------------------------------------- troubles


async def failing(channel: Companion, place: str) -> NotDelivered:
    with pytest.raises(NotDelivered) as caught:
        await channel.show(copy(place), QUESTION)
    return caught.value


async def test_a_phone_is_found_under_its_new_name(world: World) -> None:
    phone, place = await world.phone("Old name")
    new = {
        "app_version": "1",
        "device_name": "Mira's phone!",
        "manufacturer": "Google",
        "model": "Pixel",
        "os_version": "36",
    }
    assert await phone.webhook("update_registration", new) == 200
    entry = world.hass.config_entries.async_get_entry(place)
    assert entry is not None
    world.hass.config_entries.async_update_entry(entry, title="Something else")
    await world.channel(place).show(copy(place), QUESTION)
    assert len(phone.shown) == 1


async def test_of_two_with_one_name_nothing_goes_to_the_wrong_one(world: World) -> None:
    old, first = await world.phone("Galaxy S26")
    new, second = await world.phone("Galaxy-S26")
    channel = world.channel(first, second)
    said = await failing(channel, first)
    assert (said.key, said.gone) == ("phone_of_same_name", True)
    await channel.show(copy(second), QUESTION)
    assert (len(old.shown), len(new.shown)) == (0, 1)


async def test_a_phone_that_is_gone_is_no_place(world: World) -> None:
    _, first = await world.phone("One")
    _, second = await world.phone("Two")
    channel = world.channel(first, second)
    assert list(channel.places) == [first, second]
    assert channel.trouble() == ""
    await world.hass.config_entries.async_remove(first)
    assert list(channel.places) == [second]
    assert (await failing(channel, first)).gone
    assert channel.trouble() == ""
    await world.hass.config_entries.async_remove(second)
    assert list(channel.places) == []
    assert channel.trouble() == "no_phone_left"


async def test_a_newer_phone_takes_only_its_own_name_over(world: World) -> None:
    old, first = await world.phone("One")
    await world.phone("Two")
    # And only if it lets itself be sent anything: else it has no action.
    await world.phone("One", app_data={})
    await world.channel(first).show(copy(first), QUESTION)
    assert len(old.shown) == 1


async def test_a_phone_that_was_switched_off_is_no_place(world: World) -> None:
    _, place = await world.phone()
    await world.hass.config_entries.async_set_disabled_by(
        place, ConfigEntryDisabler.USER
    )
    channel = world.channel(place)
    assert channel.places == ()
    assert channel.trouble() == "no_phone_left"


async def test_another_integrations_entry_is_no_phone(world: World) -> None:
    other = MockConfigEntry(domain="other")
    other.add_to_hass(world.hass)
    assert world.channel(other.entry_id, "nonsense").places == ()


async def test_a_phone_that_takes_no_pushes_is_told_of(world: World) -> None:
    _, place = await world.phone(app_data={})
    channel = world.channel(place)
    assert (await failing(channel, place)).key == "phone_without_push"
    assert channel.trouble() == "phone_without_push"


async def test_a_phone_that_has_to_be_connected_and_is_not_is_tried_again(
    world: World,
) -> None:
    phone, place = await world.phone(app_data={"push_websocket_channel": True})
    channel = world.channel(place)
    said = await failing(channel, place)
    assert (said.key, said.gone) == ("phone_away", False)
    assert said.again_in
    # A webhook is a secret of the phone.
    assert phone.webhook_id not in str(said)
    assert channel.trouble() == ""


async def test_a_connected_phone_is_reached_without_the_push_service(
    world: World, hass_ws_client: WebSocketGenerator
) -> None:
    phone, place = await world.phone(app_data={"push_websocket_channel": True})
    app = await hass_ws_client(world.hass)
    await app.send_json_auto_id(
        {
            "type": "mobile_app/push_notification_channel",
            "webhook_id": phone.webhook_id,
            "support_confirm": True,
        }
    )
    assert (await app.receive_json())["success"]
    await world.channel(place).show(copy(place), QUESTION)
    came = (await app.receive_json())["event"]
    assert came["title"] == QUESTION.title
    assert came["data"]["tag"] == "gl-req_1-x"
    assert world.pushes.pushes == []
    confirm = {"confirm_id": came["hass_confirm_id"], "webhook_id": phone.webhook_id}
    await app.send_json_auto_id(
        {"type": "mobile_app/push_notification_confirm", **confirm}
    )
    assert (await app.receive_json())["success"]


async def test_what_is_not_set_up_yet_is_tried_again(world: World) -> None:
    phone, place = await world.phone()
    await world.hass.config_entries.async_unload(place)
    await world.hass.async_block_till_done()
    channel = world.channel(place)
    assert channel.places == (place,)
    said = await failing(channel, place)
    assert (said.key, said.gone, bool(said.again_in)) == (
        "phone_not_ready",
        False,
        True,
    )
    await world.hass.config_entries.async_setup(place)
    await world.hass.async_block_till_done()
    await channel.show(copy(place), QUESTION)
    assert len(phone.shown) == 1


async def test_a_person_who_was_shut_out_is_asked_nothing(
    world: World, hass_read_only_user: MockUser, hass_read_only_access_token: str
) -> None:
    phone, place = await world.phone(access=hass_read_only_access_token)
    channel = world.channel(place)
    await channel.show(copy(place), QUESTION)
    await world.hass.auth.async_update_user(hass_read_only_user, is_active=False)
    said = await failing(channel, place)
    # It is told of, and tried again all the same: nobody says when they are let in.
    assert (said.key, said.gone, said.again_in) == ("phone_of_nobody", False, None)
    assert len(phone.came) == 1
    await world.hass.auth.async_update_user(hass_read_only_user, is_active=True)
    await channel.show(copy(place), QUESTION)
    assert len(phone.came) == 2


@pytest.mark.parametrize("fault", ["down", "limit"])
async def test_what_the_push_service_refuses_cannot_be_known(
    world: World, fault: str
) -> None:
    phone, place = await world.phone()
    if fault == "down":
        world.pushes.down = True
    else:
        world.pushes.limit = 0
    # Home Assistant swallows it: the reminder and the other ways have to do.
    assert await world.channel(place).show(copy(place), QUESTION)
    assert phone.shown == {}
    assert len(world.pushes.refused) == 1


@pytest.mark.parametrize(("system", "stays"), [(ANDROID, False), (APPLE, True)])
async def test_only_android_takes_away_what_is_over_by_itself(
    world: World, system: str, stays: bool
) -> None:
    _, place = await world.phone(system=system)
    assert world.channel(place).stays(place) is stays
    assert world.channel(place).stays("gone") is False
