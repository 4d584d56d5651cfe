"""Texts as Telegram measures them: in units of UTF-16, and without the marks of its HTML."""

import html
import re
from typing import Final

_TAG: Final = re.compile(r"<[^>]*>")

# What Telegram takes, in units of UTF-16, once the HTML is read.
MOST_TEXT: Final = 4096
MOST_CAPTION: Final = 1024


def plain(text: str) -> str:
    """Return what people read of Telegram's HTML."""
    return html.unescape(_TAG.sub("", text))


def length(text: str) -> int:
    """Return how long HTML is for Telegram: in units of UTF-16, without its marks."""
    return units(plain(text))


def units(text: str) -> int:
    """Return how many units of UTF-16 a text has."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, most: int) -> str:
    """Return a plain text that is at most so long, in units of UTF-16."""
    if units(text) <= most:
        return text
    raw = text.encode("utf-16-le", "surrogatepass")[: (most - 1) * 2]
    return raw.decode("utf-16-le", "ignore") + "…"
