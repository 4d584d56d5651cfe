"""Values of a server's answers, each taken in only as far as it is what it should be.

Whatever makes no sense is as if it were not there: of an item, that costs one field.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

from ...engine.stored import is_time
from ...engine.text import clean_title

# What JSON carries exactly, and more bytes than any disk has.
_MOST: Final = 2**53
_MAX_PATH: Final = 4096
# More of a kind than any work has: names, tags, files.
_MAX_LISTED: Final = 500
_DIGITS: Final = 16


def text(value: Any) -> str:
    """Return a text as one capped line without control characters, empty for anything else."""
    if not isinstance(value, str) or not value:
        return ""
    # Cut before it is cleaned: cleaning megabytes takes a while.
    return clean_title(value[:_MAX_PATH])


def path(value: Any) -> str:
    """Return a path letter by letter, empty for anything else and for what is too long for one."""
    if not isinstance(value, str) or len(value) > _MAX_PATH:
        return ""
    return whole_characters(value)


def whole_characters(value: str) -> str:
    """Return a text that can be stored: JSON can hold half characters."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return value.encode("utf-8", "replace").decode()
    return value


def whole(value: Any) -> int | None:
    """Return a number of things, also where it comes as a text; None for anything else."""
    if isinstance(value, str):
        value = int(value) if value.isascii() and _is_short_number(value) else None
    if isinstance(value, float):
        value = int(value) if abs(value) < _MOST else None
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if 0 <= value < _MOST else None


def some(value: Any) -> int | None:
    """Return a number of things that is more than nothing: none often stands for unknown."""
    return whole(value) or None


def flag(value: Any) -> bool | None:
    """Return a yes or no, however it is written; None for anything else."""
    match value:
        case bool():
            return value
        case 1 | "1" | "true" | "True":
            return True
        case 0 | "0" | "false" | "False":
            return False
    return None


def moment(value: Any) -> float | None:
    """Return a date in ISO's form in epoch seconds, None for anything else."""
    if not isinstance(value, str) or len(value) > 40:
        return None
    try:
        when = datetime.fromisoformat(value)
        seconds = (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()
    except ValueError, OverflowError:
        return None
    return seconds if is_time(seconds) else None


def of(value: Any, *names: str) -> Any:
    """Return what lies below these names, one in the other; None where there is no such thing."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """Yield the objects of a list, of which there may be anything else as well."""
    for one in value[:_MAX_LISTED] if isinstance(value, list) else ():
        if isinstance(one, dict):
            yield one


def texts(value: Any) -> tuple[str, ...]:
    """Return the texts of a list, each once."""
    listed = value[:_MAX_LISTED] if isinstance(value, list) else ()
    return tuple(dict.fromkeys(filter(None, map(text, listed))))


def _is_short_number(value: str) -> bool:
    return value.isdigit() and len(value) <= _DIGITS
