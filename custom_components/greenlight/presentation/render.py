"""How facts are written for people: sizes, times, and text from strangers made harmless."""

from datetime import datetime
import re
from typing import Final

from homeassistant.util import dt as dt_util

_UNITS: Final = ("B", "KiB", "MiB", "GiB", "TiB")
_MARKDOWN: Final = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~&:@])")


def size(value: int | None) -> str:
    """Return bytes as ``4.2 GiB``; an unknown size is an empty string."""
    if value is None:
        return ""
    amount = float(value)
    for unit in _UNITS:
        if amount < 1024 or unit == _UNITS[-1]:
            break
        amount /= 1024
    return f"{amount:.0f} {unit}" if unit in ("B", "KiB") else f"{amount:.1f} {unit}"


def clock(epoch: float) -> str:
    """Return a point in time as date and time of the server's time zone."""
    local: datetime = dt_util.as_local(dt_util.utc_from_timestamp(epoch))
    return local.strftime("%Y-%m-%d %H:%M")


def escape_markdown(text: str) -> str:
    """Return a stranger's text so that markdown shows it letter by letter."""
    return _MARKDOWN.sub(r"\\\1", text)
