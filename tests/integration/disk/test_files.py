"""The disks as Home Assistant sees them."""

import asyncio
import errno
import os
from pathlib import Path
import threading

from homeassistant.core import HomeAssistant
import pytest

from custom_components.greenlight.disk import placing
from custom_components.greenlight.disk.files import DiskFiles
from custom_components.greenlight.engine.home.home import Transfer
from custom_components.greenlight.gate.files import FilesError

from .test_placing import BLOCK, House, fail


@pytest.fixture
def house(tmp_path: Path, hass: HomeAssistant) -> House:
    house = House(tmp_path)
    hass.config.allowlist_external_dirs = {str(house.media)}
    return house


@pytest.fixture
def files(hass: HomeAssistant) -> DiskFiles:
    return DiskFiles(hass)


@pytest.fixture
def copies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have everything be copied, in slices."""
    fail(monkeypatch, os, "link", errno.EPERM)
    fail(monkeypatch, placing, "rename_new", errno.EXDEV)
    monkeypatch.setattr(placing, "_BLOCK", BLOCK)
    monkeypatch.setattr(placing, "SLICE", BLOCK)


async def put(files: DiskFiles, house: House, target: object = None) -> None:
    await files.put(
        str(house.source),
        str(target or house.target),
        folder=str(house.media),
        transfer=Transfer.LINK,
        token="token",
    )


async def test_may_write(files: DiskFiles, house: House) -> None:
    assert files.may_write(str(house.media))
    assert files.may_write(f"{house.media}/new/one/")
    assert not files.may_write(str(house.outside))
    assert not files.may_write(f"{house.media}/../outside")
    assert not files.may_write("")
    assert not files.may_write("media")
    assert not files.may_write("D:\\media")


async def test_look(files: DiskFiles, house: House) -> None:
    (piece,) = await files.look(str(house.source.parent)) or ()
    assert (piece.name, piece.size) == ("film.mkv", len(house.content))
    assert "film" not in repr(piece)
    assert await files.look(str(house.media / "no")) is None
    for path in (str(house.outside), "relative", f"{house.media}/../outside"):
        with pytest.raises(FilesError):
            await files.look(path)


async def test_free_and_has(files: DiskFiles, house: House) -> None:
    room = await files.room(str(house.media), str(house.source), transfer=Transfer.LINK)
    assert room.free
    assert not room.needed
    assert await files.has(str(house.source), len(house.content))
    assert not await files.has(str(house.source), 5)
    assert not await files.has(str(house.media), 4096)
    assert not await files.has(str(house.media / "no"), 5)
    assert not await files.has(str(house.source / "no"), 5)
    assert not await files.has("no", 5)


async def test_put(files: DiskFiles, house: House) -> None:
    await put(files, house)
    assert house.target.samefile(house.source)
    await put(files, house)
    with pytest.raises(FilesError, match=r"^files_not_allowed$"):
        await put(files, house, house.outside / "film.mkv")
    assert not files._putting


@pytest.mark.usefixtures("copies")
async def test_the_loop_runs_on(files: DiskFiles, house: House) -> None:
    await put(files, house)
    assert house.target.read_bytes() == house.content


@pytest.mark.usefixtures("copies")
async def test_nobody_puts_the_same_twice_at_once(
    files: DiskFiles, house: House
) -> None:
    await asyncio.gather(*(put(files, house) for _ in range(3)))
    assert house.target.read_bytes() == house.content
    assert len(list(house.target.parent.iterdir())) == 1


@pytest.mark.usefixtures("copies")
async def test_who_gives_up_waiting_finds_it_going_on(
    files: DiskFiles, house: House
) -> None:
    first = asyncio.ensure_future(put(files, house))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.wait([first])
    assert first.cancelled()
    assert files._putting
    await put(files, house)
    assert house.target.read_bytes() == house.content


@pytest.mark.usefixtures("copies")
async def test_the_end_of_home_assistant_clears_away(
    hass: HomeAssistant,
    files: DiskFiles,
    house: House,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write, writes, goes_on = os.write, threading.Event(), threading.Event()

    def slow(fd: int, data: bytes) -> int:
        writes.set()
        assert goes_on.wait(10)
        return write(fd, data)

    monkeypatch.setattr(os, "write", slow)
    waiting = asyncio.ensure_future(put(files, house))
    assert await hass.async_add_executor_job(writes.wait, 10)
    (task,) = files._putting.values()
    task.cancel()
    await asyncio.sleep(0)
    assert not waiting.done()
    goes_on.set()
    await asyncio.wait([waiting])
    assert waiting.cancelled()
    (house.media / ".greenlight").unlink()
    house.assert_untouched()
    assert not files._putting


async def test_what_fails_unseen_is_not_complained_of(
    files: DiskFiles, house: House, caplog: pytest.LogCaptureFixture
) -> None:
    first = asyncio.ensure_future(put(files, house, house.outside / "a.mkv"))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.wait([first, *files._putting.values()])
    assert not caplog.records


async def test_two_names_of_one_file(files: DiskFiles, house: House) -> None:
    other = house.media / "other.mkv"
    other.hardlink_to(house.source)
    assert await files.same(str(house.source), str(other))
    other.unlink()
    other.write_bytes(house.content)
    assert not await files.same(str(house.source), str(other))
    assert not await files.same(str(house.source), str(house.media / "no"))


async def test_clearing_spares_what_is_written_now(
    files: DiskFiles, house: House
) -> None:
    half = house.media / placing.copy_of(str(house.media / "b.mkv"), "token")
    half.touch()
    files._putting[str(house.media / "b.mkv")] = asyncio.ensure_future(asyncio.sleep(0))
    await files.clear(str(house.media / "b.mkv"), token="token")
    assert half.exists()
    files._putting.clear()
    await files.clear(str(house.media / "b.mkv"), token="token")
    assert not half.exists()
