"""Folders that a media server watches, and which of them something has come into."""

from collections.abc import Iterable
from typing import Final

from ...engine.home.paths import below, folder_of, mapped, tail

# A film's file, for which its folder is looked through. What else has an ending may be a folder.
_FILES: Final = frozenset(
    "avi divx flv iso m2ts m4v mk3d mkv mov mp4 mpeg mpg mts ogm ts vob webm wmv".split()
)


def in_folder(where: str, folder: str) -> str:
    """Return a path as it is written for a folder that it lies in, empty where it does not."""
    return mapped(where, ((folder, folder),)) if below(where, folder) else ""


def in_deepest(where: str, folders: Iterable[str]) -> str:
    """Return a path as it is written for the deepest of the folders that it lies in, empty for none."""
    holding = [folder for folder in folders if below(where, folder)]
    return in_folder(where, max(holding, key=len)) if holding else ""


def as_folder(where: str) -> str:
    """Return a folder for itself, and for a file the folder that it lies in."""
    _, dot, ending = tail(where).rpartition(".")
    is_file = bool(dot) and ending.casefold() in _FILES
    return (folder_of(where) if is_file else "") or where
