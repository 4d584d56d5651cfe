"""What a rule's form says about how the episodes of series are counted."""

from typing import Any

from .. import const
from ..engine.pattern import PatternError
from ..engine.series.numbering import read_numbering
from ..parts import rule_series_settings as settings
from ..parts.rule_series_settings import read_episode
from .part import Refused, Values, read_all
from .rule_pattern import refused_numbering


def read_series(values: Values) -> dict[str, Any]:
    """Return how they are counted, and the first that is wanted. Raises ``Refused``."""
    return read_all(lambda: _read_numbering(values), lambda: _read_first(values))


def _read_numbering(values: Values) -> dict[str, Any]:
    expression = values.get(const.CONF_NUMBERING, "").strip()
    try:
        numbering = read_numbering(
            expression,
            settings.SEASON_OFFSET.scaled(values) or 0,
            settings.EPISODE_OFFSET.scaled(values) or 0,
        )
        if numbering is not None and numbering.term is not None:
            numbering.term.try_out()
    except PatternError as err:
        raise refused_numbering(const.CONF_NUMBERING, err) from err
    return {
        const.CONF_NUMBERING: expression,
        # Moved by nothing is not moved.
        const.CONF_SEASON_OFFSET: values.get(const.CONF_SEASON_OFFSET) or None,
        const.CONF_EPISODE_OFFSET: values.get(const.CONF_EPISODE_OFFSET) or None,
    }


def _read_first(values: Values) -> dict[str, str]:
    first = values.get(const.CONF_FIRST_EPISODE, "").strip()
    try:
        number = read_episode(first)
    except ValueError as err:
        raise Refused(const.CONF_FIRST_EPISODE, "invalid_episode") from err
    return {const.CONF_FIRST_EPISODE: "S{:02}E{:02}".format(*number) if number else ""}
