"""Everything that can be wrong with what a library that imports answers.

A module that runs it subclasses ``ImportsFaults`` with a fixture ``house`` (``importing.ImportHouse``).
"""

from dataclasses import replace
from typing import Any

import pytest

from custom_components.greenlight.libraries.errors import (
    BadAnswer,
    LibraryAuth,
    LibraryError,
    NotFound,
    StartingUp,
)
from custom_components.greenlight.libraries.imports import Imports, Mode
from tests.support.arr_queue import stand
from tests.support.fake_arr import Fault

from .contract import STRANGE
from .faults import everything_told
from .importing import DOWNLOAD, ImportHouse, answers

_FILE = (
    *("id", "name", "size", "folderName", "releaseGroup", "quality", "languages"),
    *("indexerFlags", "releaseType", "rejections", "movie", "series", "episodes"),
    *("seasonNumber", "downloadId", "customFormats"),
)
_ROW = ("id", "statusMessages", "errorMessage", "trackedDownloadState", "title")
_KINDS = {
    Fault.STARTING: StartingUp,
    Fault.CRASH: BadAnswer,
    Fault.BAD_REQUEST: BadAnswer,
    Fault.INVALID: BadAnswer,
    Fault.PAGE: BadAnswer,
    Fault.CUT: BadAnswer,
    Fault.HALF: BadAnswer,
    Fault.NOT_JSON: BadAnswer,
    Fault.BAD_GATEWAY: LibraryError,
    Fault.HANG_UP: LibraryError,
}


