"""A library in memory that decides about releases, and a world with it."""

from collections.abc import AsyncGenerator, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, override

from custom_components.greenlight.engine.decided import Ticket
from custom_components.greenlight.engine.opinion import Opinion, Stand
from custom_components.greenlight.engine.options import DownloadOptions
from custom_components.greenlight.engine.release import Protocol, Release
from custom_components.greenlight.engine.rules import Rule
from custom_components.greenlight.gate.gate import Gate
from custom_components.greenlight.gate.through import Joined
from custom_components.greenlight.libraries.decides import (
    Decides,
    Decisions,
    Dropped,
    Stage,
    Standing,
    Taken,
)
from custom_components.greenlight.libraries.errors import LibraryError, NotFound
from custom_components.greenlight.sources.deciding import OfLibrary
from tests.support.fake_downloads import downloading
from tests.support.fake_through import shown_through

from .fakes import FakeSource, World
from .scene import ask

HASH = "ab" * 20
TITLE = "Paper.Moon.Road.2021.1080p.WEB-DL.x264-GRP"
APPROVED = Opinion(by="Radarr", stand=Stand.APPROVED, score=40)


def decided(**changes: Any) -> Release:
    """Return a release that the library has decided about."""
    ticket = Ticket(guid="guid 7", indexer=3, item=12)
    known: dict[str, Any] = {
        "guid": "3_guid 7",
        "title": TITLE,
        "link": ticket.link,
        "source": "decides",
        "size": 2_000_000_000,
        "opinion": APPROVED,
    }
    return Release(**known | changes)


@dataclass(frozen=True)
class Record:
    """What it has written down of something that it has had fetched."""

    guid: str
    download: str
    client: str
    at: float


class FakeDecider(Decides):
    """Where it has things fetched is ``lands_in``: a client's id, ``asker``, or anywhere else."""

    kinds = frozenset[Any]()
    measures = False

    def __init__(self, world: World) -> None:
        self.world = world
        self.known = {"guid 7"}
        self.finds = {"guid 7"}
        self.history: list[Record] = []
        self.standing: dict[str, Standing] = {}
        self.lands_in = "qb"
        self.download = HASH.upper()
        self.failure: LibraryError | None = None
        self.failures: list[LibraryError] = []
        self.away: LibraryError | None = None
        self.loses = False
        self.searched = 0
        # What it has removed, and whether with data; what it has let go of.
        self.dropped: list[str] = []
        self.deleted: list[str] = []
        self.let_go: list[str] = []

    def download_of(self, guid: str) -> str:
        """Return what its client calls the download of a release."""
        return self.download

    @property
    def fetched(self) -> list[str]:
        return [one.guid for one in self.history]

    async def _point(self, name: str) -> None:
        await self.world.point(name)
        if self.away is not None:
            raise self.away

    @override
    async def looks_by_itself(self) -> int:
        return 0

    @override
    async def decisions(self) -> Decisions:
        return Decisions()

    @override
    async def take(self, ticket: Ticket) -> None:
        await self._point("take")
        if self.failures:
            raise self.failures.pop(0)
        if ticket.guid not in self.known:
            raise NotFound("not in the cache")
        name = "qBittorrent" if self.lands_in == "qb" else "Deluge"
        download = self.download_of(ticket.guid)
        self.history.append(Record(ticket.guid, download, name, self.world.now))
        self.begins(download)
        await self._point("taken")
        if self.loses:
            raise LibraryError("the connection was lost")

    def begins(self, download: str) -> None:
        """Have a client of ours download something, if it lands there."""
        known = download.lower()
        if self.lands_in == "qb" and known not in self.world.client.downloads:
            found = downloading(frozenset({known}), name=TITLE)
            self.world.client.downloads[known] = found

    @override
    async def search(self, ticket: Ticket) -> Ticket | None:
        await self._point("search")
        self.searched += 1
        self.known |= self.finds
        return ticket if ticket.guid in self.finds else None

    @override
    async def taken(self, ticket: Ticket, title: str, since: float) -> Taken | None:
        await self._point("history")
        for one in reversed(self.history):
            if one.guid == ticket.guid and one.at >= since - 600:
                return Taken(download=one.download, client=one.client)
        return None

    @override
    async def standings(self, downloads: Collection[str]) -> Mapping[str, Standing]:
        await self._point("queue")
        return {one: self.standing[one] for one in downloads if one in self.standing}

    @override
    async def drop(self, download: str, *, delete_data: bool) -> Dropped:
        await self._point("drop")
        found = self.standing.get(download)
        if found is not None and found.stage is Stage.IMPORTED:
            return Dropped.UNKNOWN
        has_data = found is not None and found.left != found.size
        # It is in its queue no more.
        self.standing.pop(download, None)
        if has_data and not delete_data:
            self.let_go.append(download)
            return Dropped.LET_GO
        self.dropped.append(download)
        self.deleted += [download] if has_data else []
        return Dropped.REMOVED


class DecidingSource(FakeSource, OfLibrary):
    """The source of such a library."""

    library = "radarr"


class DecidingWorld(World):
    """A world with a library that decides, also after a restart."""

    def __init__(self) -> None:
        self.decider = FakeDecider(self)
        self.there = True
        # Whether its client lets itself be seen through.
        self.shows = False
        self.ordered: dict[str, Release] = {}
        self.joined: list[tuple[str, str]] = []
        super().__init__()

    @override
    def attach(self, gate: Gate) -> None:
        super().attach(gate)
        if self.shows:
            gate.attached.clients["qb"] = shown_through(self.client)
        library: Any = self.decider
        gate.libraries.attach("radarr", library, name="Radarr")
        gate.libraries.back("radarr")
        if self.there:
            source = DecidingSource(self)
            gate.attached.attach_source("decides", source, name="Radarr")
        gate.through.joins = self.join

    async def join(self, download: str, request_id: str) -> Joined | None:
        """Tell what an asker of ours has of a download."""
        await self.point("join")
        release = self.ordered.get(download)
        if release is None:
            return None
        self.joined.append((download, request_id))
        options = DownloadOptions(category="movies")
        return Joined(release=release, options=options)

    async def asked(
        self, release: Release | None = None, rule: Rule | None = None
    ) -> str:
        """Have people asked about a release."""
        self.gate.attached.rules["ask"] = rule or ask()
        await self.gate.offer([release or decided()])
        self.points.clear()
        return list(self.ledger.open)[-1]


async def deciding_world() -> AsyncGenerator[DecidingWorld]:
    """Provide one."""
    world = DecidingWorld()
    yield world
    await world.end()


def usenet(release: Release) -> Release:
    """Return it as a post of usenet."""
    return replace(release, protocol=Protocol.USENET)
