"""What Sonarr and Radarr make of what qBittorrent says of a torrent."""

import time
from typing import Final

from .arr_orders import Goal, Row, Status

_STATES: Final = {
    "error": (Status.WARNING, "qBittorrent is reporting an error"),
    "stoppedDL": (Status.PAUSED, ""),
    "pausedDL": (Status.PAUSED, ""),
    **dict.fromkeys(
        ("queuedDL", "checkingDL", "checkingUP", "checkingResumeData"),
        (Status.QUEUED, ""),
    ),
    **dict.fromkeys(
        ("pausedUP", "stoppedUP", "uploading", "stalledUP", "queuedUP", "forcedUP"),
        (Status.COMPLETED, ""),
    ),
    "stalledDL": (Status.WARNING, "The download is stalled with no connections"),
    "missingFiles": (Status.WARNING, "qBittorrent is reporting missing files"),
    **dict.fromkeys(("forcedDL", "moving", "downloading"), (Status.DOWNLOADING, "")),
}


def state_of(state: str, *, dht: bool) -> tuple[Status, str]:
    """Return what they make of a state, and what they say of it."""
    if state in ("metaDL", "forcedMetaDL"):
        if dht:
            return Status.QUEUED, "qBittorrent is downloading metadata"
        return (
            Status.WARNING,
            "qBittorrent cannot resolve magnet link with DHT disabled",
        )
    unknown = (Status.DOWNLOADING, f"Unknown qBittorrent download state: {state}")
    return _STATES.get(state, unknown)


def seeded(row: Row, config: Row) -> bool:
    """Tell whether a torrent has been seeded as long as it has to be."""
    limit = row.get("ratio_limit", -2)
    if limit == -2 and config.get("max_ratio_enabled"):
        limit = config["max_ratio"]
    if limit >= 0 and limit - row["ratio"] <= 0.001:
        return True
    limit = row.get("seeding_time_limit", -2)
    if limit == -2 and config.get("max_seeding_time_enabled"):
        limit = config["max_seeding_time"]
    if limit >= 0 and row.get("seeding_time", 0) >= limit * 60:
        return True
    limit = row.get("inactive_seeding_time_limit", -2)
    if limit == -2 and config.get("max_inactive_seeding_time_enabled"):
        limit = config["max_inactive_seeding_time"]
    return limit >= 0 and time.time() - row.get("last_activity", 0) > limit * 60


def limits(goal: Goal, *, always: bool = False) -> list[tuple[str, str]]:
    """Return how long a torrent is to be shared, as it is told qBittorrent."""
    found = []
    if goal.ratio is not None or always:
        ratio = -2 if goal.ratio is None else goal.ratio
        found.append(("ratioLimit", f"{ratio:g}"))
    if goal.minutes is not None or always:
        minutes = -2 if goal.minutes is None else goal.minutes
        found.append(("seedingTimeLimit", str(minutes)))
    return found
