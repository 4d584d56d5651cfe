"""Several questions in one: each can be shown by itself, and a phone's list put off for that phone."""

from typing import Final

from homeassistant.util import dt as dt_util
import pytest

from custom_components.greenlight.approvers.base import DIGEST
from custom_components.greenlight.engine.answer import Answer, Later, Verb
from custom_components.greenlight.engine.request import State
from custom_components.greenlight.parts.approver_settings import ApproverKind

from .asking import CHATS, HOME, PHONES, Asking

TITLES: Final = [f"Film {one}" for one in "abcdef"]


@pytest.fixture
async def listed(asking: Asking) -> Asking:
    """Have six questions come as one to everybody, at noon: what is said of tomorrow has other words."""
    asking.scene.freezer.move_to(dt_util.now().replace(hour=12))
    await asking.scene.start()
    asking.ask_everywhere()
    for title in TITLES:
        asking.scene.publish(title)
    await asking.scene.look()
    await asking.pass_time(10)
    return asking


async def show(asking: Asking, title: str, chat: int = HOME, **changes: int) -> str:
    """Press in the last list of a chat that a question is to be shown; return what is said to it."""
    channel = asking.channels[CHATS]
    token = channel.token(asking.scene.request(title).id, Answer(Verb.SHOW))
    lists = [
        message
        for (place, message), shown in channel.seen.items()
        if (place, shown.request) == (str(chat), DIGEST)
    ]
    press_id = asking.press(token, chat, lists[-1], **changes)
    await asking.scene.settle()
    await asking.pass_time(4)
    return next(text for key, text, _ in channel.answers if key == press_id)


async def put_off(asking: Asking, phone: str = "phone1") -> None:
    """Put the list off on a phone, for an hour."""
    token = asking.channels[PHONES].token(DIGEST, Answer(Verb.LATER, Later.HOUR))
    user = asking.mira if phone == "phone1" else asking.ben
    asking.tap(token, user, data={"device_id": f"device-{phone}"})
    await asking.scene.settle()
    await asking.pass_time(4)


class TestShow:
    async def test_what_is_shown_can_be_answered(self, listed: Asking) -> None:
        assert await show(listed, "Film c") == "It stands below."
        chats = listed.channels[CHATS]
        assert chats.at(str(HOME)) == ["6 wait", "Film c pending question"]
        listed.press_last(HOME, Verb.DECLINE)
        await listed.scene.settle()
        await listed.pass_time(4)
        assert listed.scene.request("Film c").state is State.DECLINED
        assert chats.at(str(HOME)) == ["5 wait", "Film c declined question"]

    async def test_it_is_shown_nowhere_else(self, listed: Asking) -> None:
        await show(listed, "Film c")
        elsewhere = [
            (channel.settings.id, place)
            for channel in listed.channels.values()
            for place in channel.places
            if channel.at(place) != ["6 wait"]
        ]
        assert elsewhere == [(CHATS, str(HOME))]

    async def test_shown_again_it_comes_anew_and_once(self, listed: Asking) -> None:
        await show(listed, "Film c")
        await show(listed, "Film d")
        await show(listed, "Film c")
        assert listed.channels[CHATS].at(str(HOME)) == [
            "6 wait",
            "Film d pending question",
            "Film c pending question",
        ]

    async def test_a_stranger_is_shown_nothing(self, listed: Asking) -> None:
        said = await show(listed, "Film c", user_id=43)
        assert said == "You may look, but not decide."
        assert listed.channels[CHATS].at(str(HOME)) == ["6 wait"]


class TestLater:
    async def test_it_goes_from_that_phone_and_comes_again_in_an_hour(
        self, listed: Asking
    ) -> None:
        phones = listed.channels[PHONES]
        await put_off(listed)
        assert len(phones.at("phone1")) == 1
        assert phones.at("phone1")[0].startswith("Comes back at ")
        await listed.pass_time(3500, step=100)
        assert phones.sent("show", "phone1").count(DIGEST) == 1
        await listed.pass_time(160, step=40)
        assert phones.at("phone1")[-1] == "6 wait"
        assert phones.sent("show", "phone1").count(DIGEST) == 2

    async def test_for_everybody_else_nothing_changes(self, listed: Asking) -> None:
        await put_off(listed)
        assert listed.channels[PHONES].at("phone2") == ["6 wait"]
        assert listed.channels[CHATS].at(str(HOME)) == ["6 wait"]
        waits = [listed.scene.request(one) for one in TITLES]
        assert all(one.asking for one in waits)

    async def test_whoever_may_only_look_may_put_it_off_too(
        self, listed: Asking
    ) -> None:
        listed.ben.mock_policy({"entities": {"all": {"read": True}}})
        await put_off(listed, "phone2")
        assert "6 wait" not in listed.channels[PHONES].at("phone2")
        assert listed.channels[PHONES].at("phone1") == ["6 wait"]

    async def test_what_is_new_meanwhile_is_asked_at_once(self, listed: Asking) -> None:
        await put_off(listed)
        await listed.scene.ask("Film g")
        await listed.pass_time(10)
        assert listed.channels[PHONES].at("phone1")[-1] == "Film g pending question"

    async def test_a_restart_forgets_nothing_of_it(self, listed: Asking) -> None:
        await put_off(listed)
        listed.next_approvers = dict(listed.scene.hub.roster.approvers)
        assert await listed.scene.hass.config_entries.async_reload(
            listed.scene.entry.entry_id
        )
        await listed.pass_time(60, step=30)
        phones = listed.channels[PHONES]
        assert phones.sent("show", "phone1").count(DIGEST) == 1
        await listed.pass_time(3700, step=100)
        assert phones.sent("show", "phone1").count(DIGEST) == 2

    async def test_in_the_night_it_waits_for_the_morning(self, asking: Asking) -> None:
        scene = asking.scene
        await scene.hass.config.async_set_time_zone("UTC")
        scene.freezer.move_to("2026-12-01T21:30:00+00:00")
        await scene.start()
        asking.ask_by(asking.settings(ApproverKind.COMPANION, quiet=(22 * 60, 7 * 60)))
        for title in TITLES:
            scene.publish(title)
        await scene.look()
        await asking.pass_time(10)
        await put_off(asking)
        await asking.pass_time(3 * 3600, step=600)
        assert asking.channels[PHONES].sent("show", "phone1").count(DIGEST) == 1
        scene.freezer.move_to("2026-12-02T07:00:01+00:00")
        await asking.pass_time(60, step=30)
        assert asking.channels[PHONES].sent("show", "phone1").count(DIGEST) == 2
