"""The registry of channels: how an approver of each kind reaches people."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from homeassistant.core import HomeAssistant

from ..parts.approver_settings import ApproverKind, ApproverSettings
from ..presentation.asking.screens import Screens
from ..presentation.poster_view import PosterOf
from .base import Channel
from .companion import Companion
from .notify import Notify
from .telegram import Telegram
from .token import Tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What channels are made of: the words, what makes a button, and where posters come from."""

    screens: Screens
    tokens: Tokens
    poster_of: PosterOf


type Maker = Callable[[HomeAssistant, ApproverSettings, Means], Channel[Any]]

CHANNELS: Final[dict[ApproverKind, Maker]] = {
    ApproverKind.COMPANION: lambda hass, settings, means: Companion(
        hass, settings, means.screens, means.tokens
    ),
    ApproverKind.TELEGRAM: lambda hass, settings, means: Telegram(
        hass, settings, means.screens, means.tokens, means.poster_of
    ),
    ApproverKind.NOTIFY: lambda hass, settings, means: Notify(
        hass, settings, means.screens
    ),
}


def build_channel(
    hass: HomeAssistant, settings: ApproverSettings, means: Means
) -> Channel[Any]:
    """Return the channel of an approver, with a text of one's own where there is one."""
    means = replace(means, screens=means.screens.with_text(settings.template))
    return CHANNELS[settings.kind](hass, settings, means)
