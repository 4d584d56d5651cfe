"""What is otherwise with the imports of Sonarr: which episodes a file is of."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from typing import Any

from aiohttp import ClientSession
import pytest

from custom_components.greenlight.engine.library.item import Version
from custom_components.greenlight.libraries.errors import NotFound
from custom_components.greenlight.libraries.imports import Candidate, Doing, Mode
from tests.contract.libraries.arr.test_imports import SonarrHouse
from tests.contract.libraries.arr_world import SonarrWorld
from tests.contract.libraries.contract import STRANGE
from tests.contract.libraries.importing import DOWNLOAD, FOLDER, answers
from tests.support.arr_disk import GB
from tests.support.arr_rows import episode, media_info
from tests.support.fake_sonarr import FakeSonarr, example


@pytest.fixture
async def house(session: ClientSession) -> AsyncGenerator[SonarrHouse]:
    async with example() as server:
        yield SonarrHouse(server, SonarrWorld(server, session))


def sonarr(house: SonarrHouse) -> FakeSonarr:
    assert isinstance(house.arr, FakeSonarr)
    return house.arr


def put(house: SonarrHouse, name: str) -> str:
    path = f"{FOLDER}/pack/{name}.mkv"
    house.arr.disk.put(path, GB)
    return path


async def numbers(
    house: SonarrHouse, path: str, item: str = "1"
) -> list[tuple[tuple[int, int], ...]]:
    found = await house.imports.candidates(path, item=item)
    return [one.episodes for one in found]


async def test_several_episodes_in_one_file(house: SonarrHouse) -> None:
    path = put(house, "Harbour.Nine.S01E03E02.1080p.WEB-DL-GLINT")
    (one,) = await house.imports.candidates(path, item="1")
    assert one.episodes == ((1, 2), (1, 3))
    assert one.raw["releaseType"] == "multiEpisode"
    command = await house.imports.bring([one], mode=Mode.COPY, item="1")
    assert (await house.ended(command)).doing is Doing.DONE
    (file,) = house.order()["files"]
    assert file["episodeIds"] == [2, 3]
    assert file["releaseType"] == "multiEpisode"


async def test_an_order_says_what_its_own_page_says(house: SonarrHouse) -> None:
    await house.ended(await house.bring(download=DOWNLOAD))
    order = house.order()
    assert set(order) == {"name", "importMode", "files"}
    assert set(order["files"][0]) == {
        *("path", "folderName", "seriesId", "episodeIds", "releaseGroup", "quality"),
        *("languages", "indexerFlags", "releaseType", "downloadId"),
    }


async def test_a_day_is_an_episode(house: SonarrHouse) -> None:
    path = put(house, "Harbour.Nine.2024.02.04.1080p.WEB-DL-GLINT")
    assert await numbers(house, path) == [((1, 4),)]


async def test_episodes_it_cannot_tell_are_said_by_whoever_knows(
    house: SonarrHouse,
) -> None:
    path = put(house, "Harbour.Nine.Part.Four.1080p.WEB-DL-GLINT")
    (one,) = await house.imports.candidates(path, item="1")
    assert one.episodes == ()
    assert [said.text for said in one.rejections] == ["Invalid season or episode"]
    with pytest.raises(NotFound):
        await house.imports.bring([one], mode=Mode.COPY, item="1")
    known = replace(one, episodes=((1, 4),))
    command = await house.imports.bring([known], mode=Mode.COPY, item="1")
    assert (await house.ended(command)).doing is Doing.DONE
    assert house.order()["files"][0]["episodeIds"] == [4]
    (file,) = await house.imports.files_of("1", [(1, 4)])
    assert file.size == GB


async def test_what_it_takes_for_another_series(house: SonarrHouse) -> None:
    # It is read anew, for the one that is meant: its numbers would be of the other.
    path = put(house, "The.Glass.Orchard.2024.02.01.1080p.WEB-DL-GLINT")
    assert await numbers(house, path, "2") == [((1, 1),)]
    (one,) = await house.imports.candidates(path, item="1")
    assert (one.item, one.episodes) == ("1", ((0, 1), (1, 1)))


async def test_what_is_not_told_again_is_known_still(house: SonarrHouse) -> None:
    row = {"path": house.path, "releaseType": "unknown", "languages": []}
    answers(house, "POST", "manualimport", [row])
    (one,) = await house.found()
    assert one.raw["releaseType"] == "singleEpisode"
    assert one.raw["languages"] == [{"id": 1, "name": "English"}]


async def test_what_it_has_found_out_is_kept(house: SonarrHouse) -> None:
    # By the name of a folder, or by what it grabbed: read by its name alone it would not find out again.
    path = put(house, "abcdef")
    row = house.arr.imports.listed(path, 1)[0]
    row |= {"episodes": [{"id": 4, "seasonNumber": 1, "episodeNumber": 4}]}
    answers(house, "GET", "manualimport", [row])
    assert await numbers(house, path) == [((1, 4),)]


async def test_nothing_is_ordered_where_one_episode_is_unknown(
    house: SonarrHouse,
) -> None:
    good = Candidate(path=house.path, name="x", episodes=((1, 1),))
    for wrong in ((), ((1, 9),), ((1, 1), (9, 1))):
        bad = Candidate(path=f"{FOLDER}/y.mkv", name="y", episodes=wrong)
        with pytest.raises(NotFound):
            await house.imports.bring([good, bad], mode=Mode.COPY, item="1")
    assert house.arr.commands.rows == {}


async def test_a_pack_is_one_order(house: SonarrHouse) -> None:
    for number in (1, 4):
        put(house, f"Harbour.Nine.S01E0{number}.1080p.WEB-DL-GLINT")
    found = await house.imports.candidates(f"{FOLDER}/pack", item="1")
    command = await house.imports.bring(found, mode=Mode.MOVE, item="1")
    await house.ended(command)
    assert [one["episodeIds"] for one in house.order()["files"]] == [[1], [4]]
    files = await house.imports.files_of("1", [(1, 1), (1, 4)])
    assert [one.size for one in files] == [GB, GB]
    assert house.arr.disk.files(f"{FOLDER}/pack") == []


async def test_one_episode_over_a_file_of_two_costs_the_other(
    house: SonarrHouse,
) -> None:
    path = put(house, "Harbour.Nine.S01E02.2160p.WEB-DL-GLINT")
    found = await house.imports.candidates(path, item="1")
    await house.ended(await house.imports.bring(found, mode=Mode.COPY, item="1"))
    (file,) = await house.imports.files_of("1", [(1, 2)])
    assert file.id != "12"
    assert await house.imports.files_of("1", [(1, 3)]) == ()


async def test_the_files_of_some_episodes(house: SonarrHouse) -> None:
    imports = house.imports
    assert [one.id for one in await imports.files_of("1")] == ["11", "12"]
    both = await imports.files_of("1", [(1, 2), (1, 3)])
    assert [one.id for one in both] == ["12"]
    assert await imports.files_of("1", [(1, 4), (7, 7)]) == ()
    assert await imports.files_of("987654") == ()
    # Only the seasons that matter are read, but not one by one where they are many.
    del house.arr.asked[:]
    await imports.files_of("1", [(0, 1), (1, 1)])
    assert ["seasonNumber" in one.query for one in house.arr.asked] == [True, True]
    del house.arr.asked[:]
    await imports.files_of("1", [(season, 1) for season in range(9)])
    assert ["seasonNumber" in one.query for one in house.arr.asked] == [False]


async def test_a_file_of_which_only_the_number_is_told(house: SonarrHouse) -> None:
    arr = sonarr(house)
    arr.episodes = [episode(1, 1, 1, 1)]
    arr.episodes[0]["episodeFileId"] = 77
    assert await house.imports.files_of("1") == (Version(id="77", name=""),)


async def test_what_was_seen_in_a_file_is_measured(house: SonarrHouse) -> None:
    info = media_info(range="DV HDR10", audio="EAC3 Atmos", channels=5.1)
    house.arr.imports.infos[f"{house.name}.mkv"] = info
    await house.ended(await house.bring())
    (file,) = await house.imports.files_of("1", house.numbers)
    assert file.quality.audio == "DD+"
    assert file.quality.atmos


@pytest.mark.parametrize("value", STRANGE)
async def test_episodes_that_make_no_sense(house: SonarrHouse, value: Any) -> None:
    good = {"id": 4, "seasonNumber": 1, "episodeNumber": 4}
    rows = [value, good, *({**good, name: value} for name in good)]
    answers(house, "GET", "episode", rows)
    one = Candidate(path=house.path, name="x", episodes=((1, 4),))
    await house.imports.bring([one], mode=Mode.COPY, item="1")
    ids = house.order()["files"][0]["episodeIds"]
    assert len(ids) == 1
    assert isinstance(ids[0], int)
    read = {"path": house.path, "episodes": rows}
    answers(house, "POST", "manualimport", [read])
    (found,) = await house.found()
    assert (1, 4) in found.episodes


async def test_what_speaks_against_a_file_for_other_episodes(
    house: SonarrHouse,
) -> None:
    path = put(house, "Harbour.Nine.Part.Two.1080p.WEB-DL-GLINT")
    (one,) = await house.imports.candidates(path, item="1")
    assert one.rejections
    (said,) = await house.imports.reread(
        [replace(one, episodes=((1, 2),))], item="1", download=DOWNLOAD
    )
    assert (said.path, said.episodes, said.rejections) == (path, ((1, 2),), ())


async def test_what_it_does_not_know_it_cannot_read(house: SonarrHouse) -> None:
    path = put(house, "Harbour.Nine.Part.Two.1080p.WEB-DL-GLINT")
    (one,) = await house.imports.candidates(path, item="1")
    with pytest.raises(NotFound):
        await house.imports.reread([replace(one, episodes=((9, 99),))], item="1")
    with pytest.raises(NotFound):
        await house.imports.reread([one], item="first")
