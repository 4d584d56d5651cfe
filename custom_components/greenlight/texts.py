"""Sentences for people, in the language of the server, from the integration's translations."""

from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations

from .const import DOMAIN
from .engine.rules import Param, Reason

_PREFIX: Final = f"component.{DOMAIN}.common."


class Texts:
    """The ``common`` section of the translations."""

    def __init__(self, strings: dict[str, str]) -> None:
        """Keep the strings by their full key."""
        self._strings = strings

    @classmethod
    async def async_load(cls, hass: HomeAssistant) -> Texts:
        """Load the strings of the server's language."""
        return cls(
            await async_get_translations(hass, hass.config.language, "common", {DOMAIN})
        )

    def text(self, key: str, **params: Param) -> str:
        """Return one sentence, filled in. An unknown key is returned as it is."""
        template = self._strings.get(f"{_PREFIX}{key}", key)
        try:
            return template.format(**params)
        except KeyError, IndexError, ValueError:
            return template

    def reason(self, reason: Reason) -> str:
        """Return a reason as a sentence."""
        return (
            self.text(f"reason_{reason.code}", **dict(reason.params))
            .strip()
            .rstrip(":")
        )
