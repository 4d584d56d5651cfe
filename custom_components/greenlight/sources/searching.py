"""Searching: what a source can do that asks indexers, beside looking at what is new."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from ..engine.release import Protocol, Release
from ..engine.search import Query
from .base import Silent, SourceError


class Privacy(StrEnum):
    """Who may use an indexer."""

    PUBLIC = "public"
    SEMI_PRIVATE = "semi_private"
    PRIVATE = "private"


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexer:
    """One indexer behind a source.

    ``id`` is the source's own. ``looks`` says that it can be looked at for what is new, ``searches``
    that it can be searched. ``chosen`` says that the source asks it at all. ``down_until`` is until when it is left alone after failures, in epoch
    seconds. ``privacy`` is None where nobody says.
    """

    id: str
    name: str
    protocol: Protocol = Protocol.TORRENT
    privacy: Privacy | None = None
    enabled: bool = True
    chosen: bool = True
    looks: bool = True
    searches: bool = True
    down_until: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search has brought: an empty one of ``asked`` alone means that there is nothing.

    ``asked`` are the names of the indexers that were to answer, ``silent`` those among them that have
    not. ``broken`` counts results that could not be read, ``left_out`` those that were too many.
    """

    releases: tuple[Release, ...] = ()
    asked: tuple[str, ...] = ()
    silent: tuple[Silent, ...] = ()
    broken: int = 0
    left_out: int = 0


class Listener(ABC):
    """Hears what becomes of a search while it runs."""

    @abstractmethod
    def asks(self, names: Iterable[str]) -> None:
        """Hear who is asked, once it is known: all whom ``Found.asked`` names that can be asked."""

    @abstractmethod
    async def take(self, releases: Iterable[Release]) -> None:
        """Take what one has found, while others are still at it."""

    @abstractmethod
    def heard(self, name: str, why: SourceError | None = None) -> None:
        """Hear that one of them has answered and what it found was taken, or ``why`` it has not."""


class Searches(ABC):
    """A source that can be searched. Every method raises ``SourceError``."""

    @abstractmethod
    async def indexers(self) -> tuple[Indexer, ...]:
        """Return the indexers behind it."""

    @abstractmethod
    async def search(self, query: Query) -> Found:
        """Search them. Of several, one that fails costs no other, and is named."""

    async def search_by_parts(self, query: Query, listener: Listener) -> Found:
        """Do the same, and hand over what each has found as soon as it has; no releases are returned."""
        found = await self.search(query)
        await listener.take(found.releases)
        return replace(found, releases=())
