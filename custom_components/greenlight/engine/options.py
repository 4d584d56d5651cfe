"""Options: how a download is to be made."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

from .stored import Reading

# A limit of this is none at all.
_NONE: Final = -1
# What is written down only where it is asked for.
_SELDOM: Final = frozenset(
    {"inactive_seeding_time", "forced", "first", "content_layout"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadOptions:
    """How a client is to make a download; None and empty leave it to the client.

    Limits are in bytes per second, ``seeding_time`` and ``inactive_seeding_time`` in minutes; -1 for
    these two or for the ratio is no limit at all. With ``skip_check`` the data is there already and
    is not checked, where the client can do without. ``forced`` ignores the client's queue, ``first``
    goes to the top of it. ``content_layout`` says whether the data gets a folder of its own:
    "Original", "Subfolder" or "NoSubfolder". A client does without what it has no equal of.
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
    forced: bool = False
    first: bool = False
    content_layout: str = ""


def options_to_dict(options: DownloadOptions) -> dict[str, Any]:
    """Return what ``options_from_dict`` reads."""
    usual = {field.name: field.default for field in fields(options)}
    return {
        name: value
        for name, value in asdict(options).items()
        if name not in _SELDOM or value != usual[name]
    }


def options_from_dict(data: Mapping[str, Any], read: Reading) -> DownloadOptions:
    """Read the options that are known here: a newer version may have stored more."""
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
        forced=read.flag(data.get("forced"), False),
        first=read.flag(data.get("first"), False),
        content_layout=read.text(data.get("content_layout")),
    )
