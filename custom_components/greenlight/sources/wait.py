"""How long a server asks to be left alone."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

MAX_WAIT: Final = 24 * 3600.0


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return what the server asks for in seconds (RFC 9110: seconds or a date), if it is sane."""
    text = headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text), MAX_WAIT)
    try:
        until = _date(text)
        # The server's own clock, where it tells it: ours or its may be wrong.
        now = _date(headers.get("Date", "")) or datetime.now(UTC)
    except TypeError, ValueError, OverflowError:
        return None
    return min(max((until - now).total_seconds(), 0.0), MAX_WAIT) if until else None


def _date(text: str) -> datetime | None:
    if not text:
        return None
    at = parsedate_to_datetime(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
