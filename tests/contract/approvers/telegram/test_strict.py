"""aiogram is strict about every answer: what it takes is what Telegram would say."""

from collections.abc import AsyncGenerator

from aiogram import Bot as Strict
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramRetryAfter,
)
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton as StrictButton,
    InlineKeyboardMarkup as StrictKeyboard,
    InputMediaPhoto,
    Message as StrictMessage,
)
import pytest

from tests.support.fake_telegram import TOKEN, FakeTelegram
from tests.support.media_files import poster

STRICT_KEYS = StrictKeyboard(
    inline_keyboard=[[StrictButton(text="Yes", callback_data="gl1.yes")]]
)


@pytest.fixture
async def strict(telegram: FakeTelegram) -> AsyncGenerator[Strict]:
    server = TelegramAPIServer.from_base(telegram.url)
    async with Strict(TOKEN, session=AiohttpSession(api=server)) as made:
        yield made


async def test_the_strict_client_takes_every_answer(
    telegram: FakeTelegram, strict: Strict
) -> None:
    assert (await strict.get_me()).is_bot
    assert (await strict.get_chat(777)).accent_color_id == 3
    assert (await strict.get_webhook_info()).url == ""
    assert await strict.send_chat_action(777, "typing")
    sent = await strict.send_message(
        777, "<b>Question</b>", parse_mode="HTML", reply_markup=STRICT_KEYS
    )
    photo = await strict.send_photo(
        -1001, BufferedInputFile(poster(1), "poster.png"), caption="Photo"
    )
    assert photo.photo
    again = await strict.send_photo(-1001, photo.photo[0].file_id)
    assert isinstance(
        await strict.edit_message_caption(
            chat_id=-1001, message_id=photo.message_id, caption="Other"
        ),
        StrictMessage,
    )
    other = InputMediaPhoto(
        media=BufferedInputFile(poster(2), "other.png"), caption="New"
    )
    assert isinstance(
        await strict.edit_message_media(
            other, chat_id=-1001, message_id=again.message_id
        ),
        StrictMessage,
    )
    telegram.tap(42, telegram.private(777).last, "Yes")
    (update,) = await strict.get_updates(timeout=5)
    assert update.callback_query
    assert isinstance(update.callback_query.message, StrictMessage)
    assert await update.callback_query.answer("Done.")
    assert isinstance(
        await strict.edit_message_reply_markup(chat_id=777, message_id=sent.message_id),
        StrictMessage,
    )
    assert isinstance(
        await strict.edit_message_text("Done", chat_id=777, message_id=sent.message_id),
        StrictMessage,
    )
    assert await strict.delete_message(777, sent.message_id)
    old = telegram.press(42, telegram.group(-1001).last, "gl1.old", too_old=True)
    (_, update) = await strict.get_updates()
    assert update.callback_query
    assert update.callback_query.id == old.id
    assert update.callback_query.message
    assert update.callback_query.message.date == 0
    assert await strict.delete_webhook()
    assert await strict.log_out()
    with pytest.raises(TelegramBadRequest, match="Logged out"):
        await strict.get_me()


async def test_the_strict_client_knows_the_refusals(
    telegram: FakeTelegram, strict: Strict
) -> None:
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await strict.get_chat(5)
    telegram.group(-1001).blocked = True
    with pytest.raises(TelegramForbiddenError, match="kicked from the group chat"):
        await strict.send_message(-1001, "x")
    telegram.flood("sendMessage", 4)
    with pytest.raises(TelegramRetryAfter) as wait:
        await strict.send_message(777, "x")
    assert wait.value.retry_after == 4


async def test_a_group_is_sent_no_more_than_telegram_lets_pass(
    telegram: FakeTelegram, strict: Strict
) -> None:
    telegram.limits = True
    for number in range(20):
        await strict.send_message(-1001, f"{number}")
    with pytest.raises(TelegramRetryAfter) as wait:
        await strict.send_message(-1001, "one too many")
    telegram.clock.ahead += wait.value.retry_after
    await strict.send_message(-1001, "later")
