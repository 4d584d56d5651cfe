"""The asker keeps what people see as it is, at every place, and calls them once."""

import asyncio
from dataclasses import replace
from typing import Final

import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from custom_components.greenlight.approvers.base import NotDelivered
from custom_components.greenlight.approvers.showing import STEPS
from custom_components.greenlight.engine.answer import Answer, Verb
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.request import Actor, ActorKind, Request, State
from custom_components.greenlight.parts.approver_settings import ApproverKind

from .asking import CHATS, GROUP, HOME, PHONES, Asking
from .test_lasting import restart

MIRA: Final = Actor(ActorKind.USER, "mira", "Mira")


async def test_asks_everywhere_once(asking: Asking) -> None:
    request_id = await asking.asked("Film one", seconds=60)
    for name, places in ((PHONES, asking.phones), (CHATS, [str(HOME), str(GROUP)])):
        channel = asking.channels[name]
        for place in places:
            assert channel.at(place) == ["Film one pending question"]
        assert channel.sent() == [request_id] * 2
        assert channel.sent("change") == []


async def test_a_tap_on_the_phone_decides_and_everybody_sees_it(asking: Asking) -> None:
    scene = asking.scene
    request_id = await asking.asked("Film one", seconds=2)
    asking.tap(asking.button(PHONES, "phone1", Verb.APPROVE), asking.mira)
    await scene.settle()
    await asking.pass_time(4)
    request = scene.hub.gate.requests.find(request_id)
    assert request.state in (State.APPROVED, State.DOWNLOADING)
    decided = next(one for one in request.journal if one.after is State.APPROVED)
    assert (decided.who.name, decided.who.via) == ("Mira", "phone")
    for channel in asking.channels.values():
        for place in channel.places:
            assert "pending" not in " ".join(channel.at(place))
    assert asking.channels[PHONES].at("phone1") == [
        "Film one approved question",
        "Film one downloading question 0.000",
    ]


async def test_changes_are_silent_and_only_the_call_is_heard(asking: Asking) -> None:
    scene = asking.scene
    request_id = await asking.asked("Film one", seconds=4)
    chats = asking.channels[CHATS]
    assert not asking.message(CHATS, str(HOME), Verb.APPROVE)[1].silent
    await scene.hub.gate.requests.amend(request_id, size=7)
    await asking.pass_time(4)
    assert chats.sent("change", str(HOME)) == [request_id]
    assert asking.message(CHATS, str(HOME), Verb.APPROVE)[1].silent


async def test_more_than_four_come_as_one(asking: Asking) -> None:
    scene = asking.scene
    await scene.start()
    asking.ask_everywhere()
    titles = [f"Film {one}" for one in "abcdef"]
    for title in titles:
        scene.publish(title)
    await scene.look()
    await asking.pass_time(10)
    assert asking.channels[PHONES].at("phone1") == ["6 wait"]
    assert asking.channels[CHATS].at(str(HOME)) == ["6 wait"]
    # One more is asked by itself, and one that is answered leaves the list.
    await scene.ask("Film g")
    await scene.act("decline", request_id=scene.request("Film a").id)
    await asking.pass_time(10)
    assert asking.channels[PHONES].at("phone1") == [
        "5 wait",
        "Film g pending question",
    ]
    assert asking.channels[PHONES].sent("show", "phone1").count("digest") == 1


async def test_whoever_wants_a_digest_gets_all_of_some_minutes_in_one(
    asking: Asking,
) -> None:
    scene = asking.scene
    await scene.start()
    asking.ask_by(asking.settings(ApproverKind.COMPANION, digest=True))
    await scene.ask("Film one", "Film two")
    await asking.pass_time(60, step=30)
    assert asking.channels[PHONES].at("phone1") == []
    await asking.pass_time(300, step=30)
    assert asking.channels[PHONES].at("phone1") == ["2 wait"]


async def test_the_night_is_quiet_and_the_morning_has_one_digest(
    asking: Asking,
) -> None:
    scene = asking.scene
    await scene.hass.config.async_set_time_zone("UTC")
    scene.freezer.move_to("2026-12-01T23:00:00+00:00")
    await scene.start()
    asking.ask_by(asking.settings(ApproverKind.COMPANION, quiet=(22 * 60, 7 * 60)))
    await scene.ask("Film one", "Film two")
    await asking.pass_time(120, step=30)
    phones = asking.channels[PHONES]
    assert phones.calls == []
    scene.freezer.move_to("2026-12-02T06:59:00+00:00")
    await asking.pass_time(30, step=30)
    assert phones.calls == []
    scene.freezer.move_to("2026-12-02T07:00:01+00:00")
    await asking.pass_time(60, step=30)
    assert phones.at("phone1") == ["2 wait"]
    assert phones.sent("show", "phone1") == ["digest"]


