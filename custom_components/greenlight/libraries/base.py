"""The contract of a library. Every implementation passes ``tests/contract/libraries/contract.py``."""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from ..engine.library.item import Episodes, Item, Kind, Version


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """Who answers: what it calls itself, its version and the id that stays when its address changes."""

    name: str
    version: str
    id: str = ""


class Level(StrEnum):
    """How much a program minds something."""

    NOTICE = "notice"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What a program says is wrong with it, in its own words, without secrets."""

    level: Level
    text: str


class What(StrEnum):
    """What a library pushes."""

    CHANGED = "changed"
    REMOVED = "removed"
    STALE = "stale"
    HEALTH = "health"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something that a library has told by itself.

    ``CHANGED`` carries the item where the library sent it whole, else only its ``id``: then it is
    to be read. ``STALE``: something was missed, all is to be read. ``HEALTH``: ask for it anew.
    """

    what: What
    id: str = ""
    item: Item | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A poster: its bytes and their type."""

    content: bytes
    content_type: str


class Library(ABC):
    """What a person has. It takes a session and raises ``LibraryError``; it keeps nothing.

    Large answers are decoded and taken apart off the event loop, and no method holds that for more
    than 20 ms.
    """

    # What it is called, and which kinds of works it has.
    program: ClassVar[str]
    kinds: ClassVar[frozenset[Kind]]
    # Whether ``measured`` knows more than ``read`` did.
    measures: ClassVar[bool] = False

    @abstractmethod
    async def about(self) -> About:
        """Ask who answers and whether it lets us in.

        Raises what is wrong as precisely as can be told: ``LibraryAuth``, ``WrongProgram``,
        ``BasePath``, ``StartingUp``, ``OldLogin``, ``OtherServer``...
        """

    @abstractmethod
    def read(self) -> AsyncIterator[tuple[Item, ...]]:
        """Read all items, some at a time. An item that cannot be read is counted in ``broken``."""

    @property
    @abstractmethod
    def broken(self) -> int:
        """Return how many items of the last ``read`` could not be understood."""

    @abstractmethod
    async def item(self, item_id: str) -> Item | None:
        """Read one item anew, None if it is gone."""

    @abstractmethod
    async def listen(self, heard: Callable[[Change], None]) -> None:
        """Tell of changes for as long as the connection holds.

        Once it stands, ``heard`` is called with ``STALE``: whatever was before that is to be read.
        Returns when the server closes it, raises when it breaks. A library that pushes nothing asks
        what has changed at an interval of its own, and does not return.
        """

    async def measured(
        self, item_ids: Collection[str]
    ) -> Mapping[str, tuple[Version, ...]]:
        """Look more closely at the files of some items, where there is a costlier way to."""
        del item_ids
        return {}

    async def episodes(self, item_id: str) -> Episodes:
        """Read what a series consists of and what of it is there."""
        del item_id
        return Episodes()

    @abstractmethod
    async def troubles(self) -> tuple[Trouble, ...]:
        """Ask what the program says is wrong with it."""

    @abstractmethod
    async def poster(self, item: Item) -> Picture | None:
        """Fetch an item's poster through the library, None if there is none."""
