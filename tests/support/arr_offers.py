"""What the indexers of a fake Sonarr or Radarr have on offer."""

import base64
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Self

from .arr_clients import TORRENT, USENET
from .arr_orders import Goal, Row

PAGE: Final = "https://tracker.invalid/details"
# Numbers by which they write a protocol down.
NUMBERS: Final = {USENET: "1", TORRENT: "2"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One release that an indexer has.

    ``work`` is the film or series, ``episodes`` the ids of what it holds of that. What is fetched
    is a ``file`` (a torrent's or an NZB's bytes) or a ``magnet``. A higher ``rank`` is better. A
    ``digest`` is said by few indexers; where one says it, a blocked release is known by it.
    """

    title: str
    work: int
    episodes: tuple[int, ...] = ()
    file: bytes = field(default=b"", repr=False)
    magnet: str = field(default="", repr=False)
    protocol: str = TORRENT
    rank: int = 0
    quality: str = "WEBDL-1080p"
    score: int = 0
    formats: tuple[str, ...] = ()
    indexer: str = "Invented Tracker"
    size: int = 2_000_000_000
    published: datetime = field(
        default_factory=lambda: datetime.now(UTC) - timedelta(hours=3)
    )
    digest: str = ""
    page: str = PAGE
    goal: Goal = field(default_factory=Goal)

    @property
    def guid(self) -> str:
        """Return by what it is asked for."""
        return f"{self.page}/{self.indexer}/{self.title}"

    @property
    def age(self) -> timedelta:
        """Return how long ago it was published."""
        return datetime.now(UTC) - self.published

    def with_(self, **changes: Any) -> Self:
        """Return it otherwise."""
        return replace(self, **changes)

    @classmethod
    def from_json(cls, row: Row) -> Self:
        """Read one that somebody has sent: ``file`` in base64, ``published`` in ISO's form."""
        given = dict(row)
        given["file"] = base64.b64decode(row.get("file", ""))
        for name in ("episodes", "formats"):
            given[name] = tuple(row.get(name, ()))
        if "published" in row:
            given["published"] = datetime.fromisoformat(row["published"])
        if "goal" in row:
            given["goal"] = Goal(**row["goal"])
        return cls(**given)

    def to_json(self) -> Row:
        """Return it as it is sent."""
        told: Row = {name: getattr(self, name) for name in self.__dataclass_fields__}
        goal = {"ratio": self.goal.ratio, "minutes": self.goal.minutes}
        return {
            **told,
            "file": base64.b64encode(self.file).decode(),
            "published": self.published.isoformat(),
            "goal": goal,
        }

    def data(self, source: str, client: Row) -> Row:
        """Return what is written down of it when it was grabbed."""
        age = self.age.total_seconds()
        group = self.title.rpartition("-")[2]
        return {
            "indexer": self.indexer,
            "nzbInfoUrl": self.page or None,
            "releaseGroup": group or None,
            "age": str(int(age // 86400)),
            "ageHours": str(age / 3600),
            "ageMinutes": str(age / 60),
            "publishedDate": stamp(self.published),
            "downloadClient": client["implementationName"],
            "downloadClientName": client["name"],
            "size": str(self.size),
            "downloadUrl": f"{PAGE}/download?passkey=0123456789abcdef0123456789abcdef",
            "guid": self.guid,
            "protocol": NUMBERS[self.protocol],
            "customFormatScore": str(self.score),
            "releaseSource": source,
            "indexerFlags": "0",
            "torrentInfoHash": self.digest or None,
        }


def stamp(when: datetime) -> str:
    """Return a time as they write it."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
