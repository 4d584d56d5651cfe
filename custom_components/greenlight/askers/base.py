"""The desk: what one asker may do. A dialect puts it into another program's words, and decides nothing."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ..clients.through import File, Habits, ShareLimits, Shown, Tracker
from ..engine.options import DownloadOptions
from ..engine.order import Order, Place
from ..parts.asker_settings import AskerSettings
from ..sources.base import Payload


class Phase(StrEnum):
    """How an order stands, as far as its asker is to see.

    ``WAITING`` is paused for as long as people are asked. ``QUEUED`` has a yes and no client yet, or
    one that has not been heard of since. ``RUNNING`` is what its client shows, also when it is done.
    """

    WAITING = "waiting"
    QUEUED = "queued"
    RUNNING = "running"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An order and how it stands. What is not to be seen has none.

    ``shown`` is its client's last word on it, always there in ``RUNNING``; ``why`` says in words why
    it has failed, or was declined. ``save_path`` is where it is or would be saved, as far as known.
    """

    order: Order
    phase: Phase
    shown: Shown | None = None
    save_path: str = field(default="", repr=False)
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """What a program hands over.

    ``name`` is what it calls the release, empty where it does not say or only names a file at
    random. ``agent`` is how the program introduces itself (``Sonarr/4.0.17.2952 (ubuntu 22.04)``).
    """

    payload: Payload
    name: str = ""
    options: DownloadOptions = field(default_factory=DownloadOptions)
    agent: str = ""


class NotTaken(Exception):
    """It is not taken, and the program had better go on to another: it cannot be read, or was declined."""

    def __init__(self, why: str, *, unreadable: bool = False) -> None:
        """Say why in words, and whether it is neither a torrent nor an NZB file."""
        super().__init__(why)
        self.why = why
        self.unreadable = unreadable


class NotNow(Exception):
    """It cannot be taken now, such as with a full disk; the program had better come again."""


class UnknownOrder(Exception):
    """The asker has ordered no such download."""


class Desk(ABC):
    """What one asker may do with what it has ordered; of others' orders it learns nothing.

    An ``order`` is what the asker knows it by: also a hash of version 2, or its first 40 digits,
    in any case. Whatever names several takes those that there are and passes over the others; what
    is wished of one that waits is kept for the yes, what is wished of one that runs is passed on.
    A client that is away keeps its word of before. No verb ever counts as a yes.
    """

    settings: AskerSettings

    # ------------------------------------------------------------------ look

    @abstractmethod
    async def look(self) -> tuple[Standing, ...]:
        """Return all that is to be seen, oldest first, after asking the clients that have any of it.

        A client that was asked within a few seconds, or is away, is not asked: the list is never shorter for it.
        """

    @abstractmethod
    def find(self, order: str) -> Standing | None:
        """Return one as it was last known, None if there is none that is to be seen."""

    @abstractmethod
    async def files(self, order: str) -> tuple[File, ...]:
        """Return its files, of what waits as its torrent lists them. Raises ``UnknownOrder``."""

    @abstractmethod
    async def trackers(self, order: str) -> tuple[Tracker, ...]:
        """Return its trackers; what waits has one that works, with a plain message.

        Raises ``UnknownOrder``.
        """

    @abstractmethod
    async def habits(self) -> Habits:
        """Return what the client that would take it does as a rule, as last known."""

    @abstractmethod
    async def categories(self) -> Mapping[str, str]:
        """Return the asker's own categories and those of its client, each with its folder or none."""

    # ------------------------------------------------------------- hand over

    @abstractmethod
    async def take(self, handed: Handed) -> Order:
        """Take what a program hands over; it is on disk when this returns.

        Raises ``NotTaken`` or ``NotNow``.
        """

    @abstractmethod
    async def fetch(self, link: str) -> Payload:
        """Fetch what a link leads to, with whatever that takes. Raises ``NotTaken``."""

    # ---------------------------------------------------------------- change

    @abstractmethod
    async def delete(self, orders: Collection[str], *, delete_data: bool) -> None:
        """Take it that the asker wants them no more: what waits is withdrawn, what runs is removed.

        What another asker holds as well stays for that one.
        """

    @abstractmethod
    async def create_category(self, name: str, path: str = "") -> None:
        """Know a category, and have the client make it."""

    @abstractmethod
    async def set_category(self, orders: Collection[str], category: str) -> None:
        """File them under a category, which need not be known; empty is none."""

    @abstractmethod
    async def set_limits(self, orders: Collection[str], limits: ShareLimits) -> None:
        """Set how long they are shared."""

    @abstractmethod
    async def set_stopped(self, orders: Collection[str], *, stopped: bool) -> None:
        """Stop or start them. Of what waits it says how it is to begin once there is a yes."""

    @abstractmethod
    async def set_forced(self, orders: Collection[str], *, forced: bool) -> None:
        """Have them ignore the queue of their client, or heed it."""

    @abstractmethod
    async def move(self, orders: Collection[str], place: Place) -> None:
        """Move them in the queue of their client."""

    @abstractmethod
    async def add_tags(self, orders: Collection[str], tags: Collection[str]) -> None:
        """Add tags."""

    @abstractmethod
    async def remove_tags(self, orders: Collection[str], tags: Collection[str]) -> None:
        """Take tags off."""

    @abstractmethod
    async def reannounce(self, orders: Collection[str]) -> None:
        """Have those that run ask their trackers at once."""

    @abstractmethod
    async def recheck(self, orders: Collection[str]) -> None:
        """Have the data of those that run checked."""
