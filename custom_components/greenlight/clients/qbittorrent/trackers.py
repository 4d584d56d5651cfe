"""The trackers of a torrent, as qBittorrent tells of them."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ...engine.told import plain
from ..common.http import decoded
from ..common.values import reading, whole
from ..through import Tracker

# 2 is working; 4 not, since 5.2 also 5 for an error it told and 6 for no answer.
_WORKING: Final = 2
_NOT_WORKING: Final = 4


def tracker_message(body: bytes) -> str:
    """Return what the first tracker says, empty if one of them works or none has anything to say.

    Raises ``BadAnswer``.
    """
    trackers = read_trackers(body)
    if any(tracker.works for tracker in trackers):
        return ""
    said = (tracker.message for tracker in trackers if tracker.works is False)
    return next(filter(None, said), "")


def read_trackers(body: bytes) -> tuple[Tracker, ...]:
    """Read a list of trackers. Raises ``BadAnswer``."""
    with reading("not a list of trackers"):
        return tuple(_read(row) for row in _real(decoded(body)))


def _real(rows: Any) -> Iterator[Mapping[str, Any]]:
    # The others are no trackers but ways to find peers without any.
    return (row for row in rows if not row["url"].startswith("** ["))


def _read(row: Mapping[str, Any]) -> Tracker:
    status = row["status"]
    return Tracker(
        url=row["url"],
        works=True if status == _WORKING else False if status >= _NOT_WORKING else None,
        message=plain(row["msg"]),
        seeders=_known(row, "num_seeds"),
        peers=_known(row, "num_leeches"),
    )


def _known(row: Mapping[str, Any], name: str) -> int | None:
    """Return a count, None where the tracker has told none."""
    count = whole(row.get(name, -1))
    return count if count >= 0 else None
