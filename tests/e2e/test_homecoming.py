"""What was downloaded comes home: a real Home Assistant and qBittorrent, and a Radarr and Plex that are fakes.

The Radarr is one that does to files on this disk what a real one does: it deletes what is there first,
and says that all went well whatever came of it.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
import os
from pathlib import Path
import tempfile
from typing import Any

import pytest
import pytest_asyncio

from tests.support.arr_rows import media_info
from tests.support.fake_phone import FakePhone
from tests.support.fake_phone_push import PushService
from tests.support.fake_plex import FakePlex
from tests.support.fake_radarr import FakeRadarr
from tests.support.film_house import LOOKER, PASSWORD, FilmHouse
from tests.support.greenlight import begin
from tests.support.homeassistant import HomeAssistantProcess
from tests.support.homecoming import (
    IN_PLEX,
    SIZE,
    allow,
    better,
    folder_of,
    home_of,
    in_plex,
    in_radarr,
    measured,
    why_blocked,
)
from tests.support.media_files import TRUEHD_ATMOS
from tests.support.releases import MEGABYTE
from tests.support.server import Unavailable
from tests.support.stage import Stage
from tests.support.waiting import until
from tests.support.websocket import CommandFailed, HomeAssistantSocket

from .conftest import let_sockets_through
from .test_story import moves, unexpected

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.real_server,
    pytest.mark.timeout(300),
]

TITLES = (
    "Paper Lighthouse",
    "Glass Estuary",
    "Moss and Iron",
    "Velvet Quarry",
    "Salt Cathedral",
    "Brass Orchard",
    "Linen Harbour",
    "Cedar Parade",
)
LOOSE = ("Tin Ferry", "Far Ferry")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[FilmHouse]:
    """Start everything once."""
    let_sockets_through()
    try:
        stage = Stage(HomeAssistantProcess())
    except Unavailable as error:
        pytest.skip(str(error))
    movies, near = (tmp_path_factory.mktemp(name) for name in ("movies", "near"))
    stage.client.saves.mkdir(parents=True, exist_ok=True)
    rows = [in_radarr(number, one, movies) for number, one in enumerate(TITLES, 1)]
    radarr = FakeRadarr(*rows)
    radarr.tags = {1: "fel"}
    plex = FakePlex([in_plex(key, one) for key, one in enumerate(TITLES, 1)], ())
    pushes = PushService(limit=10_000)
    async with AsyncExitStack() as stack:
        shared = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
        far = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=shared)))
        allow(stage.hass, near, far, stage.client.saves, more="mobile_app:\n")
        for part in (radarr, plex, pushes, stage):
            await stack.enter_async_context(part)
        # Radarr calls the folder of qBittorrent otherwise than qBittorrent does.
        radarr.disk.places = {"/movies": movies, "/downloads": stage.client.saves}
        radarr.imports.mappings = [(str(stage.client.saves), "/downloads")]
        greenlight, _ = await begin(stage.hass, stage.client)
        phone = FakePhone(pushes, "Pixel")
        house = FilmHouse(stage, radarr, plex, movies, (near, far), greenlight, phone)
        await house.move_in()
        await add_rules(house)
        yield house


async def add_rules(house: FilmHouse) -> None:
    """Add a rule for each way home."""
    greenlight = house.greenlight
    await greenlight.add_rule(
        "Beside", kind="upgrades", include=["velvet"], home={"home_where": "beside"}
    )
    for title, folder in zip(LOOSE, house.own, strict=True):
        await greenlight.add_rule(
            f"Into a folder: {title}",
            include=[title.lower()],
            home={"home_where": "folder", "home_folder": str(folder)},
        )
    rule = await greenlight.add_rule("Better ones", kind="upgrades", exclude=["velvet"])
    await house.stage.hass.stored("core.config_entries", rule)


async def test_the_film_with_p5_is_replaced_measured_and_plex_looks(
    house: FilmHouse,
) -> None:
    title = TITLES[0]
    name = f"{better(title).lower()}.mkv"
    # What each of them is going to find in the new file.
    house.radarr.imports.infos[name] = media_info(range="DV HDR10")
    house.plex.finds[f"{IN_PLEX}/{folder_of(title)}"] = in_plex(
        1, title, name, size=SIZE, dolby=(7, 6, True), tracks=(TRUEHD_ATMOS,)
    )
    release = await house.downloaded(title)
    done = await house.greenlight.wait_for(release, "imported")
    assert moves(done)[-2:] == ["completed", "imported"]
    assert done["home"]["step"] == "done"

    # The old one is gone, the new one there, and shared from where it was downloaded.
    assert house.files(title) == [name]
    new = house.movies / folder_of(title) / name
    saved = house.stage.client.saves / release / name
    assert new.stat().st_ino == saved.stat().st_ino

    async def looks() -> Any:
        return house.plex.told

    # It calls the folder otherwise than Radarr does.
    told = await until(looks, "Plex to be told to look", seconds=30)
    assert ("1", f"{IN_PLEX}/{folder_of(title)}") in (told or ())
    found = await measured(house.greenlight, release, says="P7")
    assert found["kept"] is True
    # Neither of them can tell one enhancement layer from another; a tool has looked, and says by a tag.
    await house.radarr.change(1, tags=[1])
    found = await measured(house.greenlight, release, says="FEL")
    assert found["kept"] is True


async def test_a_film_that_radarr_only_says_to_have_imported_is_waited_for(
    house: FilmHouse,
) -> None:
    house.radarr.imports.swallows = "Access to the path is denied"
    release = await house.downloaded(TITLES[1])
    house.waiting.append(release)

    async def swallowed() -> bool:
        rows = house.radarr.commands.rows.values()
        return any(
            release.lower() in str(row["body"]).lower() and "ended" in row
            for row in rows
        )

    await until(swallowed, "Radarr to say that all went well")
    house.radarr.imports.swallows = ""


async def test_a_layer_that_was_none_is_said_and_held_against_its_group(
    house: FilmHouse,
) -> None:
    title, other = TITLES[4], TITLES[5]
    release = better(title, "HOAX")
    name = f"{release.lower()}.mkv"
    house.radarr.imports.infos[name] = media_info(range="DV HDR10")
    house.plex.finds[f"{IN_PLEX}/{folder_of(title)}"] = in_plex(
        5, title, name, size=SIZE, dolby=(8, 1, False), tracks=(TRUEHD_ATMOS,)
    )
    await house.downloaded(title, release)
    await house.greenlight.wait_for(release, "imported")
    found = await measured(house.greenlight, release, says="P8")
    assert found["kept"] is False
    assert "FEL" in found["promised"]

    next_one = better(other, "HOAX")
    await house.stage.publish(next_one, SIZE)
    await house.greenlight.asked(next_one)
    await house.called("HOAX has promised FEL before that was none")
    await house.greenlight.decline(next_one)


async def test_a_disk_that_is_full_costs_no_file(house: FilmHouse) -> None:
    title = TITLES[2]
    old = house.files(title)
    house.radarr.imports.media["copyUsingHardlinks"] = False
    rooms, house.radarr.disk.rooms = house.radarr.disk.rooms, {"/": 50 * MEGABYTE}
    release = await house.downloaded(title)
    assert "no room" in await why_blocked(house.greenlight, release)
    assert house.files(title) == old
    row = await house.row(release)
    assert row["group"] == "needs_you"

    # A person sees that it is told, and leaves it.
    flow = await house.fix(release)
    assert flow.at["menu_options"] == ["import_anyway", "leave_it"]
    await flow.choose("leave_it")
    flow.created()
    assert (await home_of(house.greenlight, release))["step"] == "left"
    assert await house.issue(release) == ""
    assert house.files(title) == old
    house.radarr.disk.rooms = rooms
    house.radarr.imports.media["copyUsingHardlinks"] = True


@pytest.mark.parametrize(
    ("title", "names", "why"),
    [
        (TITLES[6], ("Linen.Harbour.2160p.mkv", "codec-setup.exe"), "codec-setup.exe"),
        (
            TITLES[7],
            ("cedar.parade.rar", "cedar.parade.r00", "PASSWORD.txt"),
            "locked archive",
        ),
    ],
)
async def test_what_can_do_harm_is_told_once_and_never_imported(
    house: FilmHouse, title: str, names: tuple[str, ...], why: str
) -> None:
    old = house.files(title)
    release = await house.downloaded_with(title, *names)
    assert why in await why_blocked(house.greenlight, release)
    await house.called(why)
    request = await house.greenlight.request(release)
    assert request is not None
    row = await house.row(release)
    assert row["group"] == "needs_you"
    assert "leave" in row["can"]
    assert "import" not in row["can"]

    # Whoever may only look says nothing in it, and nobody has it imported.
    about = {"request_id": request["id"]}
    tokens = await house.stage.hass.tokens_of(LOOKER.lower(), PASSWORD)
    access = tokens["access_token"]
    async with HomeAssistantSocket(house.stage.hass.url, access) as socket:
        for action in ("import", "leave"):
            with pytest.raises(CommandFailed):
                await socket.command(
                    "call_service",
                    domain="greenlight",
                    service=action,
                    service_data=about,
                )
    async with house.stage.hass.socket() as socket:
        with pytest.raises(CommandFailed, match="never imported"):
            await socket.command(
                "call_service",
                domain="greenlight",
                service="import",
                service_data={**about, "anyway": True},
            )
    assert await why_blocked(house.greenlight, release)

    flow = await house.fix(release)
    assert flow.at["menu_options"] == ["leave_it"]
    await flow.choose("leave_it")
    flow.created()
    assert (await home_of(house.greenlight, release))["step"] == "left"
    assert await house.issue(release) == ""
    assert house.files(title) == old
    orders = str(house.radarr.commands.told("ManualImport"))
    assert release.lower() not in orders.lower()
    assert house.calls(why) == 1


async def test_a_second_version_goes_beside_the_first_and_is_shared_from_there(
    house: FilmHouse,
) -> None:
    title = TITLES[3]
    (old,) = house.files(title)
    name = f"{better(title).lower()}.mkv"
    release = await house.downloaded(title)
    # It has come once Radarr shows it, which has looked at the folder.
    await house.greenlight.wait_for(release, "imported")
    assert {old, name} <= set(house.files(title))

    async def rescanned() -> Any:
        return house.radarr.commands.told("RescanMovie")

    assert await until(rescanned, "Radarr to look at the folder", seconds=30)
    assert ("1", f"{IN_PLEX}/{folder_of(title)}") in house.plex.told
    folder = house.movies / folder_of(title)
    (torrent,) = [
        one
        for one in await house.stage.client.torrents()
        if Path(one["save_path"]) == folder
    ]
    assert torrent["progress"] == 1


async def test_what_goes_into_a_folder_is_shared_from_where_it_was_saved(
    house: FilmHouse,
) -> None:
    releases = [f"{title.replace(' ', '.')}.2021.1080p.WEB-DL-GLINT" for title in LOOSE]
    for release in releases:
        await house.downloaded("", release)
    for release, folder in zip(releases, house.own, strict=True):
        await house.greenlight.wait_for(release, "imported")
        (put,) = folder.rglob("*.mkv")
        saved = house.stage.client.saves / release / f"{release.lower()}.mkv"
        assert put.read_bytes() == saved.read_bytes()
        one_disk = folder.stat().st_dev == saved.stat().st_dev
        assert put.samefile(saved) == one_disk
        assert saved.stat().st_nlink == 1 + one_disk
        assert not [one for one in folder.rglob("*") if one.suffix == ".part"]
    shared = {one["name"]: one for one in await house.stage.client.torrents()}
    for release in releases:
        assert shared[release]["progress"] == 1
        assert shared[release]["state"] in ("uploading", "stalledUP")


async def test_what_radarr_calls_successful_and_did_not_do_is_said(
    house: FilmHouse,
) -> None:
    title, (release,) = TITLES[1], house.waiting
    assert "not there" in await why_blocked(house.greenlight, release)
    request = await house.greenlight.request(release)
    assert request is not None
    assert request["state"] == "completed"

    # Somebody has seen to it there, and wants it all the same.
    data = {"request_id": request["id"], "anyway": True}
    await house.stage.hass.call("greenlight.import", data)
    await house.greenlight.wait_for(release, "imported")
    assert house.files(title) == [f"{release.lower()}.mkv"]
    assert await house.issue(release) == ""


async def test_nothing_went_wrong_unseen(house: FilmHouse) -> None:
    assert unexpected(house.stage.hass.log) == []
