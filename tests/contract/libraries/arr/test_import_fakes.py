"""The fakes of Radarr and Sonarr import as the real ones do, on a real disk where they are given one."""

from pathlib import Path

from aiohttp import ClientSession
import pytest

from custom_components.greenlight.libraries.imports import Doing, Mode
from tests.contract.clients.qbittorrent.replay import Replay
from tests.contract.libraries.arr.ordering import BEST, a_film, digest, set_up
from tests.contract.libraries.arr.test_imports import RadarrHouse
from tests.contract.libraries.arr_world import RadarrWorld
from tests.contract.libraries.importing import FOLDER, ImportHouse
from tests.support.arr_disk import GB, ArrDisk, DiskFull
from tests.support.fake_radarr import FakeRadarr

VIDEO = b"what is in a film"


@pytest.fixture
def house(radarr_server: FakeRadarr, session: ClientSession) -> RadarrHouse:
    return RadarrHouse(radarr_server, RadarrWorld(radarr_server, session))


@pytest.fixture
def real(house: RadarrHouse, tmp_path: Path) -> Path:
    """Have it see folders of this disk, with a download and what is there already."""
    house.arr.disk = ArrDisk(
        places={"/downloads": tmp_path / "done", "/films": tmp_path / "films"}
    )
    download = tmp_path / "done/Complete" / house.name
    download.mkdir(parents=True)
    (download / f"{house.name}.mkv").write_bytes(VIDEO)
    (download / "read.me").write_text("no film")
    (file,) = house.had()
    there = tmp_path / "films/2" / Path(file["path"]).name
    there.parent.mkdir(parents=True)
    there.write_bytes(b"what was there")
    return tmp_path


def films(real: Path) -> list[Path]:
    return sorted((real / "films/2").iterdir())


class TestOnARealDisk:
    async def test_what_is_copied_is_linked(
        self, house: ImportHouse, real: Path
    ) -> None:
        await house.ended(await house.bring())
        (film,) = films(real)
        source = real / "done/Complete" / house.name / film.name
        assert film.samefile(source)
        (file,) = await house.imports.files_of("2")
        assert file.size == len(VIDEO)
        assert file.path == f"/films/2/{film.name}"

    async def test_or_really_copied(self, house: ImportHouse, real: Path) -> None:
        house.arr.imports.media["copyUsingHardlinks"] = False
        await house.ended(await house.bring())
        (film,) = films(real)
        assert film.read_bytes() == VIDEO
        assert film.stat().st_nlink == 1

    async def test_between_two_disks_nothing_is_linked(
        self, house: ImportHouse, real: Path
    ) -> None:
        house.arr.disk.rooms["/films"] = GB
        await house.ended(await house.bring())
        (film,) = films(real)
        assert film.stat().st_nlink == 1
        assert house.arr.disk.rooms["/films"] == GB - len(VIDEO) + len("what was there")

    async def test_what_is_moved_is_gone(self, house: ImportHouse, real: Path) -> None:
        await house.ended(await house.bring(Mode.MOVE))
        (film,) = films(real)
        assert film.read_bytes() == VIDEO
        rest = (real / "done/Complete" / house.name).iterdir()
        assert [one.name for one in rest] == ["read.me"]

    async def test_a_full_disk_leaves_nothing(
        self, house: ImportHouse, real: Path
    ) -> None:
        house.arr.disk.full = True
        assert (await house.ended(await house.bring())).doing is Doing.DONE
        assert films(real) == []
        assert "not enough space" in house.arr.imports.log[0]

    async def test_unless_there_is_a_bin(self, house: ImportHouse, real: Path) -> None:
        house.arr.imports.media["recycleBin"] = "/downloads/bin"
        await house.ended(await house.bring())
        (kept,) = (real / "done/bin").iterdir()
        assert kept.read_bytes() == b"what was there"

    async def test_what_it_sees(self, house: ImportHouse, real: Path) -> None:
        for path in ("/films", "/films/2", "/downloads/Complete", house.path):
            assert await house.imports.sees(path), path
        assert not await house.imports.sees(f"{FOLDER}/nothing")
        assert not await house.imports.sees(str(real))


