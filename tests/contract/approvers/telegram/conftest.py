"""A Telegram with a private chat and a group, and the channel that asks there."""

from collections.abc import AsyncGenerator
from dataclasses import replace

from homeassistant.components.http import ApiConfig
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.greenlight.approvers.telegram import Telegram
from custom_components.greenlight.approvers.token import Tokens
from custom_components.greenlight.libraries.base import Picture
from tests.support.fake_telegram import FakeTelegram

from .world import PNG, SECRET, SETTINGS, Words, World, bot_entry


@pytest.fixture
async def telegram(socket_enabled: None) -> AsyncGenerator[FakeTelegram]:
    async with FakeTelegram() as server:
        server.private(777)
        server.group(-1001)
        yield server


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


@pytest.fixture
async def served(world: World, hass_client_no_auth: ClientSessionGenerator) -> World:
    """Return it with a web server that the bot can fetch posters from."""
    client = await hass_client_no_auth()
    port = client.server.port
    assert port
    world.hass.config.api = ApiConfig("127.0.0.1", "127.0.0.1", port, False)
    world.posters["r1"] = PNG
    return world
