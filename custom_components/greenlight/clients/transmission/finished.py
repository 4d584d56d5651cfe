"""What a Transmission has completed since the last look.

The server keeps no history: every torrent tells when it was completed. Of all of them only that is
asked for, and only now and then; in between ``recently-active`` names those that changed within
about a minute. A torrent is complete some time after it says so, while it is still checked or moved,
so such a one is asked about again. What was complete when it was added counts from then: 4.1 says
so itself, 3.00 leaves ``doneDate`` at 0.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from itertools import batched
from typing import Any, Final

from ...engine.text import clean_title
from ..base import MOST_FINISHED, Finished
from ..common.values import finite, reading, whole
from .api import Api
from .rows import STATE_FIELDS, content_path, is_complete
from .survey import categories_of

# Less than what the server calls recent, so that a late look misses nothing.
_RECENT: Final = 50.0
_ALL_AGAIN: Final = 3600.0
_DATES: Final = ("id", "doneDate", "addedDate", "leftUntilDone")
_FIELDS: Final = (
    *STATE_FIELDS,
    "id",
    "hashString",
    "name",
    "doneDate",
    "addedDate",
    "labels",
    "downloadDir",
)


class FinishedLooks:
    """Looks at what was completed, each one knowing the last."""

    def __init__(self, api: Api, clock: Callable[[], float]) -> None:
        """Nothing was looked at so far."""
        self._api = api
        self._clock = clock
        self._of: tuple[frozenset[str], int] | None = None
        self._since = 0.0
        self._last = self._last_of_all = 0.0
        self._unfinished: set[str] = set()

    async def look(
        self, categories: Collection[str], since: float
    ) -> tuple[Finished, ...]:
        """Return what was completed at or after ``since`` in these categories, oldest first."""
        await self._api.open()
        wanted = frozenset(name.casefold() for name in categories)
        if not wanted:
            return ()
        now, look_of = self._clock(), (wanted, self._api.renewals)
        recently = (
            look_of == self._of
            and since >= self._since
            and now - self._last < _RECENT
            and now - self._last_of_all < _ALL_AGAIN
        )
        found: dict[str, Finished] = {}
        unfinished: set[str] = set()
        rows = await self._api.torrents(_DATES, "recently-active" if recently else None)
        new = _done_since(rows, since)
        parts: tuple[Collection[str | int], ...] = tuple(
            batched(new, MOST_FINISHED, strict=False)
        )
        for ids in (self._unfinished, *parts):
            if ids and len(found) < MOST_FINISHED:
                details = await self._api.torrents(_FIELDS, ids)
                _take(details, wanted, found, unfinished)
        # What was cut off, or not loaded yet, is found by looking at all of them again.
        all_seen = len(found) < MOST_FINISHED and (recently or rows)
        self._of = look_of if all_seen else None
        self._since, self._last, self._unfinished = since, now, unfinished
        if not recently:
            self._last_of_all = now
        return tuple(sorted(found.values(), key=lambda one: one.at)[:MOST_FINISHED])


def _done_since(rows: Iterable[Mapping[str, Any]], since: float) -> list[int]:
    """Return the ids, oldest first, of what says that it was done since then."""
    with reading("not a list of torrents"):
        done = ((_at(row), whole(row["id"])) for row in rows)
        return [one for at, one in sorted(done) if at and at >= since]


def _take(
    rows: Iterable[Mapping[str, Any]],
    wanted: frozenset[str],
    found: dict[str, Finished],
    unfinished: set[str],
) -> None:
    """Add what is complete in the wanted categories, by id, and note what is not yet."""
    with reading("not a list of torrents"):
        for row in rows:
            names = (name for name in categories_of(row) if name.casefold() in wanted)
            if not (category := next(names, "")):
                continue
            identity = str(row["hashString"]).lower()
            if is_complete(row):
                found[identity] = _read(row, identity, category)
            else:
                unfinished.add(identity)


def _at(row: Mapping[str, Any]) -> float:
    """Return when a torrent says it was completed, 0 if it does not."""
    if row["doneDate"]:
        return finite(row["doneDate"])
    return 0.0 if row["leftUntilDone"] else finite(row["addedDate"])


def _read(row: Mapping[str, Any], identity: str, category: str) -> Finished:
    return Finished(
        id=identity,
        name=clean_title(row["name"]),
        category=clean_title(category),
        at=_at(row),
        size=whole(row["sizeWhenDone"]),
        content_path=content_path(row),
    )