class TestTheDisk:
    def test_where_something_really_lies(self, tmp_path: Path) -> None:
        disk = ArrDisk(places={"/a": tmp_path, "/a/b": tmp_path / "other"})
        assert disk.real("/a") == tmp_path
        assert disk.real("/a/b/c") == tmp_path / "other/c"
        assert disk.real("/ab") is None
        with pytest.raises(FileNotFoundError):
            disk.size("/ab")

    def test_an_invented_file_that_becomes_real(self, tmp_path: Path) -> None:
        disk = ArrDisk(invented={"/x/a.mkv": 7}, places={"/a": tmp_path})
        disk.bring("/x/a.mkv", "/a/b/a.mkv", move=True, link=True)
        assert (tmp_path / "b/a.mkv").stat().st_size == 7
        assert disk.invented == {}
        disk.bring("/a/b/a.mkv", "/x/b.mkv", move=False, link=True)
        assert disk.invented == {"/x/b.mkv": 7}

    def test_no_room(self) -> None:
        disk = ArrDisk(invented={"/x/a": 7}, rooms={"/": 0, "/films": 5})
        with pytest.raises(DiskFull):
            disk.bring("/x/a", "/films/a", move=True, link=True)
        assert disk.invented == {"/x/a": 7}
        disk.bring("/x/a", "/y/a", move=True, link=False)
        disk.remove("/y/a")
        assert disk.rooms["/"] == 7
        disk.remove("/y/a")


class TestByItself:
    """It takes in what is complete in its category: nobody told it to."""

    @pytest.fixture
    async def grabbed(
        self, house: RadarrHouse, client: Replay, radarr_server: FakeRadarr
    ) -> RadarrHouse:
        """Have a client with something complete of its own."""
        set_up(radarr_server, client)
        radarr_server.downloads.offers = [a_film(BEST)]
        await radarr_server.downloads.search(4)
        client.rows[BEST.v1 or ""] |= {
            "state": "uploading",
            "progress": 1,
            "amount_left": 0,
            "content_path": "/data/best.mkv",
            "save_path": "/data",
        }
        radarr_server.imports.mappings = [("/data/", "/downloads/")]
        house.arr.disk.put("/downloads/best.mkv", GB)
        return house

    async def test_it_is_imported(self, grabbed: ImportHouse) -> None:
        await grabbed.arr.downloads.refresh()
        (file,) = await grabbed.imports.files_of("4")
        assert (file.size, file.path) == (GB, "/films/4/best.mkv")
        found = await grabbed.imports.imported(digest(BEST))
        assert found is not None
        assert found.files == (file.id,)
        assert grabbed.arr.disk.is_file("/downloads/best.mkv")

    async def test_it_is_not_where_it_is_looked_for(self, grabbed: ImportHouse) -> None:
        grabbed.arr.imports.mappings = []
        await grabbed.arr.downloads.refresh()
        found = await grabbed.imports.tracked(digest(BEST))
        assert found is not None
        assert found.state == "importPending"
        assert found.messages[0].startswith("No files found are eligible for import")

    async def test_it_is_no_upgrade(self, grabbed: ImportHouse) -> None:
        grabbed.arr.imports.objections["best.mkv"] = ["Not an upgrade"]
        await grabbed.arr.downloads.refresh()
        found = await grabbed.imports.tracked(digest(BEST))
        assert found is not None
        assert (found.state, found.messages) == ("importPending", ("Not an upgrade",))
        assert await grabbed.imports.imported(digest(BEST)) is None

    async def test_it_is_blocked_until_somebody_comes(
        self, grabbed: ImportHouse
    ) -> None:
        grabbed.arr.imports.blocks[digest(BEST)] = "Matched by its id only"
        await grabbed.arr.downloads.refresh()
        found = await grabbed.imports.tracked(digest(BEST))
        assert found is not None
        assert found.blocked
        assert found.messages == ("Matched by its id only",)

    async def test_a_disk_that_is_full(self, grabbed: ImportHouse) -> None:
        grabbed.arr.disk.rooms["/films"] = 0
        await grabbed.arr.downloads.refresh()
        found = await grabbed.imports.tracked(digest(BEST))
        assert found is not None
        assert "not enough space" in found.messages[0]
