"""One file comes to a place: whole or not at all, and never over another."""

from collections.abc import Callable
import errno
import hashlib
import os
from pathlib import Path
import shutil
from typing import Any

import pytest

from custom_components.greenlight.disk import folder, placing
from custom_components.greenlight.disk.rename import rename_new
from custom_components.greenlight.engine.home.home import Transfer
from custom_components.greenlight.gate.files import FilesError

LINK = os.link
BLOCK = 4096
SIZE = 3 * BLOCK + 5


class House:
    """A folder that may be used, with a download in it, and one beside it that may not."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.media = root / "media"
        self.source = self.media / "in" / "film.mkv"
        self.source.parent.mkdir(parents=True)
        self.content = os.urandom(SIZE)
        self.source.write_bytes(self.content)
        self.outside = root / "outside"
        self.outside.mkdir()
        self.target = self.media / "Film (2020)" / "Film.mkv"

    def allowed(self, path: str) -> bool:
        return Path(path).resolve().is_relative_to(self.media)

    def put(
        self,
        transfer: Transfer = Transfer.LINK,
        *,
        source: object = None,
        target: object = None,
        within: object = "",
        each: Callable[[], None] = lambda: None,
    ) -> None:
        for _ in placing.placing(
            str(source or self.source),
            str(target or self.target),
            within=str(within),
            transfer=transfer,
            token="token",
            allowed=self.allowed,
        ):
            each()

    def fails(self, *arguments: Any, **keywords: Any) -> str:
        with pytest.raises(FilesError) as failed:
            self.put(*arguments, **keywords)
        assert str(self.root) not in repr(failed.value.why)
        return failed.value.why.code

    def assert_untouched(self) -> None:
        assert self.source.read_bytes() == self.content
        assert {path.name for path in self.media.iterdir()} == {"in"}
        assert [path.name for path in self.source.parent.iterdir()] == ["film.mkv"]


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setattr(placing, "_BLOCK", BLOCK)
    monkeypatch.setattr(placing, "SLICE", BLOCK)
    return House(tmp_path)


def keep_copy(house: House) -> None:
    """Have the copy still go by its own name, too, as it does until it is known to be in its place."""
    copy = placing.copy_of(str(house.target), "token")
    LINK(house.target, house.target.with_name(copy))


def fail(monkeypatch: pytest.MonkeyPatch, what: Any, name: str, number: int) -> None:
    def failing(*_: Any, **__: Any) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(what, name, failing)


@pytest.fixture(params=["links", "renames", "neither"])
def two_disks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Have every file of another folder be of another disk, which knows links, or does not."""
    link, rename = os.link, rename_new

    def linking(*names: Any, **keywords: Any) -> None:
        if "src_dir_fd" not in keywords:
            raise OSError(errno.EXDEV, "")
        if request.param != "links":
            raise OSError(errno.EPERM, "")
        link(*names, **keywords)

    def renaming(*names: Any, **keywords: Any) -> None:
        if "source_fd" not in keywords:
            raise OSError(errno.EXDEV, "")
        if request.param != "renames":
            raise OSError(errno.EINVAL, "")
        rename(*names, **keywords)

    monkeypatch.setattr(os, "link", linking)
    monkeypatch.setattr(placing, "rename_new", renaming)
    return str(request.param)


