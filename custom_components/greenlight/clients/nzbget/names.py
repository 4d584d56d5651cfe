"""What a release is called in NZBGet.

The name travels as that of an NZB file, becomes a folder, and may carry the password of the archives
in it, as indexers write it: ``Title{{password}}``.
"""

import re
from typing import Final

from ...engine.text import clean_title

# A file system takes 255 bytes, of which NZBGet needs some for what it appends.
_MAX_BYTES: Final = 200
_PASSWORD = re.compile(r"\{\{(.*?)\}\}")
_NZB = re.compile(r"\.nzb$", re.IGNORECASE)
# What stands before a slash is cut off by NZBGet, the others it replaces itself on some systems.
_UNFIT = re.compile(r'[/\\:*?"<>|]+')


def job_name(title: str) -> str:
    """Return the name of a download: the title, less what no file can be called."""
    name = _NZB.sub("", _PASSWORD.sub("", clean_title(title)).strip())
    short = _UNFIT.sub(" ", name).encode("utf-8", "ignore")[:_MAX_BYTES]
    return " ".join(short.decode("utf-8", "ignore").split()).strip(". ") or "unnamed"


def password_in(title: str) -> str:
    """Return the password that a title carries, empty if it has none."""
    found = _PASSWORD.search(title)
    return found[1].strip() if found else ""
