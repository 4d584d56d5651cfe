"""What a client shows of downloads, and lets be done with them, for the programs that ordered them.

They have never heard of Greenlight: what they see and do has to be the real thing.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from ..engine.order import Place
from .base import Download, Identity

# A limit of this is none; one that is None is the client's own.
NO_LIMIT: Final = -1


class AtLimit(StrEnum):
    """What a client does with a torrent that has been shared enough."""

    STOP = "stop"
    REMOVE = "remove"
    REMOVE_WITH_DATA = "remove_with_data"
    SUPER_SEED = "super_seed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareLimits:
    """How long a torrent is shared: a ratio, minutes, and minutes of inactivity.

    ``None`` is the client's own limit, ``NO_LIMIT`` none at all.
    """

    ratio: float | None = None
    seeding_time: int | None = None
    inactive_time: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One download as its client shows it, with all that other programs read of it.

    Times are in epoch seconds, None if nobody knows; ``seeding_time`` is in seconds, ``uploaded`` and
    ``downloaded`` in bytes. ``save_path`` is the folder it is in. ``stopped`` says that somebody has
    paused it, complete or not; ``forced`` that it ignores the queue. ``priority`` is its place in
    the queue, from 1; 0 is none, or not told. ``tags`` hold our own as well.
    """

    download: Download
    save_path: str = field(default="", repr=False)
    stopped: bool = False
    forced: bool = False
    added: float | None = None
    completed: float | None = None
    last_activity: float | None = None
    uploaded: int = 0
    downloaded: int = 0
    seeding_time: int = 0
    limits: ShareLimits = field(default_factory=ShareLimits)
    tags: tuple[str, ...] = ()
    priority: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """What a client does as a rule. ``save_path`` is where it saves; of limits None is none."""

    save_path: str = field(default="", repr=False)
    queueing: bool = False
    limits: ShareLimits = field(default_factory=ShareLimits)
    at_limit: AtLimit = AtLimit.STOP


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file of a download: its path in the folder that the download is in, bytes, and 0 to 1 of it.

    Of usenet it is the name alone.
    """

    name: str
    size: int
    progress: float = 0.0
    wanted: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracker:
    """One tracker of a torrent; ``works`` is None while it has not answered."""

    url: str = field(repr=False)
    works: bool | None = None
    message: str = ""
    seeders: int | None = None
    peers: int | None = None


class Through(ABC):
    """Every method raises ``ClientError``: ``NotSupported`` where a client has no such thing.

    A ``download`` is the client's own id, as in ``Client``.
    """

    @abstractmethod
    async def show(self, wanted: Mapping[str, Identity]) -> Mapping[str, Shown]:
        """Return those of some downloads that are there, by the caller's keys, in one look.

        Also what has long been complete: it is shown until it is removed there.
        """

    @abstractmethod
    async def habits(self) -> Habits:
        """Return what the client does as a rule."""

    @abstractmethod
    async def categories(self) -> Mapping[str, str]:
        """Return the categories and the folder of each, empty where it has none of its own."""

    @abstractmethod
    async def create_category(self, name: str, path: str = "") -> None:
        """See to it that there is a category; one that is there stays as it is."""

    @abstractmethod
    async def files(self, download: str) -> tuple[File, ...]:
        """Return the files of a download. Raises ``UnknownDownload``."""

    @abstractmethod
    async def trackers(self, download: str) -> tuple[Tracker, ...]:
        """Return the trackers of a torrent. Raises ``UnknownDownload``."""

    @abstractmethod
    async def set_category(self, download: str, category: str) -> None:
        """File a download under a category, which is made where it is missing; empty is none."""

    @abstractmethod
    async def set_limits(self, download: str, limits: ShareLimits) -> None:
        """Set how long a torrent is shared, as far as the client has such limits."""

    @abstractmethod
    async def set_forced(self, download: str, *, forced: bool) -> None:
        """Have a download ignore the queue, or heed it again. Forcing starts what is stopped."""

    @abstractmethod
    async def move(self, download: str, place: Place) -> None:
        """Move a download in the queue; without a queue nothing happens."""

    @abstractmethod
    async def add_tags(self, download: str, tags: Collection[str]) -> None:
        """Add tags to a torrent."""

    @abstractmethod
    async def remove_tags(self, download: str, tags: Collection[str]) -> None:
        """Take tags off a torrent, our own excepted."""

    @abstractmethod
    async def reannounce(self, download: str) -> None:
        """Have a torrent ask its trackers at once."""
