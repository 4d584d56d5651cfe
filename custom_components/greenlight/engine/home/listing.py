"""Listing: what a client says of the files of a download, found by where they are on some disk."""

from collections.abc import Iterable
import unicodedata


class Listing[T]:
    """What is said of files, by their names as a client lists them: from some folder on, with slashes."""

    def __init__(self, files: Iterable[tuple[str, T]]) -> None:
        """Know them."""
        self._files = {_plain(name): said for name, said in files}

    def find(self, path: str) -> T | None:
        """Return what is said of the file at a path, whatever the folders above it are called there."""
        rest = _plain(path)
        while rest:
            if (found := self._files.get(rest)) is not None:
                return found
            rest = rest.partition("/")[2]
        return None


def _plain(path: str) -> str:
    """Return a path as it is compared: disks differ in how they write a letter, and what case they mind."""
    parts = path.replace("\\", "/").split("/")
    return unicodedata.normalize("NFC", "/".join(filter(None, parts))).casefold()
