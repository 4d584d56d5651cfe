"""Placing: one file comes to a place, whole or not at all, and never over another.

Four ways are tried, and each says by itself that something is there already, so that nobody can come
between a look and what follows it:

- to move: a rename that refuses to replace;
- a hard link, which never replaces;
- a copy under a name of ours in the same folder, which is then renamed so, or given a hard link;
- on a disk that can do neither: an empty file is made, which fails where one is, and the copy is renamed
  over that. After a power cut just there it stays empty, and is known by the copy beside it.

An original goes last, and only if it was seen to become what is in its place. Where a power cut came in
between, it stays: the same bytes may be the original itself, seen by another road.
"""

from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
import errno
import os
import stat
from typing import Final

from ..engine.home.home import Transfer
from ..engine.home.paths import sound
from ..gate.files import FilesError
from .folder import Folder, folder_for, sync
from .rename import rename_new
from .sweeping import copy_name, mark, sweep
from .trouble import reading, trouble, writing

# So much is copied before others have their turn.
SLICE: Final = 32 * 1024 * 1024
_BLOCK: Final = 1024 * 1024
_READ: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_WRITE: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
# What no other way would change.
_FINAL: Final = frozenset(
    {errno.EEXIST, errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.ENAMETOOLONG}
)

type Slices = Generator[None]


def placing(
    source: str,
    target: str,
    *,
    within: str,
    transfer: Transfer,
    token: str,
    allowed: Callable[[str], bool],
) -> Slices:
    """Bring a file to a place, a slice at a time. Raises ``FilesError``.

    The folder ``within`` which it is to be has to be there.
    """
    where = os.path.dirname(target)
    for path in (source, target):
        if not (path.startswith("/") and sound(path)) or path.endswith(("/", "/.")):
            raise trouble("files_bad_path")
    with folder_for(where, allowed, within=within) as folder:
        place = _Place(folder, target, copy=copy_of(target, token))
        sweep(folder, but=place.copy)
        if within:
            mark(within)
        move = transfer is Transfer.MOVE
        if (size := place.size_if_ours()) is not None:
            _finish_earlier(place, source, size, move=move)
            return
        try:
            with _opened(source, allowed) as fd:
                yield from _placed(place, source, fd, move=move)
        except FilesError:
            # Nobody may come again: what an earlier try left half would stay for good.
            place.drop()
            raise


def clearing(target: str, *, token: str, allowed: Callable[[str], bool]) -> None:
    """Remove what an earlier try left half, if it is there still."""
    where = os.path.dirname(target)
    with suppress(OSError):
        folder = Folder.opened(where)
        try:
            if allowed(os.path.realpath(where)):
                _Place(folder, target, copy=copy_of(target, token)).drop()
        finally:
            folder.close()


def copy_of(target: str, token: str) -> str:
    """Return what the copy for a place is called while it is not whole."""
    return copy_name(f"{token}\0{target}")


@contextmanager
def _opened(source: str, allowed: Callable[[str], bool]) -> Generator[int]:
    with reading():
        fd = os.open(source, _READ)
    try:
        with reading():
            if not stat.S_ISREG(os.fstat(fd).st_mode):
                raise trouble("files_no_file")
            if not allowed(source):
                raise trouble("files_not_allowed")
        yield fd
    finally:
        os.close(fd)


class _Place:
    """Where a file is to be: a name in a folder, and the name that its copy has meanwhile."""

    def __init__(self, folder: Folder, path: str, *, copy: str) -> None:
        """Know both; ``path`` is the whole name, by which anybody looks for it."""
        self.folder = folder
        self.path = path
        self.name = os.path.basename(path)
        self.copy = copy

    def check(self) -> None:
        """See to it that what was put there is where anybody looks: its folder may be elsewhere by now.

        Somebody may have moved that, or its disk may have been unmounted. Raises ``FilesError``.
        """
        there = self.folder.look(self.name)
        with suppress(FileNotFoundError, NotADirectoryError):
            if there is not None and os.path.samestat(os.lstat(self.path), there):
                return
        raise trouble("files_no_folder")

    def size_if_ours(self) -> int | None:
        """Return the bytes of the file in its place if that is the copy of an earlier try, else None."""
        with writing():
            there, copy = self.folder.look(self.name), self.folder.look(self.copy)
        if there is None or copy is None or not os.path.samestat(there, copy):
            return None
        return copy.st_size

    def clear(self, size: int) -> None:
        """Remove what an earlier try left half: its copy, and the empty file that kept the place."""
        there, copy = self.folder.look(self.name), self.folder.look(self.copy)
        if copy is None:
            return
        if there is not None and there.st_size == 0 and copy.st_size == size > 0:
            self.folder.remove(self.name)
        self.folder.remove(self.copy)

    def drop(self) -> None:
        """Remove what an earlier try left half; an empty file in its place may be somebody's own."""
        with suppress(OSError):
            self.folder.remove(self.copy)


def _placed(place: _Place, source: str, fd: int, *, move: bool) -> Slices:
    was = os.fstat(fd)
    with writing():
        place.clear(was.st_size)
        there = place.folder.look(place.name)
        if there is not None and os.path.samestat(there, was):
            above, own = os.path.split(source)
            other = not place.folder.has_entry(above, own, place.name)
            _finish(place, source, was, move=move and other)
            return
    if there is not None:
        same = stat.S_ISREG(there.st_mode) and there.st_size == was.st_size
        if not (same and (yield from _alike(place, fd))):
            raise trouble("files_there")
        # Nobody knows who brought it.
        return
    with writing():
        renamed = move and _renamed(place, source, was)
        linked = renamed or _linked(place, source, was)
    if not linked:
        yield from _copied(place, fd, was)
    try:
        with writing():
            place.check()
    except FilesError:
        # Where it is now nobody would find it.
        with writing():
            if renamed:
                rename_new(place.name, source, source_fd=place.folder.fd)
            else:
                place.folder.remove(place.name)
        raise
    _finish(place, source, was, move=move and not renamed)
    if renamed:
        _sync_above(source)


