"""Options: how a download is to be made."""

from dataclasses import dataclass


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
