"""Adding: what a program hands over, as a file or by its address.

What is not taken is answered as SABnzbd answers duplicates: fine, and no job. Sonarr, Radarr and
Lidarr go on to another release then. An answer that says it has gone wrong has Sonarr try its other
clients, so that what was declined here would be downloaded there.
"""

from collections.abc import Mapping
from enum import IntEnum
from typing import Final
from urllib.parse import unquote, urlsplit

from ...engine.files.nzb import is_nzb
from ...engine.options import DownloadOptions, Priority
from ...engine.text import clean_title
from ...sources.base import Payload, SourceError
from ...sources.payload import read_payload
from ..base import Handed, NotTaken
from ..called import called_by_file
from .call import Answer, Call, nothing_named, nzo_ids
from .slots import NO_CATEGORY

# What stands for no category of one's own.
_NONE: Final = frozenset({"", NO_CATEGORY, "Default", "None"})


class SabPriority(IntEnum):
    """Priorities by SABnzbd's numbers."""

    DEFAULT = -100
    PAUSED = -2
    LOW = -1
    NORMAL = 0
    HIGH = 1
    FORCE = 2


# What it is with us; all the others leave it to the client.
_OURS: Final[Mapping[int, Priority]] = {
    SabPriority.LOW: Priority.LOW,
    SabPriority.HIGH: Priority.HIGH,
    SabPriority.FORCE: Priority.FORCE,
}


async def add_file(call: Call) -> Answer:
    """Take a file, whatever the field it is in is called."""
    if (sent := call.asked.file) is None:
        return nothing_named()
    try:
        # Unpacking tens of megabytes takes its time.
        payload = await call.hass.async_add_executor_job(read_payload, sent.content)
    except SourceError:
        return nzo_ids()
    if not _is_nzb(payload):
        return nzo_ids()
    return await _take(call, payload, called_by_file(sent.name, call.asked.agent))


async def add_url(call: Call) -> Answer:
    """Fetch what an address leads to at once: it may lead nowhere by the time there is a yes."""
    link, asked, desk = call.asked.text("name"), call.asked, call.desk
    if not link:
        return nothing_named()
    try:
        parts = urlsplit(link)
    except ValueError:
        return nzo_ids(status=False)
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        return nzo_ids(status=False)
    name, why = called_by_file(unquote(parts.path), ""), "it is no NZB file"
    try:
        payload = await desk.fetch(link)
    except NotTaken as err:
        payload, why = Payload(), err.why
    if _is_nzb(payload):
        return await _take(call, payload, name)
    order = call.failed.add(
        desk.settings.id,
        clean_title(asked.text("nzbname")) or name or parts.hostname,
        category_of(asked.text("cat", "category")),
        f"URL Fetching failed; {why}",
    )
    return nzo_ids(order.id)


def _is_nzb(payload: Payload) -> bool:
    return payload.file is not None and is_nzb(payload.file)


async def _take(call: Call, payload: Payload, name: str) -> Answer:
    asked = call.asked
    handed = Handed(
        payload=payload,
        name=clean_title(asked.text("nzbname")) or name,
        options=options_of(call),
        agent=asked.agent,
    )
    try:
        order = await call.desk.take(handed)
    except NotTaken:
        return nzo_ids()
    return nzo_ids(order.id)


def options_of(call: Call) -> DownloadOptions:
    """Return how it is to be downloaded. Even at once means: at once after the yes."""
    priority = call.asked.number("priority", SabPriority.DEFAULT)
    return DownloadOptions(
        category=category_of(call.asked.text("cat", "category")),
        stopped=priority == SabPriority.PAUSED,
        priority=_OURS.get(priority, Priority.NORMAL),
    )


def category_of(said: str) -> str:
    """Return a category exactly as it is called, empty for none."""
    return "" if said in _NONE else said
