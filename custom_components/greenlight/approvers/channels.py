"""The registry of channels: how an approver of each kind reaches people."""

from collections.abc import Callable
from typing import Any, Final

from homeassistant.core import HomeAssistant

from ..parts.approver_settings import ApproverKind, ApproverSettings
from .base import Channel
from .companion import Companion
from .notify import Notify
from .token import Tokens

type Maker = Callable[[HomeAssistant, ApproverSettings, Any, Tokens], Channel[Any]]

CHANNELS: Final[dict[ApproverKind, Maker]] = {
    ApproverKind.COMPANION: Companion,
    ApproverKind.NOTIFY: Notify,
}


def build_channel(
    hass: HomeAssistant, settings: ApproverSettings, screens: Any, tokens: Tokens
) -> Channel[Any]:
    """Return the channel of an approver, which says what ``screens`` puts into words."""
    return CHANNELS[settings.kind](hass, settings, screens, tokens)
