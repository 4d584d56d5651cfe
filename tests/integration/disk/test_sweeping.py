"""What is left in folders, and what of it goes."""

import os
from pathlib import Path
import time

import pytest

from custom_components.greenlight.disk import placing, sweeping
from custom_components.greenlight.disk.folder import Folder
from custom_components.greenlight.disk.sweeping import MARK, STALE, copy_name

from .test_placing import House


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.fixture
def two_days_later(monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time() + 2 * STALE
    monkeypatch.setattr(time, "time", lambda: now)


def names(house: House) -> set[str]:
    return {one.name for one in house.target.parent.iterdir()}


def strewn(house: House) -> set[str]:
    """Have things lie where a file is to be; returns what is not ours of it."""
    folder = house.target.parent
    folder.mkdir()
    (folder / copy_name("other")).write_bytes(b"half")
    (folder / copy_name("linked")).hardlink_to(house.source)
    kept = {".greenlight-x.part", ".greenlight", f"{copy_name('a')}.mkv", "b.part"}
    for name in kept:
        (folder / name).touch()
    (folder / copy_name("folder")).mkdir()
    (folder / copy_name("link")).symlink_to(house.source)
    return {*kept, copy_name("folder"), copy_name("link")}


@pytest.mark.usefixtures("two_days_later")
def test_what_others_left_half_goes(house: House) -> None:
    kept = strewn(house)
    house.put()
    assert names(house) == {*kept, house.target.name}
    assert house.source.read_bytes() == house.content


def test_what_somebody_may_write_now_stays(house: House) -> None:
    strewn(house)
    before = names(house)
    # A copy is given the time of its original, which says nothing of when it was made.
    os.utime(house.target.parent / copy_name("other"), (1, 1))
    house.put()
    assert names(house) == {*before, house.target.name}


def test_a_folder_that_cannot_be_read(house: House) -> None:
    sweeping.sweep(Folder(-1), but="")
    sweeping.mark(str(house.media / "no"))


def test_a_mark_says_that_the_disk_is_there(house: House) -> None:
    house.put(within=house.media)
    text = (house.media / MARK).read_text(encoding="utf-8")
    assert "Greenlight" in text
    (house.media / MARK).write_text("own", encoding="utf-8")
    house.put(within=house.media)
    assert (house.media / MARK).read_text(encoding="utf-8") == "own"


def test_nothing_is_made_where_no_disk_is(house: House) -> None:
    nas = house.media / "nas"
    assert house.fails(target=nas / "Film" / "a.mkv", within=nas) == "files_no_folder"
    assert not nas.exists()
    nas.mkdir()
    house.put(target=nas / "Film" / "a.mkv", within=nas)
    assert (nas / "Film" / "a.mkv").exists()


def test_what_nobody_goes_on_with_is_cleared(house: House) -> None:
    folder = house.target.parent
    folder.mkdir()
    ours, other = placing.copy_of(str(house.target), "token"), copy_name("other")
    for name in (ours, other):
        (folder / name).touch()

    def clear(target: Path) -> None:
        placing.clearing(str(target), token="token", allowed=house.allowed)

    clear(house.target)
    assert names(house) == {other}
    clear(house.media / "no" / "film.mkv")
    outside = house.outside / "film.mkv"
    half = house.outside / placing.copy_of(str(outside), "token")
    half.touch()
    clear(outside)
    assert half.exists()
