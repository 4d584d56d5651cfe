"""Folder: the one that a file is to come into, held open, so that it cannot be another a moment later."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
import errno
import os
import stat
from typing import Final, Self

from ..engine.home.paths import below
from .trouble import trouble, writing

_OPEN: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
# Disks on which a folder cannot be told to be on disk now.
_NO_SYNC: Final = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.ENOSYS})


class Folder:
    """A folder that is open. What is in it goes by its own name alone."""

    def __init__(self, fd: int) -> None:
        """Know it."""
        self.fd = fd

    def look(self, name: str) -> os.stat_result | None:
        """Return what is there by a name, a link for a link; None if nothing is."""
        try:
            return os.stat(name, dir_fd=self.fd, follow_symlinks=False)
        except FileNotFoundError:
            return None

    def remove(self, name: str) -> None:
        """Remove a file if it is there."""
        with suppress(FileNotFoundError):
            os.unlink(name, dir_fd=self.fd)

    def sync(self) -> None:
        """Have what was done in it outlast a power cut."""
        sync(self.fd)

    def has_entry(self, folder: str, name: str, own: str) -> bool:
        """Tell whether a name of another folder is nothing but another name for an entry here.

        Folders are seen twice where a disk is mounted twice, and a name where no case is minded.
        """
        if not os.path.samestat(os.stat(folder), os.fstat(self.fd)):
            return False
        return not {name, own} <= set(os.listdir(self.fd)) or name == own

    @classmethod
    def opened(cls, path: str | None, *, beside: int | None = None) -> Self:
        """Open a folder; one ``beside`` another only if it is no link."""
        flags = _OPEN if beside is None else _OPEN | os.O_NOFOLLOW
        return cls(os.open(path or "/", flags, dir_fd=beside))

    def close(self) -> None:
        """Let go of it."""
        os.close(self.fd)


def sync(fd: int) -> None:
    """Have a file or folder outlast a power cut, where its disk can promise that."""
    try:
        os.fsync(fd)
    except OSError as err:
        if err.errno not in _NO_SYNC:
            raise


@contextmanager
def folder_for(
    path: str, allowed: Callable[[str], bool], *, within: str = ""
) -> Iterator[Folder]:
    """Open a folder, with those above it that are missing; what was made in vain is removed.

    Nothing is made where Home Assistant may not write, wherever links lead, nor outside of the folder
    ``within``, which is not there where its disk is not mounted. Raises ``FilesError``.
    """
    made: list[str] = []
    folder: Folder | None = None
    try:
        with writing():
            above, missing = _nearest(path, within)
            folder = Folder.opened(above)
            _check(above, folder, allowed)
            for name in missing:
                above = os.path.join(above, name)
                with suppress(FileExistsError):
                    os.mkdir(name, dir_fd=folder.fd)
                    made.append(above)
                folder.sync()
                inner = Folder.opened(name, beside=folder.fd)
                folder.close()
                folder = inner
        yield folder
    except BaseException:
        for one in reversed(made):
            with suppress(OSError):
                os.rmdir(one)
        raise
    finally:
        if folder is not None:
            folder.close()


def _nearest(path: str, within: str) -> tuple[str, list[str]]:
    """Return the nearest folder that is there, and the names of those below it that are not."""
    missing: list[str] = []
    while True:
        try:
            if stat.S_ISDIR(os.stat(path).st_mode):
                return path, missing[::-1]
        except FileNotFoundError:
            if os.path.islink(path):
                # It leads nowhere.
                raise trouble("files_unwritable") from None
        else:
            raise trouble("files_unwritable")
        path, name = os.path.split(path)
        if within and not below(path, within):
            raise trouble("files_no_folder")
        missing.append(name)


def _check(path: str, folder: Folder, allowed: Callable[[str], bool]) -> None:
    """See to it that the folder that was opened is allowed, and not only the one that was asked for."""
    real = os.path.realpath(path)
    if not (allowed(real) and os.path.samestat(os.stat(real), os.fstat(folder.fd))):
        raise trouble("files_not_allowed")
