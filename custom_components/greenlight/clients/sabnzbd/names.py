"""What a job of ours is called in SABnzbd, and what its NZB file is."""

import re
from typing import Final

from ..base import TAG, Identity

_MAX_NAME: Final = 200
# A slash would make the rest of the name a password (sabnzbd/misc.py, scan_password), and so would
# this word; a password in double braces is meant as one.
_SLASHES = re.compile(r"[/\\]+")
_PASSWORD = re.compile(r"(?i)password=")
_UNSAFE = re.compile(r"[^A-Za-z0-9_-]")


def job_name(title: str) -> str:
    """Return the name to give a job: the release's title, as far as it means nothing else there."""
    printable = "".join(char if char.isprintable() else " " for char in title)
    plain = _PASSWORD.sub("password ", _SLASHES.sub("-", printable))
    return " ".join(plain.split())[:_MAX_NAME].strip(" .")


def file_name(identity: Identity) -> str:
    """Return the name of the NZB file, which carries our mark into the history."""
    mark = _UNSAFE.sub("", identity.mark)[:64] or "release"
    return f"{TAG}-{mark}.nzb"


def is_marked(file: str) -> bool:
    """Tell whether a job was handed over with any mark of ours."""
    return file.startswith(f"{TAG}-") and file.endswith(".nzb")


def carries_mark(file: str, identity: Identity) -> bool:
    """Tell whether a job was handed over with our mark."""
    return bool(identity.mark) and file == file_name(identity)
