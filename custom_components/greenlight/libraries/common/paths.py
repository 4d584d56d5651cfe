"""Paths as servers write them, of whatever system they run on: compared by their parts, never letter by letter."""

import re
from typing import Final

_WINDOWS: Final = re.compile(r"[A-Za-z]:(?:[\\/]|$)|\\\\")


def is_windows(where: str) -> bool:
    """Tell whether a path begins with a drive or a share of Windows."""
    return _WINDOWS.match(where) is not None


def is_absolute(where: str) -> bool:
    """Tell whether a path says from where it goes, and does not go up again."""
    return (where.startswith("/") or is_windows(where)) and ".." not in parts(where)


def parts(where: str) -> tuple[str, ...]:
    """Return the parts of a path as they are compared: Windows minds no case."""
    if is_windows(where):
        where = where.replace("\\", "/").casefold()
    return tuple(part for part in where.split("/") if part not in ("", "."))


def within(folder: str, where: str) -> bool:
    """Tell whether a path is a folder or lies in it; ``/films`` does not hold ``/films4k``."""
    if not (is_absolute(folder) and is_absolute(where)):
        return False
    if is_windows(folder) is not is_windows(where):
        return False
    outer, inner = parts(folder), parts(where)
    return inner[: len(outer)] == outer


def split(where: str) -> tuple[str, str]:
    """Return the folder that something lies in, with its last separator, and its name there."""
    if not is_windows(where):
        folder, sign, name = where.rstrip("/").rpartition("/")
        return folder + sign, name
    cut = where.rstrip("\\/")
    at = max(cut.rfind("\\"), cut.rfind("/")) + 1
    return cut[:at], cut[at:]


def separator(folder: str) -> str:
    """Return what stands between the parts of a path like this one."""
    return "\\" if is_windows(folder) and "/" not in folder else "/"
