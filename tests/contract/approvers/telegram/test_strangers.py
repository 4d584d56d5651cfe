"""A fake is believed only where strangers' clients accept it.

python-telegram-bot is what Home Assistant's own bot is made of.
"""

import asyncio
from collections.abc import AsyncGenerator
import io

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TimedOut,
)
from telegram.ext import ApplicationBuilder, CallbackContext, TypeHandler
from telegram.request import HTTPXRequest

from tests.support.fake_telegram import TOKEN, FakeTelegram, flood
from tests.support.media_files import poster
from tests.support.waiting import until

KEYS = InlineKeyboardMarkup(
    [
        [
            InlineKeyboardButton("Yes", callback_data="gl1.yes"),
            InlineKeyboardButton("Open", url="https://home.example/greenlight"),
        ]
    ]
)


def bot_of(telegram: FakeTelegram, token: str = TOKEN) -> Bot:
    """Return a bot made as Home Assistant makes its own."""
    return Bot(
        token=token,
        base_url=f"{telegram.url}/bot",
        base_file_url=f"{telegram.url}/file/bot",
        request=HTTPXRequest(connection_pool_size=8, read_timeout=20),
    )


@pytest.fixture
async def bot(telegram: FakeTelegram) -> AsyncGenerator[Bot]:
    async with bot_of(telegram) as made:
        yield made


async def test_telegrams_client_is_told_who_the_bot_and_the_chats_are(
    bot: Bot,
) -> None:
    assert (bot.id, bot.username) == (123, "GatekeeperBot")
    group = await bot.get_chat(-1001)
    assert (group.type, group.title) == ("supergroup", "Family")
    assert group.accepted_gift_types.unique_gifts
    assert (await bot.get_webhook_info()).pending_update_count == 0


async def test_a_question_is_sent_pressed_answered_and_changed(
    telegram: FakeTelegram, bot: Bot
) -> None:
    sent = await bot.send_message(
        777,
        "<b>Salt &amp; Lanterns</b>: upgrade?",
        parse_mode="HTML",
        reply_markup=KEYS,
    )
    assert (sent.text, sent.entities[0].type) == ("Salt & Lanterns: upgrade?", "bold")
    assert sent.date.year >= 2026

    press = telegram.tap(42, telegram.state.chats[777].last, "Yes")
    (update,) = await bot.get_updates(timeout=5)
    query = update.callback_query
    assert query
    assert query.id.isdigit()
    assert (query.data, query.from_user.id) == ("gl1.yes", 42)
    assert query.message
    assert query.message.message_id == sent.message_id
    assert await query.answer("Approved.", show_alert=True)
    assert press.answer == ("Approved.", True)

    changed = await bot.edit_message_text("Approved", 777, sent.message_id)
    assert isinstance(changed, type(sent))
    assert (changed.text, changed.reply_markup) == ("Approved", None)
    assert await bot.delete_message(777, sent.message_id)


async def test_a_photo_is_sent_and_its_caption_changed(bot: Bot) -> None:
    sent = await bot.send_photo(
        -1001,
        io.BytesIO(poster(3)),
        caption="<i>New</i>",
        parse_mode="HTML",
        reply_markup=KEYS,
    )
    assert sent.photo[0].width
    assert (sent.caption, sent.caption_entities[0].type) == ("New", "italic")
    changed = await bot.edit_message_caption(-1001, sent.message_id, caption="Done")
    assert isinstance(changed, type(sent))
    assert (changed.caption, changed.reply_markup) == ("Done", None)
    with pytest.raises(BadRequest, match="no text in the message to edit"):
        await bot.edit_message_text("Done", -1001, sent.message_id)
    text = await bot.send_message(-1001, "Only words")
    with pytest.raises(BadRequest, match="no caption in the message to edit"):
        await bot.edit_message_caption(-1001, text.message_id, caption="Done")


