"""A folder with torrent files, as it is at one look: what is in it, and what is no file there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
import os
from typing import Final

from .seed import NO_FILE, SUFFIX

# More than anybody keeps in one folder.
MAX_FILES: Final = 50_000
# Some file systems know the time of a change to two seconds only, and differ after a new mount.
_COARSE: Final = 2 * 10**9

# A file's time of change in nanoseconds and its size in bytes.
type Stamp = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Folder:
    """The torrent files of a folder, and why others of that name are none; both by name."""

    files: Mapping[str, Stamp] = field(default_factory=dict)
    odd: Mapping[str, str] = field(default_factory=dict)


def look_into(folder: str) -> Folder:
    """Return what is in a folder, links left out. Raises ``OSError`` for the folder only."""
    files: dict[str, Stamp] = {}
    odd: dict[str, str] = {}
    with os.scandir(folder) as found:
        for file in found:
            if not file.name.lower().endswith(SUFFIX):
                continue
            if len(files) + len(odd) >= MAX_FILES:
                break
            try:
                if file.is_file(follow_symlinks=False):
                    status = file.stat(follow_symlinks=False)
                    files[file.name] = (status.st_mtime_ns, status.st_size)
                else:
                    odd[file.name] = "a link" if file.is_symlink() else NO_FILE
            except OSError:
                # It has gone meanwhile, or comes back at another look.
                continue
    return Folder(files, odd)


def same(one: Stamp | None, other: Stamp) -> bool:
    """Tell whether a file is as it was."""
    if one is None or one[1] != other[1]:
        return False
    return abs(one[0] - other[0]) <= _COARSE


def key_of(name: str) -> str:
    """Return a file name as it can be written down: not every one is text."""
    return name.encode("utf-8", "backslashreplace").decode()