class ImportsFaults:
    """The faults, each of which costs no more than one answer."""

    async def test_what_cannot_be_asked(self, house: ImportHouse) -> None:
        calls = house.calls()
        async with house.arr.away():
            for name, call in calls.items():
                with pytest.raises(LibraryError):
                    await call()
                assert name

    async def test_a_wrong_key(self, house: ImportHouse) -> None:
        library = house.world.library(key="f" * 32)
        assert isinstance(library, Imports)
        for call in (library.mappings, lambda: library.bringing([house.path])):
            with pytest.raises(LibraryAuth):
                await call()

    @pytest.mark.parametrize("told", [{"surprise": True}, [], 7, "x", None])
    async def test_an_answer_of_another_kind(
        self, house: ImportHouse, told: Any
    ) -> None:
        for method in ("GET", "POST"):
            answers(house, method, r".*", told)
        for name, call in house.calls().items():
            try:
                found = await call()
            except BadAnswer, NotFound:
                continue
            # An empty list is an answer, though nothing is in it.
            assert told == [], name
            assert not found, name

    @pytest.mark.parametrize("fault", _KINDS)
    async def test_a_spoilt_answer(self, house: ImportHouse, fault: Fault) -> None:
        house.arr.fault = fault
        told: list[str] = []
        for name, call in house.calls().items():
            with pytest.raises(LibraryError) as raised:
                await call()
            assert type(raised.value) is _KINDS[fault], name
            told += everything_told(raised.value)
        assert house.arr.key not in " ".join(told)
        # Of a stack, nothing is told to anybody.
        assert "x.cs" not in " ".join(told)

    @pytest.mark.parametrize("value", STRANGE)
    async def test_a_file_that_makes_no_sense(
        self, house: ImportHouse, value: Any
    ) -> None:
        (row,) = house.arr.imports.listed(house.path, int(house.item))
        for at, name in enumerate(_FILE):
            rows = [value, {**row, name: value}, {**row, "path": value}]
            # What is listed, and what is read, in turns.
            method = ("GET", "POST")[at % 2]
            answers(house, method, "manualimport", rows)
            found = await house.found()
            by_path = {one.path: one for one in found}
            one = by_path[house.path]
            repr(one).encode()
            assert one.name.isprintable()
            assert len(one.name) <= 300
            assert one.item in ("", house.item)
            await house.imports.bring(
                [_known(one, house)], mode=Mode.COPY, item=house.item
            )
            file = house.order()["files"][0]
            assert isinstance(file["quality"]["quality"], dict)
            assert isinstance(file["languages"], list)
            house.arr._routes.pop(0)

    @pytest.mark.parametrize("value", STRANGE)
    async def test_a_row_of_the_queue_that_makes_no_sense(
        self, house: ImportHouse, value: Any
    ) -> None:
        stand(house.arr, DOWNLOAD, said="Why not")
        row = {"downloadId": DOWNLOAD, "trackedDownloadState": "importBlocked"}
        messages = [{"title": value, "messages": value}, value, {"messages": [value]}]
        for name in _ROW:
            rows = [
                value,
                {**row, name: value, "statusMessages": messages},
                {**row, name: value},
                row,
            ]
            answers(house, "GET", "queue/details", rows)
            found = await house.imports.tracked(DOWNLOAD)
            assert found is not None
            assert found.state
            for message in found.messages:
                assert message.isprintable()
                assert len(message) <= 300

    @pytest.mark.parametrize("value", STRANGE)
    async def test_a_history_that_makes_no_sense(
        self, house: ImportHouse, value: Any
    ) -> None:
        row = {"id": 1, "downloadId": DOWNLOAD, "eventType": "downloadFolderImported"}
        data = {"fileId": "7", "importedPath": "/films/a.mkv"}
        rows = [
            value,
            {**row, "data": value},
            *({**row, "data": {**data, name: value}} for name in data),
        ]
        answers(house, "GET", "history", {"records": rows})
        found = await house.imports.imported(DOWNLOAD)
        assert found is not None
        assert "7" in found.files
        assert "/films/a.mkv" in found.paths
        repr(found).encode()

    @pytest.mark.parametrize("value", STRANGE)
    async def test_a_disk_that_makes_no_sense(
        self, house: ImportHouse, value: Any
    ) -> None:
        listed = [value, {"name": value}, {"name": "a.mkv"}]
        answers(house, "GET", "filesystem", {"directories": value, "files": listed})
        assert await house.imports.sees("/films/a.mkv")
        good = {"path": "/films", "freeSpace": 7}
        rows = [value, *({**good, name: value} for name in good), good]
        answers(house, "GET", "diskspace", rows)
        assert await house.imports.free("/films/a.mkv") is not None
        pair = {"remotePath": "/a", "localPath": "/b"}
        rows = [value, *({**pair, name: value} for name in pair), pair]
        answers(house, "GET", "remotepathmapping", rows)
        assert ("/a", "/b") in await house.imports.mappings()

    @pytest.mark.parametrize("value", STRANGE)
    async def test_settings_that_make_no_sense(
        self, house: ImportHouse, value: Any
    ) -> None:
        for settings in (house.arr.imports.media, house.arr.imports.handling):
            for name in settings:
                settings[name] = value
        if value is None:
            with pytest.raises(BadAnswer):
                await house.imports.import_habits()
            return
        habits = await house.imports.import_habits()
        assert habits.bin_days is None or habits.bin_days > 0
        assert habits.hardlinks is (value is True)

    @pytest.mark.parametrize("value", STRANGE)
    async def test_a_command_that_makes_no_sense(
        self, house: ImportHouse, value: Any
    ) -> None:
        answers(house, "POST", "command", {"id": value})
        with pytest.raises(BadAnswer):
            await house.imports.rescan(house.item)
        for name in ("status", "message", "result"):
            row = {"id": 1, "status": "failed", name: value}
            answers(house, "GET", r"command/(\d+)", row)
            try:
                state = await house.imports.doing("1")
            except BadAnswer:
                assert name == "status"
                continue
            assert state.message.isprintable()

    async def test_a_refusal_is_told_in_its_own_words(self, house: ImportHouse) -> None:
        house.arr.fault = Fault.INVALID
        with pytest.raises(BadAnswer, match="The path is not valid"):
            await house.imports.mappings()


def _known(one: Any, house: ImportHouse) -> Any:
    """Return a file of which is known what it holds."""

    return replace(one, episodes=house.numbers)
