"""What was filled in into a rule's form, read as it is stored."""

from typing import Any

from homeassistant.const import CONF_NAME

from .. import const
from ..engine.pattern import PatternError, read_term
from ..engine.ranges import RangesError, read_ranges, write_ranges
from ..engine.rules import Action, RuleKind
from ..parts import (
    rule_home_settings as home,
    rule_library_settings as library,
    rule_settings as settings,
)
from ..parts.download_options import as_category
from ..parts.setting import Setting
from .part import MAX_SHOWN_CHARS, Refused, Values, read_all, tidy, words
from .rule_home import read_home
from .rule_pattern import refused
from .rule_quality import read_quality
from .rule_series import read_series


def read_rule(values: Values, stored: Values) -> dict[str, Any]:
    """Return the data of a rule from what was filled in. Raises ``Refused``.

    What is new in a form is stored only where it differs from the default.
    """
    anything = library.KIND.of(values) == RuleKind.ANY
    read = read_all(
        lambda: _read_lines(const.CONF_INCLUDE, values),
        lambda: _read_lines(const.CONF_EXCLUDE, values),
        lambda: _read_sizes(values),
        lambda: _read_reading(values),
        lambda: read_quality(values),
        lambda: read_series(values),
        lambda: read_category(values),
        lambda: read_home(values),
    )
    if (
        anything
        and _approves(values)
        and all(read_term(line).matches("") for line in read[const.CONF_INCLUDE])
        and not any({**values, **read}.get(one.key) for one in settings.NARROWING)
    ):
        raise Refused(const.CONF_INCLUDE, "approves_everything")
    kept = {
        key: stored.get(key)
        for key in (const.CONF_ENABLED, const.CONF_LOOK_BACK, const.CONF_ALWAYS)
    }
    filled_in = {key: value for key, value in values.items() if key != CONF_NAME}
    return tidy(
        kept
        | filled_in
        | read
        | {
            one.key: None
            for one in (
                *library.UNUSUAL,
                *settings.ASKING,
                *home.HOME,
                settings.PRIORITY,
                settings.OVERRULED,
            )
            if _is_usual(one, values)
        }
        | {
            const.CONF_SAVE_PATH: values.get(const.CONF_SAVE_PATH, "").strip(),
            const.CONF_TAGS: words(const.CONF_TAGS, values),
        }
    )


def _approves(values: Values) -> bool:
    """Tell whether something may be downloaded with nobody's answer."""
    unanswered = settings.Unanswered(settings.UNANSWERED.of(values))
    by_silence = unanswered is settings.Unanswered.APPROVE
    return by_silence or Action(values[const.CONF_ACTION]) is Action.APPROVE


def _read_reading(values: Values) -> dict[str, Any]:
    """Return what the title is to say. Raises ``Refused``."""
    return {
        **read_all(
            lambda: _read_years(values),
            lambda: _read_ranges(const.CONF_SEASONS, values),
            lambda: _read_ranges(const.CONF_EPISODES, values),
        ),
        # A name may hold a comma.
        const.CONF_TITLES: [
            name.strip() for name in values.get(const.CONF_TITLES, []) if name.strip()
        ],
        const.CONF_RESOLUTIONS: values.get(const.CONF_RESOLUTIONS, []),
        const.CONF_ORIGINS: values.get(const.CONF_ORIGINS, []),
        const.CONF_GROUPS: words(const.CONF_GROUPS, values),
        const.CONF_UNWANTED_GROUPS: words(const.CONF_UNWANTED_GROUPS, values),
        const.CONF_EDITIONS: words(const.CONF_EDITIONS, values),
        const.CONF_LANGUAGES: words(const.CONF_LANGUAGES, values),
    }


def _read_years(values: Values) -> Values:
    if values.get(const.CONF_MIN_YEAR, 0) > values.get(
        const.CONF_MAX_YEAR, float("inf")
    ):
        raise Refused(const.CONF_MAX_YEAR, "year_range")
    return {}


def _read_ranges(field: str, values: Values) -> Values:
    try:
        return {field: write_ranges(read_ranges(values.get(field, "")))}
    except RangesError as err:
        wrong = str(err)[:MAX_SHOWN_CHARS]
        raise Refused(field, "invalid_numbers", numbers=wrong) from err


def _read_sizes(values: Values) -> Values:
    if values.get(const.CONF_MIN_SIZE, 0) > values.get(
        const.CONF_MAX_SIZE, float("inf")
    ):
        raise Refused(const.CONF_MAX_SIZE, "size_range")
    return {}


def read_category(values: Values) -> Values:
    """Return the category. Raises ``Refused``."""
    try:
        return {const.CONF_CATEGORY: as_category(values.get(const.CONF_CATEGORY))}
    except ValueError as err:
        raise Refused(const.CONF_CATEGORY, "invalid_category") from err


def _read_lines(field: str, values: Values) -> Values:
    """Return the lines that look for something, tried out. Raises ``Refused`` for the first bad one."""
    lines = []
    for line in values.get(field, []):
        if not line.strip():
            continue
        try:
            term = read_term(line)
            term.try_out()
        except PatternError as err:
            raise refused(field, line, err) from err
        lines.append(term.text)
    return {field: lines}


def _is_usual(setting: Setting, values: Values) -> bool:
    return bool(values.get(setting.key, setting.default) == setting.default)
