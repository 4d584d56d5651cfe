"""What people see outlives restarts, broken disks, lost files and clocks that jump."""

import asyncio
from copy import deepcopy
from pathlib import Path
from typing import Any, Final

from homeassistant.core import Context, EventOrigin
from homeassistant.util.file import WriteError
import pytest

from custom_components.greenlight.approvers.base import NotDelivered
from custom_components.greenlight.approvers.listening import HELD, HELD_FOR, HELD_OF_ONE
from custom_components.greenlight.const import APPROVER
from custom_components.greenlight.engine.answer import Verb
from custom_components.greenlight.engine.request import State
from custom_components.greenlight.ledger.store import LedgerStore
from custom_components.greenlight.parts.approver_settings import ApproverKind

from ..scene import SOURCE_ID, part
from .asking import BOT, CHATS, GROUP, HOME, MIRA_THERE, PHONES, Asking

DAY: Final = 86400.0


async def restart(asking: Asking) -> None:
    """Stop Greenlight and start it again, with the same approvers."""
    keep_through_restart(asking)
    await asking.hass.config_entries.async_reload(asking.scene.entry.entry_id)
    await asking.scene.settle()


def keep_through_restart(asking: Asking) -> None:
    """Have the approvers there from the first moment of the next start on."""
    asking.next_approvers = dict(asking.scene.hub.roster.approvers)


def put_on_disk(asking: Asking, key: str) -> None:
    """Have a file there, which is kept aside where it makes no sense."""
    path = Path(asking.hass.config.path(".storage", key))
    path.parent.mkdir(exist_ok=True)
    path.write_text("{}")


async def test_nothing_is_sent_again_after_a_restart(asking: Asking) -> None:
    request_id = await asking.asked("Film one", seconds=4)
    await restart(asking)
    await asking.pass_time(60)
    for channel in asking.channels.values():
        assert channel.sent() == [request_id] * 2
        assert channel.sent("change") == []


async def test_a_button_from_before_a_restart_counts(asking: Asking) -> None:
    scene = asking.scene
    request_id = await asking.asked("Film one", seconds=4)
    await restart(asking)
    asking.press_last(GROUP, Verb.DECLINE)
    await scene.settle()
    assert scene.hub.gate.requests.find(request_id).state is State.DECLINED


async def test_what_was_decided_while_nothing_could_be_shown_is_put_right_at_the_start(
    asking: Asking,
) -> None:
    scene = asking.scene
    request_id = await asking.asked("Film one", seconds=4)
    # As if the power had failed between the decision and the edit.
    for places in scene.hub.asker._places.values():
        for one in places.values():
            one.stop()
    await scene.act("decline", request_id=request_id)
    await restart(asking)
    await asking.pass_time(10)
    for channel in asking.channels.values():
        for place in channel.places:
            assert channel.at(place) == ["Film one declined question"]


async def test_a_press_while_nobody_listens_counts_once_afterwards(
    asking: Asking,
) -> None:
    scene = asking.scene
    request_id = await asking.asked("Film one", seconds=4)
    keep_through_restart(asking)
    message, shown = asking.message(CHATS, str(HOME), Verb.DECLINE)
    assert await scene.hass.config_entries.async_unload(scene.entry.entry_id)
    for _ in range(3):
        asking.press(shown.tokens[Verb.DECLINE], HOME, message)
    await scene.hass.config_entries.async_setup(scene.entry.entry_id)
    await scene.settle()
    request = scene.hub.gate.requests.find(request_id)
    assert [one.after for one in request.journal if one.before is State.PENDING] == [
        State.DECLINED
    ]
    assert len(asking.channels[CHATS].answers) == 3


async def test_a_press_that_waited_too_long_counts_for_nothing(
    asking: Asking,
) -> None:
    scene = asking.scene
    request_id = await asking.asked("Film one", seconds=4)
    keep_through_restart(asking)
    message, shown = asking.message(CHATS, str(HOME), Verb.DECLINE)
    assert await scene.hass.config_entries.async_unload(scene.entry.entry_id)
    asking.press(shown.tokens[Verb.DECLINE], HOME, message)
    scene.freezer.tick(601)
    await scene.hass.config_entries.async_setup(scene.entry.entry_id)
    await scene.settle()
    assert scene.hub.gate.requests.find(request_id).state is State.PENDING


