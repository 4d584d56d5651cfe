"""What every library promises of its disk that imports files, whatever its server is.

A module that runs it subclasses ``ImportsDisk`` with a fixture ``house`` (``importing.ImportHouse``).
"""

from typing import Literal
from unicodedata import normalize

from custom_components.greenlight.libraries.imports import ImportHabits
from tests.support.arr_disk import GB

from .importing import FOLDER, OLD, ImportHouse, answers

# As most systems write an ``ä``, and as a Mac does.
_FORMS: tuple[Literal["NFC", "NFD"], ...] = ("NFC", "NFD")


class ImportsDisk:
    """The promises, each of which is a test."""

    async def test_what_it_sees(self, house: ImportHouse) -> None:
        house.arr.disk.put("/downloads/Windows/a.mkv", GB)
        for path in (
            house.path,
            FOLDER,
            f"{FOLDER}/",
            "/downloads",
            "/",
            # Such folders are not listed.
            "/downloads/Windows",
        ):
            assert await house.imports.sees(path), path
        for path in (
            "",
            "x.mkv",
            "/nowhere",
            f"{FOLDER}/nothing.mkv",
            f"{FOLDER}/../Complete",
            FOLDER[:-1],
            FOLDER.lower(),
            f"{house.path}/x",
        ):
            assert not await house.imports.sees(path), path

    async def test_letters_that_a_mac_writes_as_two_signs(
        self, house: ImportHouse
    ) -> None:
        one, two = (normalize(form, "/downloads/Sält.mkv") for form in _FORMS)
        for there, asked in ((one, two), (two, one)):
            house.arr.disk.put(there, GB)
            assert await house.imports.sees(asked)
            house.arr.disk.remove(there)

    async def test_paths_of_windows(self, house: ImportHouse) -> None:
        listed = {"directories": [{"name": "Complete"}], "files": [{"name": "A.mkv"}]}
        answers(house, "GET", "filesystem", listed)
        for path in ("D:\\Downloads\\a.MKV", "d:/downloads/complete/"):
            assert await house.imports.sees(path)
            asked = house.arr.asked[-1].query.casefold()
            assert asked == "path=d:\\downloads\\&includefiles=true"
        assert await house.imports.sees("\\\\nas\\films")

    async def test_its_folders_under_two_names(self, house: ImportHouse) -> None:
        assert await house.imports.mappings() == ()
        pairs = (("/data/", "/downloads/"), ("C:\\Done\\", "/done/"))
        house.arr.imports.mappings = [*pairs, pairs[0], ("", "/x"), ("/x", "")]
        assert await house.imports.mappings() == pairs

    async def test_the_room_where_something_lies(self, house: ImportHouse) -> None:
        house.arr.disk.rooms = {"/": 7, "/films": 5, "/films4k": 3, "/series": 2}
        for path, free in (
            ("/films/a.mkv", 5),
            ("/films4k", 3),
            ("/films5/a", 7),
            ("films", None),
            ("", None),
        ):
            assert await house.imports.free(path) == free, path

    async def test_the_room_of_a_root_folder(self, house: ImportHouse) -> None:
        answers(house, "GET", "diskspace", [{"path": "/config", "freeSpace": 1}])
        answers(house, "GET", "rootfolder", [{"path": "D:\\TV", "freeSpace": 8}])
        assert await house.imports.free("d:/tv/A/a.mkv") == 8
        assert await house.imports.free("/tv") is None

    async def test_its_habits(self, house: ImportHouse) -> None:
        assert await house.imports.import_habits() == ImportHabits(
            recycle_bin=False, bin_days=7, min_free=100 * 1024**2, hardlinks=True
        )
        house.arr.imports.media |= {
            "recycleBin": "/bin",
            "recycleBinCleanupDays": 0,
            "skipFreeSpaceCheckWhenImporting": True,
            "copyUsingHardlinks": False,
        }
        house.arr.imports.handling["enableCompletedDownloadHandling"] = False
        assert await house.imports.import_habits() == ImportHabits(
            recycle_bin=True, hardlinks=False, by_itself=False
        )

    async def test_a_script_that_imports_in_its_place(self, house: ImportHouse) -> None:
        house.arr.imports.media["useScriptImport"] = True
        # It is switched on and there is none.
        assert not (await house.imports.import_habits()).by_script
        house.arr.imports.media["scriptImportPath"] = "/scripts/import.sh"
        assert (await house.imports.import_habits()).by_script

    async def test_a_bin_keeps_what_is_replaced(self, house: ImportHouse) -> None:
        house.arr.imports.media["recycleBin"] = "/bin"
        await house.ended(await house.bring())
        (kept,) = house.arr.disk.files("/bin")
        assert house.arr.disk.size(kept) == OLD
