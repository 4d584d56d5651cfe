"""Files: which versions of several libraries are one file, and what is known of it altogether."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
import re
from typing import Final

from ..quality.quality import Quality
from .item import Origin, Version
from .merging import merge, readings_of

_SLASHES: Final = re.compile(r"[/\\]+")
# Of a path, what two programs that see the disk under different names have in common.
_TAIL: Final = 2


def file_key(version: Version) -> str:
    """Return by what a file is known in every library, until it is replaced."""
    return f"{_tail(version)[-1]}|{version.size or ''}"


def _tail(version: Version) -> tuple[str, ...]:
    parts = _SLASHES.split((version.path or version.name).rstrip("/\\").casefold())
    return tuple(parts[-_TAIL:])


def same_file(one: Version, other: Version) -> bool:
    """Tell whether two versions are one file.

    They are if it is called the same and of one size; where one does not know the size, its folder
    has to be called the same, too. Films in HD and in 4K may lie under the same names.
    """
    mine, its = _tail(one), _tail(other)
    if mine[-1] != its[-1] or not mine[-1]:
        return False
    if one.size and other.size:
        return one.size == other.size
    return len(mine) == _TAIL and mine == its


def one_of_each(
    versions: Iterable[Version], said: Mapping[str, Quality]
) -> tuple[Version, ...]:
    """Return each file once, with all that is known of it; ``said`` is a person's word by key."""
    files: list[list[Version]] = []
    called: dict[str, list[list[Version]]] = {}
    for version in versions:
        alike = called.setdefault(_tail(version)[-1], [])
        for group in alike:
            if any(same_file(version, its) for its in group):
                group.append(version)
                break
        else:
            alike.append([version])
            files.append(alike[-1])
    return tuple(_as_one(group, said) for group in files)


def _as_one(versions: list[Version], said: Mapping[str, Quality]) -> Version:
    words = [said[key] for key in dict.fromkeys(map(file_key, versions)) if key in said]
    if len(versions) == 1 and not words:
        return versions[0]
    quality, origins = merge(
        (
            *((Origin.PERSON, word) for word in words),
            *(reading for one in versions for reading in readings_of(one)),
        )
    )
    return replace(
        versions[0],
        size=next((one.size for one in versions if one.size), None),
        added=min((one.added for one in versions if one.added), default=None),
        quality=quality,
        origins=origins,
    )
