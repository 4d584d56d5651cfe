"""A file of Radarr's or Sonarr's, with whatever is known of it from anywhere."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any, Final

from ....engine.library.item import Origin, Version
from ....engine.library.merging import merge
from ....engine.quality.quality import Quality
from ....engine.title.parse import parse
from ..values import moment, objects, of, path, some, text
from .media_info import measured
from .tags import tagged

type Named = Callable[[Any], Quality]

_NOT_SPOKEN: Final = frozenset({"", "unknown", "any", "original"})


def version(row: Any, named: Named, tags: Iterable[str] = ()) -> Version | None:
    """Return a file as the API writes it, None for what is none.

    ``named`` reads the program's own name of a quality, ``tags`` are those of a work with this one
    file only.
    """
    file_id = some(of(row, "id"))
    if file_id is None:
        return None
    where = path(row.get("path")) or path(row.get("relativePath"))
    size = some(row.get("size"))
    info = measured(row.get("mediaInfo"), size)
    names = _names(row, where)
    readings = [
        (Origin.TAG, tagged(tags, info.dynamic_range)),
        (Origin.MEDIA_INFO, info),
        (Origin.NAME, _written(row, named)),
        *((Origin.NAME, parse(name).quality) for name in names),
    ]
    quality, origins = merge(readings)
    return Version(
        id=str(file_id),
        name=names[0] if names else "",
        path=where,
        size=size,
        added=moment(row.get("dateAdded")),
        quality=quality,
        origins=_shared(tuple(origins.items())),
    )


@lru_cache(maxsize=1024)
def _shared(origins: tuple[tuple[str, Origin], ...]) -> Mapping[str, Origin]:
    """Return one mapping for all files that are known alike: there are tens of thousands."""
    return dict(origins)


def _written(row: dict[str, Any], named: Named) -> Quality:
    """Return what the program has read from the release's name, or a person has set."""
    quality = named(of(row, "quality", "quality"))
    languages = (
        text(language.get("name")).casefold()
        for language in objects(row.get("languages"))
    )
    return Quality(
        resolution=quality.resolution,
        source=quality.source,
        edition=text(row.get("edition")) or None,
        group=text(row.get("releaseGroup")) or None,
        revision=min(some(of(row, "quality", "revision", "version")) or 1, 99),
        languages=frozenset(languages) - _NOT_SPOKEN,
    )


def _names(row: dict[str, Any], where: str) -> list[str]:
    """Return what the release was called, and what its file is called, fullest first."""
    original = text(row.get("sceneName")) or _stem(path(row.get("originalFilePath")))
    return list(dict.fromkeys(filter(None, (original, _stem(where)))))


def _stem(where: str) -> str:
    """Return the name of a file without its folder and its kind; the path may be of Windows."""
    pure = PureWindowsPath(where) if "\\" in where else PurePosixPath(where)
    return text(pure.stem)