def _finish(
    place: _Place, source: str, was: os.stat_result | None, *, move: bool
) -> None:
    """Have what was done outlast a power cut; only then the original goes."""
    with writing():
        place.folder.sync()
        # It may have to stay: what was wanted is in its place all the same.
        with suppress(OSError):
            if move and was and os.path.samestat(os.lstat(source), was):
                os.unlink(source)
                _sync_above(source)


def _finish_earlier(place: _Place, source: str, size: int, *, move: bool) -> None:
    """Finish what the power cut short: the copy is whole and in its place."""
    try:
        was = os.lstat(source)
    except OSError:
        was = None
    if was is not None and (was.st_size != size or not stat.S_ISREG(was.st_mode)):
        was = None
    with writing():
        place.folder.remove(place.copy)
    _finish(place, source, was, move=move)


def _sync_above(source: str) -> None:
    with suppress(OSError):
        above = Folder.opened(os.path.dirname(source))
        try:
            above.sync()
        finally:
            above.close()


def _alike(place: _Place, fd: int) -> Generator[None, None, bool]:
    """Tell whether what is there has the same bytes."""
    with writing():
        other = os.open(place.name, _READ, dir_fd=place.folder.fd)
    try:
        done = 0
        while True:
            with reading():
                one, two = os.pread(fd, _BLOCK, done), os.pread(other, _BLOCK, done)
            if one != two or not one:
                return one == two
            done += len(one)
            if done % SLICE < _BLOCK:
                yield
    finally:
        os.close(other)


def _renamed(place: _Place, source: str, was: os.stat_result) -> bool:
    """Move it within a disk, if this is one; tell whether it was."""
    try:
        rename_new(source, place.name, target_fd=place.folder.fd)
    except OSError as err:
        if err.errno in _FINAL:
            raise
        return False
    there = place.folder.look(place.name)
    if there is None or not os.path.samestat(there, was):
        # Somebody has put something else there since it was opened: it goes back to where it was.
        rename_new(place.name, source, source_fd=place.folder.fd)
        raise trouble("files_changed")
    return True


def _linked(place: _Place, source: str, was: os.stat_result) -> bool:
    """Make a hard link, if its disk has such; tell whether it did."""
    try:
        os.link(source, place.name, dst_dir_fd=place.folder.fd, follow_symlinks=False)
    except OSError as err:
        if err.errno in _FINAL:
            raise
        return False
    there = place.folder.look(place.name)
    if there is None or not os.path.samestat(there, was):
        # Somebody has put something else there since it was opened.
        place.folder.remove(place.name)
        raise trouble("files_changed")
    return True


def _copied(place: _Place, fd: int, was: os.stat_result) -> Slices:
    """Copy it under a name of ours, and give it its own once it is whole."""
    with writing():
        if _free(place.folder.fd) < was.st_size:
            raise OSError(errno.ENOSPC, "")
        out = os.open(place.copy, _WRITE, 0o666, dir_fd=place.folder.fd)
    try:
        try:
            yield from _bytes(fd, out, was)
            with writing():
                # When a film was made is no secret, and some sort by it.
                with suppress(OSError):
                    os.utime(out, ns=(was.st_atime_ns, was.st_mtime_ns))
                sync(out)
        finally:
            with writing():
                os.close(out)
        with writing():
            _named(place)
    except BaseException:
        with suppress(OSError):
            place.folder.remove(place.copy)
        raise


def _free(fd: int) -> int:
    disk = os.fstatvfs(fd)
    # Some disks of other computers do not say.
    return disk.f_bavail * disk.f_frsize if disk.f_blocks else 1 << 62


def _bytes(fd: int, out: int, was: os.stat_result) -> Slices:
    done = 0
    while done <= was.st_size:
        with reading():
            block = os.pread(fd, _BLOCK, done)
        if not block:
            break
        done += len(block)
        with writing():
            left = memoryview(block)
            while left:
                left = left[os.write(out, left) :]
            if done % SLICE < _BLOCK:
                sync(out)
                yield
    now = os.fstat(fd)
    changed = (now.st_size, now.st_mtime_ns) != (was.st_size, was.st_mtime_ns)
    if changed or done != was.st_size:
        raise trouble("files_changed")


def _named(place: _Place) -> None:
    """Give a whole copy the name that it was made for, if nothing has it."""
    fd = place.folder.fd
    try:
        rename_new(place.copy, place.name, source_fd=fd, target_fd=fd)
    except OSError as err:
        if err.errno in _FINAL:
            raise
    else:
        return
    try:
        os.link(
            place.copy, place.name, src_dir_fd=fd, dst_dir_fd=fd, follow_symlinks=False
        )
    except OSError as err:
        if err.errno in _FINAL:
            raise
    else:
        place.folder.remove(place.copy)
        return
    os.close(os.open(place.name, _WRITE, 0o666, dir_fd=fd))
    try:
        os.rename(place.copy, place.name, src_dir_fd=fd, dst_dir_fd=fd)
    except BaseException:
        place.folder.remove(place.name)
        raise
