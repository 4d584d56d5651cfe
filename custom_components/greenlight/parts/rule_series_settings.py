"""What can be set for a rule that follows series."""

import re
from typing import Final

from .. import const
from ..engine.series.numbering import MOST_OFFSET
from .setting import Setting, number, text

_MOST_DAYS: Final = 3650
_EPISODE: Final = re.compile(
    r"(?:s ?(\d{1,4}) ?(?:e ?|x ?)|(\d{1,4}) ?x ?)(\d{1,5})", re.ASCII
)

NUMBERING: Final = text(const.CONF_NUMBERING)
SEASON_OFFSET: Final = number(const.CONF_SEASON_OFFSET, -MOST_OFFSET, MOST_OFFSET)
EPISODE_OFFSET: Final = number(const.CONF_EPISODE_OFFSET, -MOST_OFFSET, MOST_OFFSET)
FIRST_EPISODE: Final = text(const.CONF_FIRST_EPISODE)
# Also of a rule for what is wanted.
QUIET_DAYS: Final = number(const.CONF_QUIET_DAYS, 1, _MOST_DAYS, "d")

# What the folded section of a rule's form asks for.
SERIES: Final[tuple[Setting, ...]] = (
    *(NUMBERING, SEASON_OFFSET, EPISODE_OFFSET, FIRST_EPISODE),
)


def read_episode(written: str) -> tuple[int, int] | None:
    """Return the season and number of ``S02E05`` or ``2x05``, None for an empty line.

    Raises ``ValueError``.
    """
    line = written.strip()
    if not line:
        return None
    match = _EPISODE.fullmatch(line.lower())
    if match is None:
        raise ValueError(line)
    return int(match[1] or match[2]), int(match[3])