async def test_what_is_answered_at_night_is_seen_without_a_sound(
    asking: Asking,
) -> None:
    scene = asking.scene
    await scene.hass.config.async_set_time_zone("UTC")
    scene.freezer.move_to("2026-12-01T21:00:00+00:00")
    await scene.start()
    asking.ask_by(asking.settings(ApproverKind.COMPANION, quiet=(22 * 60, 7 * 60)))
    (request_id,) = await scene.ask("Film one")
    await asking.pass_time(4)
    scene.freezer.move_to("2026-12-01T23:00:00+00:00")
    await scene.act("decline", request_id=request_id)
    await asking.pass_time(4)
    (shown,) = [
        one
        for (place, _), one in asking.channels[PHONES].seen.items()
        if place == "phone1"
    ]
    assert "declined" in shown.text
    assert shown.silent


async def test_a_place_that_hangs_holds_up_no_other(asking: Asking) -> None:
    scene = asking.scene
    await scene.start()
    asking.ask_everywhere()
    asking.channels[PHONES].hangs["phone1"] = asyncio.Event()
    scene.publish("Film one")
    await scene.hub.sources["source0"].async_refresh()
    for _ in range(50):
        await asyncio.sleep(0)
        if asking.channels[CHATS].at(str(HOME)):
            break
    assert asking.channels[PHONES].at("phone2") == ["Film one pending question"]
    assert asking.channels[CHATS].at(str(HOME)) == ["Film one pending question"]
    assert asking.channels[PHONES].at("phone1") == []
    asking.channels[PHONES].hangs["phone1"].set()
    await scene.settle()
    assert asking.channels[PHONES].at("phone1") == ["Film one pending question"]


async def test_waits_as_long_as_the_platform_wants(asking: Asking) -> None:
    scene = asking.scene
    await scene.start()
    asking.ask_everywhere()
    chats = asking.channels[CHATS]
    chats.fails = lambda what, copy: (
        NotDelivered("flood", again_in=30) if copy.place == str(HOME) else None
    )
    (request_id,) = await scene.ask("Film one")
    await asking.pass_time(28)
    assert chats.sent("show", str(HOME)) == [request_id]
    assert chats.at(str(GROUP)) == ["Film one pending question"]
    chats.fails = lambda what, copy: None
    await asking.pass_time(4)
    assert chats.at(str(HOME)) == ["Film one pending question"]
    assert chats.sent("show", str(HOME)) == [request_id] * 2


async def test_a_failure_is_told_once_tried_ever_less_often_and_over_when_it_works(
    asking: Asking, caplog: pytest.LogCaptureFixture
) -> None:
    scene = asking.scene
    await scene.start()
    asking.ask_by(asking.settings(ApproverKind.TELEGRAM, chats=(HOME,)))
    chats = asking.channels[CHATS]
    chats.fails = lambda what, copy: NotDelivered("bot_away", "secret words")
    await scene.ask("Film one")
    await asking.pass_time(120)
    assert 4 <= len(chats.calls) <= 6
    assert scene.hub.asker.trouble(CHATS) == "bot_away"
    assert caplog.text.count("cannot be reached (bot_away)") == 1
    assert "secret words" not in caplog.text
    chats.fails = lambda what, copy: None
    await asking.pass_time(120)
    assert chats.at(str(HOME)) == ["Film one pending question"]
    assert scene.hub.asker.trouble(CHATS) == ""


async def test_tries_at_once_when_the_bot_is_there_again(asking: Asking) -> None:
    scene = asking.scene
    await scene.start()
    asking.ask_by(asking.settings(ApproverKind.TELEGRAM, chats=(HOME,)))
    chats = asking.channels[CHATS]
    chats.fails = lambda what, copy: NotDelivered("bot_away", gone=True)
    await scene.ask("Film one")
    await asking.pass_time(60)
    chats.fails = lambda what, copy: None
    async_mock_service(scene.hass, "telegram_bot", "send_message")
    await scene.settle()
    assert chats.at(str(HOME)) == ["Film one pending question"]


async def test_one_question_that_cannot_be_shown_keeps_no_other_back(
    asking: Asking, caplog: pytest.LogCaptureFixture
) -> None:
    scene = asking.scene
    await scene.start()
    asking.ask_by(asking.settings(ApproverKind.COMPANION, devices=("phone1",)))
    phones = asking.channels[PHONES]

    def details(request: Request) -> str:
        if "one" in request.release.title:
            raise ValueError("no words for it")
        return ""

    phones.details = details
    await scene.ask("Film one", "Film two")
    await asking.pass_time(4)
    assert phones.at("phone1") == ["Film two pending question"]
    assert "no words for it" in caplog.text


