"""What Radarr and Sonarr tell of their grabs, and how they are told that one was turned down."""

from collections.abc import Iterator
from contextlib import aclosing
import re
from typing import Any, Final, override

from ....engine.address import page_of
from ....engine.release import Protocol
from ...errors import BadAnswer, NotFound
from ...grabs import Grab, Grabs, OrdersFrom
from ..api import Query
from ..values import flag, moment, objects, of, some, text, whole
from .records import ArrRecords

# What they call an event that matters here, and its number, by which they filter.
_GRABBED: Final = "grabbed"
_GRABBED_NUMBER: Final = 1
_FAILED: Final = "downloadFailed"
_BY_HAND: Final = "interactivesearch"
_SCORE: Final = re.compile(r"-?[0-9]{1,7}")
_MAX_WORDS: Final = 100
_MAX_FORMATS: Final = 50
_MAX_LINK: Final = 2000
_DAY: Final = 86400.0


class ArrGrabs(ArrRecords, Grabs):
    """The grabs of one Radarr or Sonarr."""

    @override
    async def grab(self, download: str) -> Grab | None:
        records = await self._records(download, eventType=_GRABBED_NUMBER)
        grabs = [row for row in records if row.get("eventType") == _GRABBED]
        return self._read(grabs) if grabs else None

    @override
    async def turn_down(self, download: str, *, why: str, search: bool) -> bool:
        # Only later versions show why; before, it is passed over.
        query = {"removeFromClient": "true", "blocklist": "true", "message": why}
        if not search:
            query["skipRedownload"] = "true"
        if await self._removed(download, query):
            return True
        last = next(
            (
                row
                for row in await self._records(download)
                if row.get("eventType") in (_GRABBED, _FAILED)
            ),
            None,
        )
        if last is None:
            return False
        if last.get("eventType") == _FAILED:
            # An answer of before that got lost: a second one would search a second time.
            return True
        if not search:
            # Beside its queue a download can only be failed with a search.
            return False
        await self._api.post(f"api/v3/history/failed/{some(last.get('id'))}")
        return True

    @override
    async def withdraw(self, download: str) -> bool:
        query = {
            "removeFromClient": "true",
            "blocklist": "false",
            "skipRedownload": "true",
        }
        return await self._removed(download, query)

    @override
    async def orders_from(self) -> tuple[OrdersFrom, ...]:
        answer = await self._api.get("api/v3/downloadclient")
        if not isinstance(answer, list):
            raise BadAnswer("no list of download clients in the answer")
        return tuple(map(self._client, objects(answer)))

    # ------------------------------------------------------------------ below

    async def _removed(self, download: str, query: Query) -> bool:
        """Remove a download from the queue; of a pack, any row stands for all of it."""
        row = await self._queued(download)
        if row is None:
            return False
        try:
            await self._api.delete(f"api/v3/queue/{row}", query)
        except NotFound:
            return False
        return True

    async def _queued(self, download: str) -> int | None:
        """Return the number of one of its rows in the queue, None if there is none."""
        rows = self._in_queue(download)
        async with aclosing(rows):
            async for row in rows:
                if (number := some(of(row, "id"))) is not None:
                    return number
        return None

    def _read(self, records: list[dict[str, Any]]) -> Grab:
        """Read the newest record; one of each episode says which they are."""
        newest = records[0]
        data = newest.get("data")
        score = _score(of(data, "customFormatScore"))
        formats = (
            self._words(one.get("name")) for one in objects(newest.get("customFormats"))
        )
        return Grab(
            id=str(newest["id"]),
            title=text(newest.get("sourceTitle")),
            at=moment(newest.get("date")),
            items=tuple(dict.fromkeys(self._works(records))),
            episodes=tuple(sorted(set(_episodes(records)))),
            quality=self._words(of(newest, "quality", "quality", "name")),
            score=_score(newest.get("customFormatScore")) if score is None else score,
            formats=tuple(dict.fromkeys(filter(None, formats)))[:_MAX_FORMATS],
            indexer=self._words(of(data, "indexer")),
            size=some(of(data, "size")),
            published=_published(newest),
            page=_page(of(data, "nzbInfoUrl")),
            by_hand=text(of(data, "releaseSource")).casefold() == _BY_HAND,
        )

    def _works(self, records: list[dict[str, Any]]) -> Iterator[str]:
        for row in records:
            if number := some(row.get(self.subjects.belongs)):
                yield str(number)

    def _client(self, row: dict[str, Any]) -> OrdersFrom:
        fields = {text(one.get("name")): one.get("value") for one in _fields(row)}
        port = some(fields.get("port"))
        protocol = text(row.get("protocol")).casefold()
        return OrdersFrom(
            name=self._words(row.get("name")),
            program=self._words(row.get("implementationName"))
            or self._words(row.get("implementation")),
            protocol=Protocol(protocol) if protocol in set(Protocol) else None,
            enabled=flag(row.get("enable")) is not False,
            priority=some(row.get("priority")) or 1,
            host=text(fields.get("host")),
            port=port if port and port < 2**16 else None,
            url_base=text(fields.get("urlBase")),
        )

    def _words(self, value: Any) -> str:
        return self._api.clean(text(value))[:_MAX_WORDS]


def _fields(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the settings of a client that say where it is; all others may be secret."""
    for one in objects(row.get("fields")):
        if one.get("name") in ("host", "port", "urlBase"):
            yield one


def _episodes(records: list[dict[str, Any]]) -> Iterator[tuple[int, int]]:
    for row in records:
        season, number = (
            whole(of(row, "episode", name))
            for name in ("seasonNumber", "episodeNumber")
        )
        if season is not None and number is not None:
            yield season, number


def _score(value: Any) -> int | None:
    """Return a score, which may be less than nothing and come as a text; None for anything else."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value) if abs(value) < 10**7 else ""
    return int(value) if isinstance(value, str) and _SCORE.fullmatch(value) else None


def _published(row: dict[str, Any]) -> float | None:
    """Return when a release was published, None where that is after it was grabbed."""
    grabbed = moment(row.get("date"))
    published = moment(of(row, "data", "publishedDate"))
    if published is None and grabbed is not None:
        days = whole(of(row, "data", "age"))
        published = None if days is None else grabbed - days * _DAY
    if published is None or published <= 0:
        return None
    if grabbed is not None and published > grabbed + _DAY:
        return None
    return published


def _page(link: Any) -> str:
    return page_of(link) if isinstance(link, str) and len(link) <= _MAX_LINK else ""
