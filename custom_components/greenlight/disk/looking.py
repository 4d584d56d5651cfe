"""Looking: which files are in a folder, and what room its disk has. Links are not followed."""

from collections.abc import Callable, Generator, Iterator
import os
import stat
from typing import Final

from ..engine.home.paths import sound
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
        found.append(Piece(os.path.basename(path.rstrip("/")), there.st_size))
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
        return Piece(path, entry.stat(follow_symlinks=False).st_size)
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


def free(folder: str) -> int | None:
    """Return the bytes that are free for us, None if its disk does not say. Raises ``FilesError``.

    A folder may be missing, but not the one above it: where a disk was not mounted, nothing is made.
    """
    if not (folder.startswith("/") and sound(folder)):
        raise trouble("files_bad_path")
    where = folder.rstrip("/") or "/"
    for path in (where, os.path.dirname(where)):
        with reading():
            try:
                disk = os.statvfs(path)
            except FileNotFoundError, NotADirectoryError:
                continue
        return disk.f_bavail * disk.f_frsize if disk.f_blocks else None
    raise trouble("files_no_folder")
