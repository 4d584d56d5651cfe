"""How Sonarr and Radarr order downloads: what their drivers have in common.

Read from `Download` of Sonarr 5 and Radarr 6; `arr_torrents` has the one for qBittorrent, and
`arr_usenet` the one for SABnzbd. They talk to a real one, or to whatever poses as one, and believe
what that says as they do.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from .arr_wire import Wire

type Row = dict[str, Any]


class Status(StrEnum):
    """How a download stands, as they call it."""

    QUEUED = "queued"
    PAUSED = "paused"
    DOWNLOADING = "downloading"
    COMPLETED = "completed"
    FAILED = "failed"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One download as they understand their client."""

    id: str
    title: str
    category: str
    status: Status
    size: int = 0
    left: int = 0
    seconds: int | None = None
    message: str = ""
    path: str = ""
    removable: bool = True
    encrypted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """How long they want a torrent seeded: a ratio, and minutes."""

    ratio: float | None = None
    minutes: int | None = None


class Orders(ABC):
    """One download client as it is set up there. Every method raises ``ClientFailed``."""

    def __init__(self, row: Row, wire: Wire) -> None:
        """Take how it is set up, and what puts the requests."""
        self.row, self.wire = row, wire
        self.settings: Row = {one["name"]: one.get("value") for one in row["fields"]}

    def get(self, *names: str) -> Any:
        """Return a setting, which Sonarr and Radarr call differently."""
        return next(
            (self.settings[name] for name in names if name in self.settings), None
        )

    @property
    def category(self) -> str:
        """Return under what it files everything."""
        return str(self.get("tvCategory", "movieCategory") or "")

    @property
    def base(self) -> str:
        """Return the address, in which the base of the path need not begin with a slash."""
        scheme = "https" if self.get("useSsl") else "http"
        path = str(self.get("urlBase") or "").strip("/")
        return f"{scheme}://{self.get('host')}:{self.get('port')}" + (
            f"/{path}" if path else ""
        )

    @abstractmethod
    async def test(self) -> list[str]:
        """Press the button Test. Returns what is wrong, in its own words."""

    @abstractmethod
    async def items(self) -> list[Listed]:
        """Return what it lists of ours."""

    @abstractmethod
    async def remove(self, item: Listed) -> None:
        """Remove a download with its data."""

    async def imported(self, item: Listed) -> None:
        """Say that a download has been imported."""
        del item
