"""Trouble: what a disk answers, as a reason. No path is ever in it."""

from collections.abc import Iterator
from contextlib import contextmanager
import errno
import os
from typing import Final

from ..engine.reason import Reason
from ..gate.files import FilesError

# What no other try can change; a person can.
_FOR_GOOD: Final = frozenset(
    {
        "files_bad_path",
        "files_no_file",
        "files_there",
        "files_too_large",
        "files_too_many",
    }
)
ALIKE: Final = {
    errno.EDQUOT: "files_full",
    errno.EFBIG: "files_too_large",
    errno.ENAMETOOLONG: "files_bad_path",
    errno.ENOSPC: "files_full",
}
READING: Final = {
    errno.EACCES: "files_unreadable",
    errno.ELOOP: "files_no_file",
    errno.ENOENT: "files_gone",
    errno.ENOTDIR: "files_gone",
    errno.EPERM: "files_unreadable",
}
WRITING: Final = {
    errno.EACCES: "files_unwritable",
    errno.EEXIST: "files_there",
    errno.ELOOP: "files_unwritable",
    errno.ENOTDIR: "files_unwritable",
    errno.EPERM: "files_unwritable",
    errno.EROFS: "files_unwritable",
}


def trouble(code: str) -> FilesError:
    """Return the error of a code."""
    return FilesError(Reason(code), for_good=code in _FOR_GOOD)


@contextmanager
def reading() -> Iterator[None]:
    """Have what cannot be read raise ``FilesError``."""
    try:
        yield
    except OSError as err:
        raise _of(err, READING) from err


@contextmanager
def writing() -> Iterator[None]:
    """Have what cannot be written raise ``FilesError``."""
    try:
        yield
    except OSError as err:
        raise _of(err, WRITING) from err


def _of(err: OSError, codes: dict[int, str]) -> FilesError:
    number = err.errno or 0
    if code := ALIKE.get(number) or codes.get(number):
        return trouble(code)
    detail = os.strerror(number) if number else type(err).__name__
    return FilesError(Reason("files_failed", (("detail", detail),)))