async def test_telegrams_client_knows_each_refusal(
    telegram: FakeTelegram, bot: Bot
) -> None:
    sent = await bot.send_message(777, "Question", reply_markup=KEYS)
    refused = [
        (bot.edit_message_text("Question", 777, sent.message_id, reply_markup=KEYS), "not modified"),
        (bot.edit_message_text("x", 777, 99), "message to edit not found"),
        (bot.delete_message(777, 99), "message to delete not found"),
        (bot.answer_callback_query("1"), "query is too old and response timeout expired"),
        (bot.send_message(777, " \n"), "message text is empty"),
        (bot.send_message(777, "🎬" * 2049), "message is too long"),
        (bot.send_photo(777, poster(1), caption="x" * 1025), "message caption is too long"),
        (bot.send_photo(777, b"no picture"), "IMAGE_PROCESS_FAILED"),
        (bot.send_message(5, "x"), "chat not found"),
    ]  # fmt: skip
    for call, words in refused:
        with pytest.raises(BadRequest) as refusal:
            await call
        assert words.lower() in str(refusal.value).lower()

    telegram.private(777).blocked = True
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(777, "x")
    telegram.flood("sendMessage", 7)
    with pytest.raises(RetryAfter) as wait:
        await bot.send_message(-1001, "x")
    assert str(wait.value).endswith("Retry in 7 seconds")
    with pytest.raises(InvalidToken):
        await bot_of(telegram, "123:wrong").get_me()


async def test_buttons_are_checked(bot: Bot) -> None:
    def with_data(data: str) -> InlineKeyboardMarkup:
        return InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data=data)]])

    await bot.send_message(777, "x", reply_markup=with_data("é" * 32))
    with pytest.raises(BadRequest, match=r"(?i)button_data_invalid"):
        await bot.send_message(777, "x", reply_markup=with_data("é" * 33))
    with pytest.raises(BadRequest, match="Text buttons are not allowed"):
        await bot.send_message(
            777, "x", reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton("Yes")]])
        )
    with pytest.raises(
        BadRequest, match=r'(?i)"inline_keyboard" must be of type Array'
    ):
        await bot.send_message(
            777, "x", api_kwargs={"reply_markup": {"inline_keyboard": None}}
        )


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<b>open", 'find end tag corresponding to start tag "b"'),
        ("<blink>x</blink>", 'unsupported start tag "blink" at byte offset 0'),
        ("é 1 < 2", 'unsupported start tag "" at byte offset 5'),
        ("<b>x</i>", 'expected "</b>", found "</i>" at byte offset 4'),
        ("x</b>", "unexpected end tag at byte offset 1"),
        ("<b", "unclosed start tag"),
        ('<span class="other">x</span>', 'must have class "tg-spoiler"'),
    ],
)
async def test_bad_html_is_refused_with_its_place(
    bot: Bot, html: str, words: str
) -> None:
    with pytest.raises(BadRequest) as refusal:
        await bot.send_message(777, html, parse_mode="HTML")
    assert words in str(refusal.value).lower()


async def test_good_html_is_read_as_telegram_does(bot: Bot) -> None:
    sent = await bot.send_message(
        777,
        " 🎬 <blockquote expandable>a &lt;b&gt; &quot;c&quot; & d\n<code>x</code></blockquote>"
        '<a href="https://a.example/?x=1&amp;y=2">l</a><tg-spoiler>s</tg-spoiler>\u202e',
        parse_mode="HTML",
    )
    assert sent.text == '🎬 a <b> "c" & d\nxls'
    marked = {one.type: sent.parse_entity(one) for one in sent.entities}
    assert marked == {
        "expandable_blockquote": 'a <b> "c" & d\nx',
        "code": "x",
        "text_link": "l",
        "spoiler": "s",
    }
    assert sent.entities[0].offset == 3


async def test_a_press_waits_until_it_is_confirmed(
    telegram: FakeTelegram, bot: Bot
) -> None:
    await bot.send_message(777, "Question", reply_markup=KEYS)
    first = telegram.tap(42, telegram.state.chats[777].last, "Yes")
    second = telegram.tap(42, telegram.state.chats[777].last, "Yes")
    for _ in range(2):
        updates = await bot.get_updates()
        assert [one.callback_query.id for one in updates if one.callback_query] == [
            *(first.id, second.id)
        ]
    assert updates[1].update_id > updates[0].update_id
    (left,) = await bot.get_updates(offset=updates[1].update_id)
    assert left.callback_query
    assert left.callback_query.id == second.id
    assert await bot.get_updates(offset=left.update_id + 1) == ()


