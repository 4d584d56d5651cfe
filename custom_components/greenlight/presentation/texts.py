"""Sentences for people, in the language of the server, from the integration's translations."""

from collections.abc import Iterable
from datetime import datetime, time
import re
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
SIZES: Final = frozenset(
    {
        *("too_small", "too_large", "no_room", "little_room", "large", "little_free"),
        *("home_no_room", "home_no_room_here", "singles_offered"),
        *(f"cap_bytes_{span}" for span in SPANS),
    }
)
# Where Home Assistant's interface writes 9:30 PM unless a person wants it otherwise.
_TWELVE_HOURS: Final = frozenset({"en"})
# Days from today that have a word of their own; the others of a week are called by their name.
_DAYS: Final = {-1: "yesterday", 0: "today", 1: "tomorrow"}
_WEEK: Final = 7
_PREFIX: Final = f"component.{DOMAIN}.common."
# Texts of words that the engine writes in English, wherever they stand in what it says of a release.
_NAME: Final = f"{_PREFIX}name_"
_TENTH: Final = re.compile(r"(?<=\d)\.(?=\d[\xa0 ][kMGT]?B)")
# Reasons whose details the engine writes in such words, and nobody else.
_NAMED: Final = frozenset(
    {
        *("gain_language", "loss_language", "gain_source", "loss_source"),
        *("gain_bitrate", "loss_bitrate", "other_language"),
        *("refused_language", "perhaps_refused_language"),
    }
)


class Texts:
    """The ``common`` section of the translations."""

    def __init__(self, strings: dict[str, str], language: str) -> None:
        """Keep the strings by their full key."""
        self._strings = strings
        self._language = language
        self._point = strings.get(f"{_PREFIX}decimal_point", ".")
        names = {
            key.removeprefix(_NAME).replace("_", " "): said
            for key, said in strings.items()
            if key.startswith(_NAME)
        }
        self._names = {
            one: told for one, told in names.items() if told.casefold() != one
        }
        self._english = re.compile(
            rf"\b(?:{'|'.join(self._names)})\b" if self._names else r"(?!)",
            re.IGNORECASE,
        )

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
            return template.format_map(
                _Params({k: self._written(v) for k, v in params.items()})
            )
        except IndexError, ValueError:
            return template

    def size(self, value: int | None) -> str:
        """Return bytes as ``4.2 GB``, by the sign that parts tenths; an unknown size is empty."""
        return size(value).replace(".", self._point)

    def named(self, told: str) -> str:
        """Return what the engine says of a release, ``English`` or ``62.1 GB``, as the language has it.

        Only for what it says in its own words: what strangers wrote may hold the same ones.
        """
        words = self._english.sub(lambda found: self._names[found[0].casefold()], told)
        return _TENTH.sub(self._point, words)

    def moment(self, epoch: float) -> str:
        """Return a point in time of the house, in epoch seconds, as people say it.

        It is read at any time later, so nothing in it is told from today. Empty for what is none.
        """
        if not is_time(epoch):
            return ""
        at = dt_util.as_local(dt_util.utc_from_timestamp(epoch))
        this_year = at.year == dt_util.now().year
        return self._of(at, "moment" if this_year else "moment_year")

    def when(self, epoch: float, now: float) -> str:
        """Return a point in time as it is said ``now`` (both epoch seconds): ``tomorrow 8:00``.

        It becomes false when the day changes, so whatever shows it is made anew then. Empty for
        what is none.
        """
        return self._told_from("when", epoch, now)

    def at(self, epoch: float, now: float) -> str:
        """Return the same within a sentence: ``at 21:30``, ``tomorrow 8:00``, ``on 3 December``."""
        return self._told_from("at", epoch, now)

    def clock(self, at: time) -> str:
        """Return a time of the day, by 12 or 24 hours as the language has it."""
        if self._language in _TWELVE_HOURS:
            return f"{at.hour % 12 or 12}:{at:%M} {'AM' if at.hour < 12 else 'PM'}"
        return f"{at.hour}:{at:%M}"

    def listed(self, names: Iterable[str]) -> str:
        """Return names as people list them: ``Mira, Jonas and Lotte``."""
        *some, last = [*names] or [""]
        if not some:
            return last
        return self.text("and_last", some=", ".join(some), last=last)

    def within(self, sentence: str) -> str:
        """Return a sentence of ours as it goes on after a colon: English begins it small."""
        if self._language.partition("-")[0] != "en":
            return sentence
        first, rest = sentence[:1], sentence[1:]
        # What is written in capitals is a name.
        return sentence if rest[:1].isupper() else f"{first.lower()}{rest}"

    def _written(self, value: Param) -> Param:
        return (
            f"{value}".replace(".", self._point) if isinstance(value, float) else value
        )

    def _told_from(self, what: str, epoch: float, now: float) -> str:
        if not (is_time(epoch) and is_time(now)):
            return ""
        at = dt_util.as_local(dt_util.utc_from_timestamp(epoch))
        today = dt_util.as_local(dt_util.utc_from_timestamp(now)).date()
        days = (at.date() - today).days
        day = _DAYS.get(days) or ("weekday" if 0 < days < _WEEK else "date")
        if day == "date" and at.year != today.year:
            day = "date_year"
        return self._of(at, f"{what}_{day}")

    def _of(self, at: datetime, key: str) -> str:
        return self.text(
            key,
            weekday=self.text(f"weekday_{at.isoweekday()}"),
            day=at.day,
            month=self.text(f"month_{at.month}"),
            year=str(at.year),
            time=self.clock(at.time()),
        )

    def reason(self, reason: Reason) -> str:
        """Return a reason as a sentence; one whose detail is empty ends before the colon."""
        params = shown_params(reason)
        if isinstance(until := params.get("until"), float):
            params = {**params, "until": self.moment(until)}
        if reason.code in SIZES:
            params = {
                key: self.size(value) if isinstance(value, int) else value
                for key, value in params.items()
            }
        elif reason.code in _NAMED:
            params = {key: self.named(f"{value}") for key, value in params.items()}
        return self.text(f"reason_{reason.code}", **params).strip().rstrip(":")


class _Params(dict[str, Param]):
    """Parameters of which one that is missing is empty."""

    def __missing__(self, key: str) -> str:
        return ""
