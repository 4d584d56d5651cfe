"""Paths: one folder goes by several names, as a client, a library and Home Assistant each see it.

They are compared part by part, never letter by letter, and nothing here looks at a disk. A path that goes
up again (``..``) is refused wherever a stranger says it: it could lead anywhere.
"""

from collections.abc import Collection, Iterable
import re
from typing import Final
import unicodedata

# What a folder is called on one side, and on the other.
type Pair = tuple[str, str]

MAX_CHARS: Final = 4096

_WINDOWS: Final = re.compile(r"[A-Za-z]:(?:[\\/]|$)|\\\\")
_SHARE: Final = "\\\\"


def is_windows(path: str) -> bool:
    """Tell whether a path begins with a drive or a share of Windows."""
    return _WINDOWS.match(path) is not None


def sound(path: str) -> bool:
    """Tell whether a path says from where it goes, does not go up again, and is one line."""
    return (
        (path.startswith("/") or is_windows(path))
        and len(path) <= MAX_CHARS
        and ".." not in _parts(path)
        and not any(map(_is_no_sign, path))
    )


def _is_no_sign(char: str) -> bool:
    """Tell whether a character says nothing, or cannot be told to a disk.

    Of halves only those can that stand for a byte that is no text.
    """
    if char < "\ud800":
        return char < " " or char == "\x7f"
    return char <= "\udfff" and not "\udc80" <= char <= "\udcff"


def _parts(path: str) -> tuple[str, ...]:
    if is_windows(path):
        path = path.replace("\\", "/")
    return tuple(part for part in path.split("/") if part not in ("", "."))


def _compared(path: str) -> tuple[str, ...]:
    """Return its parts as they are compared: Windows minds no case."""
    parts = tuple(map(composed, _parts(path)))
    return tuple(part.casefold() for part in parts) if is_windows(path) else parts


def composed(text: str) -> str:
    """Return a name as it is compared: a Mac, and what is shared from one, take its letters apart."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _root(path: str) -> str:
    """Return what tells kinds of paths apart, so that ``/d:/x`` is none with a drive."""
    if not is_windows(path):
        return "/"
    return _SHARE if path.startswith(_SHARE) else "drive"


def _built(like: str, parts: Collection[str]) -> str:
    """Return a path of these parts, written as another one is."""
    if not is_windows(like):
        return "/" + "/".join(parts)
    if like.startswith(_SHARE):
        return _SHARE + "\\".join(parts)
    sign = "/" if "/" in like and "\\" not in like else "\\"
    return sign.join(parts) if len(parts) > 1 else "".join(parts) + sign


def read_paths(lines: Iterable[str]) -> tuple[Pair, ...]:
    """Read lines ``client folder = folder there``. Raises ``ValueError`` with a key for a bad line."""
    found: dict[tuple[str, tuple[str, ...]], Pair] = {}
    for line in lines:
        if not line.strip():
            continue
        one, two = _sides(line)
        if not (sound(one) and sound(two)):
            up = any(".." in _parts(side) for side in (one, two))
            raise ValueError("paths_up" if up else "paths_relative")
        pair = _built(one, _parts(one)), _built(two, _parts(two))
        key = _root(one), _compared(one)
        if found.setdefault(key, pair)[1] != pair[1]:
            raise ValueError("paths_twice")
    return tuple(found.values())


def _sides(line: str) -> tuple[str, str]:
    """Return both sides. A folder may have the sign in its name: then it is the one with spaces around."""
    for sign in (" = ", "="):
        if line.count(sign) == 1:
            one, _, two = line.partition(sign)
            return one.strip(), two.strip()
    raise ValueError("paths_line")


def written(pairs: Iterable[Pair]) -> tuple[str, ...]:
    """Return pairs as the lines that people wrote."""
    return tuple(f"{one} = {two}" for one, two in pairs)


def mapped(path: str, pairs: Iterable[Pair]) -> str:
    """Return what a path is called on the other side.

    The longest folder counts. Where none fits it is called the same; empty if it is no path that anybody
    should follow.
    """
    if not sound(path):
        return ""
    found = fitting(path, pairs)
    if not found:
        return path
    here, there = found[0]
    rest = _parts(path)[len(_parts(here)) :]
    # There it would be another folder.
    if is_windows(there) and any("\\" in part for part in rest):
        return ""
    return _built(there, (*_parts(there), *rest))


def fitting(path: str, pairs: Iterable[Pair]) -> list[Pair]:
    """Return the pairs of which a path lies in the first folder, the longest such folder first."""
    found = [pair for pair in pairs if below(path, pair[0])]
    return sorted(found, key=lambda pair: -len(_parts(pair[0])))


def each(path: str, pairs: Iterable[Pair]) -> list[str]:
    """Return all that a path may be called on the other side: two clients can save to one folder."""
    return [mapped(path, [pair]) for pair in fitting(path, pairs)]


def back(path: str, pairs: Iterable[Pair]) -> str:
    """Return what a path of the other side is called on this one."""
    return mapped(path, [(two, one) for one, two in pairs])


def below(path: str, folder: str) -> bool:
    """Tell whether a path is a folder or lies in it; ``/films`` does not hold ``/films4k``."""
    if not (sound(path) and sound(folder)) or _root(path) != _root(folder):
        return False
    outer = _compared(folder)
    return _compared(path)[: len(outer)] == outer


def tail(path: str) -> str:
    """Return the last part of a path, empty if it has none."""
    return (_parts(path) or ("",))[-1]


def folder_of(path: str) -> str:
    """Return the folder that something lies in; empty if its path says none."""
    if not sound(path):
        return ""
    parts = _parts(path)
    return _built(path, parts[:-1]) if len(parts) > _fixed(path) else ""


def _fixed(path: str) -> int:
    """Return how many parts come before any folder: a drive, or a server and its share."""
    return {"/": 0, "drive": 1, _SHARE: 2}[_root(path)]


def suggest(client_path: str, there: Collection[str]) -> Pair | None:
    """Return what to enter, from one thing as a client sees it and paths of it on the other side.

    Both end alike, and what differs before that are the folders. Nothing is suggested where both call it
    the same, or where several would do.
    """
    if client_path in there or not sound(client_path):
        return None
    ends = {path: _alike(client_path, path) for path in there if sound(path)}
    most = max(ends.values(), default=0)
    if not most:
        return None
    pairs = {
        (_head(client_path, most), _head(path, most))
        for path, length in ends.items()
        if length == most
    }
    return pairs.pop() if len(pairs) == 1 else None


def _alike(one: str, two: str) -> int:
    """Return how many parts at the end are the same; before them each side keeps a folder of its own."""
    mindless = is_windows(one) or is_windows(two)
    ends = [
        [
            composed(part).casefold() if mindless else composed(part)
            for part in reversed(_parts(path))
        ]
        for path in (one, two)
    ]
    limit = min(len(_parts(path)) - _fixed(path) - 1 for path in (one, two))
    length = 0
    while length < limit and ends[0][length] == ends[1][length]:
        length += 1
    return length


def _head(path: str, length: int) -> str:
    return _built(path, _parts(path)[:-length])
