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
    # When it was written to last, in epoch seconds by the clock of its disk; 0 is not known.
    changed: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What there is for files that come into a folder.

    ``free`` are the bytes that are free for us, None if its disk does not say. ``needed`` says whether they
    take room there at all: a rename and a link take none. ``empty`` says that nothing is in the folder.
    """

    free: int | None = None
    needed: bool = True
    empty: bool = False


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

    async def room(self, folder: str, source: str, *, transfer: Transfer) -> Room:
        """Return what room there is in a folder for what lies where a file does.

        Raises ``FilesError`` for a folder that is not there: its disk may not be mounted.
        """

    async def put(
        self, source: str, target: str, *, folder: str, transfer: Transfer, token: str
    ) -> None:
        """Bring one file to a place below a folder, with the folders it takes there; never over a file.

        The ``folder`` itself has to be there: where its disk is not mounted, nothing is made. What was put there by the
        same ``token`` before, whole, counts as done; what an earlier try left half is begun anew, and what
        other tries left half long ago in that place is removed. The target is there whole or not at all,
        whenever the power goes. Raises ``FilesError``.
        """

    async def clear(self, target: str, *, token: str) -> None:
        """Remove what an earlier try of the same ``token`` left half, as nobody will go on with it."""

    async def same(self, source: str, target: str) -> bool:
        """Tell whether two paths lead to one file, so that it takes its room once."""

    async def has(self, path: str, size: int) -> bool:
        """Tell whether a file of that many bytes is there."""