async def test_only_so_many_presses_are_kept(asking: Asking) -> None:
    scene = asking.scene
    await scene.start()
    asking.ask_everywhere()
    keep_through_restart(asking)
    assert await scene.hass.config_entries.async_unload(scene.entry.entry_id)
    for _ in range(HELD + 50):
        asking.press("gl1.a.b.y.c", HOME, "1")
    await scene.hass.config_entries.async_setup(scene.entry.entry_id)
    await scene.settle()
    assert scene.hub.presses.refusals == {"unknown_button": HELD}


async def test_nobody_can_keep_an_answer_out_while_nobody_listens(
    asking: Asking,
) -> None:
    scene = asking.scene
    request_id = await asking.asked("Film one", seconds=4)
    keep_through_restart(asking)
    message, shown = asking.message(CHATS, str(HOME), Verb.DECLINE)
    assert await scene.hass.config_entries.async_unload(scene.entry.entry_id)
    for _ in range(HELD):
        asking.press("gl1.a.b.y.c", HOME, "1")
    scene.freezer.tick(HELD_FOR)
    for _ in range(HELD):
        asking.tap("gl1.a.b.y.c", asking.ben)
        asking.press("gl1.a.b.y.c", HOME, "1", context=Context(user_id=asking.ben.id))
        asking.press("gl1.a.b.y.c", HOME, "1", origin=EventOrigin.remote)
    asking.press(shown.tokens[Verb.DECLINE], HOME, message)
    await scene.hass.config_entries.async_setup(scene.entry.entry_id)
    await scene.settle()
    assert scene.hub.gate.requests.find(request_id).state is State.DECLINED
    assert scene.hub.presses.refusals == {"unknown_button": HELD_OF_ONE}


