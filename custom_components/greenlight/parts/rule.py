"""From a subentry's stored data to the rule it describes."""

from collections.abc import Mapping
from dataclasses import replace
import logging
from typing import Any, Final

from homeassistant.config_entries import ConfigSubentry

from .. import const
from ..engine.asking import Asking
from ..engine.criteria import Audio, Channels, Codec, Criteria, Extra, Profile
from ..engine.facts import Facts
from ..engine.home.home import Existing, Landing, Transfer, Where
from ..engine.opinion import Ground
from ..engine.pattern import read_terms
from ..engine.quality.gains import Gain
from ..engine.quality.ladder import PRESETS, Ladder, read_order
from ..engine.quality.quality import DynamicRange, Layer, Source
from ..engine.quality.wishes import DEFAULTS, Settings, Wish
from ..engine.ranges import read_ranges
from ..engine.restraint import Early, Restraint
from ..engine.rules import Action, Rule, RuleKind
from ..engine.series.numbering import Numbering, read_numbering
from . import (
    rule_home_settings as home,
    rule_library_settings as library,
    rule_series_settings as series,
    rule_settings as settings,
)
from .download_options import build_options
from .rule_series_settings import read_episode
from .setting import ENABLED, Setting

_LOGGER = logging.getLogger(__name__)

# Whatever can be stored of a rule.
KEYS: Final = frozenset(
    one.key
    for one in (
        ENABLED,
        *library.GAINS.values(),
        *vars(home).values(),
        *vars(library).values(),
        *vars(series).values(),
        *vars(settings).values(),
    )
    if isinstance(one, Setting)
)