async def test_a_message_that_somebody_has_deleted_stays_away(asking: Asking) -> None:
    scene = asking.scene
    await scene.start()
    asking.ask_by(asking.settings(ApproverKind.TELEGRAM, chats=(HOME,)))
    (request_id,) = await scene.ask("Film one")
    await asking.pass_time(4)
    chats = asking.channels[CHATS]
    chats.deleted = True
    await scene.hub.gate.requests.amend(request_id, size=7)
    await asking.pass_time(4)
    chats.deleted = False
    await scene.hub.gate.requests.amend(request_id, size=8)
    await asking.pass_time(60)
    assert chats.sent("show") == [request_id]


async def test_progress_comes_in_steps(asking: Asking) -> None:
    scene = asking.scene
    await scene.start()
    asking.ask_by(asking.settings(ApproverKind.TELEGRAM, chats=(HOME,)))
    _, torrent = await scene.download("Film one")
    await asking.pass_time(10)
    chats = asking.channels[CHATS]
    before = len(chats.sent("change"))
    for percent in range(1, 51):
        scene.client.rows[torrent]["progress"] = percent / 100
        await scene.poll()
        await asking.pass_time(6, step=6)
    assert 10 <= len(chats.sent("change")) - before <= 11
    (text,) = chats.at(str(HOME))
    assert text.endswith("0.500")


async def test_an_approver_that_goes_takes_its_questions_along(asking: Asking) -> None:
    scene = asking.scene
    await asking.asked("Film one", seconds=4)
    phones = asking.channels[PHONES]
    asking.ask_by(asking.settings(ApproverKind.TELEGRAM))
    await scene.settle()
    assert phones.seen == {}
    assert {one.approver for one in scene.hub.copies} == {CHATS}


async def test_a_chat_that_is_taken_off_loses_its_question_and_the_other_keeps_it(
    asking: Asking,
) -> None:
    request_id = await asking.asked("Film one", seconds=4)
    asking.ask_by(asking.settings(ApproverKind.TELEGRAM, chats=(HOME,), template="x"))
    await asking.pass_time(10)
    chats = asking.channels[CHATS]
    assert chats.at(str(GROUP)) == []
    assert chats.at(str(HOME)) == ["Film one pending question"]
    assert chats.sent("show", str(HOME)) == [request_id]


async def test_a_page_turns_for_whoever_pressed_and_back_after_a_while(
    asking: Asking,
) -> None:
    scene = asking.scene
    await asking.asked("Film one", seconds=4)
    asking.tap(asking.button(PHONES, "phone1", Verb.MORE), asking.mira)
    await scene.settle()
    phones = asking.channels[PHONES]
    assert phones.at("phone1") == ["Film one pending more"]
    assert phones.at("phone2") == ["Film one pending question"]
    await asking.pass_time(330, step=30)
    assert phones.at("phone1") == ["Film one pending question"]


async def test_what_is_taken_back_is_there_again_without_a_call(asking: Asking) -> None:
    scene = asking.scene
    request_id = await asking.asked("Film one", seconds=4)
    asking.press_last(HOME, Verb.DECLINE)
    await asking.pass_time(4)
    await scene.hub.gate.decide.undo(request_id, MIRA)
    await asking.pass_time(4)
    for name, channel in asking.channels.items():
        for place in channel.places:
            assert channel.at(place) == ["Film one pending question"], name
            assert channel.sent("show", place) == [request_id]


async def test_what_was_put_off_calls_again_when_it_comes_back(asking: Asking) -> None:
    scene = asking.scene
    request_id = await asking.asked("Film one", seconds=4)
    requests = scene.hub.gate.requests
    await scene.hub.gate.decide.put_off(
        request_id, requests.find(request_id).created + 60, MIRA
    )
    await asking.pass_time(4)
    await requests.note(request_id, MIRA, Reason("came_back"), later=None)
    scene.hub.gate.announce()
    await asking.pass_time(4)
    chats = asking.channels[CHATS]
    assert chats.sent("show", str(HOME)) == [request_id] * 2
    # The one before is gone.
    assert chats.at(str(HOME)) == ["Film one pending question"]


async def test_the_test_waits_for_a_tap_and_tells_who_it_was(asking: Asking) -> None:
    scene = asking.scene
    await scene.start()
    asking.ask_everywhere()
    await scene.hub.asker.harmless.send(PHONES)
    phones = asking.channels[PHONES]
    assert phones.at("phone1") == ["test"]
    token = phones.token("test", Answer(Verb.TEST))
    scene.freezer.tick(2)
    asking.tap(token, asking.mira)
    await scene.settle()
    tested = scene.hub.asker.harmless.tests[PHONES]
    assert (tested.after, tested.who) == (2.0, "Mira")
    assert phones.at("phone1") == ["test Mira"]


