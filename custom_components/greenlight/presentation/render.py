"""How facts are written: sizes for people, times for programs."""

from datetime import datetime
from typing import Final

from homeassistant.util import dt as dt_util

from ..engine.stored import is_time

_UNITS: Final = ("B", "kB", "MB", "GB", "TB")
# Between a number and its unit no line may end.
NO_BREAK: Final = "\u00a0"


def size(value: int | None) -> str:
    """Return bytes as ``4.2 GB``; an unknown size is an empty string.

    Decimal, as Home Assistant shows its own; a tenth below 100 of a unit, none above.
    """
    if value is None:
        return ""
    amount = float(value)
    for unit in _UNITS:
        if round(abs(amount)) < 1000 or unit == _UNITS[-1]:
            break
        amount /= 1000
    whole = unit in ("B", "kB") or round(abs(amount), 1) >= 100
    return f"{amount:.{0 if whole else 1}f}{NO_BREAK}{unit}"


def iso(epoch: float | None) -> str | None:
    """Return a point in time as ISO 8601 in UTC, None for what is none."""
    if epoch is None or not is_time(epoch):
        return None
    at: datetime = dt_util.utc_from_timestamp(epoch)
    return at.isoformat(timespec="seconds")