def build_rule(rule_id: str, name: str, data: Mapping[str, Any]) -> Rule:
    """Return the rule that a subentry's data describes.

    Raises ``ValueError``: ``PatternError``, ``RangesError``, ``LadderError`` or that of a choice that
    is none.
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
        overruled=frozenset(map(Ground, settings.OVERRULED.of(data))),
        titles=tuple(settings.TITLES.of(data)),
        min_year=settings.MIN_YEAR.of(data),
        max_year=settings.MAX_YEAR.of(data),
        seasons=read_ranges(settings.SEASONS.of(data) or ""),
        episodes=read_ranges(settings.EPISODES.of(data) or ""),
        resolutions=frozenset(map(int, settings.RESOLUTIONS.of(data))),
        origins=frozenset(map(Source, settings.ORIGINS.of(data))),
        groups=frozenset(settings.GROUPS.of(data)),
        unwanted_groups=frozenset(settings.UNWANTED_GROUPS.of(data)),
        languages=frozenset(settings.LANGUAGES.of(data)),
        criteria=_criteria(data),
        kind=RuleKind(library.KIND.of(data)),
        libraries=frozenset(library.LIBRARIES.of(data)),
        ladder=build_ladder(data),
        wishes=_wishes(data),
        min_gain=library.MIN_GAIN.scaled(data) or 0,
        facts=_facts(data),
        restraint=_restraint(data),
        action=Action(settings.ACTION.of(data)),
        asking=asking_of(data),
        trial=bool(data.get(const.CONF_ALWAYS)),
        lifetime=float(settings.LIFETIME.of(data)) * settings.LIFETIME.scale,
        client=settings.CLIENT.of(data) or None,
        options=build_options(data),
        home=_home(data),
        numbering=_numbering(data),
        first=read_episode(series.FIRST_EPISODE.of(data) or ""),
        quiet_days=series.QUIET_DAYS.scaled(data),
    )


def build_ladder(data: Mapping[str, Any]) -> Ladder:
    """Return the order of qualities that a rule goes by. Raises ``LadderError``."""
    chosen = library.LADDER.of(data)
    if chosen == library.LadderChoice.OWN:
        ladder = Ladder(name=chosen, pictures=read_order(library.ORDER.of(data)))
    else:
        ladder = PRESETS[library.LadderChoice(chosen)]
    return replace(
        ladder,
        groups=tuple(library.PREFERRED_GROUPS.of(data)),
        refuses=ladder.refuses | frozenset(library.REFUSED.of(data)),
    )


def _criteria(data: Mapping[str, Any]) -> Criteria:
    return Criteria(
        ranges=frozenset(map(DynamicRange, settings.RANGES.of(data))),
        profiles=frozenset(map(Profile, settings.PROFILES.of(data))),
        layers=frozenset(map(Layer, settings.LAYERS.of(data))),
        codecs=frozenset(map(Codec, settings.CODECS.of(data))),
        audios=frozenset(map(Audio, settings.AUDIOS.of(data))),
        channels=frozenset(map(Channels, settings.CHANNELS.of(data))),
        editions=frozenset(settings.EDITIONS.of(data)),
        extras=frozenset(map(Extra, settings.EXTRAS.of(data))),
    )


def _wishes(data: Mapping[str, Any]) -> Settings:
    wishes = {kind: Wish(one.of(data)) for kind, one in library.GAINS.items()}
    return Settings(
        wishes={kind: wish for kind, wish in wishes.items() if wish != DEFAULTS[kind]},
        refuse_losses=frozenset(map(Gain, library.REFUSE_LOSSES.of(data))),
        allow_losses=frozenset(map(Gain, library.ALLOW_LOSSES.of(data))),
        duplicates=library.DUPLICATES.of(data),
        new_titles=library.NEW_TITLES.of(data),
    )


def _facts(data: Mapping[str, Any]) -> Facts:
    return Facts(
        genres=frozenset(library.GENRES.of(data)),
        tags=frozenset(library.ITEM_TAGS.of(data)),
        profiles=frozenset(library.QUALITY_PROFILES.of(data)),
        people=frozenset(library.PEOPLE.of(data)),
    )


def _restraint(data: Mapping[str, Any]) -> Restraint:
    return Restraint(
        first=library.FIRST.of(data),
        max_size=library.APPROVE_SIZE.scaled(data),
        max_episodes=library.APPROVE_EPISODES.scaled(data),
        min_free=library.APPROVE_FREE.scaled(data),
        early=Early(library.EARLY.of(data)),
        condition=tuple(library.CONDITION.of(data)),
        hourly=library.HOURLY.scaled(data),
        daily=library.DAILY.scaled(data),
        hourly_bytes=library.HOURLY_SIZE.scaled(data),
        daily_bytes=library.DAILY_SIZE.scaled(data),
    )


def asking_of(data: Mapping[str, Any]) -> Asking:
    """Return who answers a rule, as it is stored, and how much whose answer counts."""
    weights = (line.rpartition("=") for line in settings.WEIGHTS.of(data))
    unanswered = settings.Unanswered(settings.UNANSWERED.of(data))
    return Asking(
        need=round(settings.NEED.bounded(data)),
        against=round(settings.AGAINST.bounded(data)),
        weights={
            who.strip(): min(max(1, int(weight)), settings.MOST_WEIGHT)
            for who, _, weight in weights
        },
        deciders=frozenset(settings.DECIDERS.of(data)),
        approve_unanswered=unanswered is settings.Unanswered.APPROVE,
    )


def _home(data: Mapping[str, Any]) -> Landing:
    return Landing(
        where=Where(home.WHERE.of(data)),
        existing=Existing(home.EXISTING.of(data)),
        folder=home.FOLDER.of(data) or "",
        template=home.TEMPLATE.of(data) or "",
        transfer=Transfer(home.TRANSFER.of(data)),
    )


def _numbering(data: Mapping[str, Any]) -> Numbering | None:
    return read_numbering(
        series.NUMBERING.of(data) or "",
        series.SEASON_OFFSET.scaled(data) or 0,
        series.EPISODE_OFFSET.scaled(data) or 0,
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
