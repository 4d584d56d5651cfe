"""What a library that grabs releases itself tells of that, and takes as an answer: Radarr and Sonarr."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field

from ..engine.release import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Grab:
    """What was written down when a release was grabbed.

    ``items`` are ids in that library, ``episodes`` seasons and numbers. ``by_hand`` says that a person
    had picked it in a list there. ``size`` is in bytes, ``at`` (when it was grabbed, by its clock) and
    ``published`` in epoch seconds, ``score`` that of
    its custom ``formats``. ``page`` may be shown to people, and is empty otherwise.
    """

    id: str
    title: str
    at: float | None = None
    items: tuple[str, ...] = ()
    episodes: tuple[tuple[int, int], ...] = ()
    quality: str = ""
    score: int | None = None
    formats: tuple[str, ...] = ()
    indexer: str = ""
    size: int | None = None
    published: float | None = None
    page: str = ""
    by_hand: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdersFrom:
    """A download client that is set up there, as far as it is not secret."""

    name: str
    program: str
    protocol: Protocol | None
    enabled: bool = True
    priority: int = 1
    host: str = field(default="", repr=False)
    port: int | None = None
    url_base: str = ""


class Grabs(ABC):
    """Every method raises ``LibraryError``. ``download`` is what the library knows a download by."""

    @abstractmethod
    async def grab(self, download: str) -> Grab | None:
        """Return the newest record of a release that was grabbed, None while there is none."""

    @abstractmethod
    async def turn_down(self, download: str, *, why: str, search: bool) -> bool:
        """Say that a download has failed: it is blocked, and another is searched for as wished.

        Returns whether the library knew the download; no as well where it is not in its queue, and
        could only be failed with a search that is not wanted. Said again it does nothing more. It
        calls its download client meanwhile, to remove it there.
        """

    @abstractmethod
    async def withdraw(self, download: str) -> bool:
        """Have a download dropped and nothing blocked or searched for. Returns whether it was known."""

    @abstractmethod
    async def orders_from(self) -> tuple[OrdersFrom, ...]:
        """Return the download clients that are set up there."""
