"""What people have said of their libraries is on disk, or was not said."""

from unittest.mock import patch

from homeassistant.core import HomeAssistant
import pytest

from custom_components.greenlight.engine.quality.quality import Layer, Quality
from custom_components.greenlight.gate.ports import LedgerError
from custom_components.greenlight.ledger.store import LedgerStore
from custom_components.greenlight.ledger.words import Words


async def test_is_there_after_a_restart_and_gone_with_the_entry(
    hass: HomeAssistant,
) -> None:
    words = Words(hass, "entry")
    await words.async_load()
    said = {"film.mkv|5": Quality(profile="7", layer=Layer.FEL)}
    await words.keep({"movie:film:": None}, said)
    again = Words(hass, "entry")
    await again.async_load()
    assert again.answers == {"movie:film:": None}
    assert again.said == said
    await again.async_remove()
    third = Words(hass, "entry")
    await third.async_load()
    assert (third.answers, third.said) == ({}, {})


async def test_was_not_said_if_it_cannot_be_written(hass: HomeAssistant) -> None:
    words = Words(hass, "entry")
    await words.async_load()
    with (
        patch.object(LedgerStore, "async_write", return_value=False),
        pytest.raises(LedgerError),
    ):
        await words.keep({"movie:film:": None}, {})
    assert words.answers == {}
