"""Power cuts between a press in Telegram, the decision and what people see of it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
import os
import random

import pytest
import pytest_asyncio

from tests.support.fake_telegram import Message, Press
from tests.support.server import Unavailable
from tests.support.telegram_house import MIRA, TelegramHouse, telegram_house
from tests.support.waiting import until

from .conftest import PASSKEY, let_sockets_through
from .test_story import moves
from .test_telegram import YES, answers, decided

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.real_server,
    pytest.mark.timeout(900),
]

# Every kind of cut once; GREENLIGHT_CUTS=20 takes longer.
ROUNDS = int(os.environ.get("GREENLIGHT_CUTS", "4"))
SMALL = 300_000

type Cut = Callable[[TelegramHouse, Press, int], Awaitable[None]]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def house() -> AsyncIterator[TelegramHouse]:
    """Start everything once."""
    let_sockets_through()
    try:
        async with telegram_house(PASSKEY) as started:
            yield started
    except Unavailable as error:
        pytest.skip(str(error))


async def at_once(house: TelegramHouse, press: Press, before: int) -> None:
    """Cut before the bot can have heard of it."""


async def on_its_way(house: TelegramHouse, press: Press, before: int) -> None:
    """Cut at some moment after the bot has fetched it."""

    async def fetched() -> bool:
        # A poll that waits is answered at once; the next one confirms.
        return press.answer is not None or not house.telegram.state.updates

    await until(fetched, "the press to be fetched", pause=0.002)
    await asyncio.sleep(random.uniform(0, 0.05))


async def when_answered(house: TelegramHouse, press: Press, before: int) -> None:
    """Cut once whoever pressed was told."""
    await house.reply(press)


async def while_it_is_edited(house: TelegramHouse, press: Press, before: int) -> None:
    """Cut once the first of the messages was changed."""

    async def changed() -> bool:
        return len(house.telegram.calls("editMessageText")) > before

    await until(changed, "the first change", pause=0.002)


CUTS: tuple[Cut, ...] = (at_once, on_its_way, when_answered, while_it_is_edited)


def of(house: TelegramHouse, text: str) -> list[Message]:
    """Return every message about a release."""
    return [
        message
        for chat in house.chats
        for message in chat.messages.values()
        if text in message.text.replace(".", " ")
    ]


async def test_no_power_cut_decides_twice_or_leaves_a_dead_question(
    house: TelegramHouse,
) -> None:
    for number in range(ROUNDS):
        title = f"Cut.Number.{number}.2026.2160p.WEB-DL-DEMO"
        torrent = await house.offer(title, size=SMALL)
        private, _ = await house.question(f"Cut Number {number} ")
        # Nobody presses sooner than this: what is sent is on disk by then.
        await asyncio.sleep(0.5)
        before = len(house.telegram.calls("editMessageText"))
        told = answers(house)
        press = house.telegram.tap(MIRA, private, YES)
        try:
            await CUTS[number % len(CUTS)](house, press, before)
        finally:
            house.hass.kill()
        was_told = press.answer
        await house.hass.start()
        await fetched_all(house)
        state = (await house.request(title))["state"]
        if was_told:
            assert was_told[0] == "Approved."
            assert state != "pending", "what was promised is lost"
        if state == "pending":
            # A lost press is simply pressed again.
            private, _ = await house.question(f"Cut Number {number} ")
            again = house.telegram.tap(MIRA, private, YES)
            assert (await house.reply(again))[0].startswith(("Approved", "Already"))

        done = await house.greenlight.wait_for(title, "completed", seconds=90)
        assert decided(done) == [("approved", "Dev")]
        assert moves(done) == ["pending", "approved", "downloading", "completed"]
        await house.stage.client.completed(torrent)
        for message in of(house, f"Cut Number {number} "):
            await house.becomes(
                message, lambda one: YES not in repr(list(one.buttons)), "decided"
            )
        assert len(of(house, f"Cut Number {number} ")) == 2
        assert set((answers(house) - told).values()) <= {1}


async def fetched_all(house: TelegramHouse) -> None:
    """Wait until the bot has fetched what waited for it, and what it made of that is over."""

    async def nothing_waits() -> bool:
        return not house.telegram.state.updates

    await until(nothing_waits, "the bot to fetch what waited")
    await asyncio.sleep(1)
