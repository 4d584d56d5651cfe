"""How a person adds and changes a rule."""

from collections.abc import Iterable
import re
import secrets
from typing import Any, Final, override

from homeassistant.config_entries import SubentryFlowResult
from homeassistant.const import CONF_NAME
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import (
    BooleanSelector,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)
import voluptuous as vol

from ..const import (
    CLIENT,
    CONF_ACTION,
    CONF_CATEGORY,
    CONF_CLIENT,
    CONF_DOWNLOAD_LIMIT,
    CONF_ENABLED,
    CONF_EPISODES,
    CONF_EXCLUDE,
    CONF_FIRST_LAST,
    CONF_GROUPS,
    CONF_INCLUDE,
    CONF_LANGUAGES,
    CONF_LIFETIME,
    CONF_LOOK_BACK,
    CONF_MAX_SIZE,
    CONF_MAX_YEAR,
    CONF_MIN_SEEDERS,
    CONF_MIN_SIZE,
    CONF_MIN_YEAR,
    CONF_ORIGINS,
    CONF_RATIO_LIMIT,
    CONF_RESOLUTIONS,
    CONF_SAVE_PATH,
    CONF_SEASONS,
    CONF_SEEDING_TIME,
    CONF_SEQUENTIAL,
    CONF_SOURCES,
    CONF_STOPPED,
    CONF_TAGS,
    CONF_TITLES,
    CONF_UPLOAD_LIMIT,
    DEFAULT_LIFETIME,
    MAX_LIFETIME,
    SOURCE,
)
from ..engine.pattern import PatternError, Term, read_term
from ..engine.quality.quality import Source
from ..engine.ranges import RangesError, read_ranges, write_ranges
from ..engine.release import Release
from ..engine.rules import Action
from ..hub import GreenlightConfigEntry
from ..parts.kinds import build_rule
from ..presentation.render import escape_markdown
from .part import BASE, PartFlow, Refused, Values, lines, number, text, tidy, words

_DOWNLOAD: Final = "download"
_LIMITS: Final = "limits"
_READING: Final = "reading"
_INCLUDE_KNOWN: Final = "include_known"
_SAMPLES: Final = 5
_MAX_SHOWN_CHARS: Final = 60
# What qBittorrent takes: no backslash, and slashes only between names.
_CATEGORY: Final = re.compile(r"[^\\/]+(/[^\\/]+)*")
_RESOLUTIONS: Final = (4320, 2160, 1440, 1080, 720, 576, 540, 480)
# What narrows a rule that approves by itself; a range of years may hold nearly everything.
_NARROWING: Final = (
    *(CONF_TITLES, CONF_SEASONS, CONF_EPISODES, CONF_RESOLUTIONS),
    *(CONF_ORIGINS, CONF_GROUPS, CONF_LANGUAGES),
)
_PATTERN_ERRORS: Final = {
    "empty": "pattern_empty",
    "too_long": "pattern_too_long",
    "syntax": "pattern_syntax",
    "runaway": "pattern_runaway",
}


def _reading_section() -> dict[Any, Any]:
    resolutions = SelectSelector(
        SelectSelectorConfig(
            options=[
                SelectOptionDict(value=str(lines), label=f"{lines}p")
                for lines in _RESOLUTIONS
            ],
            multiple=True,
            mode=SelectSelectorMode.DROPDOWN,
        )
    )
    origins = SelectSelector(
        SelectSelectorConfig(
            # The best comes first.
            options=[origin.value for origin in reversed(Source)],
            multiple=True,
            mode=SelectSelectorMode.DROPDOWN,
            translation_key="origin",
        )
    )
    return {
        vol.Optional(CONF_TITLES): lines(),
        vol.Optional(CONF_MIN_YEAR): number(1880, 2100),
        vol.Optional(CONF_MAX_YEAR): number(1880, 2100),
        vol.Optional(CONF_SEASONS): text(),
        vol.Optional(CONF_EPISODES): text(),
        vol.Optional(CONF_RESOLUTIONS): resolutions,
        vol.Optional(CONF_ORIGINS): origins,
        vol.Optional(CONF_GROUPS): lines(),
        vol.Optional(CONF_LANGUAGES): lines(),
    }


def _download_section() -> dict[Any, Any]:
    return {
        vol.Optional(CONF_CATEGORY): text(),
        vol.Optional(CONF_SAVE_PATH): text(),
        vol.Optional(CONF_TAGS): lines(),
        vol.Required(CONF_STOPPED, default=False): BooleanSelector(),
        vol.Required(CONF_SEQUENTIAL, default=False): BooleanSelector(),
        vol.Required(CONF_FIRST_LAST, default=False): BooleanSelector(),
    }


def _limits_section() -> dict[Any, Any]:
    return {
        vol.Optional(CONF_RATIO_LIMIT): number(0, 1000, step=0.01),
        vol.Optional(CONF_SEEDING_TIME): number(0, 525_600, "min"),
        vol.Optional(CONF_DOWNLOAD_LIMIT): number(1, 10_000_000, "KiB/s"),
        vol.Optional(CONF_UPLOAD_LIMIT): number(1, 10_000_000, "KiB/s"),
    }


