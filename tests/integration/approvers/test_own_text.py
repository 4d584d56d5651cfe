"""An approver with a text of its own puts questions in that text."""

from homeassistant.core import HomeAssistant

from custom_components.greenlight.approvers.channels import Means, build_channel
from custom_components.greenlight.approvers.token import Tokens
from custom_components.greenlight.libraries.base import Picture
from custom_components.greenlight.parts.approver_settings import (
    ApproverKind,
    ApproverSettings,
)
from custom_components.greenlight.presentation.screens import Page, PlainScreen
from custom_components.greenlight.presentation.texts import Texts
from tests.support.asking import Facts, question, screens_of


async def no_poster(request_id: str) -> Picture | None:
    return None


async def test_the_text_of_the_settings_is_shown(hass: HomeAssistant) -> None:
    screens = screens_of(await Texts.async_load(hass), Facts())
    means = Means(screens=screens, tokens=Tokens(b"x"), poster_of=no_poster)
    settings = ApproverSettings(
        id="mail",
        name="Mail",
        kind=ApproverKind.NOTIFY,
        action="notify.mail",
        template="Shall we have {{ work }}?",
    )
    channel = build_channel(hass, settings, means)
    screen = channel.screen(question(), "notify.mail", Page.QUESTION)
    assert isinstance(screen, PlainScreen)
    assert screen.message.startswith("Shall we have Salt and Lanterns (2019)?\n")
