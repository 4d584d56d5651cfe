"""What a rule's form says about libraries and quality, read as it is stored."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from homeassistant.helpers.template import Template

from .. import const
from ..engine.quality.ladder import LadderError, read_order
from ..engine.quality.refusals import instead_of, read_refusal
from ..parts import rule_library_settings as library
from .part import MAX_SHOWN_CHARS, Refused, Values, read_all, words


def read_quality(values: Values) -> dict[str, Any]:
    """Return what counts as better, what the work is to be, and what restrains. Raises ``Refused``."""
    lists = (
        *(const.CONF_PREFERRED_GROUPS, const.CONF_GENRES, const.CONF_ITEM_TAGS),
        *(const.CONF_QUALITY_PROFILES, const.CONF_PEOPLE),
    )
    return {
        **{key: words(key, values) for key in lists},
        const.CONF_CONDITION: written(values.get(const.CONF_CONDITION, [])),
        **read_all(
            lambda: _read_order(values),
            lambda: _read_refused(values),
            lambda: _read_losses(values),
        ),
    }


def _read_refused(values: Values) -> dict[str, list[str]]:
    refused = words(const.CONF_REFUSED, values)
    for one in refused:
        if not (choices := instead_of(one)):
            continue
        known = read_refusal(one) is not None
        raise Refused(
            const.CONF_REFUSED,
            "invalid_refusal_value" if known else "invalid_refusal",
            refusal=one[:MAX_SHOWN_CHARS],
            choices=", ".join(choices),
        )
    return {const.CONF_REFUSED: refused}


def _read_losses(values: Values) -> dict[str, Any]:
    both = set(values.get(const.CONF_REFUSE_LOSSES, ())) & set(
        values.get(const.CONF_ALLOW_LOSSES, ())
    )
    if both:
        raise Refused(const.CONF_ALLOW_LOSSES, "loss_both_ways")
    return {}


def _read_order(values: Values) -> dict[str, list[str]]:
    order = [line.strip() for line in values.get(const.CONF_ORDER, []) if line.strip()]
    if library.LADDER.of(values) == library.LadderChoice.OWN:
        _check_order(order)
    return {const.CONF_ORDER: order}


def _check_order(order: list[str]) -> None:
    if not order:
        raise Refused(const.CONF_ORDER, "order_missing")
    try:
        read_order(order)
    except LadderError as err:
        line = str(err)[:MAX_SHOWN_CHARS]
        raise Refused(const.CONF_ORDER, "invalid_order", wrong=line) from err


def written(value: Any) -> Any:
    """Return conditions as they were written: the form hands on what was made of them."""
    match value:
        case Template():
            return value.template
        case timedelta():
            return {"seconds": value.total_seconds()}
        case Mapping():
            return {key: written(one) for key, one in value.items()}
        case list() | tuple() | set() | frozenset():
            return [written(one) for one in value]
    return value
