"""What a rule's form says of who answers, read as it is stored: people by the ids of their users."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from .. import const
from ..parts import rule_settings as settings
from .part import MAX_SHOWN_CHARS, Refused, Values, all_of

_IS: Final = "="


def shown_weights(stored: Iterable[str], house: Mapping[str, str]) -> list[str]:
    """Return lines like ``Mira = 2``; ``house`` is what people are called, by the ids of users."""
    lines = []
    for line in stored:
        who, _, weight = (part.strip() for part in line.rpartition(_IS))
        lines.append(f"{house.get(who, who)} {_IS} {weight}")
    return lines


def read_asking(values: Values, house: Mapping[str, str]) -> dict[str, Any]:
    """Return who answers, and how much whose answer counts. Raises ``Refused``."""
    typed = [one for one in values.get(const.CONF_WEIGHTS, []) if one.strip()]
    weights = dict(_weight(line, house) for line in typed)
    deciders = values.get(const.CONF_DECIDERS, [])
    together = sum(weights.get(one, 1) for one in deciders)
    wrong = [
        Refused(field, "more_votes_than_people", votes=str(together))
        for field in (const.CONF_NEED, const.CONF_AGAINST)
        if deciders and values.get(field, 1) > together
    ]
    if wrong:
        raise all_of(wrong)
    return {
        const.CONF_WEIGHTS: [f"{who}{_IS}{weight}" for who, weight in weights.items()]
    }


def _weight(line: str, house: Mapping[str, str]) -> tuple[str, int]:
    name, found, weight = (part.strip() for part in line.rpartition(_IS))
    shown = line.strip()[:MAX_SHOWN_CHARS]
    if not found or not weight.isdecimal() or not weight.isascii():
        raise Refused(const.CONF_WEIGHTS, "invalid_weight", vote=shown)
    if not 1 <= int(weight[:4]) <= settings.MOST_WEIGHT:
        raise Refused(const.CONF_WEIGHTS, "invalid_weight", vote=shown)
    called = [
        who
        for who, theirs in house.items()
        if name == who or theirs.casefold() == name.casefold()
    ]
    if len(called) != 1:
        raise Refused(const.CONF_WEIGHTS, "unknown_person", person=shown)
    return called[0], int(weight)
