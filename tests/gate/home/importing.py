"""A Radarr or Sonarr in memory that imports: it deletes first, ends every order well, and can be stopped anywhere."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import override

from custom_components.greenlight.engine.library.item import (
    Episodes,
    Item,
    Kind,
    Version,
)
from custom_components.greenlight.engine.reading import read
from custom_components.greenlight.libraries.errors import LibraryTimeout, NotFound
from custom_components.greenlight.libraries.imports import (
    Candidate,
    CommandState,
    Doing,
    Imported,
    ImportHabits,
    Imports,
    Mode,
    Tracked,
)
from custom_components.greenlight.libraries.scans import Scans

from ..fakes import World
from ..shelves import FakeLibrary


@dataclass(slots=True)
class Order:
    """One command: what it imports, and how far it is."""

    files: tuple[Candidate, ...]
    item: str
    mode: Mode
    doing: Doing = Doing.QUEUED
    message: str = ""


class Importing(FakeLibrary, Imports):
    """Has films; what lies in ``disk`` (path to bytes) can be imported from there."""

    program = "Radarr"
    kinds = frozenset({Kind.MOVIE})

    def __init__(self, world: World, library_id: str = "radarr") -> None:
        """Have nothing to do."""
        super().__init__(world)
        self.id = library_id
        self.disk: dict[str, int] = {}
        # What it has, whatever anybody here remembers of it.
        self.films: dict[str, Item] = {}
        self.habits = ImportHabits(recycle_bin=True, min_free=0)
        self.room: dict[str, int] = {}
        self.queue: dict[str, Tracked] = {}
        self.events: dict[str, Imported] = {}
        self.orders: dict[str, Order] = {}
        self.remote: tuple[tuple[str, str], ...] = ()
        self.rejects: tuple = ()
        # What it says against files for the episodes that somebody else has said.
        self.rejects_anew: tuple = ()
        self.reread_as: list[tuple[str, tuple[tuple[int, int], ...]]] = []
        self.rescans: list[str] = []
        # What was imported from where, each time it was.
        self.imports: list[str] = []
        # Answers nothing to an order that it has taken...
        self.mute = False
        # ...works only when a test says so...
        self.slow = False
        # ...and brings nothing although it has deleted what was there.
        self.fails = False
        self.deletes = True
        # The films that are there no more: who asks for one is told so.
        self.gone: set[str] = set()

    @property
    def shelf(self):
        return self.world.gate.libraries.index.shelf(self.id)

    @override
    async def item(self, item_id: str) -> Item | None:
        await self._asked(item_id)
        return None if item_id in self.gone else self.films.get(item_id)

    @override
    async def import_habits(self) -> ImportHabits:
        await self._asked()
        return self.habits

    @override
    async def tracked(self, download: str) -> Tracked | None:
        await self._asked()
        return self.queue.get(download)

    @override
    async def imported(self, download: str) -> Imported | None:
        await self._asked()
        return self.events.get(download)

    @override
    async def sees(self, path: str) -> bool:
        await self._asked()
        return any(one == path or one.startswith(f"{path}/") for one in self.disk)

    @override
    async def mappings(self) -> tuple[tuple[str, str], ...]:
        await self._asked()
        return self.remote

    @override
    async def free(self, path: str) -> int | None:
        await self._asked()
        return next(
            (free for start, free in self.room.items() if path.startswith(start)), None
        )

    @override
    async def candidates(
        self, path: str, *, item: str, download: str = ""
    ) -> tuple[Candidate, ...]:
        await self._asked()
        return tuple(
            Candidate(
                path=one,
                name=one.rpartition("/")[2],
                size=size,
                item=item,
                episodes=self.numbers(one),
                rejections=self.rejects,
            )
            for one, size in self.disk.items()
            if one == path or one.startswith(f"{path}/")
        )

    @override
    async def reread(
        self, files: Collection[Candidate], *, item: str, download: str = ""
    ) -> tuple[Candidate, ...]:
        await self._asked()
        self.reread_as += [(one.path, one.episodes) for one in files]
        return tuple(replace(one, rejections=self.rejects_anew) for one in files)

    def numbers(self, path: str) -> tuple[tuple[int, int], ...]:
        """Return the episodes that a file is of."""
        title = read(path.rpartition("/")[2])
        return tuple((s, e) for s in title.seasons for e in title.episodes)

    @override
    async def bring(
        self, files: Collection[Candidate], *, mode: Mode, item: str, download: str = ""
    ) -> str:
        await self._asked()
        command = str(len(self.orders) + 1)
        self.orders[command] = Order(tuple(files), item, mode)
        if not self.slow:
            self.work()
        if self.mute:
            self.mute = False
            raise LibraryTimeout
        await self.world.point("brought")
        return command

    def work(self) -> None:
        """Carry out what waits."""
        for order in self.orders.values():
            if order.doing not in (Doing.QUEUED, Doing.STARTED):
                continue
            order.doing = Doing.DONE
            for one in order.files:
                self._import(order.item, one)

    def _import(self, item_id: str, file: Candidate) -> None:
        item = self.films[item_id]
        kept = () if self.deletes else item.versions
        new: tuple[Version, ...] = ()
        if not self.fails:
            self.imports.append(file.path)
            number = str(100 + len(self.imports))
            new = (
                Version(
                    id=number,
                    name=file.name,
                    path=f"/movies/{file.name}",
                    size=file.size,
                    quality=read(file.name).quality,
                ),
            )
        self.has(replace(item, versions=(*kept, *new)))

    def has(self, item: Item) -> None:
        """Have an item, which is heard of at once."""
        self.films[item.id] = item
        self.shelf.put(item)

    @override
    async def bringing(self, paths: Collection[str]) -> str:
        await self._asked()
        return next(
            (
                command
                for command, order in self.orders.items()
                if order.doing in (Doing.QUEUED, Doing.STARTED)
                and {one.path for one in order.files} & set(paths)
            ),
            "",
        )

    @override
    async def doing(self, command: str) -> CommandState:
        await self._asked()
        order = self.orders.get(command)
        if order is None:
            return CommandState(doing=Doing.GONE)
        return CommandState(doing=order.doing, message=order.message)

    @override
    async def files_of(
        self, item: str, episodes: Collection[tuple[int, int]] = ()
    ) -> tuple[Version, ...]:
        await self._asked()
        found = self._film(item)
        return found.versions if found else ()

    def _film(self, item: str) -> Item | None:
        if item in self.gone:
            raise NotFound("no such film")
        return self.films.get(item)

    @override
    async def rescan(self, item: str) -> str:
        await self._asked()
        if item not in self.films:
            raise NotFound
        self.rescans.append(item)
        return "rescan"


class ImportingSeries(Importing):
    """Has series: the files of each episode are in ``held``."""

    program = "Sonarr"
    kinds = frozenset({Kind.SERIES})

    def __init__(self, world: World, library_id: str = "sonarr") -> None:
        super().__init__(world, library_id)

    @override
    async def files_of(
        self, item: str, episodes: Collection[tuple[int, int]] = ()
    ) -> tuple[Version, ...]:
        await self._asked()
        held = self.series[item]
        ids = {
            one.version
            for one in held.episodes
            if not episodes or (one.season, one.number) in episodes
        }
        return tuple(one for key, one in held.versions.items() if key in ids)

    @override
    def _import(self, item_id: str, file: Candidate) -> None:
        self.imports.append(file.path)
        number = str(100 + len(self.imports))
        held = self.series[item_id]
        gone = {
            one.version
            for one in held.episodes
            if (one.season, one.number) in file.episodes
        }
        episodes = tuple(
            replace(one, version=number)
            if (one.season, one.number) in file.episodes
            else replace(one, version="")
            if one.version in gone
            else one
            for one in held.episodes
        )
        new = Version(
            id=number, name=file.name, path=f"/tv/{file.name}", size=file.size
        )
        versions = {
            key: one for key, one in held.versions.items() if key not in gone
        } | {number: new}
        self.series[item_id] = Episodes(episodes=episodes, versions=versions)


class Server(FakeLibrary, Scans):
    """A media server that remembers where it was told to look."""

    program = "Plex"

    def __init__(self, world: World, *watched: str) -> None:
        super().__init__(world)
        self.watched = watched
        self.scanned: list[str] = []

    @override
    async def folders(self) -> tuple[str, ...]:
        await self._asked()
        return self.watched

    @override
    async def scan(self, path: str) -> int:
        await self._asked()
        found = [one for one in self.watched if f"{path}/".startswith(f"{one}/")]
        if found:
            self.scanned.append(path)
        return len(found)
