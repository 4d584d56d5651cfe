"""What the way home is given: the disks that Home Assistant sees."""

from dataclasses import dataclass, field
from typing import Protocol as Interface

from ..engine.home.home import Transfer
from ..engine.reason import Reason


@dataclass(frozen=True, slots=True)
class Piece:
    """One file that is there: its path below what was looked at, with slashes, and its bytes."""

    name: str = field(repr=False)
    size: int


class FilesError(Exception):
    """Something could not be done with files. ``why`` says so in a code and without any path.

    With ``for_good`` no other try would help.
    """

    def __init__(self, why: Reason, *, for_good: bool = False) -> None:
        """Keep why."""
        super().__init__(why.code)
        self.why = why
        self.for_good = for_good


class Files(Interface):
    """The disks as Home Assistant sees them. Nothing of it holds the event loop."""

    def may_write(self, folder: str) -> bool:
        """Tell whether a person allows Home Assistant to write into a folder."""

    async def look(self, path: str) -> tuple[Piece, ...] | None:
        """Return the files at a path, one for a file itself (its name); None if nothing is there.

        Links are not followed. Raises ``FilesError`` for what cannot be read, or is too much.
        """

    async def free(self, folder: str) -> int | None:
        """Return the bytes that are free for us on the disk of a folder that may not be there yet."""

    async def put(
        self, source: str, target: str, *, transfer: Transfer, token: str
    ) -> None:
        """Bring one file to a place, with the folders it takes; never over a file.

        What was put there by the same ``token`` before, whole, counts as done; what an earlier try left
        half is begun anew. The target is there whole or not at all, whenever the power goes. Raises
        ``FilesError``.
        """

    async def same(self, source: str, target: str) -> bool:
        """Tell whether two paths lead to one file, so that it takes its room once."""

    async def has(self, path: str, size: int) -> bool:
        """Tell whether a file of that many bytes is there."""
