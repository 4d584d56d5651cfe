"""A fake that imports, with a work that has a file and a download that is a better one of it."""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from custom_components.greenlight.libraries.imports import (
    Candidate,
    CommandState,
    Doing,
    Imports,
    Mode,
)
from tests.support.arr_disk import GB
from tests.support.fake_arr import FakeArr, Row
from tests.support.waiting import until

from .world import World

FOLDER = "/downloads/Complete"
OLD, NEW = 4 * GB, 9 * GB
DOWNLOAD = "ab" * 20
# Such as a look into a file finds.
ENDED = frozenset({Doing.DONE, Doing.FAILED, Doing.GONE})


class ImportHouse(ABC):
    """The fake, and a library of ours. ``path`` is what was downloaded."""

    # Names of files without their kind: of what is downloaded, and of what is of nothing there.
    name: str
    # The id of the work.
    item: str
    # What of it the file holds.
    numbers: tuple[tuple[int, int], ...] = ()
    # What is said of it, and what has its folder looked through.
    belongs: str
    rescans: str

    def __init__(self, arr: FakeArr, world: World) -> None:
        self.arr, self.world = arr, world
        self.path = f"{FOLDER}/{self.name}/{self.name}.mkv"
        self.arr.disk.put(self.path, NEW)
        for row in self.had():
            self.arr.disk.put(row["path"], row["size"])

    @property
    def imports(self) -> Imports:
        """Return the library."""
        library = self.world.library()
        assert isinstance(library, Imports)
        return library

    @abstractmethod
    def had(self) -> list[Row]:
        """Return the files that the work has."""

    @property
    def folder(self) -> str:
        """Return the folder of the work."""
        return str(self.arr.works[int(self.item)]["path"])

    async def found(self, **more: str) -> tuple[Candidate, ...]:
        """Return what is to be imported of the download."""
        path = self.path.rpartition("/")[0]
        return await self.imports.candidates(path, item=self.item, **more)

    async def bring(self, mode: Mode = Mode.COPY, **more: str) -> str:
        """Have it imported. Returns the command."""
        files = await self.found(**more)
        return await self.imports.bring(files, mode=mode, item=self.item, **more)

    async def ended(self, command: str) -> CommandState:
        """Wait until a command has ended."""

        async def look() -> CommandState | None:
            state = await self.imports.doing(command)
            return state if state.doing in ENDED else None

        found = await until(look, "the end of the command", seconds=5, pause=0.005)
        assert found is not None
        return found

    def order(self) -> Row:
        """Return the last order to import something, as it was sent."""
        body: Row = self.arr.commands.told("ManualImport")[-1]
        return body

    def calls(self) -> dict[str, Callable[[], Awaitable[Any]]]:
        """Return ways to ask for something."""
        imports = self.imports
        one = Candidate(path=self.path, name=self.name, episodes=self.numbers)
        return {
            "import_habits": imports.import_habits,
            "tracked": lambda: imports.tracked(DOWNLOAD),
            "imported": lambda: imports.imported(DOWNLOAD),
            "sees": lambda: imports.sees(self.path),
            "mappings": imports.mappings,
            "free": lambda: imports.free(self.path),
            "candidates": lambda: imports.candidates(FOLDER, item=self.item),
            "bring": lambda: imports.bring([one], mode=Mode.COPY, item=self.item),
            "bringing": lambda: imports.bringing([self.path]),
            "doing": lambda: imports.doing("1"),
            "files_of": lambda: imports.files_of(self.item, self.numbers),
            "rescan": lambda: imports.rescan(self.item),
        }


def answers(house: ImportHouse, method: str, path: str, told: Any) -> None:
    """Have the fake answer something of its own."""

    async def answer(request: web.Request, _: str) -> web.Response:
        return house.arr.json(request, told)

    house.arr.route(method, f"/api/v3/{path}", answer)
    house.arr._routes.insert(0, house.arr._routes.pop())
