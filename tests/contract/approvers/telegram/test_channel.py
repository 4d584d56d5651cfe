"""The channel, with Home Assistant's own bot on the one side and Telegram on the other."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field, replace
import logging
from typing import Any
from unittest.mock import patch

from homeassistant.components.http import ApiConfig
from homeassistant.config_entries import ConfigEntryState, ConfigSubentryData
from homeassistant.core import Event, HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.greenlight.approvers.base import TEST, Copy, NotDelivered
from custom_components.greenlight.approvers.telegram import Telegram, length
from custom_components.greenlight.approvers.token import Tokens
from custom_components.greenlight.engine.answer import Answer, Verb
from custom_components.greenlight.engine.release import Release
from custom_components.greenlight.engine.request import Request, State
from custom_components.greenlight.engine.seen import seen
from custom_components.greenlight.libraries.base import Picture
from custom_components.greenlight.parts.approver_settings import (
    ApproverKind,
    ApproverSettings,
)
from custom_components.greenlight.presentation.lent import lent
from custom_components.greenlight.presentation.screens import Button, ChatScreen, Page
from tests.support.fake_telegram import TOKEN, FakeTelegram, Refusal, bad_request
from tests.support.media_files import poster
from tests.support.waiting import until

YES = Button(label="✓ Approve", answer=Answer(Verb.APPROVE), yes=True)
NO = Button(label="✕ Decline", answer=Answer(Verb.DECLINE))
OPEN = Button(label="Open ↗", url="https://home.example/greenlight")
QUESTION = ChatScreen(
    html="<b>Salt &amp; Lanterns</b> (2019): upgrade?", buttons=((YES, NO), (OPEN,))
)
DONE = ChatScreen(html="✓ Approved by Mira, 18:12.")
SECRET = b"a secret of this house"


class Words:
    """Screens that say little."""

    def chat(self, request: Request, page: Page) -> ChatScreen:
        return replace(QUESTION, html=f"{request.release.title} {page}")

    def chat_digest(self, requests: list[Request]) -> ChatScreen:
        return ChatScreen(html=f"{len(requests)} wait")

    def chat_test(self, answered: str) -> ChatScreen:
        return ChatScreen(html=answered or "Does this work?")


@dataclass
class World:
    """The channel and what is around it."""

    hass: HomeAssistant
    telegram: FakeTelegram
    bot: MockConfigEntry
    channel: Telegram
    posters: dict[str, Picture] = field(default_factory=dict)

    async def ask(self, chat: int = 777, screen: ChatScreen = QUESTION) -> Copy:
        """Send a question."""
        copy = await self.channel.show(blank(chat), screen)
        assert copy
        return copy


def blank(chat: int = 777, request: str = "r1") -> Copy:
    """Return what is to be shown in a chat where nothing is yet."""
    return Copy(approver="a1", place=str(chat), request=request)


def allowed(chat: int) -> ConfigSubentryData:
    """Return a chat of the bot."""
    return ConfigSubentryData(
        data={"chat_id": chat},
        subentry_type="allowed_chat_ids",
        title=f"Chat {chat}",
        unique_id=str(chat),
    )


def bot_entry(url: str, platform: str = "polling") -> MockConfigEntry:
    """Return the entry of a bot, as Home Assistant's own flow makes it."""
    return MockConfigEntry(
        domain="telegram_bot",
        title="Gatekeeper",
        version=1,
        minor_version=3,
        data={
            "platform": platform,
            "api_key": TOKEN,
            "api_endpoint": url,
            "proxy_url": None,
        },
        options={"parse_mode": "markdown"},
        subentries_data=[allowed(777), allowed(-1001)],
    )


SETTINGS = ApproverSettings(
    id="a1",
    name="Family",
    kind=ApproverKind.TELEGRAM,
    bot="",
    chats=(777, -1001),
)


