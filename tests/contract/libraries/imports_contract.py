"""What every library promises that imports files, whatever its server is.

A module that runs it subclasses ``ImportsContract`` with a fixture ``house`` (``importing.ImportHouse``).
"""

from typing import Any

import pytest

from custom_components.greenlight.libraries.errors import NotFound
from custom_components.greenlight.libraries.imports import (
    Candidate,
    CommandState,
    Doing,
    Mode,
    Tracked,
)
from tests.support.arr_disk import GB
from tests.support.arr_queue import stand

from .contract import NONSENSE, STRANGE
from .importing import DOWNLOAD, FOLDER, NEW, ImportHouse, answers


class ImportsContract:
    """The promises, each of which is a test."""

    # What is there to be imported

    async def test_a_download_is_read_for_its_work(self, house: ImportHouse) -> None:
        (one,) = await house.found()
        assert (one.path, one.name, one.size) == (house.path, house.name, NEW)
        assert (one.item, one.episodes) == (house.item, house.numbers)
        assert one.rejections == ()
        assert one.raw["quality"]["quality"]["name"] == "WEBDL-2160p"
        assert one.raw["languages"] == [{"id": 1, "name": "English"}]
        assert one.raw["releaseGroup"] == "GLINT"
        assert one.raw["folderName"] == house.name

    async def test_a_file_stands_for_itself(self, house: ImportHouse) -> None:
        house.arr.disk.put(f"{FOLDER}/{house.name}/other.mkv", GB)
        found = await house.imports.candidates(house.path, item=house.item)
        assert [one.path for one in found] == [house.path]

    async def test_it_is_asked_for_the_folder_and_nothing_else(
        self, house: ImportHouse
    ) -> None:
        # With a work it lists what that has, with a download only what it follows.
        await house.found(download=DOWNLOAD)
        asked = [one for one in house.arr.asked if one.path.endswith("/manualimport")]
        assert [one.method for one in asked] == ["GET", "POST"]
        assert house.belongs not in asked[0].query
        assert "downloadId" not in asked[0].query
        assert "filterExistingFiles=false" in asked[0].query

    async def test_what_is_known_of_a_file_is_said_when_it_is_read(
        self, house: ImportHouse
    ) -> None:
        # By the name of its folder, or by a look into it: its own name may say less.
        (row,) = house.arr.imports.listed(house.path, int(house.item))
        row["quality"] = house.arr.quality("Bluray-1080p")
        answers(house, "GET", "manualimport", [row])
        (one,) = await house.found()
        assert one.raw["quality"] == row["quality"]

    async def test_what_is_called_something_else_is_read_for_the_work(
        self, house: ImportHouse
    ) -> None:
        path = f"{FOLDER}/abcdef0123/abcdef0123.mkv"
        house.arr.disk.put(path, GB)
        (one,) = await house.imports.candidates(path, item=house.item)
        assert one.item == house.item
        # What it holds only a person can tell then.
        assert one.episodes == ()
        assert one.raw["quality"]["quality"]["name"] == "Unknown"

    async def test_why_it_would_not_is_told(self, house: ImportHouse) -> None:
        house.arr.imports.objections[f"{house.name}.mkv"] = ["Not an upgrade", "Too so"]
        (one,) = await house.found()
        assert [said.text for said in one.rejections] == ["Not an upgrade", "Too so"]

    async def test_nothing_is_there(self, house: ImportHouse) -> None:
        found = await house.imports.candidates("/nowhere", item=house.item)
        assert found == ()

    async def test_what_vanishes_meanwhile_is_not_of_the_work(
        self, house: ImportHouse
    ) -> None:
        answers(house, "POST", "manualimport", [])
        (one,) = await house.found()
        assert (one.path, one.item, one.episodes) == (house.path, "", ())

    async def test_a_folder_of_many(self, house: ImportHouse) -> None:
        for number in range(45):
            house.arr.disk.put(f"{FOLDER}/{house.name}/more {number}.mkv", GB)
        found = await house.found()
        assert len(found) == len({one.path for one in found}) == 46
        asked = [one.method for one in house.arr.asked if "manualimport" in one.path]
        assert asked == ["GET", *["POST"] * 5]

    async def test_so_many_that_it_has_not_looked_into_them(
        self, house: ImportHouse
    ) -> None:
        for number in range(101):
            house.arr.disk.put(f"{FOLDER}/all/{house.name}.{number}.mkv", GB)
        found = await house.imports.candidates(f"{FOLDER}/all", item=house.item)
        assert len(found) == 101
        assert {one.item for one in found} == {house.item}
        assert {one.episodes for one in found} == {house.numbers}
        names = {one.raw["quality"]["quality"]["name"] for one in found}
        assert names == {"WEBDL-2160p"}

    @pytest.mark.parametrize("item", NONSENSE)
    async def test_what_is_no_id(self, house: ImportHouse, item: str) -> None:
        imports = house.imports
        one = Candidate(path=house.path, name="x", episodes=house.numbers)
        before = len(house.arr.asked)
        for call in (
            imports.candidates(FOLDER, item=item),
            imports.bring([one], mode=Mode.COPY, item=item),
            imports.rescan(item),
            imports.files_of(item),
        ):
            with pytest.raises(NotFound):
                await call
        assert len(house.arr.asked) == before
        assert house.arr.commands.rows == {}

    async def test_a_work_that_is_gone(self, house: ImportHouse) -> None:
        with pytest.raises(NotFound):
            await house.imports.candidates(house.path, item="987654")
        with pytest.raises(NotFound):
            await house.imports.rescan("987654")
        assert house.arr.commands.rows == {}

    # Bringing it

    @pytest.mark.parametrize("mode", Mode)
    async def test_it_is_brought(self, house: ImportHouse, mode: Mode) -> None:
        before = await house.imports.files_of(house.item, house.numbers)
        state = await house.ended(await house.bring(mode))
        assert state.doing is Doing.DONE
        (after,) = await house.imports.files_of(house.item, house.numbers)
        assert after.id not in {one.id for one in before}
        assert after.size == NEW
        assert after.path.startswith(f"{house.folder}/")
        assert house.order()["importMode"] == mode.value
        assert house.arr.disk.is_file(house.path) is (mode is Mode.COPY)
        assert house.arr.disk.is_file(after.path)

    async def test_it_is_ordered_as_it_was_read(self, house: ImportHouse) -> None:
        (one,) = await house.found()
        await house.ended(await house.bring(download=DOWNLOAD))
        (file,) = house.order()["files"]
        assert file[house.belongs] == int(house.item)
        assert file["path"] == house.path
        assert file["folderName"] == house.name
        assert file["downloadId"] == DOWNLOAD.upper()
        assert {name: file[name] for name in one.raw} == one.raw
        assert file["indexerFlags"] == 0
        assert None not in file.values()

    async def test_what_usenet_calls_a_download_is_kept(
        self, house: ImportHouse
    ) -> None:
        await house.ended(await house.bring(download="SABnzbd_nzo_aB3"))
        assert house.order()["files"][0]["downloadId"] == "SABnzbd_nzo_aB3"

    async def test_a_candidate_of_which_nothing_is_known(
        self, house: ImportHouse
    ) -> None:
        # Without a quality it would fail at all of them.
        one = Candidate(path=house.path, name="x", episodes=house.numbers, raw=None)
        command = await house.imports.bring([one], mode=Mode.COPY, item=house.item)
        assert (await house.ended(command)).doing is Doing.DONE
        (file,) = house.order()["files"]
        assert file["quality"]["quality"]["id"] == 0
        assert "downloadId" not in file

    async def test_nothing_is_never_ordered(self, house: ImportHouse) -> None:
        with pytest.raises(NotFound):
            await house.imports.bring([], mode=Mode.COPY, item=house.item)
        assert house.arr.commands.rows == {}

    async def test_said_again_it_is_the_same_order(self, house: ImportHouse) -> None:
        house.arr.commands.held = True
        first = await house.bring()
        assert await house.bring() == first
        house.arr.commands.held = False
        await house.ended(first)

    # What has become of it

    async def test_it_waits_its_turn(self, house: ImportHouse) -> None:
        house.arr.commands.held = True
        assert await house.imports.bringing([house.path]) == ""
        command = await house.bring()
        assert (await house.imports.doing(command)).doing is Doing.QUEUED
        assert await house.imports.bringing([house.path, "/other"]) == command
        assert await house.imports.bringing(["/other"]) == ""
        assert await house.imports.bringing([]) == ""
        house.arr.commands.held = False
        assert (await house.ended(command)).doing is Doing.DONE
        assert await house.imports.bringing([house.path]) == ""

    async def test_it_is_at_it(self, house: ImportHouse) -> None:
        house.arr.commands.hangs = {"ManualImport"}
        command = await house.bring()
        assert (await house.imports.doing(command)).doing is Doing.STARTED
        assert await house.imports.bringing([house.path]) == command

    async def test_success_without_a_file(self, house: ImportHouse) -> None:
        house.arr.imports.swallows = "Access to the path is denied."
        before = await house.imports.files_of(house.item, house.numbers)
        assert (await house.ended(await house.bring())).doing is Doing.DONE
        assert await house.imports.files_of(house.item, house.numbers) == before
        assert await house.imports.imported(DOWNLOAD) is None

    async def test_a_disk_that_is_full_in_between(self, house: ImportHouse) -> None:
        house.arr.disk.full = True
        assert (await house.ended(await house.bring())).doing is Doing.DONE
        # What was there is gone, and nothing has come in its place.
        assert await house.imports.files_of(house.item, house.numbers) == ()
        assert house.arr.disk.files(house.folder) == []

    async def test_it_fails(self, house: ImportHouse) -> None:
        command = await house.bring()
        await house.ended(command)
        row = house.arr.commands.rows[int(command)]
        for status, result, doing in (
            ("failed", "unsuccessful", Doing.FAILED),
            ("aborted", "unknown", Doing.FAILED),
            ("cancelled", "unknown", Doing.FAILED),
            ("completed", "unsuccessful", Doing.FAILED),
            ("completed", "unknown", Doing.DONE),
            ("orphaned", "unknown", Doing.GONE),
            ("something else", "unknown", Doing.GONE),
        ):
            row |= {"status": status, "result": result, "message": "Told\nat x.cs:1"}
            state = await house.imports.doing(command)
            assert state == CommandState(doing=doing, message="Told")

    async def test_a_restart_in_between(self, house: ImportHouse) -> None:
        house.arr.commands.held = True
        command = await house.bring()
        async with house.arr.away():
            house.arr.commands.held = False
        assert (await house.imports.doing(command)).doing is Doing.GONE
        assert await house.imports.bringing([house.path]) == ""

    @pytest.mark.parametrize("command", [*NONSENSE, "987654"])
    async def test_what_is_no_command(self, house: ImportHouse, command: str) -> None:
        assert (await house.imports.doing(command)).doing is Doing.GONE

    async def test_a_command_it_knows_no_more(self, house: ImportHouse) -> None:
        command = await house.bring()
        await house.ended(command)
        house.arr.commands.forget()
        assert (await house.imports.doing(command)).doing is Doing.GONE

    async def test_what_else_it_does_is_no_import(self, house: ImportHouse) -> None:
        rows: list[Any] = [
            {"id": 1, "name": "RescanMovie", "status": "started", "body": {}},
            {"id": 2, "name": "ManualImport", "status": "started"},
            {"id": 3, "name": "ManualImport", "status": "queued", "body": {"files": 7}},
            {
                "id": 4,
                "name": "manualImport",
                "status": "queued",
                "body": {"files": [None, {"path": house.path}]},
            },
            *STRANGE,
        ]
        answers(house, "GET", "command", rows)
        assert await house.imports.bringing([house.path]) == "4"

    # Its own queue and history

    async def test_a_download_in_its_queue(self, house: ImportHouse) -> None:
        assert await house.imports.tracked(DOWNLOAD) is None
        stand(house.arr, DOWNLOAD, said="Not an upgrade for existing file")
        found = await house.imports.tracked(DOWNLOAD)
        assert found == Tracked(
            state="importPending", messages=("Not an upgrade for existing file",)
        )
        assert not found.blocked
        stand(house.arr, DOWNLOAD, state="importBlocked", said="Found matching title")
        found = await house.imports.tracked(DOWNLOAD.upper())
        assert found is not None
        assert found.blocked
        assert await house.imports.tracked("cd" * 20) is None
        assert await house.imports.tracked("") is None

    async def test_several_rows_are_one_download(self, house: ImportHouse) -> None:
        row = {"downloadId": DOWNLOAD.upper(), "trackedDownloadState": "importPending"}
        heading = {"title": "One or more were not found", "messages": []}
        rows = [
            {**row, "id": 1, "statusMessages": [heading]},
            {**row, "id": 2, "statusMessages": [heading]},
            {**row, "id": 3, "errorMessage": "It is stalled"},
            {"id": 4, "downloadId": "CD" * 20, "errorMessage": "Another's"},
        ]
        answers(house, "GET", "queue/details", rows)
        found = await house.imports.tracked(DOWNLOAD)
        assert found is not None
        assert found.messages == ("One or more were not found", "It is stalled")

    async def test_what_was_imported_of_a_download(self, house: ImportHouse) -> None:
        stand(house.arr, DOWNLOAD)
        assert await house.imports.imported(DOWNLOAD) is None
        await house.ended(await house.bring(download=DOWNLOAD))
        found = await house.imports.imported(DOWNLOAD)
        assert found is not None
        (file,) = await house.imports.files_of(house.item, house.numbers)
        assert found.files == (file.id,)
        assert found.paths == (file.path,)
        (asked,) = [one for one in house.arr.asked if one.path.endswith("/history")][
            -1:
        ]
        assert "eventType=3" in asked.query
        assert f"downloadId={DOWNLOAD.upper()}" in asked.query
        # It was followed there, and is done with.
        assert await house.imports.tracked(DOWNLOAD) is None
        assert await house.imports.imported("") is None

    async def test_what_it_did_not_follow_is_in_no_history(
        self, house: ImportHouse
    ) -> None:
        await house.ended(await house.bring(download=DOWNLOAD))
        assert await house.imports.imported(DOWNLOAD) is None

    async def test_a_history_without_a_file(self, house: ImportHouse) -> None:
        row = {"downloadId": DOWNLOAD, "eventType": "downloadFolderImported"}
        rows = [{**row, "id": 1, "data": {}}, {**row, "id": 2, "data": 7}]
        answers(house, "GET", "history", {"records": rows})
        found = await house.imports.imported(DOWNLOAD)
        assert found is not None
        assert (found.files, found.paths) == ((), ())

    # The folder of one work

    async def test_a_rescan_is_of_one_work(self, house: ImportHouse) -> None:
        state = await house.ended(await house.imports.rescan(house.item))
        assert state.doing is Doing.DONE
        assert house.arr.commands.told(house.rescans) == [
            {"name": house.rescans, house.belongs: int(house.item)}
        ]
