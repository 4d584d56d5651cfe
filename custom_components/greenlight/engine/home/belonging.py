"""Belonging: which of the files that lie where something was saved are of that download.

A torrent may have no folder of its own: then it lies among all the others, of which each is some other
film. And a person may have chosen some of its files only, of which the rest is there in part, or empty.
"""

from collections.abc import Sequence

from .listing import Listing

# What a client calls a file, and whether it was to be downloaded.
type Wanted = tuple[str, bool]


class Belonging:
    """Tells by what a client lists of a download; an empty list says nothing."""

    def __init__(self, files: Sequence[Wanted]) -> None:
        """Know the files."""
        self._listing = Listing(files)
        self._alone = _has_own_folder([name for name, _ in files])

    def has(self, path: str) -> bool:
        """Tell whether a file is of the download, and wanted; ``path`` is where anybody sees it.

        What is not listed was unpacked since, unless it lies among others.
        """
        wanted = self._listing.find(path)
        return self._alone if wanted is None else wanted


def _has_own_folder(names: Sequence[str]) -> bool:
    """Tell whether all of it lies in one folder, or is one file."""
    tops = {name.replace("\\", "/").lstrip("/").partition("/")[0] for name in names}
    return len(tops) < 2
