"""Plex's ``Media``: the versions of a film or an episode, without the copies Plex has made."""

from dataclasses import replace
from typing import Final

from ...engine.library.item import Version
from ..common.loose import Row, file_name, rows, word
from ..common.streams import told
from ..common.values import flag, path, some, text, whole
from .streams import measure

# The type of what Plex has made smaller for some device.
_OPTIMISED: Final = 42
_COPIES: Final = "Plex Versions"


def versions_of(row: Row) -> tuple[Version, ...]:
    """Return the files of a film or an episode. Raises ``ValueError`` for one without an id."""
    found = (_version(media, row) for media in rows(row.get("Media")))
    return tuple(version for version in found if version)


def _version(media: Row, row: Row) -> Version | None:
    if whole(media.get("proxyType")) == _OPTIMISED or text(media.get("target")):
        return None
    parts = [part for part in rows(media.get("Part")) if _is_there(part)]
    # What was deleted stays in the list until somebody empties the trash.
    if not parts or media.get("deletedAt"):
        return None
    identity = word(media.get("id")) or word(parts[0].get("id"))
    if not identity:
        raise ValueError("a file without an id")
    where = path(parts[0].get("file"))
    # A film on two discs is two parts, of which the first stands for both.
    sizes = [some(part.get("size")) for part in parts]
    size = sum(each for each in sizes if each) if all(sizes) else None
    seen, denied = measure(media, parts)
    edition = text(row.get("editionTitle")) or None
    seen = replace(seen, size=size, edition=edition)
    name = file_name(where)
    quality, origins = told(name, seen, denied)
    return Version(
        id=identity,
        name=text(name) or text(row.get("title")),
        path=where,
        size=size,
        added=_added(row),
        quality=quality,
        origins=origins,
    )


def _is_there(part: Row) -> bool:
    return (
        _COPIES not in path(part.get("file")) and flag(part.get("exists")) is not False
    )


def _added(row: Row) -> float | None:
    added = some(row.get("addedAt"))
    return float(added) if added else None
