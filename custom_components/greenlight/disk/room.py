"""Room: what there is for files that are to come into a folder, and whether they take any of it."""

from collections.abc import Callable
from contextlib import suppress
import os
from typing import Final

from ..engine.home.home import Transfer
from ..engine.home.paths import sound
from ..gate.files import Room
from .folder import Folder
from .sweeping import TRIAL
from .trouble import reading, trouble

# Where Linux says through which mount something was opened.
_MOUNT: Final = "/proc/self/fdinfo/{fd}"


def room(
    folder: str, source: str, transfer: Transfer, allowed: Callable[[str], bool]
) -> Room:
    """Return what room there is in a folder for what lies where a file does. Raises ``FilesError``."""
    if not (folder.startswith("/") and sound(folder)):
        raise trouble("files_bad_path")
    try:
        there = Folder.opened(folder)
    except FileNotFoundError, NotADirectoryError:
        raise trouble("files_no_folder") from None
    except OSError:
        raise trouble("files_unwritable") from None
    try:
        with reading():
            disk = os.fstatvfs(there.fd)
            return Room(
                free=disk.f_bavail * disk.f_frsize if disk.f_blocks else None,
                needed=not (
                    allowed(os.path.realpath(folder))
                    and _needs_none(there, source, transfer)
                ),
                empty=_is_empty(there),
            )
    finally:
        there.close()


def _is_empty(folder: Folder) -> bool:
    with os.scandir(folder.fd) as entries:
        # The only thing that a new disk has of its own.
        return all(entry.name == "lost+found" for entry in entries)


def _needs_none(folder: Folder, source: str, transfer: Transfer) -> bool:
    """Tell whether a file comes there by a new name alone.

    Whether a disk can link, only a link tells.
    """
    if not _on_one_mount(folder, os.path.dirname(source)):
        return False
    if transfer is Transfer.MOVE:
        return True
    try:
        os.link(source, TRIAL, dst_dir_fd=folder.fd, follow_symlinks=False)
    except FileExistsError:
        return True
    except OSError:
        return False
    with suppress(OSError):
        folder.remove(TRIAL)
    return True


def _on_one_mount(folder: Folder, other: str) -> bool:
    """Tell whether two folders are of one disk, seen through one mount: no name goes from one to another."""
    try:
        beside = Folder.opened(other)
    except OSError:
        return False
    try:
        one, two = os.fstat(folder.fd), os.fstat(beside.fd)
        return one.st_dev == two.st_dev and _mount(folder) == _mount(beside)
    finally:
        beside.close()


def _mount(folder: Folder) -> str:
    try:
        with open(_MOUNT.format(fd=folder.fd), encoding="ascii") as lines:
            return next((one for one in lines if one.startswith("mnt_id:")), "")
    except OSError:
        return ""
