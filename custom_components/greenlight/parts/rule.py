"""From a subentry's stored data to the rule it describes."""

from collections.abc import Mapping
import logging
from typing import Any

from homeassistant.config_entries import ConfigSubentry

from .. import const
from ..engine.options import DownloadOptions
from ..engine.pattern import read_terms
from ..engine.quality.quality import Source
from ..engine.ranges import read_ranges
from ..engine.rules import Action, Rule
from . import rule_settings as settings
from .setting import ENABLED

_LOGGER = logging.getLogger(__name__)


def build_rule(rule_id: str, name: str, data: Mapping[str, Any]) -> Rule:
    """Return the rule that a subentry's data describes.

    Raises ``ValueError``: ``PatternError``, ``RangesError`` or that of a choice that is none.
    """
    return Rule(
        id=rule_id,
        name=name,
        enabled=ENABLED.of(data),
        sources=frozenset(settings.SOURCES.of(data)),
        include=read_terms(settings.INCLUDE.of(data)),
        exclude=read_terms(settings.EXCLUDE.of(data)),
        min_size=settings.MIN_SIZE.scaled(data),
        max_size=settings.MAX_SIZE.scaled(data),
        min_seeders=settings.MIN_SEEDERS.scaled(data),
        titles=tuple(settings.TITLES.of(data)),
        min_year=settings.MIN_YEAR.of(data),
        max_year=settings.MAX_YEAR.of(data),
        seasons=read_ranges(settings.SEASONS.of(data) or ""),
        episodes=read_ranges(settings.EPISODES.of(data) or ""),
        resolutions=frozenset(map(int, settings.RESOLUTIONS.of(data))),
        origins=frozenset(map(Source, settings.ORIGINS.of(data))),
        groups=frozenset(settings.GROUPS.of(data)),
        languages=frozenset(settings.LANGUAGES.of(data)),
        action=Action(settings.ACTION.of(data)),
        lifetime=float(settings.LIFETIME.of(data)) * settings.LIFETIME.scale,
        client=settings.CLIENT.of(data) or None,
        options=_options(data),
    )


def _options(data: Mapping[str, Any]) -> DownloadOptions:
    return DownloadOptions(
        category=settings.CATEGORY.of(data) or "",
        save_path=settings.SAVE_PATH.of(data) or "",
        tags=tuple(settings.TAGS.of(data)),
        stopped=settings.STOPPED.of(data),
        sequential=settings.SEQUENTIAL.of(data),
        first_last=settings.FIRST_LAST.of(data),
        ratio_limit=settings.RATIO_LIMIT.of(data),
        seeding_time=settings.SEEDING_TIME.scaled(data),
        download_limit=settings.DOWNLOAD_LIMIT.scaled(data),
        upload_limit=settings.UPLOAD_LIMIT.scaled(data),
    )


def rule_of(subentry: ConfigSubentry) -> tuple[Rule, str]:
    """Return the rule of a stored subentry, and why it cannot be read any more; then it is off."""
    try:
        return build_rule(subentry.subentry_id, subentry.title, subentry.data), ""
    except (TypeError, ValueError, AttributeError, ArithmeticError) as err:
        _LOGGER.error("Rule %s is off until it is saved again: %s", subentry.title, err)
        off = Rule(id=subentry.subentry_id, name=subentry.title, enabled=False)
        return off, str(err) or type(err).__name__


def look_back_mark(subentry: ConfigSubentry) -> str:
    """Return the mark of the look back that was last asked for, empty if none was."""
    mark: str = subentry.data.get(const.CONF_LOOK_BACK, "")
    return mark
