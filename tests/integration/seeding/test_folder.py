"""One look into a folder, whatever lies in it."""

import os
from pathlib import Path
from typing import Any, Self

import pytest

from custom_components.greenlight.seeding import folder
from custom_components.greenlight.seeding.folder import look_into
from custom_components.greenlight.seeding.seed import NO_FILE


def put(place: Path, *names: str) -> None:
    for name in names:
        (place / name).write_bytes(b"d4:infodee")


def test_what_is_no_file_is_told_apart(tmp_path: Path) -> None:
    put(tmp_path, "One.torrent", "TWO.TORRENT", "notes.txt")
    (tmp_path / "Link.torrent").symlink_to(tmp_path / "One.torrent")
    (tmp_path / "Folder.torrent").mkdir()
    os.mkfifo(tmp_path / "Pipe.torrent")
    found = look_into(str(tmp_path))
    assert set(found.files) == {"One.torrent", "TWO.TORRENT"}
    assert found.odd == {
        "Link.torrent": "a link",
        "Folder.torrent": NO_FILE,
        "Pipe.torrent": NO_FILE,
    }


def test_no_more_is_looked_at_than_anybody_keeps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "MAX_FILES", 2)
    put(tmp_path, "1.torrent", "2.torrent", "3.torrent")
    assert len(look_into(str(tmp_path)).files) == 2


class Gone:
    """An entry of a folder whose file has been taken away since it was listed."""

    name = "Gone.torrent"

    def is_file(self, **_: Any) -> bool:
        raise FileNotFoundError


class Listing(list[Any]):
    """A folder's entries, as ``os.scandir`` lists them."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Have nothing to close."""


def test_what_goes_meanwhile_costs_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "One.torrent")
    with os.scandir(tmp_path) as entries:
        listed = Listing([Gone(), *entries])
    monkeypatch.setattr(os, "scandir", lambda _: listed)
    assert set(look_into(str(tmp_path)).files) == {"One.torrent"}
