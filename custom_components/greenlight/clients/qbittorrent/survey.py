"""Counts over all torrents of a qBittorrent, and the free space that it tells."""

from collections import Counter
import re

from ..base import DownloadState
from .rows import state_of


class Tally:
    """Counts states, and finds the free space, in a list of torrents that is never held whole.

    A quote inside a JSON text is always escaped, so the patterns can only be met as keys.
    """

    _STATE = re.compile(rb'"state":\s?"(\w+)"')
    _SPACE = re.compile(rb'"free_space_on_disk":\s?(-?\d+)[,}]')
    _LONGEST = 64

    def __init__(self) -> None:
        """Start with nothing."""
        self._rest = b""
        self._counts: Counter[bytes] = Counter()
        self.free_space: int | None = None

    def feed(self, piece: bytes) -> None:
        """Count what one more piece of the answer completes."""
        text = self._rest + piece
        end = 0
        for found in self._STATE.finditer(text):
            self._counts[found[1]] += 1
            end = found.end()
        if space := self._SPACE.search(text):
            self.free_space = free_bytes(space[1].decode())
        self._rest = text[max(end, len(text) - self._LONGEST) :]

    @property
    def counts(self) -> dict[DownloadState, int]:
        """Return the number of torrents by state."""
        counts: Counter[DownloadState] = Counter()
        for name, number in self._counts.items():
            counts[state_of(name.decode())] += number
        return dict(counts)


def free_bytes(text: str) -> int | None:
    """Return a number of free bytes, None for what is none."""
    try:
        space = int(text)
    except ValueError:
        return None
    return space if space >= 0 else None
