"""Torrents as qBittorrent 4.6.7 lists them, made of how orders stand.

Programs look at the whole list every minute, so a row is made once and kept for as long as nothing
of it has changed. What a row shows of a real download are its client's values, unchanged.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
import re
from typing import Any, Final

from ...clients.through import NO_LIMIT, Habits, ShareLimits, Shown
from ...engine.files.magnet import write_magnet
from ...engine.order import Order
from ..base import Phase, Standing
from .states import state_of

type Fields = dict[str, Any]

NO_ETA: Final = 8640000
# A limit of this is the client's own.
_THEIRS: Final = -2
# Those that know a torrent of version 2 by all of its digits; everybody else knows the first 40.
_ARR: Final = re.compile(r"(?:sonarr|radarr|lidarr|readarr|whisparr)\b", re.IGNORECASE)
_WINDOWS: Final = re.compile(r"[A-Za-z]:[\\/]|\\\\")
_SHORT: Final = 40
_BETWEEN_TAGS: Final = ", "
# What is so while nothing has been heard of a client, and what no client tells.
_NOTHING_YET: Final[Fields] = {
    "amount_left": 0,
    "auto_tmm": False,
    "availability": 0,
    "completed": 0,
    "completion_on": 0,
    "dlspeed": 0,
    "download_path": "",
    "downloaded": 0,
    "downloaded_session": 0,
    "eta": NO_ETA,
    "force_start": False,
    "num_complete": 0,
    "num_incomplete": 0,
    "num_leechs": 0,
    "num_seeds": 0,
    "priority": 0,
    "progress": 0,
    "ratio": 0,
    "seeding_time": 0,
    "seen_complete": 0,
    "super_seeding": False,
    "time_active": 0,
    "tracker": "",
    "trackers_count": 1,
    "uploaded": 0,
    "uploaded_session": 0,
    "upspeed": 0,
}


def is_arr(agent: str) -> bool:
    """Tell whether a program is one of the family of Sonarr, which have this one way."""
    return _ARR.match(agent) is not None


@dataclass(frozen=True, slots=True)
class Row:
    """A torrent as listed; ``ids`` is all that it can be asked for by.

    ``long`` is the whole hash of one that is only of version 2, and empty for every other.
    """

    fields: Fields
    ids: frozenset[str]
    long: str

    def spelt(self, agent: str, asked: Collection[str] = ()) -> Fields:
        """Return the fields, the torrent being known as it was asked for, or as a program knows it."""
        if not self.long or self.long[:_SHORT] in asked:
            return self.fields
        if self.long in asked or is_arr(agent):
            return {**self.fields, "hash": self.long}
        return self.fields


class Rows:
    """The rows of one asker."""

    def __init__(self) -> None:
        """Start with none."""
        self._made: dict[str, tuple[Standing, Row]] = {}
        self._habits: Habits | None = None

    def of(self, standings: Iterable[Standing], habits: Habits) -> list[Row]:
        """Return the rows of all that is to be seen."""
        if habits != self._habits:
            self._made, self._habits = {}, habits
        made = {}
        for standing in standings:
            known = self._made.get(standing.order.id)
            if known is None or not _same(known[0], standing):
                known = standing, row_of(standing, habits)
            made[standing.order.id] = known
        self._made = made
        return [row for _, row in made.values()]


def _same(one: Standing, other: Standing) -> bool:
    """Tell whether nothing has changed. Orders and what clients show are replaced, never changed."""
    return one is other or (
        one.order is other.order
        and one.shown is other.shown
        and one.phase is other.phase
        and one.save_path == other.save_path
    )


def row_of(standing: Standing, habits: Habits) -> Row:
    """Return the row of an order."""
    order = standing.order
    hashes = order.hashes | {order.id}
    return Row(
        fields=_fields(standing, habits),
        ids=hashes | {value[:_SHORT] for value in hashes},
        long=order.id if len(order.id) > _SHORT else "",
    )


def shown_of(standing: Standing) -> Shown | None:
    """Return what a client shows, where that is what is to be seen."""
    return None if standing.phase is Phase.WAITING else standing.shown


def _fields(standing: Standing, habits: Habits) -> Fields:
    order, options, shown = standing.order, standing.order.options, shown_of(standing)
    fields = _NOTHING_YET | {
        "added_on": int(order.at),
        "category": order.category,
        "dl_limit": options.download_limit or 0,
        "f_l_piece_prio": options.first_last,
        "hash": order.id[:_SHORT],
        "infohash_v1": _of_length(order, _SHORT),
        "infohash_v2": _of_length(order, 64),
        "last_activity": int(order.at),
        "seq_dl": options.sequential,
        "state": state_of(standing),
        "up_limit": options.upload_limit or 0,
    }
    name = order.name or order.id
    fields |= _limits(limits_of(standing), habits.limits)
    if shown is None:
        path = standing.save_path or habits.save_path
        fields |= _sized(name, order.size)
        fields |= {
            "content_path": content_path(path, name),
            "save_path": path,
            "tags": _BETWEEN_TAGS.join(options.tags),
        }
    else:
        fields |= _sized(shown.download.name or name, shown.download.size)
        fields |= _running(shown)
        folder = fields["save_path"] = shown.save_path or standing.save_path
        if folder and not fields["content_path"]:
            # Before 4.3.2 a real one does not tell, and nobody imports without.
            fields["content_path"] = content_path(folder, fields["name"])
    fields["magnet_uri"] = write_magnet(order.hashes, fields["name"])
    return fields


def tags_of(row: Row) -> list[str]:
    """Return the tags of a torrent."""
    tags: str = row.fields["tags"]
    return tags.split(_BETWEEN_TAGS) if tags else []


def _of_length(order: Order, digits: int) -> str:
    return next((value for value in order.hashes if len(value) == digits), "")


def _sized(name: str, size: int | None) -> Fields:
    return {
        "amount_left": size or 0,
        "name": name,
        "size": size or 0,
        # As the real one says that it does not know.
        "total_size": -1 if size is None else size,
    }


def content_path(folder: str, name: str) -> str:
    """Return where something is going to be: never the folder itself, from which others are imported."""
    separator = "\\" if _WINDOWS.match(folder) else "/"
    own = re.sub(r"[\\/]", "_", name).strip(". ") or "_"
    return f"{folder.rstrip(separator)}{separator}{own}" if folder else own


def limits_of(standing: Standing) -> ShareLimits:
    """Return how long a torrent is shared, or will be as far as that was wished."""
    if (shown := shown_of(standing)) is not None:
        return shown.limits
    options = standing.order.options
    return ShareLimits(
        ratio=options.ratio_limit,
        seeding_time=options.seeding_time,
        inactive_time=options.inactive_seeding_time,
    )


def _limits(own: ShareLimits, usual: ShareLimits) -> Fields:
    fields: Fields = {}
    for name, limit, theirs in (
        ("ratio", own.ratio, usual.ratio),
        ("seeding_time", own.seeding_time, usual.seeding_time),
        ("inactive_seeding_time", own.inactive_time, usual.inactive_time),
    ):
        fields[f"{name}_limit"] = _THEIRS if limit is None else limit
        counts = theirs if limit is None else limit
        fields[f"max_{name}"] = NO_LIMIT if counts is None else counts
    return fields


def _running(shown: Shown) -> Fields:
    """Return what a client says of a download."""
    download = shown.download
    fields: Fields = {
        "amount_left": max((download.size or 0) - download.done, 0),
        "availability": -1 if download.complete else 0,
        "completed": download.done,
        "content_path": download.content_path,
        "dlspeed": download.download_speed,
        "downloaded": shown.downloaded,
        "downloaded_session": shown.downloaded,
        "eta": NO_ETA if download.eta is None else download.eta,
        "force_start": shown.forced,
        "num_complete": download.seeders or 0,
        "num_incomplete": download.peers or 0,
        "num_leechs": download.peers or 0,
        "num_seeds": download.seeders or 0,
        "priority": shown.priority,
        "progress": download.progress,
        "ratio": download.ratio or 0,
        "seeding_time": shown.seeding_time,
        "tags": _BETWEEN_TAGS.join(shown.tags),
        "time_active": shown.seeding_time,
        "uploaded": shown.uploaded,
        "uploaded_session": shown.uploaded,
        "upspeed": download.upload_speed,
    }
    for name, moment in (
        ("added_on", shown.added),
        ("completion_on", shown.completed),
        ("last_activity", shown.last_activity),
    ):
        if moment is not None:
            fields[name] = int(moment)
    return fields
