"""Numbers as people list them: ``1-3, 5``."""

from collections.abc import Iterable
import re
from typing import Final

_SEPARATORS: Final = re.compile(r"[\s,;]+")
_DASHES: Final = re.compile(r"\s*[-–—]\s*")
# Four digits hold every season and episode there is, also where a season is a year.
_RANGE: Final = re.compile(r"([0-9]{1,4})(?:-([0-9]{1,4}))?", re.ASCII)


class RangesError(ValueError):
    """What is listed are no numbers."""


def read_ranges(text: str) -> frozenset[int]:
    """Return the numbers of a list; none for an empty one. Raises ``RangesError``."""
    found: set[int] = set()
    for piece in _SEPARATORS.split(_DASHES.sub("-", text.strip())):
        if not piece:
            continue
        if not (match := _RANGE.fullmatch(piece)):
            raise RangesError(piece)
        first, last = int(match[1]), int(match[2] or match[1])
        if last < first:
            raise RangesError(piece)
        found.update(range(first, last + 1))
    return frozenset(found)


def write_ranges(numbers: Iterable[int]) -> str:
    """Return numbers as a list in order, those in a row as a range."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(
        f"{first}-{last}" if last > first else str(first) for first, last in runs
    )
