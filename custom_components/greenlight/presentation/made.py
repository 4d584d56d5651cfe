"""Made: how a download is to be made, as the actions that take such options name and count them."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from ..const import (
    CONF_CATEGORY,
    CONF_CONTENT_LAYOUT,
    CONF_DOWNLOAD_LIMIT,
    CONF_PRIORITY,
    CONF_SAVE_PATH,
    CONF_UPLOAD_LIMIT,
)
from ..engine.options import DownloadOptions, Layout, Priority, asked_for
from ..parts import rule_settings as settings
from .saying import Piece, Several, say

_PRIORITIES: Final[Mapping[Priority, str]] = {
    Priority.LOW: "priority_low",
    Priority.HIGH: "priority_high",
    Priority.FORCE: "priority_force",
}
# What options are called within a sentence. Every client has the others.
_NAMES: Final[Mapping[str, str]] = {
    "save_path": "option_save_path",
    "sequential": "option_sequential",
    "first_last": "option_first_last",
    "ratio_limit": "option_ratio_limit",
    "seeding_time": "option_seeding_time",
    "inactive_seeding_time": "option_inactive_seeding_time",
    "download_limit": "option_download_limit",
    "upload_limit": "option_upload_limit",
    "skip_check": "option_skip_check",
    "content_layout": "option_content_layout",
}
# Those that a library does without that hands it over itself.
_THEIRS: Final[Mapping[str, str]] = {
    **_NAMES,
    "category": "option_category",
    "tags": "option_tags",
    "stopped": "option_stopped",
    "priority": "option_priority",
    "client": "option_client",
}

_SPEEDS = {
    one.key: one.scale for one in (settings.DOWNLOAD_LIMIT, settings.UPLOAD_LIMIT)
}


def options_view(options: DownloadOptions, ignored: Collection[str]) -> dict[str, Any]:
    """Return the priority, what else differs from what a client does by itself, and what is ``ignored``.

    What is ignored are the names of options that no client has which may make the download. Where it
    is saved is not told here.
    """
    asked = asked_for(options) - {CONF_CATEGORY, CONF_PRIORITY, CONF_SAVE_PATH}
    return {
        "priority": options.priority.value,
        "options": {name: _told(options, name) for name in sorted(asked)},
        "ignored": sorted(ignored),
    }


def made_pieces(
    options: DownloadOptions, ignored: Collection[str], by: str = ""
) -> Iterator[Piece]:
    """Yield where in its client's queue it goes, and what of the options nobody does, as it is told.

    ``by`` is the program that hands it to its client itself.
    """
    if (
        CONF_PRIORITY not in ignored
        and (key := _PRIORITIES.get(options.priority)) is not None
    ):
        yield say(key)
    known = _THEIRS if by else _NAMES
    names = tuple(say(key) for name, key in known.items() if name in ignored)
    if by and names:
        yield say("options_of_program", by=by, options=Several(names))
    elif by:
        yield say("program_hands_it_over", by=by)
    elif names:
        yield say("options_ignored", options=Several(names))


def _told(options: DownloadOptions, name: str) -> Any:
    value = getattr(options, name)
    if name in (CONF_DOWNLOAD_LIMIT, CONF_UPLOAD_LIMIT):
        return round(value / _SPEEDS[name], 3)
    if name == CONF_CONTENT_LAYOUT:
        known = {one.value: one.name.lower() for one in Layout}
        return known.get(value, value)
    return list(value) if isinstance(value, tuple) else value
