"""How facts are written for people: sizes, and text from strangers made harmless."""

import re
from typing import Final

_UNITS: Final = ("B", "kB", "MB", "GB", "TB")
# Between a number and its unit no line may end.
_NO_BREAK: Final = "\u00a0"
_MARKDOWN: Final = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~&:@])")


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
    return f"{amount:.{0 if whole else 1}f}{_NO_BREAK}{unit}"


def escape_markdown(text: str) -> str:
    """Return a stranger's text so that markdown shows it letter by letter."""
    return _MARKDOWN.sub(r"\\\1", text)