@pytest.fixture
async def world(hass: HomeAssistant, telegram: FakeTelegram) -> AsyncGenerator[World]:
    bot = bot_entry(telegram.url)
    bot.add_to_hass(hass)
    posters: dict[str, Picture] = {}

    async def poster_of(request: str) -> Picture | None:
        return posters.get(request)

    assert await async_setup_component(hass, "http", {})
    channel = Telegram(
        hass, replace(SETTINGS, bot=bot.entry_id), Words(), Tokens(SECRET), poster_of
    )
    assert await async_setup_component(hass, "telegram_bot", {})
    await hass.async_block_till_done()
    yield World(hass, telegram, bot, channel, posters)
    if bot.state is ConfigEntryState.LOADED and channel.trouble() != "bot_gone":
        await hass.config_entries.async_unload(bot.entry_id)


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


async def test_a_press_is_answered_once_and_what_is_too_late_is_swallowed(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[Event[Any]] = []
    world.hass.bus.async_listen("telegram_callback", heard.append)
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


# ---------------------------------------------------------------------------- the bot


async def test_its_places_are_the_chats_that_the_bot_may_write_in(
    world: World,
) -> None:
    assert world.channel.places == ("777", "-1001")
    assert world.channel.trouble() == ""
    first = next(iter(world.bot.subentries))
    world.hass.config_entries.async_remove_subentry(world.bot, first)
    await world.hass.async_block_till_done()
    assert list(world.channel.places) == ["-1001"]
    with pytest.raises(NotDelivered) as error:
        await world.ask(777)
    assert (error.value.key, error.value.gone) == ("chat_not_allowed", True)


async def test_a_bot_that_is_reloaded_is_waited_for(world: World) -> None:
    copy = await world.ask()
    await world.hass.config_entries.async_unload(world.bot.entry_id)
    with pytest.raises(NotDelivered) as error:
        await world.ask()
    assert (error.value.key, error.value.gone) == ("bot_starts", False)
    assert error.value.again_in
    await world.hass.config_entries.async_setup(world.bot.entry_id)
    assert await world.channel.show(copy, DONE) == copy


async def test_a_bot_whose_token_was_revoked_is_trouble(world: World) -> None:
    await world.hass.config_entries.async_unload(world.bot.entry_id)
    world.telegram.token = "123:another"
    await world.hass.config_entries.async_setup(world.bot.entry_id)
    assert world.channel.trouble() == "bot_refused"
    with pytest.raises(NotDelivered, match="bot_refused"):
        await world.ask()


async def test_a_bot_that_telegram_shuts_out_meanwhile_is_trouble(
    world: World,
) -> None:
    world.telegram.fail("sendMessage", Refusal("Unauthorized", 401))
    with pytest.raises(NotDelivered) as error:
        await world.ask()
    assert error.value.key == "bot_refused"


async def test_a_bot_that_only_sends_is_refused(world: World) -> None:
    data = {**world.bot.data, "platform": "broadcast"}
    world.hass.config_entries.async_update_entry(world.bot, data=data)
    await world.hass.async_block_till_done()
    assert (world.channel.places, world.channel.trouble()) == ((), "bot_only_sends")
    with pytest.raises(NotDelivered, match="bot_only_sends"):
        await world.ask()
    assert not world.telegram.calls("sendMessage")


async def test_a_bot_that_was_removed_is_trouble(world: World) -> None:
    await world.hass.config_entries.async_remove(world.bot.entry_id)
    assert (world.channel.places, world.channel.trouble()) == ((), "bot_gone")
    with pytest.raises(NotDelivered) as error:
        await world.ask()
    assert error.value.gone


# ---------------------------------------------------------------------------- posters

WITH_POSTER = replace(QUESTION, poster=True)
PNG = Picture(content=poster(3), content_type="image/png")


@pytest.fixture
async def served(world: World, hass_client_no_auth: ClientSessionGenerator) -> World:
    """Return it with a web server that the bot can fetch posters from."""
    client = await hass_client_no_auth()
    port = client.server.port
    assert port
    world.hass.config.api = ApiConfig("127.0.0.1", "127.0.0.1", port, False)
    world.posters["r1"] = PNG
    return world


async def test_a_question_comes_below_its_poster_and_is_changed_there(
    served: World, hass_client_no_auth: ClientSessionGenerator
) -> None:
    copy = await served.ask(screen=WITH_POSTER)
    message = served.telegram.private(777).last
    assert copy.photo
    assert message.photo
    assert message.text == "Salt & Lanterns (2019): upgrade?"
    assert message.keyboard

    assert await served.channel.show(copy, DONE) == copy
    assert message.text == DONE.html
    assert not served.telegram.private(777).last.keyboard
    assert await served.channel.show(copy, DONE) == copy
    # Nothing of the address goes to Telegram, and it is no address any more.
    (sent,) = served.telegram.calls("sendPhoto")
    assert sent.params["photo"].filename == "poster.png"
    assert "lent" not in repr(sent.params)
    client = await hass_client_no_auth()
    assert (await client.get("/api/greenlight/lent/x/poster.png")).status == 404


async def test_the_address_of_a_poster_is_good_only_while_it_is_fetched(
    served: World, hass_client_no_auth: ClientSessionGenerator
) -> None:
    client = await hass_client_no_auth()
    with lent(served.hass, PNG) as url:
        path = "/" + url.split("/", 3)[3]
        answer = await client.get(path)
        assert (answer.status, answer.content_type) == (200, "image/png")
        assert await answer.read() == PNG.content
    assert (await client.get(path)).status == 404


@pytest.mark.parametrize(
    "words",
    [
        "IMAGE_PROCESS_FAILED",
        "PHOTO_INVALID_DIMENSIONS",
        "not enough rights to send photos to the chat",
    ],
)
async def test_a_poster_that_telegram_does_not_take_leaves_the_text(
    served: World, words: str
) -> None:
    served.telegram.fail("sendPhoto", bad_request(words))
    copy = await served.ask(screen=WITH_POSTER)
    message = served.telegram.private(777).last
    assert (copy.photo, message.photo) == (False, None)
    assert message.keyboard


async def test_a_poster_that_cannot_be_had_leaves_the_text(served: World) -> None:
    served.posters.clear()
    assert not (await served.ask(screen=WITH_POSTER)).photo
    served.posters["r1"] = replace(PNG, content_type="image/gif")
    assert not (await served.ask(screen=WITH_POSTER)).photo
    served.posters["r1"] = PNG
    served.hass.config.api = ApiConfig("127.0.0.1", "127.0.0.1", 1, False)
    assert not (await served.ask(screen=WITH_POSTER)).photo
    served.hass.config.api = None
    assert not (await served.ask(screen=WITH_POSTER)).photo
    assert not served.telegram.calls("sendPhoto")


async def test_with_too_many_words_for_a_caption_it_is_only_text(
    served: World,
) -> None:
    # Marks do not count, signs beyond the first plane count twice.
    fits = replace(WITH_POSTER, html="<b>" + "🎬" * 512 + "</b>")
    long = replace(WITH_POSTER, html="🎬" * 512 + "x")
    assert (await served.ask(screen=fits)).photo
    assert not (await served.ask(screen=long)).photo
    # Telegram did not have to say so.
    assert not [one for one in served.telegram.outbox if one.refused]
    copy = await served.ask(screen=fits)
    changed = await served.channel.show(copy, long)
    assert changed
    assert changed.message != copy.message
    assert not changed.photo
    assert int(copy.message) not in served.telegram.private(777).messages
    assert served.telegram.private(777).last.silent


async def test_a_flood_while_a_poster_is_sent_sends_no_text_instead(
    served: World,
) -> None:
    served.telegram.flood("sendPhoto", 5)
    with pytest.raises(NotDelivered) as error:
        await served.ask(screen=WITH_POSTER)
    assert error.value.again_in == 5
    assert not served.telegram.calls("sendMessage")


async def test_a_test_and_a_digest_need_no_poster(served: World) -> None:
    screen = served.channel.test("777")
    copy = await served.channel.show(blank(request=TEST), replace(screen, poster=True))
    assert copy
    assert not copy.photo
    assert served.channel.digest([], "777").html == "0 wait"
    with patch.object(served.channel, "_poster_of") as asked:
        await served.channel.show(copy, served.channel.test("777", "Mira"))
    asked.assert_not_called()
    assert served.telegram.private(777).last.text == "Mira"
