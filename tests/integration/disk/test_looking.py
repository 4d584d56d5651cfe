"""Which files are there, and what room there is."""

import errno
import os
from pathlib import Path

import pytest

from custom_components.greenlight.disk import looking
from custom_components.greenlight.gate.files import FilesError, Piece

from .test_placing import fail


def look(path: object, *, allowed: bool = True) -> list[tuple[str, int]]:
    found: list[Piece] = []
    for _ in looking.looking(str(path), found, lambda _: allowed):
        pass
    return [(piece.name, piece.size) for piece in found]


def code(path: object, *, allowed: bool = True) -> str:
    with pytest.raises(FilesError) as failed:
        look(path, allowed=allowed)
    return failed.value.why.code


def test_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "z.mkv").write_bytes(b"12")
    (tmp_path / "a" / "b" / "c.mkv").write_bytes(b"1")
    (tmp_path / "link").symlink_to(tmp_path / "z.mkv")
    (tmp_path / "round").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    assert look(tmp_path) == [("a/b/c.mkv", 1), ("z.mkv", 2)]
    assert look(f"{tmp_path}/") == look(tmp_path)


def test_a_file(tmp_path: Path) -> None:
    path = tmp_path / "film.mkv"
    path.write_bytes(b"123")
    assert look(path) == [("film.mkv", 3)]


def test_what_is_neither(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path)
    assert look(tmp_path / "link") == []
    assert code(tmp_path / "no") == "files_gone"
    assert code(tmp_path, allowed=False) == "files_not_allowed"


def test_a_name_that_is_no_text(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.mkv")).write_bytes(b"1")
    assert look(tmp_path) == [("\udcff.mkv", 1)]


def test_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(60):
        (tmp_path / str(number)).touch()
    monkeypatch.setattr(looking, "SLICE", 7)
    assert len(look(tmp_path)) == 60
    monkeypatch.setattr(looking, "MAX_FILES", 59)
    assert code(tmp_path) == "files_too_many"


def test_too_deep(tmp_path: Path) -> None:
    tmp_path.joinpath(*"a" * (looking.MAX_DEPTH - 1)).mkdir(parents=True)
    assert look(tmp_path) == []
    tmp_path.joinpath(*"a" * looking.MAX_DEPTH).mkdir(parents=True)
    assert code(tmp_path) == "files_too_many"


def test_what_goes_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "film.mkv").touch()
    scandir = os.scandir

    def going(path: str) -> object:
        if path.endswith("folder"):
            Path(path).rmdir()
        listed = list(scandir(path))
        (tmp_path / "film.mkv").unlink(missing_ok=True)
        return Listed(listed)

    monkeypatch.setattr(os, "scandir", going)
    assert look(tmp_path) == []


class Listed:
    def __init__(self, entries: list[os.DirEntry[str]]) -> None:
        self._entries = iter(entries)

    def __enter__(self) -> object:
        return self._entries

    def __exit__(self, *_: object) -> None:
        pass


def test_what_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fail(monkeypatch, os, "scandir", errno.EACCES)
    assert code(tmp_path) == "files_unreadable"


def test_when_it_was_written_to_last(tmp_path: Path) -> None:
    path = tmp_path / "film.mkv"
    path.write_bytes(b"1")
    os.utime(path, (5, 1234))
    for where in (tmp_path, path):
        found: list[Piece] = []
        for _ in looking.looking(str(where), found, lambda _: True):
            pass
        assert [piece.changed for piece in found] == [1234]


def test_it_goes_as_a_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fail(monkeypatch, os, "scandir", errno.ENOENT)
    assert code(tmp_path) == "files_gone"
