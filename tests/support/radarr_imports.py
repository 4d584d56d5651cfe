"""How a fake Radarr imports: a film has one file."""

from typing import TYPE_CHECKING, override

from .arr_commands import CommandFailed
from .arr_imports import VIDEOS, Brought, Imports
from .arr_orders import Row
from .arr_rows import film_file, guessed_by_radarr

if TYPE_CHECKING:
    from .fake_radarr import FakeRadarr


class RadarrImports(Imports):
    """Its imports."""

    nothing = "Unknown Movie"
    arr: FakeRadarr

    def __init__(self, arr: FakeRadarr) -> None:
        """Import for a fake."""
        super().__init__(arr)
        arr.commands.needs_disk("RescanMovie", self._rescan)
        arr.commands.needs_disk("RefreshMovie", self._refresh)

    @override
    def guessed(self, name: str) -> Row:
        """Return the quality that a name says."""
        return guessed_by_radarr(name)

    @override
    def matched(self, path: str, work: int | None = None) -> tuple[int, Row] | None:
        """Return the film."""
        number = self.work_in(path) if work is None else work
        if number is None:
            return None
        film = self.arr.works[number]
        file = film.get("movieFile") or {}
        known = file.get("id") if file.get("path") == path else 0
        return number, {"movie": film, "movieFileId": known}

    @override
    def wanted(self, body: Row) -> tuple[int, tuple[int, ...]]:
        """Return the film."""
        if "movieId" not in body:
            raise CommandFailed("Movie with ID 0 does not exist")
        return body["movieId"], ()

    @override
    def told(self, work: int, parts: tuple[int, ...]) -> list[Row]:
        """Return the film."""
        return [{"movieId": work}]

    @override
    def replaced(self, one: Brought) -> list[Row]:
        """Return the file of the film."""
        file = self.arr.works[one.work].get("movieFile")
        return [file] if file else []

    @override
    def target(self, one: Brought) -> str:
        """Return the folder of the film with the name of the file."""
        folder, name = self.arr.works[one.work]["path"], one.path.rpartition("/")[2]
        return f"{folder}/{name}"

    @override
    async def lose(self, one: Brought, row: Row) -> None:
        """Have no file."""
        await self.arr.remove_file(one.work)

    @override
    async def have(self, one: Brought, path: str) -> Row:
        """Have another file."""
        row = self._file(one.work, path, one.described)
        await self.arr.put_file(one.work, row)
        return row

    def _file(self, work: int, path: str, described: Row) -> Row:
        name = path.rpartition("/")[2]
        row = film_file(
            next(self.numbers),
            name.rpartition(".")[0],
            info=self.infos.get(name),
            movieId=work,
            path=path,
            relativePath=name,
            size=self.arr.disk.size(path),
        )
        return {**row, **described}

    async def _refresh(self, body: Row) -> None:
        for number in body.get("movieIds") or [*self.arr.works]:
            await self._rescan({"movieId": number})

    async def _rescan(self, body: Row) -> None:
        """Look through the folder of a film; without a number, through those of all."""
        wanted = body.get("movieId")
        for number in [wanted] if wanted else [*self.arr.works]:
            if number not in self.arr.works:
                raise CommandFailed(f"Movie with ID {number} does not exist")
            await self._look_through(number)

    async def _look_through(self, number: int) -> None:
        """Of what is there, the largest is taken for the film, whatever it had before."""
        film = self.arr.works[number]
        there = [
            one
            for one in self.arr.disk.files(film["path"])
            if one.casefold().endswith(VIDEOS)
        ]
        file = film.get("movieFile")
        if file and file["path"] not in there:
            await self.arr.remove_file(number)
        if not there:
            return
        best = max(there, key=self.arr.disk.size)
        if file is None or file["path"] != best:
            await self.arr.put_file(
                number, self._file(number, best, self.described(best))
            )
