"""What Radarr says of its films, and what is made of it."""

from collections.abc import AsyncGenerator
from typing import Any

from aiohttp import ClientSession
import pytest

from custom_components.greenlight.engine.library.item import Ids, Item, Origin
from custom_components.greenlight.engine.quality.quality import (
    Confidence,
    DynamicRange,
    Layer,
    Source,
)
from custom_components.greenlight.libraries.base import Level, Trouble
from custom_components.greenlight.libraries.radarr.library import Radarr
from tests.contract.libraries.arr_world import RadarrWorld
from tests.contract.libraries.world import read
from tests.support.arr_rows import Row, film, film_file, media_info, radarr_quality
from tests.support.fake_radarr import FakeRadarr

DV, HDR10 = DynamicRange.DOLBY_VISION, DynamicRange.HDR10
EPOCH_2019_04_01 = 1554076800.0
REMUX = "The.Lantern.Coast.2019.2160p.UHD.BluRay.REMUX.DV.TrueHD.7.1.Atmos-GLINT"


@pytest.fixture
async def server() -> AsyncGenerator[FakeRadarr]:
    async with FakeRadarr() as server:
        yield server


@pytest.fixture
def radarr(server: FakeRadarr, session: ClientSession) -> Radarr:
    return RadarrWorld(server, session).library()  # type: ignore[return-value]


async def only(radarr: Radarr, server: FakeRadarr, **changes: Any) -> Item:
    file = {"movieFile": changes["movieFile"]} if "movieFile" in changes else {}
    server.works[1] = {**film(1, "The Lantern Coast", 2019, **file), **changes}
    item = (await read(radarr))["1"]
    assert radarr.broken == 0
    return item


async def test_a_film_is_known_by_all_its_names(radarr, server) -> None:
    server.tags = {2: "kids", 3: "fel"}
    item = await only(
        radarr,
        server,
        title="Die Laternenküste",
        originalTitle="The Lantern Coast",
        alternateTitles=[
            {"sourceType": "tmdb", "title": "Lantern Coast", "id": 1},
            {"sourceType": "tmdb", "title": "Die Laternenküste", "id": 2},
        ],
        secondaryYear=2020,
        tags=[2, 9],
    )
    assert item.title == "Die Laternenküste"
    assert item.names == ("The Lantern Coast", "Lantern Coast")
    assert (item.year, item.years) == (2019, (2020,))
    assert item.ids == Ids(tmdb=900001, imdb="tt9000001")
    assert (item.profile, item.tags) == ("Ultra-HD", ("kids",))
    assert (item.genres, item.runtime, item.path) == (("Drama",), 101, "/films/1")
    assert item.released == EPOCH_2019_04_01
    assert item.wanted


async def test_no_picture_on_disk_is_looked_for(radarr, server) -> None:
    await only(radarr, server)
    (asked,) = (one for one in server.asked if one.path == "/api/v3/movie")
    assert asked.query == "excludeLocalCovers=true"
    assert "gzip" in asked.headers["Accept-Encoding"]
    assert "apikey" not in asked.query.casefold()


@pytest.mark.parametrize(
    ("changes", "available"),
    [
        ({"isAvailable": True}, True),
        ({"isAvailable": False}, False),
        ({"isAvailable": None}, None),
        # So it is called long before anybody could have it.
        ({"minimumAvailability": "announced", "status": "announced"}, False),
        ({"minimumAvailability": "announced", "status": "inCinemas"}, False),
        ({"minimumAvailability": "announced", "status": "released"}, True),
        ({"minimumAvailability": "announced", "status": None}, True),
        # The person wants it from then on.
        ({"minimumAvailability": "inCinemas", "status": "inCinemas"}, True),
    ],
)
async def test_whether_it_is_out(
    radarr, server, changes: Row, available: bool | None
) -> None:
    assert (await only(radarr, server, **changes)).available is available


async def test_when_it_could_be_had(radarr, server) -> None:
    dates: Row = {"digitalRelease": None, "physicalRelease": None}
    assert (await only(radarr, server, **dates)).released is None
    dates["physicalRelease"] = "2019-04-01T00:00:00Z"
    assert (await only(radarr, server, **dates)).released == EPOCH_2019_04_01


async def test_a_remux_with_what_a_tool_and_a_look_found(radarr, server) -> None:
    server.tags = {1: "dovi-fel"}
    file = film_file(7, REMUX, info=media_info(range="DV HDR10"), edition="Extended")
    item = await only(radarr, server, movieFile=file, tags=[1])
    (version,) = item.versions
    quality, origins = version.quality, version.origins
    assert (version.id, version.name, version.size) == ("7", REMUX, 20 * 10**9)
    assert version.path == f"/films/7/{REMUX}.mkv"
    assert version.added == 1714618800.0
    assert (quality.profile, quality.layer) == ("7", Layer.FEL)
    assert quality.dynamic_range == {DV, HDR10}
    assert (quality.source, quality.resolution) == (Source.REMUX, 2160)
    assert (quality.audio, quality.atmos, quality.channels) == ("TrueHD", True, "7.1")
    assert (quality.edition, quality.group) == ("Extended", "GLINT")
    assert (quality.runtime, quality.size) == (101, 20 * 10**9)
    assert origins["profile"] is origins["layer"] is Origin.TAG
    assert origins["dynamic_range"] is origins["audio"] is Origin.MEDIA_INFO
    assert origins["source"] is Origin.NAME


