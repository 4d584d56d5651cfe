"""What a library tells that decides about releases itself, and has them fetched: Radarr and Sonarr.

None of it is free: see ``Decides.decisions``.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from ..engine.decided import Ticket
from ..engine.release import Release


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """What a look at its indexers has brought: releases with its opinion, without a source.

    ``broken`` counts those that could not be read.
    """

    releases: tuple[Release, ...] = ()
    broken: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A release that it has had fetched: its client's id of the download, and what it calls that client.

    ``download`` is empty for clients that give none, such as a watched folder.
    """

    download: str
    client: str = ""


class Stage(StrEnum):
    """How far a download has come, as the library sees it."""

    QUEUED = "queued"
    PAUSED = "paused"
    DOWNLOADING = "downloading"
    # All of it is there, and it has not taken it in yet.
    WAITING = "waiting"
    IMPORTED = "imported"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a download stands: sizes in bytes, None is unknown. ``words`` are what is wrong, if anything is."""

    stage: Stage
    name: str = ""
    size: int | None = None
    left: int | None = None
    client: str = ""
    words: str = ""


class Dropped(StrEnum):
    """What became of a download that was to be dropped."""

    REMOVED = "removed"  # its client has it no more, and nothing of its data either
    LET_GO = "let_go"  # its client goes on with it, for nobody
    UNKNOWN = "unknown"  # it is not in the queue


class Decides(ABC):
    """Every method raises ``LibraryError``."""

    @abstractmethod
    async def looks_by_itself(self) -> int:
        """Return in how many minutes it looks at its indexers by itself, 0 if it does not.

        While it does it fetches whatever it approves of, and nobody is asked.
        """

    @abstractmethod
    async def decisions(self) -> Decisions:
        """Have it look at all its indexers, and return what it makes of what is new there.

        That asks every indexer that is used for RSS, which counts against their limits; moves the mark up to
        which it has seen them; and counts failures towards leaving an indexer alone. What it cannot
        read is left out without a trace. It may take minutes, one look at a time.
        """

    @abstractmethod
    async def take(self, ticket: Ticket) -> None:
        """Have it fetch a release.

        It does so whatever it said of it. Raises ``NotFound`` for what it does not know any more, after half an
        hour or a restart, and where it does not have the work any more;
        ``Conflict`` where the indexer does not hand it out.
        """

    @abstractmethod
    async def search(self, ticket: Ticket) -> Ticket | None:
        """Have it search for the work, so that it knows its releases again. Returns by what that one is asked for now.

        Its indexers may have other numbers by then. Raises ``NotFound`` where the work itself is gone.
        """

    @abstractmethod
    async def taken(self, ticket: Ticket, title: str, since: float) -> Taken | None:
        """Return what it has written down of having it fetched, ``since`` then (epoch seconds)."""

    @abstractmethod
    async def standings(self, downloads: Collection[str]) -> Mapping[str, Standing]:
        """Return how some downloads stand; what it knows nothing of any more is not there."""

    @abstractmethod
    async def drop(self, download: str, *, delete_data: bool) -> Dropped:
        """Have it forget a download, and nothing blocked or searched for.

        It can have one removed from its client only together with its data. Where these are to stay, and there
        are any, it only lets go of it.
        """
