"""A Radarr on loopback that keeps a small invented library.

``python -m tests.support.fake_radarr --port 7878`` starts one by itself. Its download clients are set up
by its API, as in the real one; what its indexers have is put under ``/fake/offers``, with the key.
"""

from collections.abc import Iterable
from typing import Any, ClassVar, override

from aiohttp import web
from multidict import MultiMapping

from .arr_downloads import EVERY
from .arr_offers import Offer
from .arr_rows import film, film_file, media_info, radarr_quality
from .fake_alone import alone
from .fake_arr import FakeArr, Row
from .radarr_imports import RadarrImports


class FakeRadarr(FakeArr):
    """Films, each with one file at most."""

    program: ClassVar = "Radarr"
    work: ClassVar = "movie"
    version: ClassVar = "6.0.4.10291"

    def __init__(self, *works: Row, **options: Any) -> None:
        """Hold some films."""
        super().__init__(*works, **options)
        self.route("GET", r"/api/v3/moviefile", self._files)
        self.route("GET", r"/api/v3/moviefile/(\d+)", self._file)

    @override
    def importing(self) -> RadarrImports:
        """Return how films are imported."""
        return RadarrImports(self)

    async def put_file(self, number: int, row: Row) -> None:
        """Give a film a file, in place of the one it may have, as an import does."""
        old = self.works[number].get("movieFile")
        if old is not None:
            await self.signalr.tell("moviefile", "deleted", {"id": old["id"]})
        await self.signalr.tell("moviefile", "created", row)
        await self.change(
            number,
            movieFile=row,
            movieFileId=row["id"],
            hasFile=True,
            sizeOnDisk=row["size"],
        )

    async def remove_file(self, number: int) -> None:
        """Lose a film's file."""
        old = self.works[number]["movieFile"]
        await self.signalr.tell("moviefile", "deleted", {"id": old["id"]})
        await self.change(
            number, movieFile=None, movieFileId=0, hasFile=False, sizeOnDisk=0
        )

    @override
    def chosen(self, request: web.Request) -> Iterable[Row]:
        """Return all films, or the one of a tmdb id."""
        tmdb = request.query.get("tmdbId") or request.query.get("tmdbid")
        return [
            row
            for row in self.works.values()
            if tmdb is None or str(row["tmdbId"]) == tmdb
        ]

    @override
    def shown(self, row: Row, request: web.Request | None = None) -> Row:
        """Return a film; covers on disk only where they are not declined."""
        if request is not None and request.query.get("excludeLocalCovers") == "true":
            return row
        images = [
            {
                **image,
                "url": f"{self.base}/MediaCover/{row['id']}/{image['coverType']}.jpg",
            }
            for image in row.get("images", ())
        ]
        return {**row, "images": images}

    @override
    def parts(self, offer: Offer) -> list[Row]:
        """Return the film."""
        return [{"movieId": offer.work}]

    @override
    def blocked(self, offer: Offer) -> Row:
        """Return the film."""
        return {"movieId": offer.work}

    @override
    def mapped(self, offer: Offer) -> Row:
        """Return the film; flags are words here."""
        return {
            "movieTitles": [self.works[offer.work]["title"]],
            "mappedMovieId": offer.work,
            "tmdbId": self.works[offer.work]["tmdbId"],
            "imdbId": 0,
            "indexerFlags": ["G_Freeleech"],
        }

    @override
    def quality(self, name: str) -> Row:
        """Return a quality as Radarr writes it."""
        return radarr_quality(name)

    @override
    def whole(self, row: Row, query: MultiMapping[str]) -> Row:
        """Return a row, with its film if that was asked for."""
        if query.get("includeMovie", "").lower() != "true" or "movieId" not in row:
            return row
        return {**row, "movie": self.works[row["movieId"]]}

    @override
    def wanted(self, query: MultiMapping[str]) -> list[Offer]:
        """Return what there is of a film."""
        return [
            one
            for one in self.downloads.offers
            if str(one.work) == query.get("movieId")
        ]

    @override
    def searched(self, body: Row) -> Iterable[tuple[int, tuple[int, ...]]]:
        """Return the films."""
        assert body["name"] == "MoviesSearch", body
        return [(number, ()) for number in body["movieIds"]]

    @override
    async def take_in(self, offer: Offer, path: str) -> None:
        """Give the film its file."""
        row = film_file(
            offer.work,
            offer.title,
            quality=offer.quality,
            size=offer.size,
            originalFilePath=path,
        )
        await self.put_file(offer.work, row)

    def _all_files(self) -> list[Row]:
        # Asked for by themselves they carry their score.
        return [
            {**row["movieFile"], "customFormats": [], "customFormatScore": 0}
            for row in self.works.values()
            if row.get("movieFile")
        ]

    async def _files(self, request: web.Request, _: str) -> web.StreamResponse:
        movies = set(request.query.getall("movieId", []))
        files = set(request.query.getall("movieFileIds", []))
        if not movies and not files:
            said = {"message": "movieId or movieFileIds must be provided"}
            return self.refused(request, 400, said)
        rows = [
            row
            for row in self._all_files()
            if str(row["movieId"]) in movies or str(row["id"]) in files
        ]
        return self.json(request, rows)

    async def _file(self, request: web.Request, number: str) -> web.StreamResponse:
        for row in self._all_files():
            if str(row["id"]) == number:
                return self.json(request, row)
        return self.refused(request, 404, {"message": "NotFound"})


def example() -> FakeRadarr:
    """Return a Radarr with a few invented films, in what qualities people have them."""
    fel = (
        "The.Lantern.Coast.2019.2160p.UHD.BluRay.REMUX.DV.P7.FEL.TrueHD.7.1.Atmos-GLINT"
    )
    radarr = FakeRadarr(
        film(
            1,
            "The Lantern Coast",
            2019,
            tags=[1],
            movieFile=film_file(1, fel, info=media_info(range="DV HDR10")),
        ),
        film(
            2,
            "Nine Paper Boats",
            2021,
            movieFile=film_file(
                2,
                "Nine.Paper.Boats.2021.2160p.WEB-DL.DDP5.1.Atmos.DV.H.265-GLINT",
                quality="WEBDL-2160p",
                info=media_info(range="DV", audio="EAC3 Atmos", channels=5.1),
            ),
        ),
        film(
            3,
            "Salt and Cedar",
            2016,
            movieFile=film_file(
                3,
                "Salt.and.Cedar.2016.1080p.BluRay.x264.DTS-HD.MA.5.1-GLINT",
                quality="Bluray-1080p",
                info=media_info(
                    range="", size="1920x800", codec="x264", audio="DTS-HD MA", bits=8
                ),
            ),
        ),
        film(4, "A Year of Small Weather", 2025),
        film(5, "The Unfinished Bridge", 2027, isAvailable=False, status="announced"),
    )
    radarr.tags = {1: "fel"}
    return radarr


def by_itself() -> FakeRadarr:
    """Return the same as it runs by itself: it looks at its download clients now and then."""
    radarr = example()
    radarr.downloads.every = EVERY
    return radarr


if __name__ == "__main__":
    alone(by_itself, port=7878)