async def test_a_disk_that_refuses_loses_no_decision_and_the_person_is_told(
    asking: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = asking.scene
    request_id = await asking.asked("Film one", seconds=4)

    async def refuse(self: LedgerStore, data: dict[str, Any]) -> None:
        self.failed = True
        raise WriteError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr(LedgerStore, "_async_write_data", refuse)
        asking.press_last(HOME, Verb.DECLINE)
        await scene.settle()
        _, text, alert = asking.channels[CHATS].answers[-1]
        assert text.startswith("Not saved: Home Assistant could not write to its disk.")
        assert alert
        assert scene.hub.gate.requests.find(request_id).state is State.PENDING
    asking.press_last(HOME, Verb.DECLINE)
    await scene.settle()
    assert scene.hub.gate.requests.find(request_id).state is State.DECLINED


async def test_copies_are_written_as_soon_as_the_disk_takes_them_again(
    asking: Asking,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    hass_storage: dict[str, Any],
) -> None:
    scene = asking.scene
    await scene.start()
    asking.ask_everywhere()
    key = f"greenlight.{scene.entry.entry_id}.copies"
    whole = LedgerStore._async_write_data

    async def refuse(self: LedgerStore, data: dict[str, Any]) -> None:
        if self.key == key:
            self.failed = True
            raise WriteError("disk full")
        await whole(self, data)

    with monkeypatch.context() as broken:
        broken.setattr(LedgerStore, "_async_write_data", refuse)
        await scene.ask("Film one")
        await asking.pass_time(4)
    assert caplog.text.count("cannot be written and is tried again") == 1
    await asking.pass_time(40, step=10)
    assert len(hass_storage[key]["data"]["copies"]) == 4


async def test_a_disk_that_refuses_keeps_no_phone_waiting(
    asking: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = asking.scene
    await scene.start()
    asking.ask_by(asking.settings(ApproverKind.COMPANION))
    whole = LedgerStore._async_write_data

    async def refuse(self: LedgerStore, data: dict[str, Any]) -> None:
        if not self.key.endswith(".copies"):
            await whole(self, data)
            return
        self.failed = True
        for _ in range(20):
            await asyncio.sleep(0)
        raise WriteError("disk full")

    monkeypatch.setattr(LedgerStore, "_async_write_data", refuse)
    scene.publish("Film one")
    await scene.hub.sources[SOURCE_ID].async_refresh()
    for _ in range(5000):
        await asyncio.sleep(0)
    phones = asking.channels[PHONES]
    assert [phones.at(one) for one in asking.phones] == 2 * [
        ["Film one pending question"]
    ]


async def test_what_is_stored_of_copies_may_be_anything(
    asking: Asking, hass_storage: dict[str, Any]
) -> None:
    scene = asking.scene
    await asking.asked("Film one", seconds=4)
    keep_through_restart(asking)
    key = f"greenlight.{scene.entry.entry_id}.copies"
    assert await scene.hass.config_entries.async_unload(scene.entry.entry_id)
    put_on_disk(asking, key)
    rows = hass_storage[key]["data"]["copies"]
    assert len(rows) == 4
    rows[0]["page"] = "nonsense"
    rows[1]["at"] = -7
    rows[2].pop("message")
    rows.append(None)
    await scene.hass.config_entries.async_setup(scene.entry.entry_id)
    await asking.pass_time(10)
    # Those that could not be read are asked once more, and no other.
    assert len(asking.channels[PHONES].sent() + asking.channels[CHATS].sent()) == 6


async def test_a_secret_that_is_lost_makes_old_buttons_worth_nothing(
    asking: Asking, hass_storage: dict[str, Any]
) -> None:
    scene = asking.scene
    request_id = await asking.asked("Film one", seconds=4)
    keep_through_restart(asking)
    message, shown = asking.message(CHATS, str(HOME), Verb.APPROVE)
    key = f"greenlight.{scene.entry.entry_id}.copies"
    before = hass_storage[key]["data"]["secret"]
    assert await scene.hass.config_entries.async_unload(scene.entry.entry_id)
    put_on_disk(asking, key)
    hass_storage[key]["data"]["secret"] = "short"
    await scene.hass.config_entries.async_setup(scene.entry.entry_id)
    await scene.settle()
    assert hass_storage[key]["data"]["secret"] not in (before, "short")
    asking.press(shown.tokens[Verb.APPROVE], HOME, message)
    await scene.settle()
    assert scene.hub.gate.requests.find(request_id).state is State.PENDING


@pytest.mark.parametrize("jump", [-400 * DAY, -3600, 3600, 20 * 3600])
async def test_a_clock_that_jumps_asks_nothing_twice(
    asking: Asking, jump: float
) -> None:
    scene = asking.scene
    request_id = await asking.asked("Film one", seconds=4)
    scene.freezer.tick(jump)
    await asking.pass_time(60, step=10)
    (second,) = await scene.ask("Film two")
    await asking.pass_time(60, step=10)
    for channel in asking.channels.values():
        for place in channel.places:
            assert channel.sent("show", place) == [request_id, second]


async def test_a_day_of_five_hundred_questions_keeps_to_what_a_phone_takes(
    asking: Asking,
) -> None:
    scene = asking.scene
    # What is sent is counted anew at midnight UTC, which must not come in between.
    scene.freezer.move_to("2026-11-27 06:00:00+00:00")
    await scene.start()
    asking.ask_by(asking.settings(ApproverKind.COMPANION, devices=("phone1",)))
    phones = asking.channels[PHONES]
    for number in range(500):
        scene.site.items.clear()
        (request_id,) = await scene.ask(f"Film {number}")
        await scene.act("decline", request_id=request_id)
        await scene.settle()
    sent = [one for one in phones.calls if one[0] != "clear"]
    assert 400 <= len(sent) <= 410
    await scene.ask("Film last", "Film very last")
    await asking.pass_time(4000, step=400)
    # What is asked at the end of such a day comes as one.
    assert phones.at("phone1")[-1] == "2 wait"
    assert len([one for one in phones.calls if one[0] != "clear"]) <= 420


async def test_the_hub_ends_while_a_channel_hangs(asking: Asking) -> None:
    scene = asking.scene
    await scene.start()
    asking.ask_everywhere()
    asking.channels[PHONES].hangs["phone1"] = asyncio.Event()
    scene.publish("Film one")
    await scene.hub.sources["source0"].async_refresh()
    await asyncio.sleep(0)
    async with asyncio.timeout(5):
        assert await scene.hass.config_entries.async_unload(scene.entry.entry_id)


async def start_with_approvers(asking: Asking) -> None:
    """Set Greenlight up with phones and chats that are stored as people have set them up."""
    phones = {"type": "companion", "devices": asking.phones}
    named = {"person": asking.mira.id, "name": "Mira"}
    chats = {
        "type": "telegram",
        "bot": BOT,
        "chats": [str(HOME), str(GROUP)],
        "telegram_people": {str(MIRA_THERE): named},
    }
    await asking.scene.start(
        [
            *asking.scene.parts(),
            part(APPROVER, PHONES, "Phones", phones),
            part(APPROVER, CHATS, "Chats", chats),
            part(APPROVER, "broken", "Broken", {"chats": ["nonsense"]}),
        ]
    )


async def test_nothing_is_asked_any_more_when_greenlight_is_removed(
    asking: Asking,
) -> None:
    await start_with_approvers(asking)
    await asking.scene.ask("Film one", "Film two")
    await asking.pass_time(8)
    assert [len(one.seen) for one in asking.channels.values()] == [4, 4]
    removed = asking.scene.entry.entry_id
    asking.channels[CHATS].fails = lambda what, copy: (
        NotDelivered("chat_gone") if copy.place == str(GROUP) else None
    )
    assert await asking.hass.config_entries.async_remove(removed)
    assert asking.channels[PHONES].seen == {}
    assert {place for place, _ in asking.channels[CHATS].seen} == {str(GROUP)}


async def test_greenlight_is_removed_while_a_channel_hangs(
    asking: Asking, monkeypatch: pytest.MonkeyPatch, hass_storage: dict[str, Any]
) -> None:
    monkeypatch.setattr("custom_components.greenlight.approvers.leaving.LEAVES", 0.0)
    await start_with_approvers(asking)
    await asking.scene.ask("Film one")
    await asking.pass_time(4)
    asking.channels[PHONES].hangs["phone1"] = asyncio.Event()
    assert await asking.hass.config_entries.async_remove(asking.scene.entry.entry_id)
    assert not [key for key in hass_storage if key.startswith("greenlight.")]


@pytest.mark.parametrize("away", [0, 3 * 3600])
async def test_no_power_cut_leaves_a_question_on_a_phone_that_was_decided(
    asking: Asking, hass_storage: dict[str, Any], away: float
) -> None:
    scene = asking.scene
    await scene.start()
    asking.ask_by(asking.settings(ApproverKind.COMPANION))
    phones = asking.channels[PHONES]
    key = f"greenlight.{scene.entry.entry_id}.copies"
    on_disk: list[Any] = []
    # What the file holds when the first phone has the question.
    phones.fails = lambda what, copy: on_disk.append(deepcopy(hass_storage.get(key)))
    (request_id,) = await scene.ask("Film one")
    await asking.pass_time(4)
    assert phones.at("phone1") == ["Film one pending question"]
    for places in scene.hub.asker._places.values():
        for one in places.values():
            one.stop()
    await scene.act("decline", request_id=request_id)
    keep_through_restart(asking)
    assert await scene.hass.config_entries.async_unload(scene.entry.entry_id)
    put_on_disk(asking, key)
    hass_storage[key] = on_disk[0]
    scene.freezer.tick(away)
    await scene.hass.config_entries.async_setup(scene.entry.entry_id)
    await asking.pass_time(10)
    assert phones.at("phone1") == ["Film one declined question"]


async def test_a_phone_that_was_not_reached_is_told_nothing_of_what_it_never_asked(
    asking: Asking,
) -> None:
    scene = asking.scene
    await scene.start()
    asking.ask_by(asking.settings(ApproverKind.COMPANION, devices=("phone1",)))
    phones = asking.channels[PHONES]
    phones.fails = lambda what, copy: NotDelivered("phone_away")
    (request_id,) = await scene.ask("Film one")
    await asking.pass_time(2)
    await scene.act("decline", request_id=request_id)
    phones.fails = lambda what, copy: None
    await asking.pass_time(60)
    assert phones.at("phone1") == []


async def test_a_disk_that_refuses_keeps_no_question_back(
    asking: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = asking.scene
    await scene.start()
    asking.ask_by(asking.settings(ApproverKind.COMPANION))

    async def refuse(self: LedgerStore, data: dict[str, Any]) -> None:
        self.failed = True
        raise WriteError("disk full")

    whole = LedgerStore._async_write_data
    key = f"greenlight.{scene.entry.entry_id}.copies"
    monkeypatch.setattr(
        LedgerStore,
        "_async_write_data",
        lambda self, data: (refuse if self.key == key else whole)(self, data),
    )
    await scene.ask("Film one")
    await asking.pass_time(4)
    assert asking.channels[PHONES].at("phone1") == ["Film one pending question"]
