"""Sonarr as a library."""

from typing import Any, ClassVar, override

from ...engine.decided import Ticket
from ...engine.library.item import Episodes, Item, Kind, Season
from ..common.api import Query
from ..common.arr.changes import Subjects
from ..common.arr.library import ArrLibrary
from ..common.arr.names import Names
from ..common.arr.works import has_poster, ids, names as names_of, year
from ..common.values import flag, moment, objects, of, path, some, text, texts, whole
from .episodes import Reading
from .imports import SonarrImports


class Sonarr(SonarrImports, ArrLibrary):
    """The series of one Sonarr. Which files are there is asked of one series at a time."""

    program = "Sonarr"
    kinds = frozenset({Kind.SERIES})
    subjects: ClassVar = Subjects(
        work="series", parts=frozenset({"episode", "episodefile"}), belongs="seriesId"
    )

    @override
    def _item(self, row: dict[str, Any], names: Names) -> Item | None:
        number, title = some(row.get("id")), text(row.get("title"))
        if number is None or not title:
            return None
        status = text(row.get("status"))
        return Item(
            library=self.library,
            id=str(number),
            kind=Kind.SERIES,
            title=title,
            names=names_of(row, title),
            year=year(row.get("year")),
            ids=ids(row),
            path=path(row.get("path")),
            monitored=flag(row.get("monitored")),
            available=status != "upcoming" if status else None,
            released=moment(row.get("firstAired")),
            profile=names.profile(row),
            tags=names.tagged(row),
            genres=texts(row.get("genres")),
            runtime=some(row.get("runtime")),
            poster="poster" if has_poster(row) else "",
            seasons=tuple(
                season
                for one in objects(row.get("seasons"))
                if (season := _season(one)) is not None
            ),
        )

    @override
    def _is_whole(self, row: dict[str, Any]) -> bool:
        seasons = list(objects(row.get("seasons")))
        return bool(seasons) and all("statistics" in season for season in seasons)

    @override
    def _searching(self, ticket: Ticket) -> Query | None:
        if ticket.item is not None and ticket.season is not None:
            return {"seriesId": ticket.item, "seasonNumber": ticket.season}
        return {"episodeId": ticket.episodes[0]} if ticket.episodes else None

    @override
    async def episodes(self, item_id: str) -> Episodes:
        number = some(item_id)
        if number is None:
            return Episodes()
        return await Reading(self._api, number).all()


def _season(row: dict[str, Any]) -> Season | None:
    number = whole(row.get("seasonNumber"))
    if number is None:
        return None
    counts = row.get("statistics")
    return Season(
        number=number,
        monitored=flag(row.get("monitored")) is not False,
        aired=whole(of(counts, "episodeCount")) or 0,
        there=whole(of(counts, "episodeFileCount")) or 0,
        size=whole(of(counts, "sizeOnDisk")) or 0,
    )
