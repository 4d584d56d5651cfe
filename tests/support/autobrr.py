"""autobrr as it calls Radarr and Sonarr, to the letter: paths, headers and bodies of its own client.

Written from autobrr's ``pkg/arr/radarr`` and ``pkg/arr/sonarr`` (May 2026). Answers are read as it reads
them, so what makes it fail fails here: a list without a row, a status it takes for an error.
"""

from base64 import b64encode
from dataclasses import dataclass, field
import json
from posixpath import normpath
from typing import Any, Final

from aiohttp import ClientSession
from yarl import URL

# Its bits of ``indexerFlags`` for 100, 75, 50 and 25 percent, and for where a release comes from.
RADARR_FLAGS: Final = {100: 1, 75: 256, 50: 2, 25: 512, "internal": 32, "scene": 128}
SONARR_FLAGS: Final = {100: 1, 75: 32, 50: 2, 25: 64, "internal": 8, "scene": 16}


class AutobrrError(Exception):
    """What autobrr writes into its log as an error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Announce:
    """What an indexer announces in its channel, or a feed that autobrr reads."""

    title: str
    url: str = ""
    magnet: str = ""
    info: str = ""
    # Bytes; many channels do not say.
    size: int = 0
    indexer: str = "North Harbour"
    protocol: str = "torrent"
    freeleech: int = 0
    origin: str = ""
    at: str = "2026-01-01T00:00:00+01:00"


@dataclass(slots=True)
class Autobrr:
    """A download client of the type Radarr or Sonarr in autobrr's settings."""

    session: ClientSession
    host: str
    api_key: str = field(repr=False)
    flags: dict[Any, int] = field(default_factory=lambda: dict(RADARR_FLAGS))
    basic: tuple[str, str] | None = None

    async def test(self) -> str:
        """Press *Test*: return the version. Raises ``AutobrrError``."""
        status, body = await self._call("GET", "system/status")
        if status == 401:
            raise AutobrrError("unauthorized: bad credentials")
        version: str = _json(body).get("version", "")
        return version

    async def push(self, announce: Announce) -> list[str]:
        """Push a release; return why it was rejected, nothing if it was taken. Raises ``AutobrrError``."""
        row = await self.pushed(announce)
        if isinstance(row, list):
            return [
                f"[{one['severity']}: {one['errorCode']}] {one['propertyName']}: "
                f"{one['errorMessage']} - got value: {one['attemptedValue']}"
                for one in row
            ]
        return list(row["rejections"]) if row["rejected"] else []

    async def pushed(self, announce: Announce) -> Any:
        """Push a release; return the row of the answer, or the list of what is wrong with the push."""
        status, body = await self._call("POST", "release/push", self.body(announce))
        if status == 400:
            return _rows(body)
        if not 200 <= status <= 401:
            raise AutobrrError(f"bad request: {status}")
        return _rows(body)[0]

    async def tags(self) -> dict[int, str]:
        """Return the tags by their numbers."""
        _, body = await self._call("GET", "tag")
        return {row["id"]: row["label"] for row in _rows(body)}

    async def titles(
        self,
        what: str,
        *,
        include: tuple[str, ...] = (),
        exclude: tuple[str, ...] = (),
        alternate: bool = False,
        unmonitored: bool = False,
    ) -> set[str]:
        """Return the titles of a list of the type Radarr (``movie``) or Sonarr (``series``)."""
        tags = await self.tags() if include or exclude else {}
        _, body = await self._call("GET", what)
        found: set[str] = set()
        for row in _rows(body):
            labels = {tags.get(one, "") for one in row.get("tags", [])}
            if not (row["monitored"] or unmonitored):
                continue
            if (include and labels.isdisjoint(include)) or labels & set(exclude):
                continue
            found |= {row["title"], row.get("originalTitle", row["title"])}
            if alternate:
                found |= {one["title"] for one in row["alternateTitles"]}
        return found

    def body(self, announce: Announce) -> dict[str, Any]:
        """Return what is sent for an announce; what is empty is left out where autobrr does so."""
        bits = self.flags.get(announce.freeleech, 0) | self.flags.get(
            announce.origin, 0
        )
        told = {
            "title": announce.title,
            "infoUrl": announce.info,
            "downloadUrl": announce.url,
            "magnetUrl": announce.magnet,
            "size": announce.size,
            "indexer": announce.indexer,
            "downloadProtocol": announce.protocol,
            "protocol": announce.protocol,
            "publishDate": announce.at,
            "indexerFlags": bits,
        }
        optional = ("infoUrl", "downloadUrl", "magnetUrl", "indexerFlags")
        return {key: one for key, one in told.items() if one or key not in optional}

    async def _call(
        self, method: str, endpoint: str, body: Any = None
    ) -> tuple[int, bytes]:
        at = URL(self.host)
        # Go's path.Join: no slash at the end, none twice.
        url = at.with_path(normpath(f"{at.path}/api/v3/{endpoint}"))
        headers = {"User-Agent": "autobrr", "X-Api-Key": self.api_key}
        headers |= {"Content-Type": "application/json"} if body is not None else {}
        if self.basic:
            login = b64encode(":".join(self.basic).encode()).decode()
            headers["Authorization"] = f"Basic {login}"
        async with self.session.request(
            method,
            url,
            data=None if body is None else json.dumps(body).encode(),
            headers=headers,
        ) as answer:
            return answer.status, await answer.read()


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError as err:
        raise AutobrrError("could not unmarshal data") from err


def _rows(body: bytes) -> list[Any]:
    rows = _json(body)
    if not isinstance(rows, list):
        raise AutobrrError("could not unmarshal data")
    return rows
