"""People are asked only for what is better than what they have, told against real programs.

Radarr, Plex and Sonarr are fakes, each a server of its own; Home Assistant and qBittorrent are not.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import pytest_asyncio

from tests.support.arr_rows import Row, film, film_file, media_info
from tests.support.fake_plex import FakePlex
from tests.support.fake_radarr import FakeRadarr
from tests.support.fake_sonarr import example as example_sonarr
from tests.support.greenlight import Greenlight, begin
from tests.support.homeassistant import HomeAssistantProcess, Refused
from tests.support.media_files import DDP_ATMOS, PQ, TRUEHD, TRUEHD_ATMOS, File, Film
from tests.support.releases import MEGABYTE
from tests.support.server import Unavailable
from tests.support.stage import Stage

from .conftest import let_sockets_through
from .test_story import moves, unexpected

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.real_server,
    pytest.mark.timeout(300),
]

FEL = "2160p.UHD.BluRay.REMUX.DV.P7.FEL.HEVC.TrueHD.7.1.Atmos-GLINT"
P5 = "2160p.WEB-DL.DDP5.1.Atmos.DV.H.265-GLINT"
P8 = "2160p.UHD.BluRay.REMUX.DV.P8.1.HEVC.TrueHD.7.1-GLINT"
HDR = "2160p.UHD.BluRay.REMUX.HDR10.HEVC.TrueHD.7.1-GLINT"
WITH_ATMOS = HDR.replace("7.1", "7.1.Atmos")
# Those on offer are as small, so that none looks like a worse copy.
SIZE = 2 * MEGABYTE

IN_P5 = media_info(range="DV", audio="EAC3 Atmos", channels=5.1)
IN_FEL = media_info(range="DV HDR10")
IN_HDR = media_info(range="HDR10", audio="TrueHD")


def held(number: int, title: str, year: int, quality: str, info: Row) -> Row:
    """Return a film that Radarr has a file of."""
    source = "WEBDL-2160p" if "WEB-DL" in quality else "Remux-2160p"
    scene = f"{title.replace(' ', '.')}.{year}.{quality}"
    file = film_file(number, scene, quality=source, info=info, size=SIZE)
    return film(number, title, year, movieFile=file)


def seen_by_plex(key: int, title: str, year: int, quality: str, **file: Any) -> Film:
    """Return a film that Plex has looked into."""
    path = f"/media/films/{title.replace(' ', '.')}.{year}.{quality}.mkv"
    made = File(path=path, size=SIZE, transfer=PQ, **file)
    return Film(key=key, title=title, year=year, tmdb=910_000 + key, files=(made,))


def in_radarr() -> list[Row]:
    """Return what Radarr has, a film for each test."""
    return [
        held(1, "Paper Lighthouse", 2019, P5, IN_P5),
        held(2, "Nine Winters", 2017, FEL, IN_FEL),
        held(3, "Copper Meadow", 2018, HDR, IN_HDR),
        held(4, "Slow Comet", 2015, HDR, IN_HDR),
        held(5, "Glass Estuary", 2020, P5, IN_P5),
        held(6, "Moss and Iron", 2021, P5, IN_P5),
        held(7, "Velvet Quarry", 2022, P5, IN_P5),
        film(8, "Tin Weather", 2024),
    ]


def in_plex() -> list[Film]:
    """Return what only Plex has."""
    return [
        seen_by_plex(1, "Amber Tide", 2016, P5, dolby=(5, 0, False), tracks=(DDP_ATMOS,)),
        # Its name does not say what the film is, but its streams do.
        seen_by_plex(2, "Hollow Reed", 2014, "2160p", dolby=(7, 6, True), tracks=(TRUEHD_ATMOS,)),
        seen_by_plex(3, "Pale Orchard", 2013, HDR, tracks=(TRUEHD,)),
    ]  # fmt: skip


@dataclass
class Shelves:
    """What plays together here, and Greenlight's ids of the libraries."""

    stage: Stage
    radarr: FakeRadarr
    plex: FakePlex
    greenlight: Greenlight
    ids: dict[str, str] = field(default_factory=dict)

    async def offer(self, title: str, year: int, quality: str) -> str:
        """List a release in the feed and return what it is called."""
        release = f"{title.replace(' ', '.')}.{year}.{quality}"
        await self.stage.publish(release, SIZE)
        return release

    async def asked(self, title: str, year: int, quality: str) -> dict[str, Any]:
        """Return the question about a release that has just come."""
        return await self.greenlight.asked(await self.offer(title, year, quality))

    async def silent(self, title: str, year: int, quality: str) -> dict[str, Any]:
        """Have a release come that nobody is asked about, and return what is explained of it."""
        release = await self.offer(title, year, quality)
        # All that is in the feed is considered by the time that this is over.
        await self.greenlight.refresh()
        assert await self.greenlight.request(release) is None
        return await self.explained(release)

    async def explained(self, release: str) -> dict[str, Any]:
        """Return what is explained of a title: what is there, and what the rules make of it."""
        data = {"title": release}
        answer: dict[str, Any] = await self.stage.hass.ask("greenlight.explain", data)
        return answer

    async def found(self, text: str) -> list[dict[str, Any]]:
        """Return what the libraries have that is called like this."""
        data = {"text": text}
        answer = await self.stage.hass.ask("greenlight.search_library", data)
        items: list[dict[str, Any]] = answer["items"]
        return items


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def shelves() -> AsyncIterator[Shelves]:
    """Start everything once, with a rule for upgrades and one for what is wanted."""
    let_sockets_through()
    try:
        stage = Stage(HomeAssistantProcess())
    except Unavailable as error:
        pytest.skip(str(error))
    radarr, plex = FakeRadarr(*in_radarr()), FakePlex(in_plex(), ())
    async with radarr, plex, example_sonarr() as sonarr, stage:
        greenlight, _ = await begin(stage.hass, stage.client)
        await greenlight.add_source(stage.site.rss_url)
        ids = {
            kind: await greenlight.add_library(kind, kind.title(), url, key)
            for kind, url, key in (
                ("radarr", radarr.url, radarr.key),
                ("plex", plex.url, plex.token),
                ("sonarr", sonarr.url, sonarr.key),
            )
        }
        await greenlight.add_rule("Better ones", kind="upgrades")
        wanted = await greenlight.add_rule("Wanted ones", kind="wanted")
        await stage.hass.stored("core.config_entries", wanted)
        yield Shelves(stage, radarr, plex, greenlight, ids)


