"""Numbers and texts of a server's, taken in only as far as others can store and show them."""

from collections.abc import Generator
from contextlib import contextmanager
from math import isfinite
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any, Final

from ..errors import BadAnswer

# What JSON carries exactly, and more bytes than any disk has.
_MOST: Final = 2**53


@contextmanager
def reading(problem: str) -> Generator[None]:
    """Read an answer that may be anything. Raises ``BadAnswer`` where it is not what it should be."""
    try:
        yield
    except AttributeError, KeyError, TypeError, ValueError, OverflowError:
        raise BadAnswer(problem) from None


def whole(value: Any) -> int:
    """Return a count, -1 and the like included. Raises ``TypeError``, ``ValueError`` and the like."""
    number = int(value)
    if abs(number) > _MOST:
        raise ValueError("no count can be as large")
    return number


def finite(value: Any) -> float:
    """Return a number that is one. Raises ``TypeError``, ``ValueError`` and the like."""
    number = float(value)
    if not isfinite(number) or abs(number) > _MOST:
        raise ValueError("not a number")
    return number


def fraction(value: Any) -> float:
    """Return a share from 0 to 1. Raises ``TypeError``, ``ValueError`` and the like."""
    return min(max(finite(value), 0.0), 1.0)


def path_text(value: Any) -> str:
    """Return a path of the server's as text that can be stored: JSON can hold half characters."""
    return str(value).encode("utf-8", "replace").decode()


def parent_of(path: str) -> str:
    """Return the folder that a path of the server's is in, POSIX or Windows."""
    trimmed = path.rstrip("/\\")
    return trimmed[: max(trimmed.rfind("/"), trimmed.rfind("\\"), 0)]


def is_absolute(path: str) -> bool:
    """Tell whether a path of the server's is one from its root, POSIX or Windows."""
    return PurePosixPath(path).is_absolute() or PureWindowsPath(path).is_absolute()
