"""A Telegram with a private chat and a group."""

from collections.abc import AsyncGenerator

import pytest

from tests.support.fake_telegram import FakeTelegram


@pytest.fixture
async def telegram(socket_enabled: None) -> AsyncGenerator[FakeTelegram]:
    async with FakeTelegram() as server:
        server.private(777)
        server.group(-1001)
        yield server
