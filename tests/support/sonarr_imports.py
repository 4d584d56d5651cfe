"""How a fake Sonarr imports: a file is of one or several episodes of a series."""

import re
from typing import TYPE_CHECKING, Final, override

from .arr_commands import CommandFailed
from .arr_imports import VIDEOS, Brought, Imports
from .arr_orders import Row
from .arr_rows import episode_file, guessed_by_sonarr

if TYPE_CHECKING:
    from .fake_sonarr import FakeSonarr

_NUMBERS: Final = re.compile(r"S(\d{1,2})((?:[-.]?E\d{1,3})+)", re.IGNORECASE)
_DAY: Final = re.compile(r"(\d{4})[.-](\d{2})[.-](\d{2})")
_NO_EPISODE: Final = "Invalid season or episode"


class SonarrImports(Imports):
    """Its imports."""

    nothing = "Unknown Series"
    arr: FakeSonarr

    def __init__(self, arr: FakeSonarr) -> None:
        """Import for a fake."""
        super().__init__(arr)
        arr.commands.needs_disk("RescanSeries", self._rescan)

    @override
    def guessed(self, name: str) -> Row:
        """Return the quality that a name says."""
        return guessed_by_sonarr(name)

    @override
    def matched(self, path: str, work: int | None = None) -> tuple[int, Row] | None:
        """Return the series, with the episodes that the name of the file says."""
        number = self.work_in(path) if work is None else work
        if number is None:
            return None
        episodes = self._episodes_in(path.rpartition("/")[2], number)
        return number, self._holding(number, episodes)

    def _holding(self, number: int, episodes: list[Row]) -> Row:
        bare = [{**one, "episodeFile": None} for one in episodes]
        kind = "multiEpisode" if len(episodes) > 1 else "singleEpisode"
        return {
            "series": self.arr.works[number],
            "seasonNumber": episodes[0]["seasonNumber"] if episodes else None,
            "episodes": bare,
            "releaseType": kind if episodes else "unknown",
        }

    def _episodes_in(self, name: str, series: int) -> list[Row]:
        ours = [one for one in self.arr.episodes if one["seriesId"] == series]
        if found := _NUMBERS.search(name):
            wanted = {
                (int(found[1]), int(each)) for each in re.findall(r"\d+", found[2])
            }
            return [
                one
                for one in ours
                if (one["seasonNumber"], one["episodeNumber"]) in wanted
            ]
        day = _DAY.search(name)
        return [
            one for one in ours if day and one.get("airDate") == "-".join(day.groups())
        ]

    @override
    def objected(self, told: Row) -> list[str]:
        """Return what speaks against a file of which it is not known what it holds."""
        return [] if told.get("episodes") else [_NO_EPISODE]

    @override
    def reread(self, row: Row, asked: Row, work: int) -> Row:
        """Take the episodes that somebody has said, and no other ones where they said a season."""
        ids = asked.get("episodeIds") or []
        if not ids and asked.get("seasonNumber") is None:
            return row
        episodes = [one for one in self.arr.episodes if one["id"] in ids]
        row |= self._holding(work, episodes)
        row["rejections"] = [
            one for one in row["rejections"] if one["reason"] != _NO_EPISODE
        ]
        if not episodes:
            row["rejections"].append({"reason": _NO_EPISODE, "type": "permanent"})
        return row

    @override
    def wanted(self, body: Row) -> tuple[int, tuple[int, ...]]:
        """Return the series and the episodes."""
        if not body.get("seriesId") or not body.get("episodeIds"):
            raise CommandFailed("Sequence contains no elements")
        known = {one["id"] for one in self.arr.episodes}
        if not known.issuperset(body["episodeIds"]):
            raise CommandFailed("Expected query to return other rows")
        return body["seriesId"], tuple(body["episodeIds"])

    @override
    def told(self, work: int, parts: tuple[int, ...]) -> list[Row]:
        """Return each of the episodes."""
        return [{"seriesId": work, "episodeId": number} for number in parts]

    @override
    def replaced(self, one: Brought) -> list[Row]:
        """Return the files of the episodes, whatever else these hold."""
        files = {
            each["episodeFileId"]: each["episodeFile"]
            for each in self.arr.episodes
            if each["id"] in one.parts and each.get("episodeFile")
        }
        return list(files.values())

    @override
    def target(self, one: Brought) -> str:
        """Return the folder of the season with the name of the file."""
        season = self._season(one.parts)
        name = one.path.rpartition("/")[2]
        return f"{self.arr.works[one.work]['path']}/Season {season:02}/{name}"

    def _season(self, parts: tuple[int, ...]) -> int:
        return next(
            int(one["seasonNumber"]) for one in self.arr.episodes if one["id"] in parts
        )

    @override
    async def lose(self, one: Brought, row: Row) -> None:
        """Have no file of any episode that was in it."""
        await self.arr.remove_file(row["id"])

    @override
    async def have(self, one: Brought, path: str) -> Row:
        """Have a file of the episodes."""
        name = path.rpartition("/")[2]
        season = self._season(one.parts)
        row = episode_file(
            next(self.numbers),
            one.work,
            name.rpartition(".")[0],
            season=season,
            info=self.infos.get(name),
            path=path,
            relativePath=f"Season {season:02}/{name}",
            size=self.arr.disk.size(path),
            releaseType="multiEpisode" if len(one.parts) > 1 else "singleEpisode",
        )
        row |= one.described
        await self.arr.put_file(row, *one.parts)
        return row

    async def _rescan(self, body: Row) -> None:
        """Look through the folder of a series; without a number, through those of all."""
        wanted = body.get("seriesId")
        for number in [wanted] if wanted else [*self.arr.works]:
            if number not in self.arr.works:
                raise CommandFailed(f"Series with ID {number} does not exist")
            await self._look_through(number)

    async def _look_through(self, number: int) -> None:
        folder = self.arr.works[number]["path"]
        for path in self.arr.disk.files(folder):
            name = path.rpartition("/")[2]
            episodes = self._episodes_in(name, number)
            if not path.casefold().endswith(VIDEOS) or not episodes:
                continue
            if any(one.get("episodeFile") for one in episodes):
                continue
            parts = tuple(one["id"] for one in episodes)
            described = self.described(path)
            one = Brought(path=path, work=number, parts=parts, described=described)
            await self.have(one, path)
