"""A library for the gate: what it has is put on its shelf by the test."""

from collections.abc import AsyncIterator, Callable, Collection, Mapping
from typing import override

from custom_components.greenlight.engine.library.item import (
    Episode,
    Episodes,
    Ids,
    Item,
    Kind,
    Version,
)
from custom_components.greenlight.engine.reading import read
from custom_components.greenlight.libraries.base import (
    About,
    Change,
    Library,
    Picture,
    Trouble,
)
from custom_components.greenlight.libraries.errors import LibraryError

from .fakes import World

FILM = "Salt and Lanterns"


class FakeLibrary(Library):
    """Answers what the gate asks while it judges; whatever else is asked fails the test."""

    program = "Fake"
    kinds = frozenset({Kind.MOVIE, Kind.SERIES})

    def __init__(self, world: World) -> None:
        """Have nothing that has to be read."""
        self.world = world
        self.series: dict[str, Episodes] = {}
        self.closer: dict[str, tuple[Version, ...]] = {}
        self.asked: list[str] = []
        self.error: LibraryError | None = None

    @override
    async def episodes(self, item_id: str) -> Episodes:
        await self._asked(item_id)
        return self.series[item_id]

    @override
    async def measured(
        self, item_ids: Collection[str]
    ) -> Mapping[str, tuple[Version, ...]]:
        await self._asked(*item_ids)
        return {one: self.closer[one] for one in item_ids if one in self.closer}

    async def _asked(self, *item_ids: str) -> None:
        self.asked += item_ids
        await self.world.point("library")
        if self.error is not None:
            raise self.error

    @override
    async def about(self) -> About:
        raise AssertionError

    @override
    def read(self) -> AsyncIterator[tuple[Item, ...]]:
        raise AssertionError

    @property
    @override
    def broken(self) -> int:
        return 0

    @override
    async def item(self, item_id: str) -> Item | None:
        raise AssertionError

    @override
    async def listen(self, heard: Callable[[Change], None]) -> None:
        raise AssertionError

    @override
    async def troubles(self) -> tuple[Trouble, ...]:
        raise AssertionError

    @override
    async def poster(self, item: Item) -> Picture | None:
        return Picture(content=item.id.encode(), content_type="image/png")


class Measuring(FakeLibrary):
    """One that can look more closely."""

    measures = True


def file(title: str, *, size: int | None = None, name: str = "1") -> Version:
    """Return a file that is called like a release."""
    return Version(id=name, name=title, size=size, quality=read(title).quality)


def film(
    *titles: str,
    library: str = "radarr",
    item_id: str = "1",
    name: str = FILM,
    year: int = 2019,
    monitored: bool = True,
    available: bool | None = True,
) -> Item:
    """Return a film of which files called like these releases are there."""
    files = (file(title, name=str(number)) for number, title in enumerate(titles))
    return Item(
        library=library,
        id=item_id,
        kind=Kind.MOVIE,
        title=name,
        year=year,
        ids=Ids(tmdb=1000 + year),
        monitored=monitored,
        available=available,
        versions=tuple(files),
    )


def series(*there: int, aired: int = 3) -> tuple[Item, Episodes]:
    """Return a series whose first season has some episodes, of which those files are there."""
    title = "The Tide Clerk S01E{:02} 1080p WEB-DL H.264-OLD"
    versions = {
        str(number): file(title.format(number), name=str(number)) for number in there
    }
    episodes = tuple(
        Episode(
            season=1,
            number=number,
            aired=1.0,
            version=str(number) if number in there else "",
        )
        for number in range(1, aired + 1)
    )
    item = Item(
        library="sonarr", id="7", kind=Kind.SERIES, title="The Tide Clerk", year=2020
    )
    return item, Episodes(episodes=episodes, versions=versions)


def put(world: World, *items: Item, away: bool = False) -> FakeLibrary:
    """Have a library with these items attached, which was read unless it is away."""
    library = FakeLibrary(world)
    return put_into(world, library, *items, away=away)


def put_into[LibraryT: FakeLibrary](
    world: World, library: LibraryT, *items: Item, away: bool = False
) -> LibraryT:
    """Have this library with these items attached."""
    for name in {item.library for item in items} or {"radarr"}:
        world.gate.libraries.attach(name, library, name=name.capitalize())
        world.gate.libraries.index.shelf(name).replace(
            [item for item in items if item.library == name]
        )
        if not away:
            world.gate.libraries.back(name)
    return library
