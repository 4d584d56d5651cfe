"""Made: how a download is to be made, as the actions that take such options name and count them."""

from collections.abc import Collection
from typing import Any

from ..const import (
    CONF_CATEGORY,
    CONF_CONTENT_LAYOUT,
    CONF_DOWNLOAD_LIMIT,
    CONF_PRIORITY,
    CONF_SAVE_PATH,
    CONF_UPLOAD_LIMIT,
)
from ..engine.options import DownloadOptions, Layout, asked_for
from ..parts import rule_settings as settings

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


def _told(options: DownloadOptions, name: str) -> Any:
    value = getattr(options, name)
    if name in (CONF_DOWNLOAD_LIMIT, CONF_UPLOAD_LIMIT):
        return round(value / _SPEEDS[name], 3)
    if name == CONF_CONTENT_LAYOUT:
        known = {one.value: one.name.lower() for one in Layout}
        return known.get(value, value)
    return list(value) if isinstance(value, tuple) else value
