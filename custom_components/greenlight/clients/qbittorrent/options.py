"""What a qBittorrent can do, by the version of its web API, and how to ask for a download."""

from typing import Final

from ...engine.options import DownloadOptions
from ..base import TAG
from .rows import Row

type Version = tuple[int, ...]

# From which version on something is there.
CATEGORIES: Final[Version] = (2, 1, 1)
TAGS: Final[Version] = (2, 3)
TAGS_IN_ADD: Final[Version] = (2, 6, 2)
LIMITS_IN_ADD: Final[Version] = (2, 8, 1)
TAG_FILTER: Final[Version] = (2, 8, 3)
START_STOP: Final[Version] = (2, 11)
FREE_SPACE: Final[Version] = (2, 16)
CATEGORY_LIMITS: Final[Version] = (2, 16)


def add_fields(
    options: DownloadOptions, version: Version, *, placed: bool = False
) -> dict[str, str]:
    """Return the fields of an add, everything at once: what is sent right after it gets lost.

    ``placed`` says that the category has a folder of its own, which counts only with automatic
    management (4.2 to 5.3).
    """
    stopped = "true" if options.stopped else "false"
    # Each version knows one of the two names and ignores the other.
    fields = {"stopped": stopped, "paused": stopped}
    if options.save_path:
        fields |= {"savepath": options.save_path, "autoTMM": "false"}
    elif placed:
        fields["autoTMM"] = "true"
    if options.category:
        fields["category"] = options.category
    if options.skip_check:
        # By their names before 5.3 and from it on; what turns out to be missing is never fetched.
        fields |= {"skip_checking": "true", "seedMode": "true"}
    if options.sequential:
        fields["sequentialDownload"] = "true"
    if options.first_last:
        fields["firstLastPiecePrio"] = "true"
    if options.download_limit is not None:
        fields["dlLimit"] = str(options.download_limit)
    if options.upload_limit is not None:
        fields["upLimit"] = str(options.upload_limit)
    if version >= LIMITS_IN_ADD:
        fields |= share_limits(options)
    if version >= TAGS_IN_ADD:
        fields["tags"] = ",".join(wanted_tags(options))
    return fields


def wanted_tags(options: DownloadOptions) -> list[str]:
    """Return our tag and those asked for, as the server will show them."""
    asked = (tag.strip() for text in options.tags for tag in text.split(","))
    return list(dict.fromkeys((TAG, *(tag for tag in asked if tag))))


def unsettled(
    row: Row, options: DownloadOptions, version: Version
) -> dict[str, dict[str, str]]:
    """Return the commands that a download still needs, by action, to be as it was asked for.

    They are for older servers, whose add takes neither tags nor share limits, and for downloads
    that somebody else added.
    """
    commands = {}
    if version >= TAGS and not row.tags.issuperset(tags := wanted_tags(options)):
        commands["addTags"] = {"tags": ",".join(tags)}
    if version < LIMITS_IN_ADD and not _has_limits(row, options):
        commands["setShareLimits"] = {
            "ratioLimit": "-2",
            "seedingTimeLimit": "-2",
            **share_limits(options),
        }
    return commands


def share_limits(options: DownloadOptions) -> dict[str, str]:
    """Return the fields of those share limits that are asked for."""
    limits = {
        "ratioLimit": options.ratio_limit,
        "seedingTimeLimit": options.seeding_time,
    }
    return {name: str(limit) for name, limit in limits.items() if limit is not None}


def _has_limits(row: Row, options: DownloadOptions) -> bool:
    ratio, minutes = options.ratio_limit, options.seeding_time
    # The server rounds the ratio.
    return (ratio is None or abs(row.ratio_limit - ratio) < 0.01) and (
        minutes is None or row.seeding_time_limit == minutes
    )
