"""Dates as feeds write them."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
import re
from typing import Final

MAX_DATE_CHARS: Final = 64

_EPOCH = re.compile(r"1\d{9}")
# The name that some write behind the offset says nothing more.
_ZONE = re.compile(
    r"\s*(?:Z|UTC|GMT|([+-]\d\d):?(\d\d)(?:\s+[A-Z]{1,5})?)$", re.IGNORECASE
)


def read_date(text: str) -> float | None:
    """Return a date in whole seconds since the epoch, or None if it cannot be read. Never fails.

    Read are those of mail (RFC 822) and of ISO 8601, and plain seconds; without a zone it is UTC.
    """
    text = text.strip()
    if not text or len(text) > MAX_DATE_CHARS:
        return None
    if _EPOCH.fullmatch(text):
        return float(text)
    try:
        at = _iso(text) if text[:4].isdigit() else parsedate_to_datetime(text)
        return float(int((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()))
    except ValueError, TypeError, OverflowError, IndexError:
        return None


def _iso(text: str) -> datetime:
    zone = _ZONE.search(text)
    if zone is None or len(text) < 12:
        return datetime.fromisoformat(text)
    offset = f"{zone[1]}:{zone[2]}" if zone[1] else "+00:00"
    return datetime.fromisoformat(text[: zone.start()] + offset)
