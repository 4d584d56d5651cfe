"""What a qBittorrent tells of one torrent, as other programs read it."""

from collections.abc import Mapping
from typing import Any, Final

from ..base import Download
from ..common.values import finite, path_text, whole
from ..through import NO_LIMIT, ShareLimits, Shown

_STOPPED: Final = ("paused", "stopped")
# Versions without a moment of something say 0, -1 or this.
_NEVER: Final = 0xFFFFFFFF
_OWN: Final = -2


def read_shown(row: Mapping[str, Any], download: Download) -> Shown:
    """Read a row of the list. Raises ``KeyError``, ``TypeError`` or ``ValueError``."""
    return Shown(
        download=download,
        save_path=path_text(row.get("save_path") or ""),
        stopped=str(row["state"]).startswith(_STOPPED),
        forced=row.get("force_start") is True,
        added=_moment(row, "added_on"),
        completed=_moment(row, "completion_on"),
        last_activity=_moment(row, "last_activity"),
        uploaded=_count(row, "uploaded"),
        downloaded=_count(row, "downloaded"),
        seeding_time=_count(row, "seeding_time"),
        limits=ShareLimits(
            ratio=_limit(finite(row.get("ratio_limit", _OWN))),
            seeding_time=_limit(whole(row.get("seeding_time_limit", _OWN))),
            inactive_time=_limit(whole(row.get("inactive_seeding_time_limit", _OWN))),
        ),
        tags=tuple(filter(None, map(str.strip, row.get("tags", "").split(",")))),
        priority=_count(row, "priority"),
    )


def _count(row: Mapping[str, Any], name: str) -> int:
    return max(whole(row.get(name) or 0), 0)


def _moment(row: Mapping[str, Any], name: str) -> float | None:
    at = whole(row.get(name) or 0)
    return at if 0 < at < _NEVER else None


def _limit[N: (int, float)](told: N) -> N | None:
    """Return a limit; -2 is the server's own, every other negative one is none at all."""
    if told == _OWN:
        return None
    return told if told >= 0 else type(told)(NO_LIMIT)
