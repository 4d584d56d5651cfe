"""Counts over all torrents of a Transmission, and the names that serve as categories there."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import batched
from typing import Any, Final

from ...engine.text import clean_title
from ..base import TAG, DownloadState
from ..common.values import reading
from .api import AT_ONCE
from .rows import STATE_FIELDS, counted_state

SURVEY_FIELDS: Final = (*STATE_FIELDS, "labels", "downloadDir")


def folder_name(path: str) -> str:
    """Return the last part of a folder's path on the server, POSIX or Windows."""
    return path.replace("\\", "/").rstrip("/").rpartition("/")[2]


def categories_of(row: Mapping[str, Any]) -> Iterator[str]:
    """Return what may be called the categories of a torrent: its labels, and its folder.

    Without labels people, and programs like Sonarr, sort downloads into folders.
    """
    yield from (str(label) for label in row["labels"] if label != TAG)
    yield folder_name(str(row["downloadDir"]))


class Tally:
    """Counts of states, and names of categories."""

    def __init__(self, folder: str) -> None:
        """Start with nothing; the server's own download folder is no category."""
        self._folder = folder_name(folder)
        self._counts: Counter[DownloadState] = Counter()
        self._categories: set[str] = set()

    async def take(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Count torrents, and let others run in between. Raises ``BadAnswer``."""
        for some in batched(rows, AT_ONCE, strict=False):
            self._take(some)
            await asyncio.sleep(0)

    def _take(self, rows: Iterable[Mapping[str, Any]]) -> None:
        with reading("not a list of torrents"):
            for row in rows:
                self._counts[counted_state(row)] += 1
                self._categories.update(categories_of(row))

    @property
    def counts(self) -> dict[DownloadState, int]:
        """Return the number of torrents by state."""
        return dict(self._counts)

    @property
    def categories(self) -> tuple[str, ...]:
        """Return the names in use, in order; of those that differ in case only, one."""
        names = {clean_title(name) for name in self._categories - {self._folder}}
        one_of_each = {
            name.casefold(): name for name in sorted(names - {""}, reverse=True)
        }
        return tuple(name for _, name in sorted(one_of_each.items()))
