"""Looking: which files are in a folder. Links are not followed."""

from collections.abc import Callable, Generator, Iterator
import os
import stat
from typing import Final

from ..gate.files import Piece
from .trouble import reading, trouble

# A download has fewer, and fewer folders in each other; a whole disk has more.
MAX_FILES: Final = 20_000
MAX_DEPTH: Final = 20
# So many are looked at before others have their turn.
SLICE: Final = 500


def looking(
    path: str, found: list[Piece], allowed: Callable[[str], bool]
) -> Generator[None]:
    """Look at a path, some entries at a time; the files come into ``found``. Raises ``FilesError``.

    Names are as the disk has them: one that is no text has halves of letters in it.
    """
    with reading():
        there = os.lstat(path)
        if not allowed(path):
            raise trouble("files_not_allowed")
    if stat.S_ISREG(there.st_mode):
        name = os.path.basename(path.rstrip("/"))
        found.append(Piece(name, there.st_size, there.st_mtime))
    elif stat.S_ISDIR(there.st_mode):
        for count, entry in enumerate(_below(path, "", MAX_DEPTH), 1):
            if count > MAX_FILES:
                raise trouble("files_too_many")
            if entry is not None:
                found.append(entry)
            if count % SLICE == 0:
                yield
    found.sort(key=lambda piece: piece.name)


def _below(folder: str, name: str, depth: int) -> Iterator[Piece | None]:
    """Yield the files in a folder, and nothing for whatever is none."""
    if not depth:
        raise trouble("files_too_many")
    with reading():
        try:
            entries = os.scandir(os.path.join(folder, name))
        except FileNotFoundError:
            if not name:
                raise
            return
    with entries as listed:
        while True:
            with reading():
                entry = next(listed, None)
            if entry is None:
                return
            path = os.path.join(name, entry.name)
            if entry.is_dir(follow_symlinks=False):
                yield None
                yield from _below(folder, path, depth - 1)
            else:
                yield _piece(entry, path)


def _piece(entry: os.DirEntry[str], path: str) -> Piece | None:
    try:
        if not entry.is_file(follow_symlinks=False):
            return None
        there = entry.stat(follow_symlinks=False)
        return Piece(path, there.st_size, there.st_mtime)
    except FileNotFoundError:
        return None


def size_of(path: str) -> int | None:
    """Return the bytes of a file, None if there is none. Raises ``FilesError``."""
    with reading():
        try:
            there = os.lstat(path)
        except FileNotFoundError, NotADirectoryError:
            return None
    return there.st_size if stat.S_ISREG(there.st_mode) else None


def same(one: str, other: str) -> bool:
    """Tell whether two paths lead to one file. What cannot be looked at is another one."""
    try:
        return os.path.samestat(os.lstat(one), os.lstat(other))
    except OSError, ValueError:
        return False