def table(request: dict[str, Any]) -> dict[str, tuple[str, str, str | None]]:
    """Return the rows of a question by their labels."""
    return {
        row["label"]: (row["have"], row["offered"], row["mark"])
        for row in request["rows"]
    }


async def test_the_film_with_p5_is_asked_about_with_the_table_and_downloads(
    shelves: Shelves,
) -> None:
    asked = await shelves.asked("Paper Lighthouse", 2019, FEL)

    assert asked["item"]["title"] == "Paper Lighthouse"
    assert asked["rule"] == "Better ones"
    rows = table(asked)
    assert rows.pop("Size")
    assert rows == {
        "Picture": ("Dolby Vision P5", "Dolby Vision P7 FEL", "better"),
        "Resolution": ("2160p", "2160p", None),
        "From": ("WEB-DL", "Remux", "better"),
        "Sound": ("DD+ Atmos", "TrueHD Atmos", None),
        "Group": ("GLINT", "GLINT", None),
    }
    assert asked["losses"] == []
    assert any("Dolby Vision P7 FEL" in gain for gain in asked["gains"])
    told = (await shelves.greenlight.notification()).replace("\\", "")
    assert "Paper Lighthouse (2019)" in told
    # So small a file looks like a fake, which is told before what would be better.
    assert "look twice" in told

    await shelves.greenlight.approve(asked["title"])
    done = await shelves.greenlight.wait_for(asked["title"], "completed")
    assert moves(done) == ["pending", "approved", "downloading", "completed"]


async def test_what_only_plex_has_is_known_by_its_streams(shelves: Shelves) -> None:
    asked = await shelves.asked("Amber Tide", 2016, FEL)
    assert table(asked)["Picture"] == (
        *("Dolby Vision P5", "Dolby Vision P7 FEL"),
        "better",
    )
    said = await shelves.silent("Hollow Reed", 2014, P8)
    (version,) = said["library"]["versions"]
    assert "Dolby Vision P7" in version["quality"]


async def test_the_film_with_fel_stays_silent_and_explain_says_why(
    shelves: Shelves,
) -> None:
    said = await shelves.silent("Nine Winters", 2017, FEL)

    verdict = said["verdict"]
    assert (verdict["outcome"], verdict["rule"]) == ("ignore", None)
    assert said["library"]["item"]["title"] == "Nine Winters"
    assert {one["rule"]: one["reasons"] for one in said["rules"]} == {
        "Better ones": ["You have this very release"],
        "Wanted ones": ["It is there already"],
    }
    other = await shelves.silent("Nine Winters", 2017, FEL.replace("GLINT", "EMBER"))
    assert other["rules"][0]["reasons"] == ["Nothing is better than what you have"]


