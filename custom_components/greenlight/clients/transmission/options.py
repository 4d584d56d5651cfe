"""How to ask Transmission for a download.

It has no categories: a category is a label, as our tag and the tags asked for are. It has no limit
of the time to seed (its idle limit ends what nobody wants), prefers no first and last piece, checks
whatever is already there, and leaves folders as they are, so these options are left out.
"""

from collections.abc import Mapping
import math
from typing import Any, Final

from ...engine.options import DownloadOptions, Priority
from ..base import TAG
from ..through import ShareLimits
from .rows import Row
from .shown import lacking_fields

# Who gets more of the bandwidth, beside the place in the queue.
_BANDWIDTH: Final[Mapping[Priority, int]] = {
    Priority.LOW: -1,
    Priority.HIGH: 1,
    Priority.FORCE: 1,
}


def add_fields(options: DownloadOptions) -> dict[str, Any]:
    """Return the arguments of an add, as far as an add takes them; what is unknown is ignored."""
    arguments: dict[str, Any] = {
        "paused": options.stopped,
        "labels": wanted_labels(options),
    }
    if (priority := _BANDWIDTH.get(options.priority)) is not None:
        arguments["bandwidthPriority"] = priority
    if options.save_path:
        arguments["download-dir"] = options.save_path
    if options.sequential:
        arguments["sequential_download"] = True  # 4.1 and later
    return arguments


def unsettled(row: Row, options: DownloadOptions, unit: int) -> dict[str, Any]:
    """Return what a download still lacks to be as it was asked for.

    No add takes limits, and that of 3.00 no labels either.
    """
    lacks: dict[str, Any] = {}
    labels = wanted_labels(options)
    if not set(labels).issubset(row.labels):
        lacks["labels"] = list(dict.fromkeys((*row.labels, *labels)))
    for name, limit, now in (
        ("download", options.download_limit, row.download_limit),
        ("upload", options.upload_limit, row.upload_limit),
    ):
        if limit is not None and (in_units(limit, unit) or None) != now:
            lacks |= {
                f"{name}Limit": in_units(limit, unit),
                f"{name}Limited": limit > 0,
            }
    asked = ShareLimits(
        ratio=options.ratio_limit, inactive_time=options.inactive_seeding_time
    )
    return lacks | lacking_fields(asked, row.shown.limits)


def wanted_labels(options: DownloadOptions) -> list[str]:
    """Return our tag, the category and the tags asked for; no label may hold a comma."""
    asked = (options.category, *options.tags)
    parts = (part.strip() for text in asked for part in text.split(","))
    return list(dict.fromkeys((TAG, *(part for part in parts if part))))


def in_units(limit: int, unit: int) -> int:
    """Return a limit in bytes per second in the server's larger units, never less than it."""
    return math.ceil(limit / unit)