def read_rule(values: Values, stored: Values) -> dict[str, Any]:
    """Return the data of a rule from what was filled in. Raises ``Refused``."""
    include = _read_lines(CONF_INCLUDE, values)
    exclude = _read_lines(CONF_EXCLUDE, values)
    reading = _read_reading(values)
    if (
        values[CONF_ACTION] == Action.APPROVE
        and all(term.matches("") for term in include)
        and not any(reading[key] for key in _NARROWING)
    ):
        raise Refused(CONF_INCLUDE, "approves_everything")
    if values.get(CONF_MIN_SIZE, 0) > values.get(CONF_MAX_SIZE, float("inf")):
        raise Refused(CONF_MAX_SIZE, "size_range")
    category = values.get(CONF_CATEGORY, "").strip()
    if category and not _CATEGORY.fullmatch(category):
        # An error on a field of a closed section would not be seen.
        raise Refused(BASE, "invalid_category")
    kept = {key: stored.get(key) for key in (CONF_ENABLED, CONF_LOOK_BACK)}
    filled_in = {key: value for key, value in values.items() if key != CONF_NAME}
    return tidy(
        kept
        | filled_in
        | reading
        | {
            CONF_INCLUDE: [term.text for term in include],
            CONF_EXCLUDE: [term.text for term in exclude],
            CONF_CATEGORY: category,
            CONF_SAVE_PATH: values.get(CONF_SAVE_PATH, "").strip(),
            CONF_TAGS: words(CONF_TAGS, values),
        }
    )


def _read_reading(values: Values) -> dict[str, Any]:
    """Return what the title is to say. What is wrong is shown above: its section is closed."""
    if values.get(CONF_MIN_YEAR, 0) > values.get(CONF_MAX_YEAR, float("inf")):
        raise Refused(BASE, "year_range")
    ranges = {}
    for field in (CONF_SEASONS, CONF_EPISODES):
        try:
            ranges[field] = write_ranges(read_ranges(values.get(field, "")))
        except RangesError as err:
            line = values[field].strip()[:_MAX_SHOWN_CHARS]
            raise Refused(BASE, "invalid_numbers", line=line) from err
    return {
        **ranges,
        # A name may hold a comma.
        CONF_TITLES: [
            name.strip() for name in values.get(CONF_TITLES, []) if name.strip()
        ],
        CONF_RESOLUTIONS: values.get(CONF_RESOLUTIONS, []),
        CONF_ORIGINS: values.get(CONF_ORIGINS, []),
        CONF_GROUPS: words(CONF_GROUPS, values),
        CONF_LANGUAGES: words(CONF_LANGUAGES, values),
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


def _samples(releases: Iterable[Release]) -> str:
    return "\n".join(f"- {escape_markdown(release.title)}" for release in releases)


class RuleFlow(PartFlow):
    """Adds and changes a rule; before that it shows what the rule would find."""

    _name: str
    _data: dict[str, Any]

    @override
    def _schema(self) -> vol.Schema:
        action = SelectSelector(
            SelectSelectorConfig(
                options=[Action.ASK, Action.APPROVE],
                mode=SelectSelectorMode.LIST,
                translation_key="action",
            )
        )
        download = {
            vol.Optional(CONF_CLIENT): self._choice(
                CLIENT, [self._stored.get(CONF_CLIENT)]
            ),
            **_download_section(),
        }
        return vol.Schema(
            {
                vol.Required(CONF_NAME): text(),
                vol.Optional(CONF_SOURCES): self._choice(
                    SOURCE, self._stored.get(CONF_SOURCES, ()), multiple=True
                ),
                vol.Optional(CONF_INCLUDE): lines(),
                vol.Optional(CONF_EXCLUDE): lines(),
                vol.Optional(CONF_MIN_SIZE): number(0, 100_000, "GiB", step=0.01),
                vol.Optional(CONF_MAX_SIZE): number(0, 100_000, "GiB", step=0.01),
                vol.Optional(CONF_MIN_SEEDERS): number(0, 100_000),
                vol.Required(_READING): section(
                    vol.Schema(_reading_section()), {"collapsed": True}
                ),
                vol.Required(CONF_ACTION, default=Action.ASK.value): action,
                vol.Required(CONF_LIFETIME, default=DEFAULT_LIFETIME): number(
                    1, MAX_LIFETIME, "h"
                ),
                vol.Required(_DOWNLOAD): section(
                    vol.Schema(download), {"collapsed": True}
                ),
                vol.Required(_LIMITS): section(
                    vol.Schema(_limits_section()), {"collapsed": True}
                ),
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
        self._data = read_rule(values, self._stored)
        return await self.async_step_preview()

    async def async_step_preview(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Show what is known and would match, and ask whether that counts too."""
        if not self._loaded:
            return self.async_abort(reason="entry_not_loaded")
        if user_input is not None:
            mark = secrets.token_hex(4) if user_input[_INCLUDE_KNOWN] else None
            return await self._async_finish(
                self._name, self._data | tidy({CONF_LOOK_BACK: mark}), None
            )
        entry: GreenlightConfigEntry = self._get_entry()
        # A rule that is switched off is shown what it would find if it were on.
        rule = build_rule("", self._name, self._data | {CONF_ENABLED: True})
        found = await entry.runtime_data.gate.preview(rule)
        return self.async_show_form(
            step_id="preview",
            data_schema=vol.Schema(
                {vol.Required(_INCLUDE_KNOWN, default=False): BooleanSelector()}
            ),
            description_placeholders={
                "count": str(len(found)),
                "samples": _samples(found[:_SAMPLES]),
            },
            last_step=True,
        )
