"""Parts: one film in several files, of which each alone is half of it."""

from collections.abc import Iterable
import re
from typing import Final

# What media servers and programs that play a film one part after the other call them.
_PART: Final = re.compile(
    r"(?<![a-z0-9])(?:cd|dvd|disc|disk|part|pt)[\s._-]{0,3}([1-9]|[a-d])(?![a-z0-9])",
    re.IGNORECASE,
)


def part_of(name: str) -> tuple[str, str]:
    """Return of what a file is a part, and which one; nothing for one that is whole."""
    stem = name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0]
    found = [*_PART.finditer(stem)]
    if not found:
        return "", ""
    last = found[-1]
    rest = f"{stem[: last.start()]}{stem[last.end() :]}"
    return re.sub(r"[\W_]+", " ", rest).strip().lower(), last[1].lower()


def in_parts(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names of those that are parts of one film, none where each is whole."""
    films: dict[str, dict[str, str]] = {}
    for name in names:
        rest, part = part_of(name)
        if part:
            films.setdefault(rest, {}).setdefault(part, name)
    return next((tuple(one.values()) for one in films.values() if len(one) > 1), ())