class TestOneDisk:
    def test_a_link_shares_what_is_shared(self, house: House) -> None:
        house.put()
        assert house.target.samefile(house.source)
        assert [path.name for path in house.target.parent.iterdir()] == ["Film.mkv"]

    def test_a_move(self, house: House) -> None:
        number = house.source.stat().st_ino
        house.put(Transfer.MOVE)
        assert house.target.stat().st_ino == number
        assert not house.source.exists()

    def test_a_move_where_no_rename_can_refuse(
        self, house: House, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        fail(monkeypatch, placing, "rename_new", errno.EINVAL)
        house.put(Transfer.MOVE)
        assert house.target.read_bytes() == house.content
        assert not house.source.exists()

    @pytest.mark.parametrize("transfer", Transfer)
    def test_again(self, house: House, transfer: Transfer) -> None:
        house.put()
        house.put(transfer)
        assert house.target.read_bytes() == house.content
        assert house.source.exists() is (transfer is Transfer.LINK)

    @pytest.mark.parametrize("transfer", Transfer)
    @pytest.mark.parametrize("size", [SIZE, SIZE - 1, 0])
    def test_never_over_a_file(
        self, house: House, transfer: Transfer, size: int
    ) -> None:
        house.target.parent.mkdir()
        house.target.write_bytes(b"x" * size)
        assert house.fails(transfer) == "files_there"
        assert house.target.read_bytes() == b"x" * size
        assert house.source.read_bytes() == house.content

    @pytest.mark.parametrize("transfer", Transfer)
    def test_the_same_bytes_are_as_good_and_nothing_goes(
        self, house: House, transfer: Transfer
    ) -> None:
        house.target.parent.mkdir()
        house.target.write_bytes(house.content)
        house.put(transfer)
        assert house.source.read_bytes() == house.content
        house.target.write_bytes(house.content[:-1] + bytes([house.content[-1] ^ 1]))
        assert house.fails(transfer) == "files_there"

    @pytest.mark.parametrize("transfer", Transfer)
    def test_onto_itself(self, house: House, transfer: Transfer) -> None:
        house.put(transfer, target=house.source)
        house.assert_untouched()

    def test_the_same_folder_by_another_road(self, house: House) -> None:
        (house.media / "road").symlink_to(house.source.parent)
        os.link(house.source, house.media / "shared.mkv")
        house.put(Transfer.MOVE, target=house.media / "road" / "film.mkv")
        assert house.source.read_bytes() == house.content

    def test_a_name_where_no_case_is_minded(
        self, house: House, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        look = folder.Folder.look

        def mindless(self: folder.Folder, name: str) -> os.stat_result | None:
            return look(self, "film.mkv" if name.lower() == "film.mkv" else name)

        monkeypatch.setattr(folder.Folder, "look", mindless)
        house.put(Transfer.MOVE, target=house.source.with_name("Film.mkv"))
        house.assert_untouched()

    def test_in_one_folder_under_two_names(self, house: House) -> None:
        target = house.source.with_name("other.mkv")
        os.link(house.source, target)
        house.put(Transfer.MOVE, target=target)
        assert [path.name for path in target.parent.iterdir()] == ["other.mkv"]

    def test_somebody_is_faster_than_a_move(
        self, house: House, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        fail(monkeypatch, placing, "rename_new", errno.EEXIST)
        assert house.fails(Transfer.MOVE) == "files_there"
        house.assert_untouched()

    def test_somebody_is_faster(
        self, house: House, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        link = os.link

        def late(*names: Any, **keywords: Any) -> None:
            house.target.write_bytes(b"faster")
            link(*names, **keywords)

        monkeypatch.setattr(os, "link", late)
        assert house.fails() == "files_there"
        assert house.target.read_bytes() == b"faster"

    def test_somebody_puts_another_in_its_place(
        self, house: House, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        link = os.link

        def swapped(*names: Any, **keywords: Any) -> None:
            house.source.unlink()
            house.source.symlink_to("/etc/passwd")
            link(*names, **keywords)

        monkeypatch.setattr(os, "link", swapped)
        assert house.fails() == "files_changed"
        assert not house.target.parent.exists()

    def test_somebody_puts_another_in_its_place_before_it_is_moved(
        self, house: House, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        swaps = iter([True])

        def swapped(*names: Any, **keywords: Any) -> None:
            if next(swaps, False):
                house.source.unlink()
                house.source.symlink_to("/etc/passwd")
            rename_new(*names, **keywords)

        monkeypatch.setattr(placing, "rename_new", swapped)
        assert house.fails(Transfer.MOVE) == "files_changed"
        assert not house.target.parent.exists()
        assert house.source.readlink() == Path("/etc/passwd")


@pytest.mark.parametrize("transfer", Transfer)
@pytest.mark.parametrize("links", [True, False])
def test_its_folder_goes_on_one_disk(
    house: House, monkeypatch: pytest.MonkeyPatch, transfer: Transfer, *, links: bool
) -> None:
    elsewhere = house.root / "elsewhere"

    def going(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*names: Any, **keywords: Any) -> None:
            if house.target.parent.exists() and not elsewhere.exists():
                house.target.parent.rename(elsewhere)
            real(*names, **keywords)

        return call

    monkeypatch.setattr(os, "link", going(os.link))
    if links:
        monkeypatch.setattr(placing, "rename_new", going(rename_new))
    else:
        fail(monkeypatch, placing, "rename_new", errno.EINVAL)
    assert house.fails(transfer) == "files_no_folder"
    assert house.source.read_bytes() == house.content
    assert not [*elsewhere.iterdir()]


class TestTwoDisks:
    @pytest.mark.parametrize("transfer", Transfer)
    def test_a_copy(self, house: House, two_disks: str, transfer: Transfer) -> None:
        os.utime(house.source, (1e9, 1e9))
        house.put(transfer)
        assert house.target.read_bytes() == house.content
        assert house.target.stat().st_mtime == 1e9
        assert [path.name for path in house.target.parent.iterdir()] == ["Film.mkv"]
        assert house.source.exists() is (transfer is Transfer.LINK)

    @pytest.mark.parametrize("transfer", Transfer)
    @pytest.mark.parametrize("there", [True, False])
    def test_what_the_power_cut_short(
        self, house: House, two_disks: str, transfer: Transfer, there: bool
    ) -> None:
        house.put()
        keep_copy(house)
        if not there:
            house.source.unlink()
        house.put(transfer)
        assert [path.name for path in house.target.parent.iterdir()] == ["Film.mkv"]
        assert house.source.exists() is (there and transfer is Transfer.LINK)

    def test_another_original_than_the_one_that_was_copied(
        self, house: House, two_disks: str
    ) -> None:
        house.put()
        keep_copy(house)
        house.source.write_bytes(b"other")
        house.put(Transfer.MOVE)
        assert house.source.read_bytes() == b"other"

    def test_somebody_is_faster(self, house: House, two_disks: str) -> None:
        def faster() -> None:
            house.target.write_bytes(b"faster")

        assert house.fails(Transfer.MOVE, each=faster) == "files_there"
        assert house.source.read_bytes() == house.content
        assert [path.name for path in house.target.parent.iterdir()] == ["Film.mkv"]
        assert house.target.read_bytes() == b"faster"

    @pytest.mark.parametrize(
        ("number", "code"),
        [
            (errno.ENOSPC, "files_full"),
            (errno.EDQUOT, "files_full"),
            (errno.EFBIG, "files_too_large"),
            (errno.EIO, "files_failed"),
        ],
    )
    @pytest.mark.parametrize("transfer", Transfer)
    def test_the_disk_gives_up_in_the_middle(
        self,
        house: House,
        two_disks: str,
        monkeypatch: pytest.MonkeyPatch,
        transfer: Transfer,
        number: int,
        code: str,
    ) -> None:
        def full() -> None:
            fail(monkeypatch, os, "write", number)

        assert house.fails(transfer, each=full) == code
        house.assert_untouched()

    @pytest.mark.parametrize("name", ["sync", "_named"])
    def test_the_disk_gives_up_at_the_end(
        self, house: House, two_disks: str, monkeypatch: pytest.MonkeyPatch, name: str
    ) -> None:
        fail(monkeypatch, placing, name, errno.EIO)
        assert house.fails(Transfer.MOVE) == "files_failed"
        house.assert_untouched()

    def test_the_last_rename_fails(
        self, house: House, two_disks: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        if two_disks != "neither":
            return
        fail(monkeypatch, os, "rename", errno.EIO)
        assert house.fails(Transfer.MOVE) == "files_failed"
        house.assert_untouched()

    def test_no_room_is_seen_before(
        self, house: House, two_disks: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(placing, "_free", lambda _: SIZE - 1)
        assert house.fails() == "files_full"
        house.assert_untouched()

    def test_it_grows_meanwhile(self, house: House, two_disks: str) -> None:
        def grow() -> None:
            with house.source.open("ab") as file:
                file.write(b"more")

        assert house.fails(Transfer.MOVE, each=grow) == "files_changed"
        assert house.source.read_bytes().startswith(house.content)
        assert not house.target.parent.exists()

    def test_it_shrinks_meanwhile(self, house: House, two_disks: str) -> None:
        assert house.fails(each=lambda: os.truncate(house.source, 5)) == "files_changed"
        assert not house.target.parent.exists()

    def test_it_changes_meanwhile(self, house: House, two_disks: str) -> None:
        assert house.fails(each=lambda: os.utime(house.source, (1, 1))) == (
            "files_changed"
        )
        assert not house.target.parent.exists()

    @pytest.mark.parametrize("transfer", Transfer)
    @pytest.mark.parametrize("what", ["moved", "unmounted", "deleted"])
    def test_its_folder_goes_meanwhile(
        self, house: House, two_disks: str, transfer: Transfer, what: str
    ) -> None:
        """Whoever looks finds either all of it where it was to be, or the original where it was."""
        folder = house.target.parent
        elsewhere = house.root / "elsewhere"

        def go() -> None:
            if not folder.exists() or elsewhere.exists():
                return
            if what == "deleted":
                shutil.rmtree(folder)
                return
            folder.rename(elsewhere)
            if what == "unmounted":
                # What a disk was mounted on is there without it.
                folder.mkdir()

        code = house.fails(transfer, each=go)
        assert code == ("files_failed" if what == "deleted" else "files_no_folder")
        assert house.source.read_bytes() == house.content
        assert not house.target.exists()
        assert not elsewhere.exists() or not [*elsewhere.iterdir()]
        if what == "unmounted":
            shutil.rmtree(folder, ignore_errors=True)
            elsewhere.rename(folder)
        house.put(transfer)
        assert house.target.read_bytes() == house.content

    def test_it_is_given_up(self, house: House, two_disks: str) -> None:
        slices = placing.placing(
            str(house.source),
            str(house.target),
            within="",
            transfer=Transfer.MOVE,
            token="token",
            allowed=house.allowed,
        )
        next(slices)
        assert len(list(house.target.parent.iterdir())) == 1
        slices.close()
        house.assert_untouched()

    def test_the_original_has_to_stay(
        self, house: House, two_disks: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        unlink = os.unlink

        def refusing(path: str, **keywords: Any) -> None:
            if path == str(house.source):
                raise OSError(errno.EROFS, "")
            unlink(path, **keywords)

        monkeypatch.setattr(os, "unlink", refusing)
        house.put(Transfer.MOVE)
        assert house.target.read_bytes() == house.content
        assert house.source.exists()

    def test_a_disk_that_does_not_know_its_size_nor_times(
        self, house: House, two_disks: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        fail(monkeypatch, os, "utime", errno.EPERM)
        fail(monkeypatch, os, "fsync", errno.EINVAL)
        blocks = os.fstatvfs(0)
        unknown = os.statvfs_result((*blocks[:2], 0, 0, 0, *blocks[5:]))
        monkeypatch.setattr(os, "fstatvfs", lambda _: unknown)
        house.put()
        assert house.target.read_bytes() == house.content


class TestWhereTo:
    @pytest.mark.parametrize(
        "target",
        [
            "relative.mkv",
            "/media/../etc/film.mkv",
            "/media/",
            "/media/.",
            "D:\\film.mkv",
            "/media/a\x00b",
            "/media/" + "a" * 5000,
            "",
        ],
    )
    def test_no_path(self, house: House, target: str) -> None:
        for path in ("source", "target"):
            paths = {path: target or " "}
            assert house.fails(**paths) == "files_bad_path"

    def test_a_name_that_is_too_long(self, house: House) -> None:
        long = house.media / ("a" * 256)
        assert house.fails(target=long) == "files_bad_path"
        assert house.fails(target=long / "film.mkv") == "files_bad_path"

    def test_only_where_it_is_allowed(self, house: House) -> None:
        assert house.fails(target=house.outside / "new" / "a.mkv") == (
            "files_not_allowed"
        )
        assert not list(house.outside.iterdir())
        secret = house.outside / "secret.mkv"
        secret.write_bytes(b"s")
        assert house.fails(source=secret) == "files_not_allowed"
        house.assert_untouched()

    def test_a_link_that_leads_out(self, house: House) -> None:
        (house.media / "way").symlink_to(house.outside)
        assert house.fails(target=house.media / "way" / "a.mkv") == "files_not_allowed"
        assert house.fails(target=house.media / "way" / "b" / "a.mkv") == (
            "files_not_allowed"
        )
        assert not list(house.outside.iterdir())

    def test_a_link_that_comes_meanwhile(
        self, house: House, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        mkdir = os.mkdir

        def beaten(path: str, *arguments: Any, **keywords: Any) -> None:
            if path == "Film (2020)":
                house.target.parent.symlink_to(house.outside)
            mkdir(path, *arguments, **keywords)

        monkeypatch.setattr(os, "mkdir", beaten)
        assert house.fails() == "files_unwritable"
        assert not list(house.outside.iterdir())

    def test_a_link_that_leads_nowhere(self, house: House) -> None:
        (house.media / "way").symlink_to(house.media / "nowhere")
        assert house.fails(target=house.media / "way" / "a.mkv") == "files_unwritable"
        (house.media / "a.mkv").symlink_to(house.media / "nowhere")
        assert house.fails(target=house.media / "a.mkv") == "files_there"

    def test_a_file_where_a_folder_should_be(self, house: House) -> None:
        target = house.source / "film.mkv"
        assert house.fails(target=target) == "files_unwritable"
        assert house.fails(target=target / "film.mkv") == "files_unwritable"
        assert house.fails(target=house.source.parent) == "files_there"
        house.assert_untouched()

    @pytest.mark.parametrize(
        "number", [errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR]
    )
    def test_a_folder_that_cannot_be_written(
        self, house: House, monkeypatch: pytest.MonkeyPatch, number: int
    ) -> None:
        fail(monkeypatch, os, "mkdir", number)
        assert house.fails() == "files_unwritable"
        house.assert_untouched()

    def test_a_disk_that_cannot_promise_anything(
        self, house: House, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        fail(monkeypatch, os, "fsync", errno.EIO)
        assert house.fails(Transfer.MOVE) == "files_failed"
        house.assert_untouched()

    def test_another_makes_the_folder_first(
        self, house: House, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        mkdir = os.mkdir

        def beaten(path: str, *arguments: Any, **keywords: Any) -> None:
            mkdir(path, *arguments, **keywords)
            raise FileExistsError(errno.EEXIST, "")

        monkeypatch.setattr(os, "mkdir", beaten)
        house.put()
        assert house.target.exists()

    def test_what_is_no_file(self, house: House) -> None:
        pipe = house.media / "pipe"
        os.mkfifo(pipe)
        link = house.media / "link"
        link.symlink_to(house.source)
        for source in (pipe, link, house.media):
            assert house.fails(source=source) == "files_no_file"

    def test_what_is_gone(self, house: House) -> None:
        assert house.fails(source=house.media / "a") == "files_gone"
        assert house.fails(source=house.source / "a") == "files_gone"

    def test_what_cannot_be_read(
        self, house: House, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        opened = os.open

        def refusing(path: str, *arguments: Any, **keywords: Any) -> int:
            if path == str(house.source):
                raise PermissionError(errno.EACCES, "")
            return opened(path, *arguments, **keywords)

        monkeypatch.setattr(os, "open", refusing)
        assert house.fails() == "files_unreadable"
        house.assert_untouched()

    def test_an_error_without_a_number(
        self, house: House, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def strange(*_: Any, **__: Any) -> None:
            raise TimeoutError

        monkeypatch.setattr(os, "mkdir", strange)
        assert house.fails() == "files_failed"


@pytest.mark.parametrize("there", [False, True])
def test_what_was_left_half_goes_with_its_source(house: House, there: bool) -> None:
    """The power went in a copy, and then what was copied was deleted."""
    mark = hashlib.sha256(f"token\0{house.target}".encode()).hexdigest()[:24]
    house.target.parent.mkdir(parents=True)
    (house.target.parent / f".greenlight-{mark}.part").write_bytes(b"half")
    if there:
        # An empty file may be somebody's own.
        house.target.touch()
    house.source.unlink()
    assert house.fails() == "files_gone"
    assert [*house.target.parent.iterdir()] == [house.target] * there
