"""Sentences for people, in the language of the server, from the integration's translations."""

from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations

from ..const import DOMAIN
from ..engine.reason import Param, Reason
from ..engine.wording import shown_params
from .render import clock, size

# Reasons whose numbers are bytes.
_SIZES: Final = frozenset({"too_small", "too_large", "no_room", "little_room"})
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
        """Return one sentence, filled in; what is not given is left out.

        An unknown key is returned as it is.
        """
        template = self._strings.get(f"{_PREFIX}{key}", key)
        try:
            return template.format_map(_Params(params))
        except IndexError, ValueError:
            return template

    def reason(self, reason: Reason) -> str:
        """Return a reason as a sentence; one whose detail is empty ends before the colon."""
        params = shown_params(reason)
        if isinstance(until := params.get("until"), float):
            params = {**params, "until": clock(until)}
        if reason.code in _SIZES:
            params = {
                key: size(value) if isinstance(value, int) else value
                for key, value in params.items()
            }
        return self.text(f"reason_{reason.code}", **params).strip().rstrip(":")


class _Params(dict[str, Param]):
    """Parameters of which one that is missing is empty."""

    def __missing__(self, key: str) -> str:
        return ""
