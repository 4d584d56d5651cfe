"""Deadline: when people are reminded of a question that ends."""

from typing import Final

# Seconds: a question that lives shorter is not worth a reminder.
SHORT: Final = 1800.0
# The reminder comes in the last tenth of a life, and no sooner than this before its end.
LAST: Final = 900.0
_PART: Final = 10
# Seconds for which a question waits at least once it has come back from being put off.
LASTS_AFTER: Final = 2 * 3600.0


def remind_at(asked: float, expires: float) -> float | None:
    """Return when people are reminded of a question, None for one that lives too short.

    All times are epoch seconds. It is the last tenth of its life or a quarter of an hour before its
    end, whichever is later.
    """
    life = expires - asked
    return None if life < SHORT else expires - min(life / _PART, LAST)
