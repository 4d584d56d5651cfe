"""Packed: what a series consists of in a twentieth of the room, taken apart when it is asked for.

Half a million episodes and their files as objects would weigh more than all the rest of a house.
"""

from collections.abc import Iterable, Mapping
import json
from typing import Any, Final
import zlib

from ..stored import Reading, stored_text
from .item import Episode, Episodes, Season, Version
from .item_stored import Facts, moment, version_from_dict, version_to_dict
from .lean import Lean

# No series has as much; what claims more is damaged.
_MOST_BYTES: Final = 64 * 1024 * 1024
_NUMBERS: Final = ("absolute", "scene_season", "scene_number", "scene_absolute")


def pack(episodes: Episodes) -> bytes:
    """Return episodes and their files as few bytes, which is also how they are stored."""
    facts = Facts()
    data = {
        "files": {
            key: version_to_dict(version, facts)
            for key, version in episodes.versions.items()
        },
        "episodes": [
            [
                *(one.season, one.number),
                *(getattr(one, name) for name in _NUMBERS),
                *(one.title, one.aired, one.date, one.monitored, one.version),
            ]
            for one in episodes.episodes
        ],
        "facts": facts.to_list(),
    }
    text = json.dumps(data, separators=(",", ":"))
    return zlib.compress(text.encode(), level=6)


def unpack(packed: bytes, lean: Lean) -> Episodes | None:
    """Return what was packed, None if it is damaged."""
    try:
        opened = zlib.decompressobj()
        data = json.loads(opened.decompress(packed, _MOST_BYTES))
        return _episodes(data, lean) if opened.eof else None
    except ValueError, TypeError, KeyError, AttributeError, zlib.error, RecursionError:
        return None


def _episodes(data: Mapping[str, Any], lean: Lean) -> Episodes:
    read = Reading()
    facts = Facts()
    for place, fact in enumerate(data["facts"]):
        facts.read(place, fact, read, lean)
    versions: dict[str, Version] = {}
    for key, one in read.named(data["files"]).items():
        versions[stored_text(key)] = version_from_dict(one, read, facts)
    return Episodes(
        episodes=read.each(data["episodes"], lambda row: _episode(row, read, lean)),
        versions=versions,
    )


def _episode(row: list[Any], read: Reading, lean: Lean) -> Episode:
    season, number, absolute, *scene, title, aired, date, monitored, version = row
    scene_season, scene_number, scene_absolute = scene
    if not (isinstance(season, int) and isinstance(number, int)):
        raise TypeError("no episode")
    return Episode(
        season=season,
        number=number,
        absolute=read.whole(absolute, None),
        scene_season=read.whole(scene_season, None),
        scene_number=read.whole(scene_number, None),
        scene_absolute=read.whole(scene_absolute, None),
        title=read.text(title),
        aired=moment(aired, read),
        date=lean.one(read.text(date)),
        monitored=read.flag(monitored, True),
        version=read.text(version),
    )


class Packs:
    """The episodes of many series, packed; those asked for last lie open."""

    OPEN: Final = 32

    def __init__(self, lean: Lean) -> None:
        """Begin with none."""
        self._lean = lean
        self._packed: dict[str, bytes] = {}
        self._open: dict[str, Episodes] = {}

    def __contains__(self, item_id: str) -> bool:
        """Tell whether it is known what a series consists of."""
        return item_id in self._packed

    def put(self, item_id: str, episodes: Episodes) -> None:
        """Keep what a series consists of."""
        self.put_packed(item_id, pack(self._lean.episodes(episodes)))

    def put_packed(self, item_id: str, packed: bytes) -> None:
        """Keep what was packed elsewhere, such as on disk or in another thread."""
        self._packed[item_id] = packed
        self._open.pop(item_id, None)

    def forget(self, item_id: str) -> None:
        """Keep nothing of a series: it is to be read anew."""
        self._packed.pop(item_id, None)
        self._open.pop(item_id, None)

    def get(self, item_id: str) -> Episodes | None:
        """Return what a series consists of, None if it has to be read."""
        if (found := self._open.pop(item_id, None)) is None:
            if (packed := self._packed.get(item_id)) is None:
                return None
            if (found := unpack(packed, self._lean)) is None:
                self.forget(item_id)
                return None
        self._open[item_id] = found
        if len(self._open) > self.OPEN:
            del self._open[next(iter(self._open))]
        return found

    def packed(self, item_id: str) -> bytes | None:
        """Return what a series consists of as it is kept: the same object as long as nothing changes."""
        return self._packed.get(item_id)

    def all(self) -> Mapping[str, bytes]:
        """Return everything as it is packed, to be stored."""
        return dict(self._packed)


def counts(seasons: Iterable[Season]) -> tuple[tuple[int, int, int, int], ...]:
    """Return what tells that the episodes of a series, or their files, have changed."""
    return tuple((one.number, one.aired, one.there, one.size) for one in seasons)
