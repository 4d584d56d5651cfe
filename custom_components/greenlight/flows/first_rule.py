"""The first rule, made with the first source: one field, or none, instead of a whole form."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from ..const import CONF_INCLUDE, CONF_KIND, CONF_TITLES
from ..engine.rules import RuleKind
from ..parts import rule_settings
from ..parts.setting import Setting
from .part import Refused, Values
from .rule_read import read_rule

EPISODES: Final = "episodes"
NAMED: Final = "named"
UPGRADES: Final = "upgrades"
# What each of them asks for.
ASKED: Final[Mapping[str, Setting]] = {
    EPISODES: rule_settings.TITLES,
    NAMED: rule_settings.INCLUDE,
}
_MAX_NAME_CHARS: Final = 60


def read_first(kind: str, values: Values) -> dict[str, Any]:
    """Return the data of such a rule. Raises ``Refused``, also if nothing was filled in."""
    upgrades = {CONF_KIND: RuleKind.UPGRADES.value} if kind == UPGRADES else {}
    rule = read_rule(rule_settings.USUAL | upgrades | dict(values), {})
    if kind in ASKED and not rule.get(ASKED[kind].key):
        raise Refused(ASKED[kind].key, "nothing_to_look_for")
    return rule


def name_of(rule: Values, otherwise: str) -> str:
    """Return what such a rule is called: what it looks for, in one line."""
    words: Sequence[str] = (
        rule.get(CONF_TITLES) or rule.get(CONF_INCLUDE) or [otherwise]
    )
    return words[0][:_MAX_NAME_CHARS]
