"""How a person adds and changes a rule."""

from collections.abc import Iterable
import re
import secrets
from typing import Any, Final, override

from homeassistant.config_entries import SubentryFlowResult
from homeassistant.const import CONF_NAME
from homeassistant.helpers.selector import (
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
)
import voluptuous as vol

from .. import const
from ..engine.pattern import PatternError, Term, read_term
from ..engine.ranges import RangesError, read_ranges, write_ranges
from ..engine.rules import Action
from ..hub import GreenlightConfigEntry
from ..parts import rule_settings as settings
from ..parts.rule import build_rule
from .fields import fields, folded
from .known import AsksAboutKnown
from .part import Refused, Values, tidy, words

_DOWNLOAD: Final = "download"
_LIMITS: Final = "limits"
_READING: Final = "reading"
_MAX_SHOWN_CHARS: Final = 60
# What qBittorrent takes: no backslash, and slashes only between names.
_CATEGORY: Final = re.compile(r"[^\\/]+(/[^\\/]+)*")
_PATTERN_ERRORS: Final = {
    "empty": "pattern_empty",
    "too_long": "pattern_too_long",
    "syntax": "pattern_syntax",
    "runaway": "pattern_runaway",
}


def read_rule(values: Values, stored: Values) -> dict[str, Any]:
    """Return the data of a rule from what was filled in. Raises ``Refused``."""
    include = _read_lines(const.CONF_INCLUDE, values)
    exclude = _read_lines(const.CONF_EXCLUDE, values)
    reading = _read_reading(values)
    if (
        values[const.CONF_ACTION] == Action.APPROVE
        and all(term.matches("") for term in include)
        and not any(reading[one.key] for one in settings.NARROWING)
    ):
        raise Refused(const.CONF_INCLUDE, "approves_everything")
    if values.get(const.CONF_MIN_SIZE, 0) > values.get(
        const.CONF_MAX_SIZE, float("inf")
    ):
        raise Refused(const.CONF_MAX_SIZE, "size_range")
    category = values.get(const.CONF_CATEGORY, "").strip()
    if category and not _CATEGORY.fullmatch(category):
        raise Refused(const.CONF_CATEGORY, "invalid_category")
    kept = {key: stored.get(key) for key in (const.CONF_ENABLED, const.CONF_LOOK_BACK)}
    filled_in = {key: value for key, value in values.items() if key != CONF_NAME}
    return tidy(
        kept
        | filled_in
        | reading
        | {
            const.CONF_INCLUDE: [term.text for term in include],
            const.CONF_EXCLUDE: [term.text for term in exclude],
            const.CONF_CATEGORY: category,
            const.CONF_SAVE_PATH: values.get(const.CONF_SAVE_PATH, "").strip(),
            const.CONF_TAGS: words(const.CONF_TAGS, values),
        }
    )


def _read_reading(values: Values) -> dict[str, Any]:
    """Return what the title is to say. Raises ``Refused``."""
    if values.get(const.CONF_MIN_YEAR, 0) > values.get(
        const.CONF_MAX_YEAR, float("inf")
    ):
        raise Refused(const.CONF_MAX_YEAR, "year_range")
    ranges = {}
    for field in (const.CONF_SEASONS, const.CONF_EPISODES):
        try:
            ranges[field] = write_ranges(read_ranges(values.get(field, "")))
        except RangesError as err:
            line = values[field].strip()[:_MAX_SHOWN_CHARS]
            raise Refused(field, "invalid_numbers", line=line) from err
    return {
        **ranges,
        # A name may hold a comma.
        const.CONF_TITLES: [
            name.strip() for name in values.get(const.CONF_TITLES, []) if name.strip()
        ],
        const.CONF_RESOLUTIONS: values.get(const.CONF_RESOLUTIONS, []),
        const.CONF_ORIGINS: values.get(const.CONF_ORIGINS, []),
        const.CONF_GROUPS: words(const.CONF_GROUPS, values),
        const.CONF_LANGUAGES: words(const.CONF_LANGUAGES, values),
    }


