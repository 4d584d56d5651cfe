"""Rename: to move a name to where nothing is, in one step.

Python's own rename replaces what is there, and there is no moment between a look and a rename in which
nobody else can come. Linux can refuse by itself.
"""

import ctypes
import errno
import os
import platform
from typing import Final

_NO_REPLACE: Final = 1
_HERE: Final = -100
# For C libraries that have no such function: musl, which Home Assistant's own image has.
_NUMBERS: Final = {
    "aarch64": 276,
    "armv7l": 382,
    "i686": 353,
    "riscv64": 276,
    "x86_64": 316,
}


def rename_new(
    source: str,
    target: str,
    *,
    source_fd: int | None = None,
    target_fd: int | None = None,
) -> None:
    """Rename a file. Raises ``FileExistsError`` if the target is there, and ``OSError``.

    ``ENOSYS`` or ``EINVAL`` says that this system, or this disk, cannot refuse.
    """
    arguments = (
        ctypes.c_int(_HERE if source_fd is None else source_fd),
        ctypes.c_char_p(os.fsencode(source)),
        ctypes.c_int(_HERE if target_fd is None else target_fd),
        ctypes.c_char_p(os.fsencode(target)),
        ctypes.c_uint(_NO_REPLACE),
    )
    library = ctypes.CDLL(None, use_errno=True)
    if (function := getattr(library, "renameat2", None)) is not None:
        failed = function(*arguments)
    elif (number := _NUMBERS.get(platform.machine())) is not None:
        failed = library.syscall(ctypes.c_long(number), *arguments)
    else:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    if failed:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
