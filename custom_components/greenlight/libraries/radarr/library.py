"""Radarr as a library."""

from collections.abc import Collection, Sequence
from typing import Any, ClassVar, Final, override

from ...engine.decided import Ticket
from ...engine.library.item import Item, Kind, Version
from ..common.api import Query
from ..common.arr.changes import Subjects
from ..common.arr.files import version
from ..common.arr.library import ArrLibrary
from ..common.arr.names import Names
from ..common.arr.works import has_poster, ids, names as names_of, year
from ..common.values import flag, moment, path, some, text, texts
from ..errors import NotFound
from ..imports import Candidate
from .qualities import named

# With these, Radarr calls a film available before it is anywhere to be had.
_EVER: Final = frozenset({"tba", "announced"})
_OUT: Final = frozenset({"released", "deleted"})


class Radarr(ArrLibrary):
    """The films of one Radarr, of which each has one file at most."""

    program = "Radarr"
    kinds = frozenset({Kind.MOVIE})
    subjects: ClassVar = Subjects(
        work="movie", parts=frozenset({"moviefile"}), belongs="movieId"
    )
    # Without it Radarr looks for a picture on disk for every film.
    list_query: ClassVar = {"excludeLocalCovers": "true"}
    rescans = "RescanMovie"

    @override
    def _item(self, row: dict[str, Any], names: Names) -> Item | None:
        number, title = some(row.get("id")), text(row.get("title"))
        if number is None or not title:
            return None
        tags = names.tagged(row)
        other = year(row.get("secondaryYear"))
        return Item(
            library=self.library,
            id=str(number),
            kind=Kind.MOVIE,
            title=title,
            names=names_of(row, title),
            year=year(row.get("year")),
            years=(other,) if other else (),
            ids=ids(row),
            path=path(row.get("path")),
            monitored=flag(row.get("monitored")),
            available=_available(row),
            released=_released(row),
            profile=names.profile(row),
            tags=tags,
            genres=texts(row.get("genres")),
            runtime=some(row.get("runtime")),
            poster="poster" if has_poster(row) else "",
            versions=_versions(row, tags),
        )

    @override
    def _is_whole(self, row: dict[str, Any]) -> bool:
        return isinstance(row.get("movieFile"), dict) or not _has_file(row)

    @override
    async def files_of(
        self, item: str, episodes: Collection[tuple[int, int]] = ()
    ) -> tuple[Version, ...]:
        found = await self.item(item)
        if found is None:
            raise NotFound("no such film")
        return found.versions

    @override
    def _searching(self, ticket: Ticket) -> Query | None:
        return None if ticket.item is None else {"movieId": ticket.item}

    @override
    def _asked(self, row: dict[str, Any], number: int, download: str) -> dict[str, Any]:
        return self._asking(row, number, download)

    @override
    def _episodes(self, row: dict[str, Any]) -> tuple[tuple[int, int], ...]:
        return ()

    @override
    async def _orders(
        self, files: Sequence[Candidate], number: int, download: str
    ) -> list[dict[str, Any]]:
        return [self._ordering(one, number, download) for one in files]


def _available(row: dict[str, Any]) -> bool | None:
    """Tell whether the film is out as far as the person wants it to be, None if nothing is said."""
    available = flag(row.get("isAvailable"))
    status = text(row.get("status"))
    if available and status and text(row.get("minimumAvailability")) in _EVER:
        return status in _OUT
    return available


def _released(row: dict[str, Any]) -> float | None:
    dates = (moment(row.get(name)) for name in ("digitalRelease", "physicalRelease"))
    return min((date for date in dates if date is not None), default=None)


def _has_file(row: dict[str, Any]) -> bool:
    return flag(row.get("hasFile")) is True or bool(some(row.get("movieFileId")))


def _versions(row: dict[str, Any], tags: tuple[str, ...]) -> tuple[Version, ...]:
    found = version(row.get("movieFile"), named, tags)
    if found is None and _has_file(row):
        # It is there, and nothing more is known of it.
        number = some(row.get("movieFileId"))
        size = some(row.get("sizeOnDisk"))
        found = Version(id=str(number or ""), name="", size=size)
    return (found,) if found else ()