def _read_lines(field: str, values: Values) -> list[Term]:
    terms = []
    for line in values.get(field, []):
        if not line.strip():
            continue
        try:
            term = read_term(line)
            term.try_out()
        except PatternError as err:
            raise Refused(
                field,
                _PATTERN_ERRORS[err.code],
                line=line.strip()[:_MAX_SHOWN_CHARS],
                position=str(err.position),
                detail=err.detail,
            ) from err
        terms.append(term)
    return terms


class RuleFlow(AsksAboutKnown):
    """Adds and changes a rule; before that it shows what the rule would find."""

    _name: str
    _data: dict[str, Any]

    @override
    def _schema(self) -> vol.Schema:
        sources = self._choice(
            const.SOURCE, self._stored.get(const.CONF_SOURCES, ()), multiple=True
        )
        client = self._choice(const.CLIENT, [self._stored.get(const.CONF_CLIENT)])
        choose_client = {vol.Optional(const.CONF_CLIENT): client}
        terms = (settings.INCLUDE, settings.EXCLUDE)
        limits = (settings.MIN_SIZE, settings.MAX_SIZE, settings.MIN_SEEDERS)
        return vol.Schema(
            {
                vol.Required(CONF_NAME): TextSelector(),
                vol.Optional(const.CONF_SOURCES): sources,
                **fields((*terms, *limits)),
                vol.Required(_READING): folded(settings.READING),
                **fields((settings.ACTION, settings.LIFETIME)),
                vol.Required(_DOWNLOAD): folded(settings.DOWNLOAD, choose_client),
                vol.Required(_LIMITS): folded(settings.LIMITS),
            }
        )

    def _choice(
        self, kind: str, chosen: Iterable[str | None], *, multiple: bool = False
    ) -> SelectSelector:
        """Return a choice among subentries; one that was chosen and is gone stays to be seen.

        Dropping it would widen a rule from nothing to everything without anybody noticing.
        """
        names = {part_id: part_id for part_id in chosen if part_id} | {
            subentry.subentry_id: subentry.title
            for subentry in self._get_entry().get_subentries_of_type(kind)
        }
        return SelectSelector(
            SelectSelectorConfig(
                options=[
                    SelectOptionDict(value=part_id, label=name)
                    for part_id, name in names.items()
                ],
                multiple=multiple,
                mode=SelectSelectorMode.DROPDOWN,
            )
        )

    @override
    async def _async_take(self, values: Values) -> SubentryFlowResult:
        self._name = self._read_name(values)
        # Expressions are tried out, which may take a while.
        self._data = await self.hass.async_add_executor_job(
            read_rule, values, self._stored
        )
        self._doubt_everything()
        return await self.async_step_preview()

    def _doubt_everything(self) -> None:
        """Doubt a rule that asks about whatever comes. Raises ``Refused``."""
        if not any(self._data.get(one.key) for one in settings.CRITERIA):
            self.doubts.raise_once(const.CONF_INCLUDE, "asks_about_everything")

    async def async_step_preview(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Show what is known and would match, and ask whether that counts too."""
        if not self._loaded:
            return self.async_abort(reason="entry_not_loaded")
        entry: GreenlightConfigEntry = self._get_entry()
        # A rule that is switched off is shown what it would find if it were on.
        rule = await self.hass.async_add_executor_job(
            build_rule, "", self._name, self._data | {const.CONF_ENABLED: True}
        )
        preview = await entry.runtime_data.gate.preview([rule])
        found = [one.release for one in preview.would_ask]
        return self._ask_about("preview", found)

    @override
    async def async_step_back(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        return await self._async_form(None)

    @override
    async def _async_save(self, *, include_known: bool) -> SubentryFlowResult:
        if not self._loaded:
            return self.async_abort(reason="entry_not_loaded")
        mark = secrets.token_hex(4) if include_known else None
        data = self._data | tidy({const.CONF_LOOK_BACK: mark})
        return await self._async_finish(self._name, data, None)
