"""What is otherwise with the imports of Sonarr: a file is of episodes, which it knows by numbers of its own."""

from collections.abc import Collection, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Any, Final, override

from ...engine.library.item import Version
from ..common.api import Query
from ..common.arr.imports import ArrImports
from ..common.values import objects, of, some, whole
from ..errors import NotFound
from ..imports import Candidate
from .episodes import Reading

# Of more seasons than these, the whole series is read at once.
_FEW: Final = 3

type Number = tuple[int, int]
type Row = dict[str, Any]


class SonarrImports(ArrImports):
    """The imports of one Sonarr."""

    rescans = "RescanSeries"

    @override
    async def files_of(
        self, item: str, episodes: Collection[Number] = ()
    ) -> tuple[Version, ...]:
        series = some(item)
        if series is None:
            raise NotFound("not an id")
        wanted = set(episodes)
        seasons: list[int | None] = [*{season for season, _ in wanted}]
        if not 0 < len(seasons) <= _FEW:
            seasons = [None]
        found: dict[str, Version] = {}
        for season in seasons:
            read = await Reading(self._api, series, season).all()
            for one in read.episodes:
                if one.version and (not wanted or (one.season, one.number) in wanted):
                    found[one.version] = read.versions.get(one.version) or Version(
                        id=one.version, name=""
                    )
        return tuple(found.values())

    @override
    async def reread(
        self, files: Collection[Candidate], *, item: str, download: str = ""
    ) -> tuple[Candidate, ...]:
        series = some(item)
        if series is None:
            raise NotFound("not an id")
        # Told its episodes, it holds the file against those, and not against what it is called:
        # Sonarr.Api.V3/ManualImport/ManualImportController.cs, ReprocessItems.
        read = await self._files_read(await self._orders([*files], series, download))
        return tuple(
            replace(one, rejections=tuple(self._rejections(read[one.path])))
            if one.path in read
            else one
            for one in files
        )

    @override
    def _asked(self, row: Row, number: int, download: str) -> Row:
        asked = self._asking(row, number, download)
        if some(of(row, "series", "id")) == number:
            # What it has found out by the name of the folder, it would not find out again.
            asked["episodeIds"] = [
                one
                for each in objects(row.get("episodes"))
                if (one := some(each.get("id")))
            ]
        return asked

    @override
    def _episodes(self, row: Row) -> tuple[Number, ...]:
        numbers = map(_number_of, objects(row.get("episodes")))
        return tuple(sorted({number for number in numbers if number}))

    @override
    async def _orders(
        self, files: Sequence[Candidate], number: int, download: str
    ) -> list[Row]:
        known = await self._ids(number)
        orders = []
        for one in files:
            missing = [each for each in one.episodes if each not in known]
            if missing or not one.episodes:
                # It would fail, after it had imported the files before.
                raise NotFound("no such episode")
            ids = [known[each] for each in one.episodes]
            orders.append({**self._ordering(one, number, download), "episodeIds": ids})
        return orders

    async def _ids(self, series: int) -> dict[Number, int]:
        query: Query = {"seriesId": series}
        found: dict[Number, int] = {}
        rows = self._api.rows("api/v3/episode", query)
        async with aclosing(rows):
            async for some_rows in rows:
                for row in some_rows:
                    number, identity = _number_of(row), some(of(row, "id"))
                    if number and identity:
                        found[number] = identity
        return found


def _number_of(row: Any) -> Number | None:
    season, number = (
        whole(of(row, name)) for name in ("seasonNumber", "episodeNumber")
    )
    return None if season is None or number is None else (season, number)
