"""The whole story in Telegram: Home Assistant, its bot and the download client are real.

Only Telegram and the phones' push service are fakes, which strangers' clients accept.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.support.fake_telegram import Message
from tests.support.fake_telegram.html import units
from tests.support.releases import MEGABYTE
from tests.support.server import Unavailable
from tests.support.telegram_house import (
    GROUP,
    MIRA,
    STRANGER,
    TelegramHouse,
    telegram_house,
)
from tests.support.waiting import until

from .conftest import PASSKEY, let_sockets_through
from .test_story import moves, unexpected

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.real_server,
    pytest.mark.timeout(300),
]

YES = "✓"
NO = "✕"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def house() -> AsyncIterator[TelegramHouse]:
    """Start everything once."""
    let_sockets_through()
    try:
        async with telegram_house(PASSKEY) as started:
            yield started
    except Unavailable as error:
        pytest.skip(str(error))


def answers(house: TelegramHouse) -> Counter[str]:
    """Count the answers to presses that Telegram took."""
    calls = house.telegram.calls("answerCallbackQuery")
    return Counter(
        str(one.params["callback_query_id"]) for one in calls if not one.refused
    )


def decided(request: dict[str, Any]) -> list[tuple[str, str]]:
    """Return what people made of a request, and who they are."""
    return [
        (entry["to"], entry["who"])
        for entry in request["journal"]
        if entry["to"] in ("approved", "declined") and entry["from"] == "pending"
    ]


async def press_as_mira(
    house: TelegramHouse, message: Message, label: str
) -> tuple[str, bool]:
    """Tap as the one who may decide, and return what she is told."""
    return await house.reply(house.telegram.tap(MIRA, message, label))


async def test_the_bot_is_set_up_as_its_own_forms_do(house: TelegramHouse) -> None:
    called = {one.method for one in house.telegram.outbox}
    assert {"getMe", "deleteWebhook", "getUpdates"} <= called
    assert [one.chat for one in house.telegram.calls("getChat")] == [777, -1001]


async def test_a_hostile_title_is_harmless_in_every_chat_and_on_every_phone(
    house: TelegramHouse,
) -> None:
    title = (
        "Hostile.Tide.2026.<b>&_*`[x](https://a.example)</b>.\u202e🎬.2160p.WEB-DL-"
        + "X" * 3000
    )
    before = len(house.telegram.outbox)
    await house.offer(title, named="Hostile.Tide.2026.2160p.WEB-DL-X")
    messages = await house.question("Hostile")
    phone = await house.admins_phone.titled("Hostile")
    await house.childs_phone.titled("Hostile")

    sent = [
        one for one in house.telegram.outbox[before:] if one.method.startswith("send")
    ]
    assert sorted(one.chat or 0 for one in sent) == [-1001, 777]
    assert not [one.refused for one in sent if one.refused]
    for message in messages:
        assert "https://a.example" not in message.buttons.values()
        assert not [one for one in message.entities if one["type"] == "text_link"]
        assert units(message.text) <= 4096
        tokens = [data for data in message.buttons.values() if data.startswith("gl1.")]
        assert len(tokens) >= 2
        assert max(len(token.encode()) for token in tokens) <= 64
    assert phone.tag.startswith("gl-")
    assert len(phone.actions) >= 2
    everything = repr(house.telegram.outbox) + repr(house.pushes.pushes)
    assert PASSKEY not in everything


async def test_only_who_may_decides_and_only_once(house: TelegramHouse) -> None:
    title = "Salt.Harbour.2026.2160p.WEB-DL-DEMO"
    torrent = await house.offer(title)
    private, group = await house.question("Salt Harbour")
    notice = await house.childs_phone.titled("Salt Harbour")
    (yes, *_) = notice.actions

    await house.childs_phone.tap(yes["title"], notice.tag)
    stranger = house.telegram.tap(STRANGER, group, YES)
    text, alert = await house.reply(stranger)
    assert alert
    assert "decide" in text
    assert (await house.request(title))["state"] == "pending"
    assert group.buttons

    first, second = (
        house.telegram.tap(MIRA, group, YES),
        house.telegram.tap(MIRA, private, YES),
    )
    told = sorted([await house.reply(first), await house.reply(second)])
    assert told[1] == ("Approved.", False)
    assert told[0][0].startswith("Already approved by you")
    again = house.telegram.press(MIRA, group, first.data)
    assert (await house.reply(again))[0].startswith("Already approved by you")

    done = await house.greenlight.wait_for(title, "completed")
    assert decided(done) == [("approved", "Dev")]
    assert moves(done) == ["pending", "approved", "downloading", "completed"]
    await house.stage.client.completed(torrent)
    for message in (private, group):
        await house.becomes(
            message,
            lambda one: not one.keyboard or YES not in repr(one.keyboard),
            "no yes any more",
        )
    await house.admins_phone.until(
        lambda shown: (
            notice.tag not in shown or yes["title"] not in shown[notice.tag].buttons
        ),
        "no question any more",
    )


async def test_nothing_that_is_forged_counts(house: TelegramHouse) -> None:
    title = "Forged.Letter.2026.2160p.WEB-DL-DEMO"
    await house.offer(title)
    other = "Other.Letter.2026.2160p.WEB-DL-DEMO"
    await house.offer(other)
    _, group = await house.question("Forged Letter")
    _, unlike = await house.question("Other Letter")
    data = next(one for label, one in group.buttons.items() if YES in label)
    forged = {
        "id": "4382910449999",
        "chat_instance": "1",
        "data": data,
        "message": group.row(),
        "chat_id": GROUP,
        "user_id": MIRA,
        "bot": {"config_entry_id": house.bot, "id": 123},
    }
    await house.childs_phone.fire("telegram_callback", forged)
    await house.admins_phone.fire("telegram_callback", forged)
    await house.hass.post("/api/events/telegram_callback", forged)
    await house.hass.command(
        "fire_event", event_type="telegram_callback", event_data=forged
    )
    await house.hass.post(
        "/api/events/mobile_app_notification_action", {"action": data}
    )

    changed = data[:-1] + ("A" if data[-1] != "A" else "B")
    presses = [
        house.telegram.press(MIRA, group, changed),
        house.telegram.press(MIRA, group, data.replace("gl1", "gl2")),
        # The button of one question below another.
        house.telegram.press(MIRA, unlike, data),
        house.telegram.press(MIRA, group, "/start"),
    ]
    for press in (presses[0], presses[2]):
        text, alert = await house.reply(press)
        assert alert
        assert "Nothing was done" in text
    # What does not look like ours is left to whomever it is meant for.
    assert presses[1].answer is presses[3].answer is None
    for name in (title, other):
        assert (await house.request(name))["state"] == "pending"
    assert await press_as_mira(house, group, NO) == ("Declined.", False)
    assert decided(await house.request(title)) == [("declined", "Dev")]


async def test_every_press_was_answered_exactly_once(house: TelegramHouse) -> None:
    told = answers(house)
    ours = [
        one.id
        for one in house.telegram.state.presses.values()
        if one.data.startswith("gl1.")
    ]
    assert told == dict.fromkeys(ours, 1)
    # Nobody answers a press that Telegram never had.
    tried = house.telegram.calls("answerCallbackQuery")
    assert {str(one.params["callback_query_id"]) for one in tried} == set(ours)


async def test_what_goes_wrong_on_the_way_is_made_good(house: TelegramHouse) -> None:
    telegram = house.telegram
    title = "Rough.Crossing.2026.2160p.WEB-DL-DEMO"
    await house.offer(title)
    private, group = await house.question("Rough Crossing")

    telegram.flood("editMessageText", 8)
    before = len(telegram.calls("editMessageText"))
    assert await press_as_mira(house, private, NO) == ("Declined.", False)
    for message in (private, group):
        await house.becomes(
            message, lambda one: NO + " Decline" not in one.buttons, "declined"
        )
    edits = telegram.calls("editMessageText")[before:]
    refused = next(one for one in edits if one.refused)
    same = [one for one in edits if one.chat == refused.chat and not one.refused]
    assert same[0].at - refused.at >= 8
    assert len(same) == 1

    telegram.cut("getUpdates")
    telegram.say(MIRA, house.chats[0], "hello")
    other = "Calm.Crossing.2026.2160p.WEB-DL-DEMO"
    await house.offer(other)
    private, group = await house.question("Calm Crossing")
    # Too late for an answer: nothing comes of that.
    press = telegram.tap(MIRA, private, NO)
    telegram.state.presses.pop(press.id)
    await house.becomes(
        private, lambda one: NO + " Decline" not in one.buttons, "declined"
    )
    assert (await house.request(other))["state"] == "declined"
    assert not [line for line in unexpected(house.hass.log) if "elegram" in line]


async def test_a_press_while_home_assistant_is_down_counts_once_or_not_at_all(
    house: TelegramHouse,
) -> None:
    title = "Night.Ferry.2026.2160p.WEB-DL-DEMO"
    await house.offer(title)
    private, group = await house.question("Night Ferry")
    # Nobody is quicker than this: it is known by then which messages these are.
    await asyncio.sleep(0.5)
    house.hass.stop()
    presses = [house.telegram.tap(MIRA, one, YES) for one in (private, group)]
    await house.hass.start()

    async def fetched() -> bool:
        return not house.telegram.state.updates

    await until(fetched, "the bot to fetch what waited")
    await asyncio.sleep(2)
    state = (await house.request(title))["state"]
    if state == "pending":
        presses.append(house.telegram.tap(MIRA, private, YES))
    done = await house.greenlight.wait_for(title, "completed")
    assert decided(done) == [("approved", "Dev")]
    assert all(count == 1 for count in answers(house).values())


async def test_a_reload_of_the_bot_loses_no_question(house: TelegramHouse) -> None:
    title = "Second.Wind.2026.2160p.WEB-DL-DEMO"
    await house.offer(title)
    private, _ = await house.question("Second Wind")
    await house.hass.post(f"/api/config/config_entries/entry/{house.bot}/reload")
    assert await press_as_mira(house, private, NO) == ("Declined.", False)
    await house.becomes(
        private, lambda one: NO + " Decline" not in one.buttons, "declined"
    )


async def test_a_press_after_the_end_is_answered_politely(house: TelegramHouse) -> None:
    title = "Last.Call.2026.2160p.WEB-DL-DEMO"
    await house.offer(title)
    private, _ = await house.question("Last Call")
    request = await house.request(title)
    data = next(one for label, one in private.buttons.items() if YES in label)
    # Nobody is quicker than this: it is known by then which messages these are.
    await asyncio.sleep(0.5)
    house.hass.stop()
    house.end_in_files(request["id"])
    await house.hass.start()
    await house.greenlight.wait_for(title, "expired")
    await house.becomes(
        private, lambda one: data not in one.buttons.values(), "expired"
    )
    text, alert = await house.reply(house.telegram.press(MIRA, private, data))
    assert text.startswith("Closed since")
    assert alert
    assert (await house.request(title))["state"] == "expired"


async def test_progress_is_edited_at_most_once_per_five_percent(
    house: TelegramHouse,
) -> None:
    title = "Slow.Boat.2026.2160p.WEB-DL-DEMO"
    # Slowly: several looks at it fall into the same five per cent.
    torrent = await house.offer(title, size=8 * MEGABYTE, seconds=120)
    private, group = await house.question("Slow Boat")
    assert await press_as_mira(house, group, YES) == ("Approved.", False)

    async def edited() -> bool:
        return sum("%" in text for text, _ in group.history) > 2

    await until(edited, "some progress")
    await house.stage.seeder.let_go(torrent)
    await house.greenlight.wait_for(title, "completed")
    for message in (private, group):
        await house.becomes(message, lambda one: "%" not in one.text, "complete")
        steps = [text for text, _ in message.history if "%" in text]
        shown = [
            int(text.split("%")[0].split()[-1].replace("\u00a0", "")) for text in steps
        ]
        assert shown == sorted(shown)
        assert 1 <= len(shown) == len({one // 5 for one in shown}) <= 20


async def test_a_question_below_a_poster_is_changed_there(house: TelegramHouse) -> None:
    title = (
        "Amber.Quay.2026.2160p.UHD.BluRay.REMUX.DV.P7.FEL.HEVC.TrueHD.7.1.Atmos-GLINT"
    )
    await house.offer(title)
    private, group = await house.question("Amber Quay")
    assert private.photo
    assert group.photo
    assert await press_as_mira(house, private, NO) == ("Declined.", False)
    for message in (private, group):
        await house.becomes(
            message, lambda one: NO + " Decline" not in one.buttons, "declined"
        )
        assert message.photo
    assert house.telegram.calls("editMessageCaption")
    assert "/lent/" not in repr(house.telegram.outbox)


async def test_a_message_that_was_taken_for_lost_goes_when_it_is_pressed(
    house: TelegramHouse,
) -> None:
    title = "Echo.Point.2026.2160p.WEB-DL-DEMO"
    # Telegram has it, and nobody is told.
    house.telegram.cut("sendMessage", late=True)
    await house.offer(title)
    await house.question("Echo Point")

    def twice() -> list[Message]:
        found = [
            [one for one in chat.messages.values() if "Echo Point" in one.text]
            for chat in house.chats
        ]
        return next((one for one in found if len(one) == 2), [])

    async def came_again() -> bool:
        return bool(twice())

    await until(came_again, "the question once more")
    lost, kept = twice()
    _, alert = await press_as_mira(house, lost, YES)
    assert alert

    async def gone() -> bool:
        return lost.id not in lost.chat.messages

    await until(gone, "the first one to go")
    assert (await house.request(title))["state"] == "pending"
    assert await press_as_mira(house, kept, NO) == ("Declined.", False)


async def test_a_chat_that_is_gone_holds_up_no_other(house: TelegramHouse) -> None:
    telegram = house.telegram
    title = "Lost.Group.2026.2160p.WEB-DL-DEMO"
    await house.offer(title)
    private, group = await house.question("Lost Group")
    chat = house.chats[1]
    telegram.delete(chat)
    try:
        assert await press_as_mira(house, private, NO) == ("Declined.", False)
        await house.becomes(
            private, lambda one: NO + " Decline" not in one.buttons, "declined"
        )
        assert group.buttons
    finally:
        telegram.state.chats[chat.id] = chat


async def test_nothing_secret_is_in_the_log(house: TelegramHouse) -> None:
    log = house.hass.log
    assert unexpected(log) == []
    assert PASSKEY not in log
    assert "gl1." not in log
