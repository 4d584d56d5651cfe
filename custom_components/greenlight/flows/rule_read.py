"""What was filled in into a rule's form, read as it is stored."""

import re
from typing import Any, Final

from homeassistant.const import CONF_NAME

from .. import const
from ..engine.pattern import PatternError, Term, read_term
from ..engine.ranges import RangesError, read_ranges, write_ranges
from ..engine.rules import Action, RuleKind
from ..parts import (
    rule_home_settings as home,
    rule_library_settings as library,
    rule_settings as settings,
)
from ..parts.setting import Setting
from .part import Refused, Values, tidy, words
from .rule_home import read_home
from .rule_pattern import MAX_SHOWN_CHARS, refused
from .rule_quality import read_quality
from .rule_series import read_series

# What qBittorrent takes: no backslash, and slashes only between names.
CATEGORY: Final = re.compile(r"[^\\/]+(/[^\\/]+)*")


def read_rule(values: Values, stored: Values) -> dict[str, Any]:
    """Return the data of a rule from what was filled in. Raises ``Refused``.

    What is new in a form is stored only where it differs from the default.
    """
    anything = library.KIND.of(values) == RuleKind.ANY
    include = _read_lines(const.CONF_INCLUDE, values)
    exclude = _read_lines(const.CONF_EXCLUDE, values)
    reading = _read_reading(values)
    if (
        anything
        and _approves(values)
        and all(term.matches("") for term in include)
        and not any({**values, **reading}.get(one.key) for one in settings.NARROWING)
    ):
        raise Refused(const.CONF_INCLUDE, "approves_everything")
    if values.get(const.CONF_MIN_SIZE, 0) > values.get(
        const.CONF_MAX_SIZE, float("inf")
    ):
        raise Refused(const.CONF_MAX_SIZE, "size_range")
    category = values.get(const.CONF_CATEGORY, "").strip()
    if category and not CATEGORY.fullmatch(category):
        raise Refused(const.CONF_CATEGORY, "invalid_category")
    kept = {
        key: stored.get(key)
        for key in (const.CONF_ENABLED, const.CONF_LOOK_BACK, const.CONF_ALWAYS)
    }
    filled_in = {key: value for key, value in values.items() if key != CONF_NAME}
    return tidy(
        kept
        | filled_in
        | reading
        | read_quality(values)
        | read_series(values)
        | read_home(values)
        | {
            one.key: None
            for one in (*library.UNUSUAL, *settings.ASKING, *home.HOME)
            if _is_usual(one, values)
        }
        | {
            const.CONF_INCLUDE: [term.text for term in include],
            const.CONF_EXCLUDE: [term.text for term in exclude],
            const.CONF_CATEGORY: category,
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
    if values.get(const.CONF_MIN_YEAR, 0) > values.get(
        const.CONF_MAX_YEAR, float("inf")
    ):
        raise Refused(const.CONF_MAX_YEAR, "year_range")
    ranges = {}
    for field in (const.CONF_SEASONS, const.CONF_EPISODES):
        try:
            ranges[field] = write_ranges(read_ranges(values.get(field, "")))
        except RangesError as err:
            line = values[field].strip()[:MAX_SHOWN_CHARS]
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
        const.CONF_UNWANTED_GROUPS: words(const.CONF_UNWANTED_GROUPS, values),
        const.CONF_EDITIONS: words(const.CONF_EDITIONS, values),
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
            raise refused(field, line, err) from err
        terms.append(term)
    return terms


def _is_usual(setting: Setting, values: Values) -> bool:
    return bool(values.get(setting.key, setting.default) == setting.default)
