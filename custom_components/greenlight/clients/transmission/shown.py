"""What Transmission tells of one torrent, as other programs read it.

It knows no categories and no limit of the time to seed: its first label that is not our tag stands
for a category, and what it limits instead is the time in which nobody wants anything.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from ..base import TAG, Download
from ..common.values import finite, path_text, whole
from ..through import NO_LIMIT, ShareLimits, Shown

FIELDS: Final = (
    "activityDate",
    "addedDate",
    "doneDate",
    "downloadedEver",
    "queuePosition",
    "secondsSeeding",
    "seedIdleLimit",
    "seedIdleMode",
    "uploadedEver",
)
# Whether a torrent has the server's limit, one of its own, or none.
_ITS_OWN: Final = 1
_NONE: Final = 2


def read_shown(row: Mapping[str, Any], download: Download) -> Shown:
    """Read a row of the list. Raises ``KeyError``, ``TypeError`` or ``ValueError``."""
    _, tags = split_labels(map(str, row["labels"]))
    return Shown(
        download=download,
        save_path=path_text(row["downloadDir"]),
        stopped=row["status"] == 0,
        added=_moment(row["addedDate"]),
        # 3.00 leaves it open for what was there when it was added.
        completed=_moment(row["doneDate"] or row["addedDate"])
        if download.complete
        else None,
        last_activity=_moment(row["activityDate"]),
        uploaded=max(whole(row["uploadedEver"]), 0),
        downloaded=max(whole(row["downloadedEver"]), 0),
        seeding_time=max(whole(row["secondsSeeding"]), 0),
        limits=ShareLimits(
            ratio=_limit(row["seedRatioMode"], finite(row["seedRatioLimit"])),
            inactive_time=_limit(row["seedIdleMode"], whole(row["seedIdleLimit"])),
        ),
        tags=tags,
        priority=0 if download.complete else whole(row["queuePosition"]) + 1,
    )


def split_labels(labels: Iterable[str]) -> tuple[str, tuple[str, ...]]:
    """Return the label that stands for a category, and the others, our tag among them."""
    told = tuple(labels)
    category = next((label for label in told if label != TAG), "")
    return category, tuple(label for label in told if label != category)


def limit_fields(limits: ShareLimits) -> dict[str, Any]:
    """Return the fields of all share limits, less that of the time to seed."""
    return _fields("Ratio", limits.ratio) | _fields("Idle", limits.inactive_time)


def lacking_fields(asked: ShareLimits, now: ShareLimits) -> dict[str, Any]:
    """Return the fields of those share limits that are asked for and are not so yet."""
    fields: dict[str, Any] = {}
    for name, limit, told in (
        ("Ratio", asked.ratio, now.ratio),
        ("Idle", asked.inactive_time, now.inactive_time),
    ):
        if limit is not None and not _same(limit, told):
            fields |= _fields(name, limit)
    return fields


def holds_limits(now: ShareLimits, limits: ShareLimits) -> bool:
    """Tell whether a torrent has these share limits, less that of the time to seed."""
    return _same(now.ratio, limits.ratio) and _same(
        now.inactive_time, limits.inactive_time
    )


def _fields(name: str, limit: float | None) -> dict[str, Any]:
    if limit is None:
        return {f"seed{name}Mode": 0}
    if limit < 0:
        return {f"seed{name}Mode": _NONE}
    return {f"seed{name}Mode": _ITS_OWN, f"seed{name}Limit": limit}


def _same(one: float | None, other: float | None) -> bool:
    """Tell whether two limits are the same; the server rounds them."""
    return one == other if one is None or other is None else abs(one - other) < 0.01


def _moment(told: Any) -> float | None:
    return finite(told) if told and told > 0 else None


def _limit[N: (int, float)](mode: Any, limit: N) -> N | None:
    if mode == _ITS_OWN:
        return limit
    return type(limit)(NO_LIMIT) if mode == _NONE else None
