"""The episodes of one series, and the files that hold them."""

import asyncio
from contextlib import aclosing
import re
from typing import Any, Final

from ...engine.library.item import Episode, Episodes, Version
from ..common.api import Api, Query
from ..common.arr.files import version
from ..common.values import flag, moment, some, text, whole
from .qualities import named

_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Reading:
    """One reading of one series. A file that holds several episodes comes with each, and is read once."""

    def __init__(self, api: Api, series: int, season: int | None = None) -> None:
        """Begin with nothing read; ``season`` is the only one that is wanted."""
        self._api = api
        self._series = series
        self._season = season
        self._episodes: list[Episode] = []
        self._files: dict[str, Version] = {}

    async def all(self) -> Episodes:
        """Read them. Raises ``LibraryError``."""
        only = {} if self._season is None else {"seasonNumber": self._season}
        query: Query = {"seriesId": self._series, "includeEpisodeFile": "true", **only}
        await self._each("api/v3/episode", query, self._take_episode)
        if any(one.version not in self._files for one in self._episodes if one.version):
            # Before version 4 the episodes came without their files.
            query = {"seriesId": self._series}
            await self._each("api/v3/episodefile", query, self._take_file)
        return Episodes(
            episodes=tuple(
                sorted(self._episodes, key=lambda one: (one.season, one.number))
            ),
            versions=self._files,
        )

    async def _each(self, path: str, query: Query, take: Any) -> None:
        rows = self._api.rows(path, query)
        async with aclosing(rows):
            async for some_rows in rows:
                await asyncio.to_thread(_take_all, take, some_rows)

    def _take_episode(self, row: dict[str, Any]) -> None:
        season, number = (
            whole(row.get("seasonNumber")),
            whole(row.get("episodeNumber")),
        )
        if season is None or number is None:
            return
        file_id = some(row.get("episodeFileId"))
        self._episodes.append(
            Episode(
                season=season,
                number=number,
                absolute=some(row.get("absoluteEpisodeNumber")),
                scene_season=whole(row.get("sceneSeasonNumber")),
                scene_number=some(row.get("sceneEpisodeNumber")),
                scene_absolute=some(row.get("sceneAbsoluteEpisodeNumber")),
                title=text(row.get("title")),
                aired=moment(row.get("airDateUtc")),
                date=_day(row),
                monitored=flag(row.get("monitored")) is not False,
                version=str(file_id or ""),
            )
        )
        if str(file_id) not in self._files:
            self._take_file(row.get("episodeFile"))

    def _take_file(self, row: Any) -> None:
        found = version(row, named)
        if found is not None:
            self._files[found.id] = found


def _day(row: dict[str, Any]) -> str:
    """Return the day by which daily releases are called: that of where it is aired."""
    day = text(row.get("airDate"))
    return day if _DAY.fullmatch(day) else ""


def _take_all(take: Any, rows: list[Any]) -> None:
    for row in rows:
        if isinstance(row, dict):
            take(row)
