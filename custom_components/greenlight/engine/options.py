"""Options: how a download is to be made."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any, Final

from .stored import Reading

# A limit of this is none at all.
_NONE: Final = -1
# What is written down only where it is asked for.
_SELDOM: Final = frozenset({"inactive_seeding_time", "priority", "content_layout"})


class Priority(StrEnum):
    """Where in its client's queue a download goes.

    ``NORMAL`` is what the client does by itself, ``LOW`` the end of the queue and ``HIGH`` the top of
    it; ``FORCE`` does not heed the queue. Clients of usenet and Transmission keep a rank of their own
    besides, which is set to the same.
    """

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    FORCE = "force"


class Layout(StrEnum):
    """Whether the data of a torrent gets a folder of its own, as qBittorrent calls it."""

    ORIGINAL = "Original"
    SUBFOLDER = "Subfolder"
    NO_SUBFOLDER = "NoSubfolder"


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadOptions:
    """How a client is to make a download; None and empty leave it to the client.

    Limits are in bytes per second, ``seeding_time`` and ``inactive_seeding_time`` in minutes; -1 for
    these two or for the ratio is no limit at all. With ``skip_check`` the data is there already and
    is not checked, where the client can do without. ``content_layout`` is a ``Layout``. A client does
    without what it has no equal of.
    """

    category: str = ""
    save_path: str = ""
    tags: tuple[str, ...] = ()
    stopped: bool = False
    sequential: bool = False
    first_last: bool = False
    ratio_limit: float | None = None
    seeding_time: int | None = None
    download_limit: int | None = None
    upload_limit: int | None = None
    skip_check: bool = False
    inactive_seeding_time: int | None = None
    priority: Priority = Priority.NORMAL
    content_layout: str = ""


def asked_for(options: DownloadOptions) -> frozenset[str]:
    """Return the names of the options that are not left to the client."""
    return frozenset(
        one.name for one in fields(options) if getattr(options, one.name) != one.default
    )


def options_to_dict(options: DownloadOptions) -> dict[str, Any]:
    """Return what ``options_from_dict`` reads."""
    usual = {field.name: field.default for field in fields(options)}
    return {
        name: value
        for name, value in asdict(options).items()
        if name not in _SELDOM or value != usual[name]
    }


def options_from_dict(data: Mapping[str, Any], read: Reading) -> DownloadOptions:
    """Read the options that are known here: a newer version may have stored more, and other values.

    Before there were priorities, ``forced`` and ``first`` were stored, each by itself.
    """
    ratio, minutes, idle = (
        data.get(name)
        for name in ("ratio_limit", "seeding_time", "inactive_seeding_time")
    )
    return DownloadOptions(
        category=read.text(data.get("category")),
        save_path=read.text(data.get("save_path")),
        tags=read.texts(data.get("tags")),
        stopped=read.flag(data.get("stopped"), False),
        sequential=read.flag(data.get("sequential"), False),
        first_last=read.flag(data.get("first_last"), False),
        ratio_limit=_NONE if ratio == _NONE else read.real(ratio, None),
        seeding_time=_NONE if minutes == _NONE else read.whole(minutes, None),
        download_limit=read.whole(data.get("download_limit"), None),
        upload_limit=read.whole(data.get("upload_limit"), None),
        skip_check=read.flag(data.get("skip_check"), False),
        inactive_seeding_time=_NONE if idle == _NONE else read.whole(idle, None),
        priority=read.one_of(data.get("priority"), Priority, _before(data, read)),
        content_layout=read.text(data.get("content_layout")),
    )


def _before(data: Mapping[str, Any], read: Reading) -> Priority:
    if read.flag(data.get("forced"), False):
        return Priority.FORCE
    first = read.flag(data.get("first"), False)
    return Priority.HIGH if first else Priority.NORMAL
