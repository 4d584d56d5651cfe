"""What becomes of the bot: it starts, is reloaded, shut out, removed, or hears nothing."""

import pytest

from custom_components.greenlight.approvers.base import NotDelivered
from tests.support.fake_telegram import Refusal

from .world import DONE, World


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
