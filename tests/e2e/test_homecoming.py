"""What was downloaded comes home: a real Home Assistant and qBittorrent, and a Radarr and Plex that are fakes.

The Radarr is one that does to files on this disk what a real one does: it deletes what is there first,
and says that all went well whatever came of it.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
import os
from pathlib import Path
import random
import tempfile
from typing import Any

import pytest
import pytest_asyncio

from tests.support.arr_rows import media_info
from tests.support.fake_phone import FakePhone, over
from tests.support.fake_phone_push import PushService
from tests.support.fake_plex import FakePlex
from tests.support.fake_radarr import FakeRadarr
from tests.support.flows import Flow
from tests.support.greenlight import Greenlight, begin
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
PASSWORD = "look-only"
FIX = "/api/repairs/issues/fix"


@dataclass
class House:
    """What plays together here.

    ``movies`` is the folder of Radarr and ``own`` are those that Greenlight itself fills: one on the disk
    where everything is downloaded and one on another.
    """

    stage: Stage
    radarr: FakeRadarr
    plex: FakePlex
    movies: Path
    own: tuple[Path, Path]
    greenlight: Greenlight
    phone: FakePhone
    # Releases that are waited for while others come home.
    waiting: list[str] = field(default_factory=list)

    def files(self, title: str) -> list[str]:
        """Return what lies in the folder of a film."""
        return sorted(one.name for one in (self.movies / folder_of(title)).iterdir())

    async def downloaded(self, title: str, release: str = "", **how: Any) -> str:
        """Have the better release of a film approved, which is then on its way."""
        release = release or better(title)
        await self.stage.publish(release, SIZE, **how)
        await self.greenlight.asked(release)
        await self.greenlight.approve(release)
        return release

    async def downloaded_with(self, title: str, *names: str) -> str:
        """Have the better release of a film approved, with other files in it."""
        files = {one: random.Random(one).randbytes(100_000) for one in names}
        return await self.downloaded(title, files=files)

    async def row(self, release: str) -> dict[str, Any]:
        """Return the row of the card for a download."""
        request = await self.greenlight.request(release)
        assert request is not None
        async with self.stage.hass.socket() as socket:
            events = await socket.subscribe("greenlight/subscribe")
            told = await events.get()
        (found,) = (one for one in told["downloads"] if one["id"] == request["id"])
        return dict(found)

    async def issue(self, release: str) -> str:
        """Return the issue in repairs that is about a release, empty if there is none."""
        request = await self.greenlight.request(release)
        assert request is not None
        listed = await self.stage.hass.command("repairs/list_issues")
        found = [one["issue_id"] for one in listed["issues"]]
        return "".join(one for one in found if one.endswith(request["id"]))

    async def fix(self, release: str) -> Flow:
        """Begin to fix that in repairs."""
        about = {"handler": "greenlight", "issue_id": await self.issue(release)}
        hass = self.stage.hass
        return Flow(hass, FIX, await hass.post(FIX, about))

    def calls(self, words: str) -> int:
        """Return how often the phone has rung with these words."""
        return sum(
            words in push["message"] and not push["data"].get("alert_once")
            for push in self.phone.came
            if "data" in push
        )

    async def called(self, words: str) -> None:
        """Wait until the phone has rung with these words."""

        async def rung() -> bool:
            return self.calls(words) > 0

        await until(rung, f"the phone to say {words!r}", seconds=30)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
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
        house = House(stage, radarr, plex, movies, (near, far), greenlight, phone)
        await move_in(house)
        yield house


async def move_in(house: House) -> None:
    """Set everything up."""
    greenlight, hass = house.greenlight, house.stage.hass
    await greenlight.add_source(house.stage.site.rss_url)
    radarr, plex = house.radarr, house.plex
    folders = {"paths": [f"{house.movies} = /movies"]}
    await greenlight.add_library(
        "radarr", "Radarr", radarr.url, radarr.key, folders=folders
    )
    await greenlight.add_library("plex", "Plex", plex.url, plex.token)
    await house.phone.register(over(hass.url), hass.token)
    (phone,) = await hass.command("config_entries/get", domain="mobile_app")
    await greenlight.add(
        "approver",
        {"next_step_id": "companion"},
        {
            "name": "Phone",
            "devices": [phone["entry_id"]],
            "which": {},
            "when": {},
            "how": {},
        },
    )
    await hass.add_user("Ben", PASSWORD)
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
    await hass.stored("core.config_entries", rule)


async def test_the_film_with_p5_is_replaced_measured_and_plex_looks(
    house: House,
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
    house: House,
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
    house: House,
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


async def test_a_disk_that_is_full_costs_no_file(house: House) -> None:
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
    house: House, title: str, names: tuple[str, ...], why: str
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
    tokens = await house.stage.hass.tokens_of("ben", PASSWORD)
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
    house: House,
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
    house: House,
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
    house: House,
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


async def test_nothing_went_wrong_unseen(house: House) -> None:
    assert unexpected(house.stage.hass.log) == []
