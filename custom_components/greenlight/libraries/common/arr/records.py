"""What Radarr and Sonarr have written down of one download, and its rows in their queue."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
import re
from typing import Any, ClassVar, Final

from ...errors import BadAnswer
from ..api import Api, Query
from ..values import objects, of, some, text
from .changes import Subjects

# A season of a daily series has a record for each of some hundred episodes.
_RECORDS: Final = 500
# Hashes stand in upper case there, and the filter minds that; what usenet clients give is as it is.
_HASH: Final = re.compile(r"[0-9a-fA-F]{40}|[0-9a-fA-F]{64}")


class ArrRecords:
    """The history and the queue of one Radarr or Sonarr."""

    _api: Api
    subjects: ClassVar[Subjects]

    async def _records(self, download: str, **more: int) -> list[dict[str, Any]]:
        """Return what was written down of a download, newest first."""
        query: Query = {
            "page": 1,
            "pageSize": _RECORDS,
            "sortKey": "date",
            "sortDirection": "descending",
            "includeEpisode": "true",
            "downloadId": written(download),
            **more,
        }
        answer = await self._api.get("api/v3/history", query)
        records = of(answer, "records")
        if not isinstance(records, list):
            raise BadAnswer("no records in the answer")
        return [
            row
            for row in objects(records)
            if some(row.get("id")) is not None and _is_of(row, download)
        ]

    async def _in_queue(self, download: str) -> AsyncGenerator[dict[str, Any]]:
        """Yield the rows of a download in the queue: of a pack, there is one for each episode.

        The details are all of the queue at once, also what belongs to nothing.
        """
        rows = self._api.rows("api/v3/queue/details")
        async with aclosing(rows):
            async for some_rows in rows:
                for row in some_rows:
                    if _is_of(row, download):
                        yield row


def written(download: str) -> str:
    """Return what they know a download by: hashes stand in upper case there."""
    return download.upper() if _HASH.fullmatch(download) else download


def _is_of(row: Any, download: str) -> bool:
    """Tell whether a row is of a download, whatever the case: an older program filters nothing."""
    said = text(of(row, "downloadId"))
    return bool(said) and said.casefold() == download.casefold()
