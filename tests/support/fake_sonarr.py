"""A Sonarr on loopback that keeps a small invented library.

``python -m tests.support.fake_sonarr --port 8989`` starts one by itself. Its download clients are set up
by its API, as in the real one; what its indexers have is put under ``/fake/offers``, with the key.
"""

from collections.abc import Iterable
from typing import Any, ClassVar, override

from aiohttp import web
from multidict import MultiMapping

from .arr_downloads import EVERY
from .arr_offers import Offer
from .arr_rows import episode, episode_file, media_info, season, series, sonarr_quality
from .fake_alone import alone
from .fake_arr import FakeArr, Row
from .sonarr_imports import SonarrImports


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

    @override
    def importing(self) -> SonarrImports:
        """Return how series are imported."""
        return SonarrImports(self)

    async def remove_file(self, number: int) -> None:
        """Lose a file, and with it all the episodes that it holds."""
        work = 0
        for one in self.episodes:
            if one["episodeFileId"] == number:
                work = one["seriesId"]
                one.update(episodeFile=None, episodeFileId=0, hasFile=False)
        await self.signalr.tell("episodefile", "deleted", {"id": number})
        await self.recount(work)

    async def put_file(self, row: Row, *numbers: int) -> None:
        """Give some episodes a file, as an import does."""
        for one in self.episodes:
            if one["id"] in numbers:
                one.update(episodeFile=row, episodeFileId=row["id"], hasFile=True)
        await self.signalr.tell("episodefile", "created", row)
        await self.recount(row["seriesId"])

    async def recount(self, work: int) -> None:
        """Count anew how many episodes of a series are there, and tell of it."""
        seasons = [self._counted(work, one) for one in self.works[work]["seasons"]]
        await self.change(work, seasons=seasons)

    def _counted(self, work: int, row: Row) -> Row:
        its = {
            one["id"]: one["episodeFile"]
            for one in self.episodes
            if (one["seriesId"], one["seasonNumber"]) == (work, row["seasonNumber"])
            and one["hasFile"]
        }
        files = {file["id"]: file["size"] for file in its.values() if file}
        told = {"episodeFileCount": len(its), "sizeOnDisk": sum(files.values())}
        return {**row, "statistics": {**row.get("statistics", {}), **told}}

    @override
    def chosen(self, request: web.Request) -> Iterable[Row]:
        """Return all series, or the one of a tvdb id."""
        tvdb = request.query.get("tvdbId") or request.query.get("tvdbid")
        return [
            row
            for row in self.works.values()
            if tvdb is None or str(row["tvdbId"]) == tvdb
        ]

    @override
    def parts(self, offer: Offer) -> list[Row]:
        """Return each of the episodes."""
        return [
            {"seriesId": offer.work, "episodeId": number} for number in offer.episodes
        ]

    @override
    def blocked(self, offer: Offer) -> Row:
        """Return the episodes of the series."""
        return {"seriesId": offer.work, "episodeIds": list(offer.episodes)}

    @override
    def mapped(self, offer: Offer) -> Row:
        """Return the series and its episodes; flags are numbers here."""
        rows = [self._episode(number) for number in offer.episodes]
        return {
            "seriesTitle": self.works[offer.work]["title"],
            "fullSeason": len(rows) > 1,
            "seasonNumber": rows[0]["seasonNumber"],
            "episodeNumbers": [one["episodeNumber"] for one in rows],
            "mappedSeriesId": offer.work,
            "mappedSeasonNumber": rows[0]["seasonNumber"],
            "mappedEpisodeNumbers": [one["episodeNumber"] for one in rows],
            "mappedEpisodeInfo": [
                {
                    "id": one["id"],
                    "seasonNumber": one["seasonNumber"],
                    "episodeNumber": one["episodeNumber"],
                    "title": "Part",
                }
                for one in rows
            ],
            "tvdbId": self.works[offer.work]["tvdbId"],
            "indexerFlags": 1,
        }

    @override
    def quality(self, name: str) -> Row:
        """Return a quality as Sonarr writes it."""
        return sonarr_quality(name)

    @override
    def told_in_queue(self, part: Row) -> Row:
        """Return where in its series an episode stands."""
        if "episodeId" not in part:
            return {"episodeHasFile": False}
        one = self._episode(part["episodeId"])
        return {"seasonNumber": one["seasonNumber"], "episodeHasFile": one["hasFile"]}

    @override
    def whole(self, row: Row, query: MultiMapping[str]) -> Row:
        """Return a row, with its series and episode if those were asked for."""
        found = dict(row)
        if "episodeId" not in row:
            return found
        if query.get("includeSeries", "").lower() == "true":
            found["series"] = self.works[row["seriesId"]]
        if query.get("includeEpisode", "").lower() == "true":
            found["episode"] = {**self._episode(row["episodeId"]), "episodeFile": None}
        return found

    @override
    def wanted(self, query: MultiMapping[str]) -> list[Offer]:
        """Return what there is of an episode, or of a season."""
        if number := query.get("episodeId"):
            numbers = {int(number)}
        else:
            numbers = set(self._of(int(query["seriesId"]), int(query["seasonNumber"])))
        return [one for one in self.downloads.offers if numbers & set(one.episodes)]

    @override
    def searched(self, body: Row) -> Iterable[tuple[int, tuple[int, ...]]]:
        """Return the series, each with its episodes."""
        match body["name"]:
            case "EpisodeSearch":
                for number in body["episodeIds"]:
                    yield self._episode(number)["seriesId"], (number,)
            case "SeasonSearch":
                work = body["seriesId"]
                yield work, tuple(self._of(work, body["seasonNumber"]))
            case name:
                assert name == "SeriesSearch", body
                yield body["seriesId"], ()

    @override
    async def take_in(self, offer: Offer, path: str) -> None:
        """Give the episodes their file."""
        number = 1000 + sum(one["hasFile"] for one in self.episodes)
        row = episode_file(
            number,
            offer.work,
            offer.title,
            season=self._episode(offer.episodes[0])["seasonNumber"],
            quality=offer.quality,
            size=offer.size,
            originalFilePath=path,
        )
        await self.put_file(row, *offer.episodes)

    def _episode(self, number: int) -> Row:
        return next(one for one in self.episodes if one["id"] == number)

    def _of(self, work: int, number: int) -> Iterable[int]:
        for one in self.episodes:
            if (one["seriesId"], one["seasonNumber"]) == (work, number):
                yield one["id"]

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


class FakeSonarr5(FakeSonarr):
    """One of version 5, which tries its other clients where one refuses."""

    version: ClassVar = "5.0.0.118"

    def __init__(self, *works: Row, **options: Any) -> None:
        """Hold some series."""
        super().__init__(*works, **options)
        self.downloads.tries_others = True


def example(kind: type[FakeSonarr] = FakeSonarr) -> FakeSonarr:
    """Return a Sonarr with two invented series."""
    sonarr = kind(
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


def by_itself() -> FakeSonarr:
    """Return the same as it runs by itself: it looks at its download clients now and then."""
    sonarr = example()
    sonarr.downloads.every = EVERY
    return sonarr


if __name__ == "__main__":
    alone(by_itself, port=8989)
