"""A rename that refuses to replace, on every C library."""

import ctypes
import errno
import os
from pathlib import Path
import platform
from typing import Any

import pytest

from custom_components.greenlight.disk.rename import rename_new


class Musl:
    """A C library that has no such function, and lets the system be called all the same."""

    def __init__(self) -> None:
        self.syscall: Any = ctypes.CDLL(None, use_errno=True).syscall


@pytest.fixture(params=["glibc", "musl"])
def library(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "musl":
        musl = Musl()
        monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: musl)


@pytest.mark.usefixtures("library")
def test_renames_and_refuses(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_bytes(b"1")
    rename_new(str(one), str(two))
    assert two.read_bytes() == b"1"
    one.write_bytes(b"2")
    with pytest.raises(FileExistsError):
        rename_new(str(one), str(two))
    with pytest.raises(FileNotFoundError):
        rename_new(str(tmp_path / "no"), str(tmp_path / "three"))
    assert (one.read_bytes(), two.read_bytes()) == (b"2", b"1")


@pytest.mark.usefixtures("library")
def test_in_folders_that_are_open(tmp_path: Path) -> None:
    (tmp_path / "one").touch()
    fd = os.open(tmp_path, os.O_RDONLY)
    try:
        rename_new("one", "two", source_fd=fd, target_fd=fd)
    finally:
        os.close(fd)
    assert (tmp_path / "two").exists()


def test_on_a_system_that_nobody_knows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    musl = Musl()
    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: musl)
    monkeypatch.setattr(platform, "machine", lambda: "abacus")
    with pytest.raises(OSError, match="not implemented") as failed:
        rename_new(str(tmp_path / "one"), str(tmp_path / "two"))
    assert failed.value.errno == errno.ENOSYS
