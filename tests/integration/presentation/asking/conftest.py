"""Screens in the words of the house, with 24 hours a day."""

from homeassistant.core import HomeAssistant
import pytest

from custom_components.greenlight.presentation.asking.screens import Screens
from custom_components.greenlight.presentation.texts import Texts
from tests.support.asking import Facts, screens_of


@pytest.fixture
async def texts(hass: HomeAssistant) -> Texts:
    """Load the texts as a house in Berlin has them."""
    await hass.config.async_set_time_zone("Europe/Berlin")
    hass.config.language = "en-GB"
    return await Texts.async_load(hass)


@pytest.fixture
def facts() -> Facts:
    """Let much room be free, and nothing else be so."""
    return Facts()


@pytest.fixture
def screens(texts: Texts, facts: Facts) -> Screens:
    """Return what channels show."""
    return screens_of(texts, facts)
