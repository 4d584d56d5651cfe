"""The whole story in Telegram: Home Assistant, its bot and the download client are real.

Only Telegram and the phones' push service are fakes, which strangers' clients accept.
"""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.support.server import Unavailable
from tests.support.telegram_house import TelegramHouse, telegram_house

from .conftest import let_sockets_through

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.real_server,
    pytest.mark.timeout(300),
]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def house() -> AsyncIterator[TelegramHouse]:
    """Start everything once."""
    let_sockets_through()
    try:
        async with telegram_house() as started:
            yield started
    except Unavailable as error:
        pytest.skip(str(error))


async def test_the_bot_is_set_up_as_its_own_forms_do(house: TelegramHouse) -> None:
    called = [one.method for one in house.telegram.outbox]
    assert {"getMe", "deleteWebhook", "getUpdates"} <= set(called)
    assert [one.chat for one in house.telegram.calls("getChat")] == [777, -1001]
