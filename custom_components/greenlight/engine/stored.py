"""Stored values: what a file holds, read so that what makes no sense is unknown and costs no more.

Files are edited by hand, restored in part, written by other versions and by broken disks. What
something cannot be without raises; every other value is replaced where it is absurd, and counted.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
import math
from typing import Any, Final, TypeIs

# Seconds since the epoch: the year 3000. Libraries end soon after 9999, in some time zones before.
MAX_TIME: Final = 32_503_680_000.0
# What fits into the integers of other programs.
MAX_WHOLE: Final = 2**63 - 1


def is_time(value: object) -> bool:
    """Tell whether a value can be a point in time, in epoch seconds."""
    # A whole number can be too large for a float.
    return _is_number(value) and 0 <= value <= MAX_TIME


def stored_text(value: Any) -> str:
    """Return a stored text. Raises ``TypeError`` for anything else."""
    if isinstance(value, str):
        return value
    raise TypeError("not a text")


def stored_texts(values: Any) -> tuple[str, ...]:
    """Return a stored list of texts. Raises ``TypeError`` for anything else."""
    if isinstance(values, list | tuple):
        return tuple(map(stored_text, values))
    raise TypeError("not a list")


class Reading:
    """Reads one file; ``mended`` counts the values in it that made no sense."""

    def __init__(self) -> None:
        """Begin with none."""
        self.mended = 0

    def of(self, data: Mapping[str, Any], key: str) -> Any:
        """Return what is stored under a key that was always written, None if it is not there."""
        if key not in data:
            self.mended += 1
        return data.get(key)

    def time[T](self, value: Any, usual: T) -> float | T:
        """Return a point in time, in epoch seconds."""
        return float(value) if is_time(value) else self._instead(value, usual)

    def whole[T](self, value: Any, usual: T) -> int | T:
        """Return a number of things or bytes."""
        if _is_number(value) and 0 <= value <= MAX_WHOLE:
            return int(value)
        return self._instead(value, usual)

    def real[T](self, value: Any, usual: T, *, most: float = MAX_WHOLE) -> float | T:
        """Return a number of at least nothing and at most ``most``."""
        if _is_number(value) and 0 <= value <= most:
            return value
        return self._instead(value, usual)

    def flag[T](self, value: Any, usual: T) -> bool | T:
        """Return a yes or no."""
        return value if isinstance(value, bool) else self._instead(value, usual)

    def text(self, value: Any) -> str:
        """Return a text, empty for anything else."""
        return value if isinstance(value, str) else self._instead(value, "")

    def texts(self, value: Any) -> tuple[str, ...]:
        """Return the texts of a list."""
        return self.each(value, stored_text)

    def one_of[T: StrEnum](self, value: Any, kind: type[T], usual: T) -> T:
        """Return a member of an enumeration."""
        try:
            return kind(value)
        except ValueError:
            return self._instead(value, usual)

    def each[T](self, value: Any, read: Callable[[Any], T]) -> tuple[T, ...]:
        """Return the members of a list that can be read."""
        if not isinstance(value, list | tuple):
            return self._instead(value, ())
        found = []
        for one in value:
            try:
                found.append(read(one))
            except KeyError, TypeError, ValueError, AttributeError:
                self.mended += 1
        return tuple(found)

    def named(self, value: Any) -> Mapping[str, Any]:
        """Return what is stored by name."""
        return value if isinstance(value, Mapping) else self._instead(value, {})

    def _instead[T](self, value: object, usual: T) -> T:
        if value is not None:
            self.mended += 1
        return usual


def _is_number(value: object) -> TypeIs[int | float]:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return isinstance(value, int) or math.isfinite(value)