async def test_dolby_vision_is_asked_about_where_there_is_hdr10(
    shelves: Shelves,
) -> None:
    asked = await shelves.asked("Copper Meadow", 2018, P8)
    assert table(asked)["Picture"] == ("HDR10", "Dolby Vision P8.1", "better")


async def test_atmos_is_asked_about_only_with_dolby_vision(shelves: Shelves) -> None:
    said = await shelves.silent("Slow Comet", 2015, WITH_ATMOS)
    assert said["rules"][0]["gains"] == ["atmos"]
    assert said["verdict"]["outcome"] == "ignore"
    both = P8.replace("7.1-", "7.1.Atmos-")
    asked = await shelves.asked("Slow Comet", 2015, both)
    assert table(asked)["Picture"] == ("HDR10", "Dolby Vision P8.1", "better")
    assert table(asked)["Sound"] == ("TrueHD 7.1", "TrueHD Atmos", "better")


async def test_what_is_wanted_is_asked_about(shelves: Shelves) -> None:
    asked = await shelves.asked("Tin Weather", 2024, P8)
    assert (asked["rule"], asked["have"]) == ("Wanted ones", [])
    assert asked["item"]["title"] == "Tin Weather"


async def test_what_came_while_radarr_was_away_is_asked_about_once_it_is_back(
    shelves: Shelves,
) -> None:
    greenlight, radarr = shelves.greenlight, shelves.ids["radarr"]
    async with shelves.radarr.away():
        # Sooner than it would be noticed.
        with pytest.raises(Refused):
            await greenlight.press("test", radarr)
        await greenlight.connected(radarr, "off")
        release = await shelves.offer("Glass Estuary", 2020, FEL)
        await greenlight.refresh()
        assert await greenlight.request(release) is None
        said = await shelves.explained(release)
        assert said["verdict"]["outcome"] == "wait"
        assert said["verdict"]["waits"] == ["Radarr"]
    asked = await greenlight.wait_for(release, "pending")
    assert table(asked)["Picture"][0] == "Dolby Vision P5"
    await greenlight.connected(radarr, "on")


async def test_a_question_ends_by_itself_when_the_library_has_it(
    shelves: Shelves,
) -> None:
    asked = await shelves.asked("Moss and Iron", 2021, FEL)
    listing = sum(one.path == "/api/v3/movie" for one in shelves.radarr.asked)
    name = f"Moss.and.Iron.2021.{FEL}"
    await shelves.radarr.put_file(6, film_file(60, name, info=IN_FEL, movieId=6))
    ended = await shelves.greenlight.wait_for(asked["title"], "superseded")

    assert moves(ended) == ["pending", "superseded"]
    assert ended["journal"][-1]["why"] == "Radarr has it now"
    # It was told of that, and did not have to look for it.
    assert listing == sum(one.path == "/api/v3/movie" for one in shelves.radarr.asked)


async def test_after_a_power_cut_it_is_usable_from_what_is_on_disk(
    shelves: Shelves,
) -> None:
    greenlight, hass, radarr = (
        shelves.greenlight,
        shelves.stage.hass,
        shelves.ids["radarr"],
    )
    read = (await greenlight.state("sensor.library_read", radarr))["state"]
    async with shelves.radarr.away():
        hass.kill()
        await hass.start()
        (found,) = await shelves.found("Velvet Quarry")
        (library,) = found["libraries"]
        assert (
            library["versions"][0]["quality"]
            == "2160p WEB-DL · Dolby Vision P5 · DD+ Atmos 5.1"
        )
        old = await greenlight.state("sensor.library_read", radarr)
        assert old["state"].startswith("20")
        assert old["state"] <= read
        release = await shelves.offer("Velvet Quarry", 2022, FEL)
        await greenlight.refresh()
        assert await greenlight.request(release) is None
    await greenlight.wait_for(release, "pending")
    again = await greenlight.state("sensor.library_read", radarr)
    assert again["state"] > read


async def test_nothing_secret_is_shown_and_nothing_went_wrong_unseen(
    shelves: Shelves,
) -> None:
    hass, greenlight = shelves.stage.hass, shelves.greenlight
    entry = f"/api/diagnostics/config_entry/{greenlight.entry_id}"
    shown = f"{await hass.states()}{await greenlight.requests()}{hass.log}"
    shown += str(await hass.get(entry))
    for secret in (shelves.radarr.key, shelves.plex.token):
        assert secret not in shown
    assert unexpected(hass.log) == []