async def test_what_a_look_cannot_tell_stays_open(radarr, server) -> None:
    file = film_file(7, REMUX, info=media_info(range="DV HDR10", audio="TrueHD"))
    quality = (await only(radarr, server, movieFile=file)).versions[0].quality
    # Only the name makes it likely that it is what the disc had.
    assert (quality.profile, quality.layer) == ("7", Layer.PRESENT)
    assert quality.sure("profile") is Confidence.LIKELY
    # The name says what the look did not.
    assert quality.atmos is True
    plain = film_file(
        7, "x", relativePath="x.mkv", info=media_info(range="DV", audio="TrueHD")
    )
    quality = (await only(radarr, server, movieFile=plain)).versions[0].quality
    assert (quality.profile, quality.atmos) == ("5", None)


async def test_the_name_of_the_file_fills_in_what_the_release_left_out(
    radarr, server
) -> None:
    file = film_file(
        7,
        "The.Lantern.Coast.2019.2160p.BluRay.REMUX-GLINT",
        path="Z:\\films\\The Lantern Coast [DV P7 FEL][Hybrid].mkv",
        info=media_info(range="DV HDR10"),
    )
    version = (await only(radarr, server, movieFile=file)).versions[0]
    assert version.quality.layer is Layer.FEL
    assert version.quality.group == "GLINT"
    without = {**file, "sceneName": None, "originalFilePath": None}
    version = (await only(radarr, server, movieFile=without)).versions[0]
    assert version.name == "The Lantern Coast [DV P7 FEL][Hybrid]"


@pytest.mark.parametrize(
    ("name", "source", "lines"),
    [
        ("Unknown", None, None),
        ("CAM", Source.CAM, 480),
        ("TELESYNC", Source.TELESYNC, 480),
        ("DVDSCR", Source.SCREENER, 480),
        ("DVD", Source.DVD, None),
        ("SDTV", Source.SDTV, 480),
        ("HDTV-1080p", Source.HDTV, 1080),
        ("Raw-HD", Source.HDTV, 1080),
        ("WEBRip-720p", Source.WEBRIP, 720),
        ("WEBDL-2160p", Source.WEBDL, 2160),
        ("Bluray-480p", Source.BLURAY, 480),
        ("Bluray-2160p", Source.BLURAY, 2160),
        ("Remux-2160p", Source.REMUX, 2160),
        ("BR-DISK", Source.DISC, 1080),
    ],
)
async def test_names_of_qualities(
    radarr, server, name: str, source: Source | None, lines: int | None
) -> None:
    file = film_file(7, "x", quality=name)
    quality = (await only(radarr, server, movieFile=file)).versions[0].quality
    assert (quality.source, quality.resolution) == (source, lines)


async def test_a_repack_and_its_languages(radarr, server) -> None:
    file = film_file(
        7,
        "x",
        quality="WEBDL-1080p",
        languages=[{"id": 4, "name": "German"}, {"id": 0, "name": "Unknown"}],
    )
    file["quality"] = radarr_quality("WEBDL-1080p", version=2)
    quality = (await only(radarr, server, movieFile=file)).versions[0].quality
    assert quality.revision == 2
    assert quality.languages == {"german"}


async def test_a_file_of_which_nothing_is_told_is_there(radarr, server) -> None:
    item = await only(radarr, server, hasFile=True, movieFileId=9, sizeOnDisk=5)
    (version,) = item.versions
    assert (version.id, version.size, version.name) == ("9", 5, "")
    assert not item.wanted


async def test_a_file_without_an_id_is_one_of_which_nothing_is_told(
    radarr, server
) -> None:
    file = {**film_file(7, "x"), "id": 0}
    assert (await only(radarr, server, movieFile=file)).versions[0].id == ""


async def test_a_film_that_breaks_whoever_reads_it_costs_only_itself(
    radarr, server, monkeypatch
) -> None:
    server.works = {number: film(number, "A Film", 2000) for number in range(1, 4)}
    made = Radarr._item

    def breaks(self: Radarr, row: Row, names: Any) -> Item | None:
        return made(self, row, names) if row["id"] != 2 else row["nothing"]

    monkeypatch.setattr(Radarr, "_item", breaks)
    assert set(await read(radarr)) == {"1", "3"}
    assert radarr.broken == 1


async def test_troubles_are_told_in_its_own_words(radarr, server) -> None:
    server.health = [
        {
            "source": "IndexerCheck",
            "type": "warning",
            "message": "No indexers",
            "id": 1,
        },
        {"source": "Update", "type": "error", "message": f"key {server.key} is bad"},
        {"source": "Update", "type": "ok", "message": "fine"},
        {"source": "Update", "type": "notice"},
    ]
    assert await radarr.troubles() == (
        Trouble(level=Level.WARNING, text="No indexers"),
        Trouble(level=Level.ERROR, text="key (secret) is bad"),
    )


async def test_a_poster_is_fetched_through_radarr_alone(radarr, server) -> None:
    item = await only(radarr, server)
    server.posters = {1: b"\x89PNG"}
    picture = await radarr.poster(item)
    assert picture is not None
    assert picture.content == b"\x89PNG"
    assert server.asked[-1].path == "/api/v3/mediacover/1/poster-500.jpg"
    server.posters = {}
    assert await radarr.poster(item) is None
    asked = len(server.asked)
    assert await radarr.poster(await only(radarr, server, images=[])) is None
    assert not any("cover" in one.path for one in server.asked[asked:])
