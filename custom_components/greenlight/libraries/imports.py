"""What a library that imports files itself takes as orders and tells of them: Radarr and Sonarr."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, Self

from ..engine.library.item import Version

# How many of the habits are a yes or no.
_FLAGS: Final = 3


class Mode(StrEnum):
    """How an import treats the files it takes. It is always said: left to the library, it may move."""

    COPY = "copy"
    MOVE = "move"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportHabits:
    """What an import there does as a rule.

    Without a ``recycle_bin`` what is replaced is deleted for good; ``bin_days`` is None where it is kept
    for ever. ``min_free`` are bytes that have to stay free, None where it does not look.
    """

    recycle_bin: bool = False
    bin_days: int | None = None
    min_free: int | None = None
    hardlinks: bool = True
    # Whether it takes in what is complete in its client by itself.
    by_itself: bool = True
    # Whether a script of somebody's own does it, and another file may come of it.
    by_script: bool = False

    @classmethod
    def from_stored(cls, said: Mapping[str, bool | int | None]) -> Self | None:
        """Return habits as they were kept, None where there are none that make sense."""
        bin_days, min_free = (said.get(one) for one in ("bin_days", "min_free"))
        flags = {
            name: value
            for name in ("recycle_bin", "hardlinks", "by_itself")
            if isinstance(value := said.get(name), bool)
        }
        if len(flags) < _FLAGS or isinstance(bin_days, bool):
            return None
        by_script = said.get("by_script") is True
        return cls(**flags, bin_days=bin_days, min_free=min_free, by_script=by_script)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """Why it would not import a file by itself, in its own words: never parsed, only shown."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One file that could be imported: where it is, its bytes, and for which item and episodes.

    ``item`` is empty where the library could not tell. ``raw`` is what it wants to be told of the file
    with the order (quality, languages, group), as it writes that itself.
    """

    path: str = field(repr=False)
    name: str
    size: int | None = None
    item: str = ""
    episodes: tuple[tuple[int, int], ...] = ()
    rejections: tuple[Rejection, ...] = ()
    raw: Any = field(default=None, repr=False, compare=False)


class Doing(StrEnum):
    """What has become of a command. ``GONE`` is one that it knows no more, after a day or a restart."""

    QUEUED = "queued"
    STARTED = "started"
    DONE = "done"
    FAILED = "failed"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandState:
    """How a command fares; ``message`` is the library's own word, without secrets."""

    doing: Doing
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracked:
    """A download that stands in the library's own queue: it will take it in, or says why not.

    ``state`` is its own word (``importPending``, ``importBlocked``, ``importing``, ``imported``...),
    ``messages`` are its reasons.
    """

    state: str
    messages: tuple[str, ...] = ()

    @property
    def blocked(self) -> bool:
        """Tell whether it waits there for a person, or has given up."""
        return self.state in {"importBlocked", "failed", "failedPending", "ignored"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What its history says of a download: the files that were imported, by id, and where they are."""

    files: tuple[str, ...] = ()
    paths: tuple[str, ...] = field(default=(), repr=False)


class Imports(ABC):
    """Every method raises ``LibraryError``. ``download`` is what a client knows a download by."""

    @abstractmethod
    async def import_habits(self) -> ImportHabits:
        """Return what an import there does as a rule."""

    @abstractmethod
    async def tracked(self, download: str) -> Tracked | None:
        """Return how a download stands in its own queue, None if it is not there."""

    @abstractmethod
    async def imported(self, download: str) -> Imported | None:
        """Return what its history says was imported of a download, None if nothing was."""

    @abstractmethod
    async def sees(self, path: str) -> bool:
        """Tell whether there is something at a path, as the library sees the disk."""

    @abstractmethod
    async def mappings(self) -> tuple[tuple[str, str], ...]:
        """Return the folders that it knows under two names: as clients see them, and as it does."""

    @abstractmethod
    async def free(self, path: str) -> int | None:
        """Return the bytes that are free on the disk of a path, None if it does not say."""

    @abstractmethod
    async def candidates(
        self, path: str, *, item: str, download: str = ""
    ) -> tuple[Candidate, ...]:
        """Return what is to be imported at a path, read for that item.

        Nothing is there, and a path it cannot read, look alike: ask ``sees``.
        """

    async def reread(
        self, files: Collection[Candidate], *, item: str, download: str = ""
    ) -> tuple[Candidate, ...]:
        """Return files with what speaks against them for the episodes that they are said to hold.

        A film holds none, so nothing is read otherwise. Raises ``NotFound`` for an episode it does not know.
        """
        return tuple(files)

    @abstractmethod
    async def bring(
        self, files: Collection[Candidate], *, mode: Mode, item: str, download: str = ""
    ) -> str:
        """Have files imported for an item, whatever it thinks of them; returns the command's id."""

    @abstractmethod
    async def bringing(self, paths: Collection[str]) -> str:
        """Return the id of a command under way that imports one of these files, empty if none does."""

    @abstractmethod
    async def doing(self, command: str) -> CommandState:
        """Return how a command fares."""

    @abstractmethod
    async def files_of(
        self, item: str, episodes: Collection[tuple[int, int]] = ()
    ) -> tuple[Version, ...]:
        """Read anew which files an item has, or some of its episodes."""

    @abstractmethod
    async def rescan(self, item: str) -> str:
        """Have the folder of one item looked through; returns the command's id.

        Raises ``NotFound`` for an item that it does not have: without one it would look through all.
        """
