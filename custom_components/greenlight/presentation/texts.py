"""Sentences for people, in the language of the server, from the integration's translations."""

from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..engine.reason import Param, Reason
from ..engine.restraint import SPANS
from ..engine.stored import is_time
from ..engine.wording import shown_params
from .render import size

# Reasons whose numbers are bytes.
_SIZES: Final = frozenset(
    {
        *("too_small", "too_large", "no_room", "little_room", "large", "little_free"),
        *(f"cap_bytes_{span}" for span in SPANS),
    }
)
# Where Home Assistant's interface writes 9:30 PM unless a person wants it otherwise.
_TWELVE_HOURS: Final = frozenset({"en"})
_PREFIX: Final = f"component.{DOMAIN}.common."


class Texts:
    """The ``common`` section of the translations."""

    def __init__(self, strings: dict[str, str], language: str) -> None:
        """Keep the strings by their full key."""
        self._strings = strings
        self._language = language

    @classmethod
    async def async_load(cls, hass: HomeAssistant) -> Texts:
        """Load the strings of the server's language."""
        language = hass.config.language
        strings = await async_get_translations(hass, language, "common", {DOMAIN})
        return cls(strings, language)

    def text(self, key: str, **params: Param) -> str:
        """Return one sentence, filled in; what is not given is left out.

        One that has two forms is chosen by its ``count``. An unknown key is returned as it is.
        """
        if f"{_PREFIX}{key}_other" in self._strings:
            key = f"{key}_one" if params.get("count") == 1 else f"{key}_other"
        template = self._strings.get(f"{_PREFIX}{key}", key)
        try:
            return template.format_map(_Params(params))
        except IndexError, ValueError:
            return template

    def moment(self, epoch: float) -> str:
        """Return a point in time of the house, in epoch seconds, as people say it.

        It is read at any time later, so nothing in it is told from today. Empty for what is none.
        """
        if not is_time(epoch):
            return ""
        at = dt_util.as_local(dt_util.utc_from_timestamp(epoch))
        if self._language in _TWELVE_HOURS:
            time = f"{at.hour % 12 or 12}:{at:%M} {'AM' if at.hour < 12 else 'PM'}"
        else:
            time = f"{at:%H:%M}"
        this_year = at.year == dt_util.now().year
        return self.text(
            "moment" if this_year else "moment_year",
            weekday=self.text(f"weekday_{at.isoweekday()}"),
            day=at.day,
            month=self.text(f"month_{at.month}"),
            year=str(at.year),
            time=time,
        )

    def reason(self, reason: Reason) -> str:
        """Return a reason as a sentence; one whose detail is empty ends before the colon."""
        params = shown_params(reason)
        if isinstance(until := params.get("until"), float):
            params = {**params, "until": self.moment(until)}
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
