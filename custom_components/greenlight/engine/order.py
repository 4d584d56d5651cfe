"""Order: a download that another program has handed over, and believes us to make for it."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from .options import DownloadOptions, Priority
from .release import Protocol

# What an order's link begins with whose file is kept by us; behind it stands what the file is known by.
KEPT: Final = "kept:"


class Fate(StrEnum):
    """What has become of an order, as far as its asker is concerned.

    ``LIVE`` is shown as its request is. ``DECLINED`` is shown as failed where the asker understands
    that, else not at all; ``EXPIRED``, which nobody answered, and ``DROPPED``, which somebody gave up
    or another candidate was taken for, are not shown. What is not live is remembered for a while.
    """

    LIVE = "live"
    DECLINED = "declined"
    EXPIRED = "expired"
    DROPPED = "dropped"


class Place(StrEnum):
    """Where in its client's queue a download is to go."""

    TOP = "top"
    UP = "up"
    DOWN = "down"
    BOTTOM = "bottom"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What one asker has handed over. Never changed in place.

    ``asker`` is its subentry id and ``id`` what it knows the download by: a torrent's hash in lower
    case (that of version 1 where it has one), or an ``nzo_id``. ``name`` is what it called the release,
    ``link`` a magnet link or ``KEPT`` with what the kept file is known by. ``at`` is when it was handed
    over (epoch seconds), ``size`` in bytes. ``category`` is what it files it under, which the client may
    spell otherwise; ``options`` are all it wished, also since.
    ``request`` is the id of the request that is about it, empty until there is one; ``client`` and
    ``download`` say where it is once it is somewhere, and outlive the request. ``why`` says in words
    why it has failed or was declined. ``owed`` says that its asker's library still has to be told, with
    ``further`` so that it looks for another; ``seen`` that its asker still sees it although it is not
    live. ``ended`` is since when it is not live (epoch seconds), ``grab`` the id of what its library has
    written down of it.
    """

    asker: str
    id: str
    protocol: Protocol
    name: str
    link: str = field(repr=False)
    at: float
    hashes: frozenset[str] = frozenset()
    size: int | None = None
    category: str = ""
    options: DownloadOptions = field(default_factory=DownloadOptions)
    request: str = ""
    client: str = ""
    download: str = ""
    fate: Fate = Fate.LIVE
    why: str = ""
    owed: bool = False
    further: bool = True
    seen: bool = False
    ended: float | None = None
    grab: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """Return by what it is known among all orders."""
        return self.asker, self.id

    @property
    def file(self) -> str:
        """Return what its kept file is known by, empty for a magnet link."""
        return self.link.removeprefix(KEPT) if self.link.startswith(KEPT) else ""

    @property
    def live(self) -> bool:
        """Tell whether its asker still follows it."""
        return self.fate is Fate.LIVE


# From the end of a queue to its top.
_RANKS: Final = (Priority.LOW, Priority.NORMAL, Priority.HIGH)


def moved(priority: Priority, place: Place) -> Priority:
    """Return the priority of what waits once somebody has moved it in a queue it is not in yet.

    What is forced heeds no queue, so it stays so.
    """
    if priority is Priority.FORCE:
        return priority
    match place:
        case Place.TOP:
            return Priority.HIGH
        case Place.BOTTOM:
            return Priority.LOW
    by = 1 if place is Place.UP else -1
    return _RANKS[min(max(_RANKS.index(priority) + by, 0), len(_RANKS) - 1)]
