"""What can be set for a rule about libraries: what is better, facts of the work, restraints."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from .. import const
from ..engine.quality.gains import Gain
from ..engine.quality.ladder import COMPATIBLE, DV_TV, FEL_CHAIN
from ..engine.quality.wishes import DEFAULTS, Wish
from ..engine.restraint import Early
from ..engine.rules import RuleKind
from .setting import GB, Setting, condition, lines, number, one_of, some_of, switch

_MAX_GB: Final = 100_000
_MAX_COUNT: Final = 1000
# More rows than any order has.
_MAX_ROWS: Final = 12


class LadderChoice(StrEnum):
    """An order of pictures that is there already, or one of a person's own."""

    FEL_CHAIN = FEL_CHAIN.name
    COMPATIBLE = COMPATIBLE.name
    DV_TV = DV_TV.name
    OWN = "own"


KIND: Final = one_of(const.CONF_KIND, RuleKind, "rule_kind", RuleKind.ANY)
LIBRARIES: Final = lines(const.CONF_LIBRARIES)

LADDER: Final = one_of(
    const.CONF_LADDER, LadderChoice, "ladder_of_rule", LadderChoice.FEL_CHAIN
)
ORDER: Final = lines(const.CONF_ORDER)
MIN_GAIN: Final = number(const.CONF_MIN_GAIN, 0, _MAX_ROWS)
PREFERRED_GROUPS: Final = lines(const.CONF_PREFERRED_GROUPS)
REFUSED: Final = lines(const.CONF_REFUSED)
_LOSSES: Final = tuple(
    kind.value
    for kind in Gain
    if kind not in {Gain.LAYER_FROM_P5, Gain.LAYER_FROM_HDR, Gain.PROFILE}
)
REFUSE_LOSSES: Final = some_of(const.CONF_REFUSE_LOSSES, _LOSSES, "loss")
ALLOW_LOSSES: Final = some_of(
    const.CONF_ALLOW_LOSSES,
    tuple(
        kind.value
        for kind in (
            *(Gain.RESOLUTION, Gain.ENHANCEMENT_LAYER, Gain.DOLBY_VISION),
            *(Gain.DYNAMIC_RANGE, Gain.SOURCE, Gain.ATMOS, Gain.AUDIO),
        )
    ),
    "loss",
)
DUPLICATES: Final = switch(const.CONF_DUPLICATES, default=False)
NEW_TITLES: Final = switch(const.CONF_NEW_TITLES, default=False)
# What each gain is worth, in the order people are told of them.
_GAIN_KEYS: Final = {
    Gain.ENHANCEMENT_LAYER: "gain_enhancement_layer",
    Gain.LAYER_FROM_P5: "gain_enhancement_layer_from_p5",
    Gain.LAYER_FROM_HDR: "gain_enhancement_layer_from_hdr",
    Gain.DOLBY_VISION: "gain_dolby_vision",
    Gain.PROFILE: "gain_dolby_vision_profile",
    Gain.DYNAMIC_RANGE: "gain_dynamic_range",
    Gain.RESOLUTION: "gain_resolution",
    Gain.SOURCE: "gain_source",
    Gain.ATMOS: "gain_atmos",
    Gain.AUDIO: "gain_audio",
    Gain.PROPER: "gain_proper",
    Gain.GROUP: "gain_group",
    Gain.EDITION: "gain_edition",
    Gain.LANGUAGE: "gain_language",
}
GAINS: Final = {
    kind: one_of(key, Wish, "wish", DEFAULTS[kind], compact=True)
    for kind, key in _GAIN_KEYS.items()
}

GENRES: Final = lines(const.CONF_GENRES)
ITEM_TAGS: Final = lines(const.CONF_ITEM_TAGS)
QUALITY_PROFILES: Final = lines(const.CONF_QUALITY_PROFILES)
PEOPLE: Final = lines(const.CONF_PEOPLE)

FIRST: Final = switch(const.CONF_FIRST, default=False)
APPROVE_SIZE: Final = number(
    const.CONF_APPROVE_SIZE, 0.001, _MAX_GB, "GB", step=0.001, scale=GB
)
APPROVE_EPISODES: Final = number(const.CONF_APPROVE_EPISODES, 1, _MAX_COUNT)
APPROVE_FREE: Final = number(
    const.CONF_APPROVE_FREE, 0.001, _MAX_GB, "GB", step=0.001, scale=GB
)
EARLY: Final = one_of(const.CONF_EARLY, Early, "early", Early.ALLOW)
CONDITION: Final = condition(const.CONF_CONDITION)
HOURLY: Final = number(const.CONF_HOURLY, 1, _MAX_COUNT)
DAILY: Final = number(const.CONF_DAILY, 1, _MAX_COUNT)
HOURLY_SIZE: Final = number(
    const.CONF_HOURLY_SIZE, 0.001, _MAX_GB, "GB", step=0.001, scale=GB
)
DAILY_SIZE: Final = number(
    const.CONF_DAILY_SIZE, 0.001, _MAX_GB, "GB", step=0.001, scale=GB
)

# What the folded sections of a rule's form ask for.
BETTER: Final[tuple[Setting, ...]] = (
    *(LADDER, ORDER, MIN_GAIN, PREFERRED_GROUPS, REFUSED),
    *(REFUSE_LOSSES, ALLOW_LOSSES, DUPLICATES, NEW_TITLES),
)
WORTH: Final[tuple[Setting, ...]] = tuple(GAINS.values())
ITEM: Final[tuple[Setting, ...]] = (GENRES, ITEM_TAGS, QUALITY_PROFILES, PEOPLE)
RESTRAINT: Final[tuple[Setting, ...]] = (
    *(FIRST, APPROVE_SIZE, APPROVE_EPISODES, APPROVE_FREE, EARLY, CONDITION),
    *(HOURLY, DAILY, HOURLY_SIZE, DAILY_SIZE),
)
# Beside what is always stored of a rule, only what differs from the default is.
UNUSUAL: Final = (KIND, *BETTER, *WORTH, *RESTRAINT)


def needs_library(data: Mapping[str, Any]) -> bool:
    """Tell whether a rule, as it is stored, finds nothing where there is no library."""
    return data.get(KIND.key) in (RuleKind.UPGRADES, RuleKind.WANTED)
