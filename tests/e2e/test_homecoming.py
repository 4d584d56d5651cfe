"""What was downloaded comes home: a real Home Assistant and qBittorrent, and a Radarr and Plex that are fakes.

The Radarr is one that does to files on this disk what a real one does: it deletes what is there first,
and says that all went well whatever came of it.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.support.arr_rows import Row, film, film_file, media_info
from tests.support.fake_plex import FakePlex
from tests.support.fake_radarr import FakeRadarr
from tests.support.greenlight import Greenlight, begin
from tests.support.homeassistant import HomeAssistantProcess
from tests.support.media_files import DDP_ATMOS, PQ, TRUEHD_ATMOS, File, Film
from tests.support.releases import MEGABYTE
from tests.support.server import Unavailable
from tests.support.stage import Stage
from tests.support.waiting import until

from .conftest import let_sockets_through
from .test_story import moves, unexpected

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.real_server,
    pytest.mark.timeout(300),
]

FEL = "2160p.UHD.BluRay.REMUX.DV.P7.FEL.HEVC.TrueHD.7.1.Atmos-GLINT"
P5 = "2160p.WEB-DL.DDP5.1.Atmos.DV.H.265-GLINT"
SIZE = 2 * MEGABYTE
OLD_SIZE = SIZE - 1000
TITLES = ("Paper Lighthouse", "Glass Estuary", "Moss and Iron", "Velvet Quarry")
YEAR = 2019
IN_PLEX = "/media/films"


@dataclass
class House:
    """What plays together here; ``movies`` is the folder of Radarr, ``disk`` what this machine calls it."""

    stage: Stage
    radarr: FakeRadarr
    plex: FakePlex
    movies: Path
    greenlight: Greenlight
    ids: dict[str, str] = field(default_factory=dict)

    def release(self, title: str) -> str:
        """Return what the better release of a film is called."""
        return f"{title.replace(' ', '.')}.{YEAR}.{FEL}"

    def files(self, title: str) -> list[str]:
        """Return what lies in the folder of a film."""
        return sorted(one.name for one in (self.movies / f"{title} ({YEAR})").iterdir())

    async def downloaded(self, title: str) -> str:
        """Have the better release of a film approved, and wait until it is here."""
        release = self.release(title)
        await self.stage.publish(release, SIZE)
        await self.greenlight.asked(release)
        await self.greenlight.approve(release)
        return release

    async def home(self, release: str) -> dict[str, Any]:
        """Return how far a release is on its way home."""
        request = await self.greenlight.request(release)
        assert request is not None
        home: dict[str, Any] = request["home"]
        return home

    async def blocked(self, release: str) -> str:
        """Wait until a person has to see to it, and return why."""

        async def look() -> str:
            request = await self.greenlight.request(release)
            home = (request or {}).get("home") or {}
            return home.get("why", "") if home.get("step") == "blocked" else ""

        return await until(look, f"{release} to wait for a person", seconds=90) or ""


def held(number: int, title: str, movies: Path) -> Row:
    """Return a film that Radarr has a file of, which is there."""
    scene = f"{title.replace(' ', '.')}.{YEAR}.{P5}"
    folder = f"/movies/{title} ({YEAR})"
    (movies / f"{title} ({YEAR})").mkdir(parents=True)
    (movies / f"{title} ({YEAR})" / f"{scene}.mkv").write_bytes(bytes(OLD_SIZE))
    file = film_file(
        number,
        scene,
        quality="WEBDL-2160p",
        info=media_info(range="DV", audio="EAC3 Atmos", channels=5.1),
        size=OLD_SIZE,
        path=f"{folder}/{scene}.mkv",
    )
    return film(number, title, YEAR, path=folder, movieFile=file)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """Start everything once."""
    let_sockets_through()
    try:
        stage = Stage(HomeAssistantProcess())
    except Unavailable as error:
        pytest.skip(str(error))
    movies = tmp_path_factory.mktemp("movies")
    rows = [held(number, one, movies) for number, one in enumerate(TITLES, 1)]
    radarr, plex = FakeRadarr(*rows), FakePlex(list(in_plex()), ())
    async with radarr, plex, stage:
        # Radarr calls the folder of qBittorrent otherwise than qBittorrent does.
        radarr.disk.places = {"/movies": movies, "/downloads": stage.client.saves}
        radarr.imports.mappings = [(str(stage.client.saves), "/downloads")]
        greenlight, _ = await begin(stage.hass, stage.client)
        await greenlight.add_source(stage.site.rss_url)
        folders = {"paths": [f"{movies} = /movies"]}
        ids = {
            "radarr": await greenlight.add_library(
                "radarr", "Radarr", radarr.url, radarr.key, folders=folders
            ),
            "plex": await greenlight.add_library("plex", "Plex", plex.url, plex.token),
        }
        await greenlight.add_rule(
            "Beside", kind="upgrades", include=["velvet"], home={"home_where": "beside"}
        )
        rule = await greenlight.add_rule(
            "Better ones", kind="upgrades", exclude=["velvet"]
        )
        await stage.hass.stored("core.config_entries", rule)
        yield House(stage, radarr, plex, movies, greenlight, ids)


def seen(key: int, title: str, name: str, **file: Any) -> Film:
    """Return a film as Plex has it, with one file."""
    path = f"{IN_PLEX}/{title} ({YEAR})/{name}"
    made = File(path=path, transfer=PQ, **file)
    return Film(key=key, title=title, year=YEAR, tmdb=900_000 + key, files=(made,))


def in_plex() -> list[Film]:
    """Return the films as Plex has them."""
    return [
        seen(
            key,
            title,
            f"{title.replace(' ', '.')}.{YEAR}.{P5}.mkv",
            size=OLD_SIZE,
            dolby=(5, 0, False),
            tracks=(DDP_ATMOS,),
        )
        for key, title in enumerate(TITLES, 1)
    ]


async def test_the_film_with_p5_is_replaced_measured_and_plex_looks(
    house: House,
) -> None:
    title = TITLES[0]
    name = f"{house.release(title).lower()}.mkv"
    # What each of them is going to find in the new file.
    house.radarr.imports.infos[name] = media_info(range="DV HDR10")
    house.plex.finds[f"{IN_PLEX}/{title} ({YEAR})"] = seen(
        1, title, name, size=SIZE, dolby=(7, 6, True), tracks=(TRUEHD_ATMOS,)
    )
    release = await house.downloaded(title)
    done = await house.greenlight.wait_for(release, "imported")
    assert moves(done)[-2:] == ["completed", "imported"]
    assert done["home"]["step"] == "done"

    # The old one is gone, the new one there, and shared from where it was downloaded.
    assert house.files(title) == [name]
    new = house.movies / f"{title} ({YEAR})" / name
    saved = house.stage.client.saves / release / name
    assert new.stat().st_ino == saved.stat().st_ino

    async def looks() -> Any:
        return house.plex.told

    # It calls the folder otherwise than Radarr does.
    told = await until(looks, "Plex to be told to look", seconds=30)
    assert ("1", f"{IN_PLEX}/{title} ({YEAR})") in (told or ())

    async def measured() -> Any:
        return (await house.home(release)).get("measured")

    found = await until(measured, "it to be measured", seconds=60)
    assert found["kept"] is True
    assert "P7" in found["now"]


async def test_what_radarr_calls_successful_and_did_not_do_is_said(
    house: House,
) -> None:
    title = TITLES[1]
    old = house.files(title)
    house.radarr.imports.swallows = "Access to the path is denied"
    release = await house.downloaded(title)
    assert "not there" in await house.blocked(release)
    request = await house.greenlight.request(release)
    assert request is not None
    assert request["state"] == "completed"

    # Somebody has seen to it there, and wants it all the same.
    house.radarr.imports.swallows = ""
    data = {"request_id": request["id"], "anyway": True}
    await house.stage.hass.call("greenlight.import", data)
    await house.greenlight.wait_for(release, "imported")
    assert house.files(title) == [f"{release.lower()}.mkv"]
    assert old


async def test_a_disk_that_is_full_costs_no_file(house: House) -> None:
    title = TITLES[2]
    old = house.files(title)
    house.radarr.imports.media["copyUsingHardlinks"] = False
    house.radarr.disk.rooms = {"/": 50 * MEGABYTE}
    release = await house.downloaded(title)
    assert "no room" in await house.blocked(release)
    assert house.files(title) == old

    # A person sees that it is told, and leaves it.
    request = await house.greenlight.request(release)
    assert request is not None
    data = {"request_id": request["id"]}
    await house.stage.hass.call("greenlight.leave", data)
    assert (await house.home(release))["step"] == "left"
    assert house.files(title) == old


async def test_a_second_version_goes_beside_the_first_and_is_shared_from_there(
    house: House,
) -> None:
    title = TITLES[3]
    (old,) = house.files(title)
    name = f"{house.release(title).lower()}.mkv"
    release = await house.downloaded(title)
    # It has come once Radarr shows it, which has looked at the folder.
    await house.greenlight.wait_for(release, "imported")
    assert {old, name} <= set(house.files(title))

    async def rescanned() -> Any:
        return house.radarr.commands.told("RescanMovie")

    assert await until(rescanned, "Radarr to look at the folder", seconds=30)
    assert ("1", f"{IN_PLEX}/{title} ({YEAR})") in house.plex.told
    folder = house.movies / f"{title} ({YEAR})"
    (torrent,) = [
        one
        for one in await house.stage.client.torrents()
        if Path(one["save_path"]) == folder
    ]
    assert torrent["progress"] == 1


async def test_nothing_went_wrong_unseen(house: House) -> None:
    assert unexpected(house.stage.hass.log) == []
