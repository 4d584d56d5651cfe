"""Means: who takes the next step, by what something comes home."""

from collections.abc import Sequence
from typing import Protocol

from ...engine.home.home import Home, Means
from ...engine.request import Request
from .around import Around
from .by_files import ByFiles
from .by_library import ByLibrary
from .scanning import Scanning
from .theirs import Theirs
from .turn import Turn


class Stepping(Protocol):
    """Takes the next step of one request."""

    async def turn(self, request: Request, home: Home) -> Turn:
        """Return what it came to."""


class Steps:
    """All of them."""

    def __init__(self, around: Around) -> None:
        """Build each once."""
        self._scanning = Scanning(around)
        self._by: dict[Means, Stepping] = {
            Means.IMPORT: ByLibrary(around),
            Means.FILES: ByFiles(around),
            Means.THEIRS: Theirs(around),
            Means.SCAN: self._scanning,
        }

    def of(self, home: Home) -> Stepping:
        """Return who goes on with it."""
        return self._by[home.means]

    @property
    def scanning(self) -> Scanning:
        """Return who tells media servers to look."""
        return self._scanning

    async def tell(self, request: Request, paths: Sequence[str]) -> frozenset[str]:
        """Have media servers look where something has come."""
        return await self._scanning.tell(request, paths)
