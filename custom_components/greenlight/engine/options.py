"""Options: how a download is to be made."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .stored import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadOptions:
    """How a client is to make a download; None and empty leave it to the client.

    Limits are in bytes per second, ``seeding_time`` in minutes. With ``skip_check`` the data is
    there already and is not checked, where the client can do without.
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


def options_from_dict(data: Mapping[str, Any], read: Reading) -> DownloadOptions:
    """Read the options that are known here: a newer version may have stored more."""
    return DownloadOptions(
        category=read.text(data.get("category")),
        save_path=read.text(data.get("save_path")),
        tags=read.texts(data.get("tags")),
        stopped=read.flag(data.get("stopped"), False),
        sequential=read.flag(data.get("sequential"), False),
        first_last=read.flag(data.get("first_last"), False),
        ratio_limit=read.real(data.get("ratio_limit"), None),
        seeding_time=read.whole(data.get("seeding_time"), None),
        download_limit=read.whole(data.get("download_limit"), None),
        upload_limit=read.whole(data.get("upload_limit"), None),
        skip_check=read.flag(data.get("skip_check"), False),
    )
