"""What Radarr makes of a film that was imported."""

import asyncio
from collections.abc import AsyncGenerator

from aiohttp import ClientSession, web
import pytest

from custom_components.greenlight.engine.quality.quality import DynamicRange, Layer
from custom_components.greenlight.libraries.errors import NotFound
from custom_components.greenlight.libraries.imports import (
    Candidate,
    Doing,
    Imports,
    Mode,
)
from tests.contract.libraries.arr.test_imports import RadarrHouse
from tests.contract.libraries.arr_world import RadarrWorld
from tests.contract.libraries.importing import DOWNLOAD, FOLDER, OLD
from tests.support.arr_disk import GB
from tests.support.arr_queue import stand
from tests.support.arr_rows import media_info
from tests.support.fake_radarr import example


@pytest.fixture
async def house(session: ClientSession) -> AsyncGenerator[RadarrHouse]:
    async with example() as server:
        yield RadarrHouse(server, RadarrWorld(server, session))


async def test_what_was_seen_in_a_file_is_measured(house: RadarrHouse) -> None:
    house.arr.imports.infos[f"{house.name}.mkv"] = media_info(range="DV HDR10")
    await house.ended(await house.bring())
    (file,) = await house.imports.files_of("2")
    assert file.quality.dynamic_range == {
        DynamicRange.DOLBY_VISION,
        DynamicRange.HDR10,
    }
    assert file.quality.layer is not Layer.FEL
    # What a tool finds out it leaves as a tag, some time later.
    await house.arr.change(2, tags=[1])
    (file,) = await house.imports.files_of("2")
    assert (file.quality.profile, file.quality.layer) == ("7", Layer.FEL)


async def test_an_order_says_what_its_own_page_says(house: RadarrHouse) -> None:
    await house.ended(await house.bring(download=DOWNLOAD))
    order = house.order()
    assert set(order) == {"name", "importMode", "files"}
    assert set(order["files"][0]) == {
        *("path", "folderName", "movieId", "releaseGroup", "quality", "languages"),
        *("indexerFlags", "downloadId"),
    }


async def test_a_look_into_files_takes_a_while(house: RadarrHouse) -> None:
    listed = house.arr.imports.listed(house.path)

    async def slowly(request: web.Request, _: str) -> web.Response:
        # As long as 27 files on a slow disk take, were an answer awaited for 30 seconds.
        await asyncio.sleep(0.45)
        return house.arr.json(request, listed)

    for method in ("GET", "POST"):
        house.arr.route(method, "/api/v3/manualimport", slowly)
        house.arr._routes.insert(0, house.arr._routes.pop())
    library = house.world.library(timeout=0.1)
    assert isinstance(library, Imports)
    (one,) = await library.candidates(house.path, item="2")
    assert one.path == house.path


async def test_a_film_without_a_file_or_gone(house: RadarrHouse) -> None:
    assert await house.imports.files_of("4") == ()
    with pytest.raises(NotFound):
        await house.imports.files_of("987654")


async def test_what_lies_in_its_folder_already(house: RadarrHouse) -> None:
    path = f"{house.folder}/A second one.mkv"
    house.arr.disk.put(path, GB)
    (old,) = await house.imports.files_of("2")
    one = Candidate(path=path, name="x")
    command = await house.imports.bring([one], mode=Mode.MOVE, item="2")
    assert (await house.ended(command)).doing is Doing.DONE
    (new,) = await house.imports.files_of("2")
    # It is neither moved nor written down, and what was there stays on the disk, known to nobody.
    assert new.path == path
    assert set(house.arr.disk.files(house.folder)) == {old.path, path}


async def test_a_film_that_is_gone_ends_the_order(house: RadarrHouse) -> None:
    one = Candidate(path=house.path, name="x")
    command = await house.imports.bring([one], mode=Mode.COPY, item="987654")
    state = await house.ended(command)
    assert state.doing is Doing.FAILED
    assert state.message == "movie with ID 987654 does not exist"


async def test_a_second_file_that_a_rescan_finds(house: RadarrHouse) -> None:
    house.arr.disk.put(f"{house.folder}/larger.mkv", OLD + 1)
    await house.ended(await house.imports.rescan("2"))
    (file,) = await house.imports.files_of("2")
    assert file.path.endswith("/larger.mkv")
    # Of what is gone from the disk, it knows no more after that.
    for path in house.arr.disk.files(house.folder):
        house.arr.disk.remove(path)
    await house.ended(await house.imports.rescan("2"))
    assert await house.imports.files_of("2") == ()


async def test_a_rescan_without_a_number_would_be_of_all(
    house: RadarrHouse, session: ClientSession
) -> None:
    house.arr.disk.put(f"{house.arr.works[4]['path']}/found.mkv", GB)
    await house.ended(await house.imports.rescan("2"))
    assert house.arr.works[4]["hasFile"] is False
    async with session.post(
        f"{house.arr.url}/api/v3/command",
        json={"name": "RescanMovie"},
        headers={"X-Api-Key": house.arr.key},
    ) as answer:
        command = str((await answer.json())["id"])
    await house.ended(command)
    assert house.arr.works[4]["hasFile"] is True


async def test_of_a_work_the_folder_that_is_asked_for_counts_for_nothing(
    house: RadarrHouse, session: ClientSession
) -> None:
    url, headers = f"{house.arr.url}/api/v3/manualimport", {"X-Api-Key": house.arr.key}
    query = {"folder": FOLDER, "movieId": "2"}
    async with session.get(url, params=query, headers=headers) as answer:
        (row,) = await answer.json()
    assert row["path"].startswith(f"{house.folder}/")
    assert row["movieFileId"] == 2
    assert row["quality"]["quality"]["name"] == "Unknown"


async def test_of_a_download_only_what_it_follows_is_listed(
    house: RadarrHouse, session: ClientSession
) -> None:
    url, headers = f"{house.arr.url}/api/v3/manualimport", {"X-Api-Key": house.arr.key}
    query = {"folder": FOLDER, "downloadId": DOWNLOAD.upper()}
    async with session.get(url, params=query, headers=headers) as answer:
        assert await answer.json() == []
    stand(house.arr, DOWNLOAD, path=FOLDER)
    async with session.get(url, params=query, headers=headers) as answer:
        (row,) = await answer.json()
    assert row["path"] == house.path