async def test_progress_stands_beside_what_was_decided_and_goes_at_its_end(
    asking: Asking,
) -> None:
    scene = asking.scene
    await scene.start()
    asking.ask_by(asking.settings(ApproverKind.COMPANION, devices=("phone1",)))
    request_id, torrent = await scene.download("Film one")
    await asking.pass_time(10)
    phones = asking.channels[PHONES]
    scene.client.rows[torrent]["progress"] = 0.5
    await scene.poll()
    await asking.pass_time(10)
    assert phones.at("phone1") == [
        "Film one approved question",
        "Film one downloading question 0.500",
    ]
    assert Verb.UNDO in phones.seen["phone1", f"gl-{request_id}"].tokens
    await scene.hub.gate.decide.undo(request_id, MIRA, delete_data=True)
    await asking.pass_time(10)
    assert phones.at("phone1") == ["Film one pending question"]


async def test_progress_is_the_first_to_go_on_a_day_with_much(asking: Asking) -> None:
    scene = asking.scene
    scene.freezer.move_to("2026-11-27 06:00:00+00:00")
    await scene.start()
    asking.ask_by(asking.settings(ApproverKind.COMPANION, devices=("phone1",)))
    for _ in range(STEPS):
        scene.hub.copies.count("phone1", "2026-11-27")
    _, torrent = await scene.download("Film one")
    scene.client.rows[torrent]["progress"] = 0.5
    await scene.poll()
    await asking.pass_time(10)
    # The question and what was decided still come.
    assert asking.channels[PHONES].at("phone1") == ["Film one approved question"]


async def test_the_quiet_hours_hold_what_has_waited_for_them(asking: Asking) -> None:
    scene = asking.scene
    scene.freezer.move_to("2026-11-27 06:00:00+00:00")
    await scene.start()
    quiet = asking.settings(ApproverKind.COMPANION, devices=("phone1",))
    asking.ask_by(quiet)
    phones = asking.channels[PHONES]
    phones.fails = lambda what, copy: NotDelivered("phone_away")
    await scene.ask("Film one")
    await asking.pass_time(2)
    # It became late before the phone could be reached.
    asking.ask_by(replace(quiet, quiet=(0, 24 * 60)))
    asking.channels[PHONES].fails = lambda what, copy: None
    await asking.pass_time(30)
    assert asking.channels[PHONES].at("phone1") == []
    asking.ask_by(quiet)
    await asking.pass_time(30)
    assert asking.channels[PHONES].at("phone1") == ["Film one pending question"]


@pytest.mark.parametrize("anew", [False, True])
async def test_what_was_seen_before_a_reminder_goes_as_soon_as_it_can(
    asking: Asking, anew: bool
) -> None:
    scene = asking.scene
    await scene.start()
    asking.ask_by(asking.settings(ApproverKind.TELEGRAM))
    chats = asking.channels[CHATS]
    (request_id,) = await scene.ask("Film one")
    await asking.pass_time(4)
    refused = NotDelivered("flooded", again_in=40.0)
    chats.fails = lambda what, copy: refused if what == "clear" else None
    await scene.hub.gate.requests.amend(request_id, reminded=True)
    await asking.pass_time(4)
    assert len(chats.at(str(HOME))) == 2
    if anew:
        await restart(asking)
    asking.channels[CHATS].fails = lambda what, copy: None
    await asking.pass_time(90, step=10)
    for place in chats.places:
        assert asking.channels[CHATS].at(place) == [
            "Film one pending question still open"
        ]
    assert len(list(scene.hub.copies)) == 2


async def test_of_two_that_ask_on_one_phone_the_one_that_is_not_quiet_does(
    asking: Asking,
) -> None:
    scene = asking.scene
    await scene.hass.config.async_set_time_zone("UTC")
    scene.freezer.move_to("2026-12-01T23:00:00+00:00")
    await scene.start()
    night = (22 * 60, 7 * 60)
    quiet = asking.settings(ApproverKind.COMPANION, id="quiet", quiet=night)
    asking.ask_by(quiet, asking.settings(ApproverKind.COMPANION, id="urgent"))
    await scene.ask("Film one")
    await asking.pass_time(60, step=30)
    assert asking.channels["urgent"].at("phone1") == ["Film one pending question"]
    scene.freezer.move_to("2026-12-02T07:00:01+00:00")
    await asking.pass_time(60, step=30)
    assert asking.channels["quiet"].at("phone1") == []
