"""Questions are messages, changed in place, and each refusal is told apart."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
import logging

from homeassistant.core import ServiceCall, ServiceResponse, SupportsResponse
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import (
    async_capture_events,
    async_mock_service,
)

from custom_components.greenlight.approvers.base import NotDelivered
from custom_components.greenlight.approvers.heard import ids_of, message_of, token_of
from custom_components.greenlight.approvers.telegram_text import length
from custom_components.greenlight.approvers.token import Tokens
from custom_components.greenlight.engine.answer import Answer, Verb
from custom_components.greenlight.engine.release import Release
from custom_components.greenlight.engine.request import Request, State
from custom_components.greenlight.engine.seen import seen
from custom_components.greenlight.presentation.screens import Button, ChatScreen, Page
from tests.support.fake_telegram import TOKEN, Refusal
from tests.support.fake_telegram.refusal import bad_request
from tests.support.waiting import until

from .world import DONE, OPEN, QUESTION, SECRET, World


async def test_a_question_is_one_message_with_its_rows_of_buttons(
    world: World,
) -> None:
    copy = await world.ask()
    message = world.telegram.private(777).last
    assert (copy.message, copy.photo) == (str(message.id), False)
    assert message.text == "Salt & Lanterns (2019): upgrade?"
    assert [one["type"] for one in message.entities] == ["bold"]
    assert message.keyboard
    assert [[one["text"] for one in row] for row in message.keyboard] == [
        ["✓ Approve", "✕ Decline"],
        ["Open ↗"],
    ]
    press = Tokens(SECRET).read(message.buttons["✓ Approve"], "a1")
    assert press
    assert (press.request, press.answer) == ("r1", Answer(Verb.APPROVE))
    assert message.buttons["Open ↗"] == OPEN.url
    # Each chat is a call of its own.
    await world.ask(-1001)
    assert [one.chat for one in world.telegram.calls("sendMessage")] == [777, -1001]


async def test_its_buttons_carry_what_was_seen(world: World) -> None:
    release = Release(guid="1", title="Salt.2019-GLINT", link="magnet:?1", source="s")
    request = Request(
        id="r1", release=release, state=State.PENDING, created=0.0, expires=9.0
    )
    screen = world.channel.screen(request, "777", Page.QUESTION)
    await world.ask(screen=screen)
    token = world.telegram.private(777).last.buttons["✕ Decline"]
    press = Tokens(SECRET).read(token, "a1")
    assert press
    assert press.seen == seen(request) != ""


async def test_a_button_of_a_list_carries_the_question_that_it_is_for(
    world: World,
) -> None:
    show = [
        Button(label=f"Show {one}", answer=Answer(Verb.SHOW), of=one) for one in "ab"
    ]
    await world.ask(screen=ChatScreen(html="2 wait", buttons=(tuple(show),)))
    buttons = world.telegram.private(777).last.buttons
    presses = [Tokens(SECRET).read(buttons[one.label], "a1") for one in show]
    assert [one and one.request for one in presses] == ["a", "b"]


async def test_the_outcome_takes_the_place_of_the_question_without_buttons(
    world: World,
) -> None:
    copy = await world.ask()
    assert await world.channel.show(copy, DONE) == copy
    message = world.telegram.private(777).last
    assert (message.text, message.keyboard) == (DONE.html, None)
    assert len(world.telegram.private(777).messages) == 1


async def test_what_is_shown_already_is_no_error(world: World) -> None:
    copy = await world.ask()
    assert await world.channel.show(copy, QUESTION) == copy
    assert "not modified" in world.telegram.outbox[-1].refused


async def test_a_message_that_a_person_deleted_is_forgotten(world: World) -> None:
    copy = await world.ask()
    world.telegram.private(777).messages.clear()
    assert await world.channel.show(copy, DONE) is None
    await world.channel.clear(copy)


async def test_a_question_is_taken_away_or_at_least_its_buttons(world: World) -> None:
    copy, old = await world.ask(), await world.ask()
    await world.channel.clear(copy)
    assert list(world.telegram.private(777).messages) == [int(old.message)]
    world.telegram.clock.ahead += 49 * 3600
    await world.channel.clear(old)
    message = world.telegram.private(777).last
    assert (message.text, message.keyboard) == (
        "Salt & Lanterns (2019): upgrade?",
        None,
    )
    # Once more there is nothing to do.
    await world.channel.clear(old)


@pytest.mark.parametrize(
    ("words", "code", "key"),
    [
        ("Bad Request: chat not found", 400, "chat_gone"),
        ("Forbidden: bot was blocked by the user", 403, "bot_blocked"),
        ("Forbidden: bot was kicked from the group chat", 403, "bot_blocked"),
        (
            "Bad Request: not enough rights to send text messages to the chat",
            400,
            "chat_no_rights",
        ),
        ("Forbidden: bot is not a participant of the chat", 403, "chat_no_rights"),
        ("Bad Request: TOPIC_CLOSED", 400, "chat_no_rights"),
        ("Bad Request: CHAT_RESTRICTED", 400, "chat_no_rights"),
        ("Bad Request: PEER_ID_INVALID", 400, "telegram_refuses"),
        ("Internal Server Error", 500, "telegram_away"),
    ],
)
async def test_it_says_why_a_chat_was_not_reached(
    world: World, words: str, code: int, key: str
) -> None:
    world.telegram.fail("sendMessage", Refusal(words, code))
    with pytest.raises(NotDelivered) as error:
        await world.ask()
    assert error.value.key == key
    assert error.value.gone is (key in ("chat_gone", "bot_blocked", "chat_no_rights"))
    assert TOKEN not in error.value.detail
    # The other chat is none the worse for it.
    assert (await world.ask(-1001)).message == "1"


async def test_it_waits_as_long_as_telegram_wants(world: World) -> None:
    copy = await world.ask()
    world.telegram.flood("editMessageText", 3)
    with pytest.raises(NotDelivered) as error:
        await world.channel.show(copy, DONE)
    assert (error.value.again_in, error.value.gone) == (3.0, False)
    assert await world.channel.show(copy, DONE) == copy


async def test_a_group_that_became_another_is_gone(world: World) -> None:
    words = "Bad Request: group chat was upgraded to a supergroup chat"
    moved = Refusal(words, 400, migrate_to_chat_id=-1009)
    world.telegram.fail("sendMessage", moved)
    with pytest.raises(NotDelivered) as error:
        await world.ask(-1001)
    assert (error.value.key, error.value.gone) == ("chat_moved", True)


async def test_a_cut_connection_is_tried_again_and_tells_no_secret(
    world: World,
) -> None:
    world.telegram.cut("sendMessage")
    with pytest.raises(NotDelivered) as error:
        await world.ask()
    assert (error.value.key, error.value.gone) == ("telegram_away", False)
    assert TOKEN not in f"{error.value} {error.value.detail}"


async def test_a_text_that_cannot_be_read_comes_without_its_marks(
    world: World,
) -> None:
    copy = await world.ask(screen=replace(QUESTION, html="<b>open &amp; <blink>x"))
    message = world.telegram.private(777).last
    assert (message.text, message.entities) == ("open & x", [])
    assert message.keyboard
    long = replace(QUESTION, html="<i>" + "🎬" * 3000 + "</i>")
    assert await world.channel.show(copy, long) == copy
    assert length(message.text) <= 4096
    assert message.text.endswith("🎬…")


@pytest.mark.parametrize("words", ["MESSAGE_TOO_LONG", "ENTITIES_TOO_LONG"])
async def test_a_text_with_too_many_marks_comes_without_them(
    world: World, words: str
) -> None:
    world.telegram.fail("sendMessage", bad_request(words))
    await world.ask()
    message = world.telegram.private(777).last
    assert (message.text, message.entities) == ("Salt & Lanterns (2019): upgrade?", [])
    assert message.keyboard


@pytest.mark.parametrize(
    "words",
    [
        "inline keyboard button URL 'https://home/greenlight' is invalid: Wrong HTTP URL",
        "BUTTON_URL_INVALID",
    ],
)
async def test_an_address_that_telegram_does_not_take_keeps_no_question_back(
    world: World, words: str
) -> None:
    world.telegram.fail(
        "*", bad_request(words), containing="https://home.example", times=9
    )
    copy = await world.ask()
    message = world.telegram.private(777).last
    assert list(message.buttons) == ["✓ Approve", "✕ Decline"]
    only = replace(DONE, buttons=((OPEN,),))
    assert await world.channel.show(copy, only) == copy
    assert (message.text, message.keyboard) == (DONE.html, None)
    # Where no button opens anything, there is nothing to leave out.
    world.telegram.fail("sendMessage", bad_request(words))
    with pytest.raises(NotDelivered):
        await world.ask(screen=DONE)


async def test_a_press_is_answered_once_and_what_is_too_late_is_swallowed(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    heard = async_capture_events(world.hass, "telegram_callback")
    await world.ask()
    press = world.telegram.tap(42, world.telegram.private(777).last, "Approve")

    async def told() -> bool:
        return bool(heard)

    await until(told, "the press", seconds=10, pause=0.02)
    data = heard[0].data
    assert data["bot"]["config_entry_id"] == world.bot.entry_id
    text = "Already approved. " + "x" * 300
    await world.channel.answered(data["id"], world.bot.entry_id, text, True)
    assert press.answer
    assert press.answer[0].startswith("Already approved. x")
    assert press.answer[1] is True
    with caplog.at_level(logging.DEBUG, "custom_components.greenlight"):
        await world.channel.answered(data["id"], world.bot.entry_id, "Again", False)
        assert not [one for one in caplog.records if "greenlight" in one.name]
        await world.channel.answered(data["id"], "no such bot", "Again", False)
    assert len(world.telegram.calls("answerCallbackQuery")) == 2


async def test_a_press_whose_number_is_none_is_left_alone(world: World) -> None:
    await world.channel.answered("cb-1", world.bot.entry_id, "Approved.", False)
    assert not world.telegram.calls("answerCallbackQuery")


async def test_a_press_of_an_old_message_says_which_it_was(world: World) -> None:
    # Of one that is days old Telegram tells the number and the chat, and nothing else.
    heard = async_capture_events(world.hass, "telegram_callback")
    copy = await world.ask()
    message = world.telegram.private(777).last
    token = message.buttons["✓ Approve"]
    world.telegram.press(42, message, token, too_old=True)

    async def told() -> bool:
        return bool(heard)

    await until(told, "the press", seconds=10, pause=0.02)
    (event,) = heard
    assert token_of(event) == token
    assert message_of(event.data) == copy.message
    assert ids_of(event.data) == (777, 42)


async def given_up(
    world: World, send: Callable[[], ServiceResponse]
) -> tuple[asyncio.Event, list[ServiceCall]]:
    """Send a question that is given up before it is sent.

    Return what sends it after all, and what is deleted from then on.
    """
    goes_on = asyncio.Event()

    async def late(call: ServiceCall) -> ServiceResponse:
        await goes_on.wait()
        return send()

    world.hass.services.async_register(
        "telegram_bot",
        "send_message",
        late,
        supports_response=SupportsResponse.OPTIONAL,
    )
    deleted = async_mock_service(world.hass, "telegram_bot", "delete_message")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await world.ask()
    return goes_on, deleted


async def test_what_arrives_after_it_was_given_up_is_taken_away_again(
    world: World,
) -> None:
    arrives, deleted = await given_up(
        world, lambda: {"chats": [{"chat_id": 777, "message_id": 4711}]}
    )
    # It is sent once more by then, and two would have buttons.
    arrives.set()
    await world.hass.async_block_till_done(wait_background_tasks=True)
    (call,) = deleted
    assert (call.data["chat_id"], call.data["message_id"]) == (777, 4711)
    # What arrives in time stays.
    assert (await world.ask()).message == "4711"
    await world.hass.async_block_till_done(wait_background_tasks=True)
    assert len(deleted) == 1


async def test_what_fails_after_it_was_given_up_leaves_nothing(world: World) -> None:
    def fail() -> ServiceResponse:
        raise HomeAssistantError("not sent")

    fails, deleted = await given_up(world, fail)
    fails.set()
    await world.hass.async_block_till_done(wait_background_tasks=True)
    assert deleted == []
