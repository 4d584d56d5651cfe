"""The disk of a fake Sonarr or Radarr, as that sees it: invented files, and folders of a real disk."""

from dataclasses import dataclass, field
import os
from pathlib import Path
import shutil
from typing import Final

GB: Final = 10**9


class DiskFull(OSError):
    """There is no room."""


@dataclass(slots=True)
class ArrDisk:
    """``invented`` are files that are nowhere, with their bytes; ``places`` are real folders.

    Both are known by the paths by which the library sees them. ``rooms`` is what is free where
    something is mounted. It is ``full`` all of a sudden, whatever ``rooms`` says.
    """

    invented: dict[str, int] = field(default_factory=dict)
    places: dict[str, Path] = field(default_factory=dict)
    rooms: dict[str, int] = field(default_factory=lambda: {"/": 10_000 * GB})
    full: bool = False

    @property
    def known(self) -> bool:
        """Tell whether there is anything of it that somebody has said."""
        return bool(self.invented or self.places)

    def room(self, path: str) -> int:
        """Return the bytes that are free where something lies."""
        return self.rooms[self._room(path)]

    def real(self, path: str) -> Path | None:
        """Return where something really lies, None where nobody has said."""
        found = [one for one in self.places if _within(one, path)]
        if not found:
            return None
        place = max(found, key=len)
        return self.places[place] / path[len(place) :].lstrip("/")

    def is_file(self, path: str) -> bool:
        """Tell whether there is a file."""
        real = self.real(path)
        return path in self.invented or (real is not None and real.is_file())

    def is_there(self, path: str) -> bool:
        """Tell whether there is anything."""
        real = self.real(path)
        return (
            self.is_file(path)
            or any(_within(path, one) for one in (*self.invented, *self.places))
            or (real is not None and real.exists())
        )

    def size(self, path: str) -> int:
        """Return the bytes of a file. Raises ``OSError``."""
        if path in self.invented:
            return self.invented[path]
        real = self.real(path)
        if real is None:
            raise FileNotFoundError(path)
        return real.stat().st_size

    def files(self, path: str) -> list[str]:
        """Return all files at and below a path."""
        found = [one for one in self.invented if _within(path, one)]
        real = self.real(path)
        if real is not None and real.is_file():
            found.append(path)
        elif real is not None:
            base = path.rstrip("/")
            found += (
                f"{base}/{one.relative_to(real).as_posix()}"
                for one in real.rglob("*")
                if one.is_file()
            )
        return sorted(set(found))

    def listing(self, folder: str) -> tuple[list[str], list[str]]:
        """Return the names of the folders and of the files in a folder."""
        base = folder.rstrip("/")
        folders: set[str] = set()
        files: set[str] = set()
        for one in (*self.invented, *self.places):
            if one.startswith(f"{base}/"):
                name, below, _ = one[len(base) + 1 :].partition("/")
                is_file = one in self.invented and not below
                (files if is_file else folders).add(name)
        real = self.real(folder)
        if real is not None and real.is_dir():
            for entry in real.iterdir():
                (folders if entry.is_dir() else files).add(entry.name)
        return sorted(folders - {""}), sorted(files)

    # ---------------------------------------------------------------- changing

    def put(self, path: str, size: int) -> None:
        """Have a file of so many bytes: an invented one, or a real one of as many zeros."""
        real = self.real(path)
        if real is None:
            self.invented[path] = size
            return
        real.parent.mkdir(parents=True, exist_ok=True)
        with real.open("wb") as file:
            file.truncate(size)

    def remove(self, path: str) -> None:
        """Delete a file for good."""
        try:
            self.rooms[self._room(path)] += self.size(path)
        except OSError:
            return
        self.invented.pop(path, None)
        real = self.real(path)
        if real is not None:
            real.unlink(missing_ok=True)

    def bring(self, path: str, to: str, *, move: bool, link: bool) -> None:
        """Bring a file somewhere else. Raises ``OSError``, and has done nothing then."""
        size = self.size(path)
        room = self._room(to)
        near = room == self._room(path)
        costs = 0 if near and (move or link) else size
        if self.full or self.rooms[room] < costs:
            raise DiskFull(f"There is not enough space on the disk. : '{to}'")
        self.rooms[room] -= costs
        source, target = self.real(path), self.real(to)
        if target is None:
            self.invented[to] = size
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            _transfer(source, target, size, move=move, link=link and near)
        if move:
            self.invented.pop(path, None)
            if source is not None:
                source.unlink(missing_ok=True)

    def _room(self, path: str) -> str:
        found = [one for one in self.rooms if _within(one, path)]
        assert found, f"{path} is on no disk"
        return max(found, key=len)


def _transfer(
    source: Path | None, target: Path, size: int, *, move: bool, link: bool
) -> None:
    if source is None:
        with target.open("wb") as file:
            file.truncate(size)
    elif move:
        shutil.move(source, target)
    elif not (link and _linked(source, target)):
        shutil.copyfile(source, target)


def _linked(source: Path, target: Path) -> bool:
    target.unlink(missing_ok=True)
    try:
        os.link(source, target)
    except OSError:
        return False
    return True


def _within(folder: str, path: str) -> bool:
    base = folder.rstrip("/")
    return path == folder or path.startswith(f"{base}/")