async def test_each_press_is_answered_once_and_in_time(
    telegram: FakeTelegram, bot: Bot
) -> None:
    await bot.send_message(777, "Question", reply_markup=KEYS)
    press = telegram.tap(42, telegram.state.chats[777].last, "Yes")
    await bot.answer_callback_query(press.id, "Once")
    with pytest.raises(BadRequest, match="too old"):
        await bot.answer_callback_query(press.id, "Twice")
    late = telegram.tap(42, telegram.state.chats[777].last, "Yes")
    telegram.clock.ahead += 16
    with pytest.raises(BadRequest, match="too old"):
        await bot.answer_callback_query(late.id, "Late")


async def test_only_one_may_poll_and_only_without_a_webhook(
    telegram: FakeTelegram, bot: Bot
) -> None:
    async def polled() -> bool:
        return bool(telegram.calls("getUpdates"))

    first = asyncio.ensure_future(bot.get_updates(timeout=10))
    await until(polled, "the first poll", seconds=5)
    other = bot_of(telegram)
    second = asyncio.ensure_future(other.get_updates(timeout=10))
    with pytest.raises(Conflict, match="terminated by other getUpdates"):
        await first
    telegram.say(42, telegram.private(777), "hello")
    (update,) = await second
    assert update.message
    assert update.message.text == "hello"
    await other.shutdown()
    await bot.set_webhook("https://home.example/hook")
    with pytest.raises(Conflict, match="webhook is active"):
        await bot.get_updates()
    assert await bot.delete_webhook()


async def test_only_what_is_wanted_is_told_and_that_is_remembered(
    telegram: FakeTelegram, bot: Bot
) -> None:
    await bot.get_updates(allowed_updates=["message"])
    await bot.send_message(777, "Question", reply_markup=KEYS)
    telegram.tap(42, telegram.state.chats[777].last, "Yes")
    assert await bot.get_updates() == ()
    await bot.get_updates(allowed_updates=["callback_query"])
    telegram.tap(42, telegram.state.chats[777].last, "Yes")
    (update,) = await bot.get_updates()
    assert update.callback_query


async def test_messages_have_their_ids_per_chat(bot: Bot) -> None:
    ids = [(await bot.send_message(chat, "x")).message_id for chat in (777, -1001, 777)]
    assert ids == [1, 1, 2]


async def test_polling_as_home_assistant_does_survives_cuts_and_conflicts(
    telegram: FakeTelegram, bot: Bot
) -> None:
    seen: list[str] = []

    async def told() -> bool:
        return seen == [press.id]

    async def heard(update: Update, _context: CallbackContext) -> None:
        if update.callback_query:
            seen.append(update.callback_query.id)

    application = ApplicationBuilder().bot(bot_of(telegram)).build()
    application.add_handler(TypeHandler(Update, heard))
    await application.initialize()
    assert application.updater
    telegram.cut("getUpdates")
    telegram.fail("getUpdates", flood(1))
    await application.updater.start_polling(
        allowed_updates=[Update.CALLBACK_QUERY], error_callback=lambda _: None
    )
    await application.start()
    await bot.send_message(777, "Question", reply_markup=KEYS)
    press = telegram.tap(42, telegram.state.chats[777].last, "Yes")
    await until(told, "the press", seconds=20)
    await application.updater.stop()
    await application.stop()
    await application.shutdown()
    assert [one.method for one in telegram.outbox[:3]] == [
        *("getMe", "getMe", "deleteWebhook")
    ]


async def test_a_cut_connection_is_an_error_of_the_network(
    telegram: FakeTelegram, bot: Bot
) -> None:
    telegram.cut("sendMessage", late=True)
    with pytest.raises(NetworkError) as error:
        await bot.send_message(777, "Question")
    assert not isinstance(error.value, (BadRequest, TimedOut))
    # It was carried out all the same.
    assert telegram.private(777).last.text == "Question"
