"""A Sonarr on loopback that keeps a small invented library.

``python -m tests.support.fake_sonarr --port 8989`` starts one by itself.
"""

from collections.abc import Iterable
from typing import Any, ClassVar, override

from aiohttp import web

from .arr_rows import episode, episode_file, media_info, season, series
from .fake_alone import alone
from .fake_arr import FakeArr, Row


class FakeSonarr(FakeArr):
    """Series; ``episodes`` are those of all of them, each with its file if it has one.

    An ``old`` one does not hand out the files with the episodes.
    """

    program: ClassVar = "Sonarr"
    work: ClassVar = "series"
    version: ClassVar = "4.0.16.2944"

    def __init__(self, *works: Row, **options: Any) -> None:
        """Hold some series."""
        super().__init__(*works, **options)
        self.episodes: list[Row] = []
        self.old = False
        self.route("GET", r"/api/v3/episode", self._episodes)
        self.route("GET", r"/api/v3/episodefile", self._files)

    async def put_file(self, row: Row, *numbers: int) -> None:
        """Give some episodes a file, as an import does."""
        for one in self.episodes:
            if one["id"] in numbers:
                one.update(episodeFile=row, episodeFileId=row["id"], hasFile=True)
        await self.signalr.tell("episodefile", "created", row)
        await self.change(row["seriesId"])

    @override
    def chosen(self, request: web.Request) -> Iterable[Row]:
        """Return all series, or the one of a tvdb id."""
        tvdb = request.query.get("tvdbId") or request.query.get("tvdbid")
        return [
            row
            for row in self.works.values()
            if tvdb is None or str(row["tvdbId"]) == tvdb
        ]

    async def _episodes(self, request: web.Request, _: str) -> web.StreamResponse:
        of, numbers = (
            request.query.get("seriesId"),
            request.query.get("seasonNumber"),
        )
        if of is None and "episodeIds" not in request.query:
            said = {"message": "seriesId or episodeIds must be provided"}
            return self.refused(request, 400, said)
        with_file = request.query.get("includeEpisodeFile") == "true" and not self.old
        rows = [
            one if with_file else {**one, "episodeFile": None}
            for one in self.episodes
            if str(one["seriesId"]) == of
            and (numbers is None or str(one["seasonNumber"]) == numbers)
        ]
        return self.json(request, rows)

    async def _files(self, request: web.Request, _: str) -> web.StreamResponse:
        of = request.query.get("seriesId")
        if of is None:
            said = {"message": "seriesId or episodeFileIds must be provided"}
            return self.refused(request, 400, said)
        files = {
            one["episodeFileId"]: one["episodeFile"]
            for one in self.episodes
            if str(one["seriesId"]) == of and one.get("episodeFile")
        }
        return self.json(request, list(files.values()))


def example() -> FakeSonarr:
    """Return a Sonarr with two invented series."""
    sonarr = FakeSonarr(
        series(
            1,
            "Harbour Nine",
            2024,
            season(0, aired=1, there=0),
            season(1, aired=4, there=3),
        ),
        series(2, "The Glass Orchard", 2022, season(1, aired=2, there=0)),
    )
    scene = "Harbour.Nine.S01{}.2160p.WEB-DL.DDP5.1.DV.HDR.H.265-GLINT"
    info = media_info(range="DV HDR10", audio="EAC3", channels=5.1)
    first = episode_file(11, 1, scene.format("E01"), info=info)
    both = episode_file(12, 1, scene.format("E02E03"), info=info)
    sonarr.episodes = [
        episode(1, 1, 1, 1, episodeFile=first),
        episode(2, 1, 1, 2, episodeFile=both),
        episode(3, 1, 1, 3, episodeFile=both),
        episode(4, 1, 1, 4),
        episode(5, 1, 0, 1, monitored=False),
        episode(6, 2, 1, 1),
        episode(7, 2, 1, 2),
    ]
    return sonarr


if __name__ == "__main__":
    alone(example, port=8989)
