"""What there is to tell of questions, as channels and the card know it."""

from homeassistant.core import HomeAssistant
import pytest

from custom_components.greenlight.presentation.asking.screens import Screens
from custom_components.greenlight.presentation.texts import Texts
from tests.support.asking import Facts, screens_of


@pytest.fixture
def facts() -> Facts:
    """Let much room be free, and nothing else be so."""
    return Facts()


@pytest.fixture
async def screens(hass: HomeAssistant, facts: Facts) -> Screens:
    """Return what tells it."""
    return screens_of(await Texts.async_load(hass), facts)
