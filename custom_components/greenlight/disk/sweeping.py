"""Sweeping: what we leave in folders. Half copies that nobody will go on with are removed.

What is not called like ours stays, whatever it is.
"""

from contextlib import suppress
import hashlib
import os
import re
import stat
import time
from typing import Final

from .folder import Folder

# What stays in a folder that we put files into, and what it says.
MARK: Final = ".greenlight"
_SAYS: Final = (
    b"Greenlight puts files here. By this one it sees that the disk is mounted.\n"
)
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
# What is made to see whether a disk can link.
TRIAL: Final = ".greenlight-trial.part"
_OURS: Final = re.compile(r"\.greenlight-(?:[0-9a-f]{24}|trial)\.part")
# Seconds after which nobody writes any more what was not changed: a copy changes all the time.
STALE: Final = 86400.0


def copy_name(token: str) -> str:
    """Return what a file is called while it is not whole yet."""
    mark = hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()[:24]
    return f".greenlight-{mark}.part"


def mark(folder: str) -> None:
    """Leave a file in a folder that says that its disk is mounted."""
    with suppress(OSError):
        fd = os.open(os.path.join(folder, MARK), _NEW, 0o644)
        try:
            os.write(fd, _SAYS)
        finally:
            os.close(fd)


def sweep(folder: Folder, *, but: str) -> None:
    """Remove the half copies of tries that came to nothing long ago, ``but`` the one of this try.

    When it was changed last a disk says by a time that nobody can set. A name that also leads to a whole
    file only goes as a name.
    """
    with suppress(OSError):
        for name in os.listdir(folder.fd):
            if name == but or _OURS.fullmatch(name) is None:
                continue
            there = folder.look(name)
            if there is None or not stat.S_ISREG(there.st_mode):
                continue
            if time.time() - there.st_ctime > STALE:
                folder.remove(name)
