"""What room there is in a folder, and whether what comes there takes any of it."""

import errno
import os
from pathlib import Path

import pytest

from custom_components.greenlight.disk import room as disk_room
from custom_components.greenlight.disk.room import room
from custom_components.greenlight.disk.sweeping import TRIAL
from custom_components.greenlight.engine.home.home import Transfer
from custom_components.greenlight.gate.files import FilesError, Room

from .test_placing import House, fail


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def found(
    house: House, transfer: Transfer = Transfer.LINK, folder: object = None
) -> Room:
    where = str(folder or house.media)
    return room(where, str(house.source), transfer, house.allowed)


def refused(house: House, folder: object) -> str:
    with pytest.raises(FilesError) as failed:
        found(house, folder=folder)
    return failed.value.why.code


@pytest.mark.parametrize("transfer", Transfer)
def test_on_one_disk_nothing_is_needed(house: House, transfer: Transfer) -> None:
    disk = os.statvfs(house.media)
    there = found(house, transfer)
    assert there.free is not None
    assert abs(there.free - disk.f_bavail * disk.f_frsize) < 10**9
    assert not there.needed
    assert [one.name for one in house.media.iterdir()] == ["in"]
    assert house.source.stat().st_nlink == 1


@pytest.mark.parametrize("transfer", Transfer)
def test_through_another_mount_all_of_it_is(
    house: House, transfer: Transfer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Docker may show one disk twice: a link from one mount to the other is refused."""
    seen = iter(["mnt_id:\t1\n", "mnt_id:\t2\n"])
    monkeypatch.setattr(disk_room, "_mount", lambda _: next(seen))
    assert found(house, transfer).needed


def test_a_disk_without_links_can_move(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail(monkeypatch, os, "link", errno.EPERM)
    assert found(house, Transfer.LINK).needed
    assert not found(house, Transfer.MOVE).needed


def test_a_trial_that_stayed(house: House) -> None:
    (house.media / TRIAL).hardlink_to(house.source)
    assert not found(house).needed


def test_nothing_is_tried_where_it_may_not(house: House) -> None:
    assert found(house, folder=house.outside).needed
    assert not [*house.outside.iterdir()]


def test_what_is_gone_would_take_its_room(house: House) -> None:
    house.source.unlink()
    house.source.parent.rmdir()
    assert found(house).needed


def test_where_no_mounts_are_told(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk_room, "_MOUNT", "/no/such/{fd}")
    assert not found(house).needed


def test_a_folder_that_is_not_there(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert refused(house, house.media / "nas") == "files_no_folder"
    assert refused(house, house.source) == "files_no_folder"
    for path in ("relative", "/a/../b"):
        assert refused(house, path) == "files_bad_path"
    fail(monkeypatch, os, "open", errno.EACCES)
    assert refused(house, house.media) == "files_unwritable"


def test_an_empty_one(house: House) -> None:
    new = house.media / "new"
    new.mkdir()
    assert found(house, folder=new).empty
    (new / "lost+found").mkdir()
    assert found(house, folder=new).empty
    (new / "other").touch()
    assert not found(house, folder=new).empty


def test_a_disk_that_does_not_say(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = os.statvfs(house.media)
    unknown = os.statvfs_result((*disk[:2], 0, 0, 0, *disk[5:]))
    monkeypatch.setattr(os, "fstatvfs", lambda _: unknown)
    assert found(house).free is None
