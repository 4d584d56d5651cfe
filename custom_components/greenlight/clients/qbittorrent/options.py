"""What a qBittorrent can do, by the version of its web API, and how to ask for a download."""

from typing import Final

from ...engine.options import DownloadOptions, Priority
from ..base import TAG
from ..through import ShareLimits
from .rows import Row

type Version = tuple[int, ...]

_FIRST: Final = frozenset({Priority.HIGH, Priority.FORCE})

# From which version on something is there.
CATEGORIES: Final[Version] = (2, 1, 1)
TAGS: Final[Version] = (2, 3)
TAGS_IN_ADD: Final[Version] = (2, 6, 2)
LAYOUT: Final[Version] = (2, 7)
LIMITS_IN_ADD: Final[Version] = (2, 8, 1)
TAG_FILTER: Final[Version] = (2, 8, 3)
INACTIVITY: Final[Version] = (2, 9, 2)
TOP_IN_ADD: Final[Version] = (2, 9, 2)
START_STOP: Final[Version] = (2, 11)
FORCED_IN_ADD: Final[Version] = (2, 11, 4)
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
    return fields | _order(options, version) | _layout(options, version)


def _order(options: DownloadOptions, version: Version) -> dict[str, str]:
    """Return the fields that say where in the queue a download goes, as far as an add takes them."""
    fields = {}
    if options.priority is not Priority.NORMAL and version >= TOP_IN_ADD:
        # Its own setting may say that all go to the top; older ones only know the end.
        fields["addToTopOfQueue"] = str(options.priority in _FIRST).lower()
    if _forced(options) and version >= FORCED_IN_ADD:
        fields["forced"] = "true"
    return fields


def _forced(options: DownloadOptions) -> bool:
    """Tell whether it is to start whatever the queue says: forcing starts what is stopped."""
    return options.priority is Priority.FORCE and not options.stopped


def _layout(options: DownloadOptions, version: Version) -> dict[str, str]:
    if not options.content_layout:
        return {}
    if version >= LAYOUT:
        return {"contentLayout": options.content_layout}
    # All that older ones know is to leave out the folder that a torrent brings along.
    return {"root_folder": str(options.content_layout != "NoSubfolder").lower()}


def wanted_tags(options: DownloadOptions) -> list[str]:
    """Return our tag and those asked for, as the server will show them."""
    asked = (tag.strip() for text in options.tags for tag in text.split(","))
    return list(dict.fromkeys((TAG, *(tag for tag in asked if tag))))


def unsettled(
    row: Row, options: DownloadOptions, version: Version
) -> dict[str, dict[str, str]]:
    """Return the commands that a download still needs, by action, to be as it was asked for.

    They are for older servers, whose add takes neither tags nor share limits nor a place in the
    queue, and for downloads that somebody else added.
    """
    commands: dict[str, dict[str, str]] = {}
    tags = wanted_tags(options)
    if version >= TAGS and not set(tags).issubset(row.shown.tags):
        commands["addTags"] = {"tags": ",".join(tags)}
    if version < LIMITS_IN_ADD and not _has_limits(row, options):
        commands["setShareLimits"] = {
            "ratioLimit": "-2",
            "seedingTimeLimit": "-2",
            **share_limits(options),
        }
    first = options.priority in _FIRST
    if first and version < TOP_IN_ADD and row.shown.priority > 1:
        commands["topPrio"] = {}
    if _forced(options) and not row.shown.forced:
        commands["setForceStart"] = {"value": "true"}
    return commands


def share_limits(options: DownloadOptions) -> dict[str, str]:
    """Return the fields of those share limits that are asked for."""
    limits = {
        "ratioLimit": options.ratio_limit,
        "seedingTimeLimit": options.seeding_time,
        "inactiveSeedingTimeLimit": options.inactive_seeding_time,
    }
    return {name: str(limit) for name, limit in limits.items() if limit is not None}


def all_limits(row: Row, limits: ShareLimits) -> dict[str, str]:
    """Return all fields of the share limits of a torrent: 5.2 and later want every one of them."""
    told = (limits.ratio, limits.seeding_time, limits.inactive_time)
    names = ("ratioLimit", "seedingTimeLimit", "inactiveSeedingTimeLimit")
    fields = dict(zip(names, told, strict=True))
    return {
        **{name: str(-2 if one is None else one) for name, one in fields.items()},
        **row.at_limit,
    }


def holds_limits(row: Row, limits: ShareLimits, version: Version) -> bool:
    """Tell whether a torrent has these share limits, as far as the version has them."""
    now = row.shown.limits
    return (
        same_ratio(now.ratio, limits.ratio)
        and now.seeding_time == limits.seeding_time
        and (version < INACTIVITY or now.inactive_time == limits.inactive_time)
    )


def same_ratio(one: float | None, other: float | None) -> bool:
    """Tell whether two ratios are the same; the server rounds them."""
    return one == other if one is None or other is None else abs(one - other) < 0.01


def _has_limits(row: Row, options: DownloadOptions) -> bool:
    ratio, minutes, now = options.ratio_limit, options.seeding_time, row.shown.limits
    return (ratio is None or same_ratio(now.ratio, ratio)) and (
        minutes is None or now.seeding_time == minutes
    )
