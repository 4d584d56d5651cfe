"""What Prowlarr says of its indexers (``/api/v1/indexer`` and ``/indexerstatus``)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import islice
from typing import Any, Final

from ...engine.release import Protocol
from ...engine.text import clean_title
from ..base import NotAFeed
from ..searching import Indexer, Privacy
from ..torznab.caps import Caps

_PRIVACY: Final = {
    "public": Privacy.PUBLIC,
    "semiprivate": Privacy.SEMI_PRIVATE,
    "private": Privacy.PRIVATE,
}
# By the function of Torznab, where it says what may be asked.
_PARAMS: Final = {
    "search": "searchParams",
    "tvsearch": "tvSearchParams",
    "movie": "movieSearchParams",
}
_MAX_NAME: Final = 100
_MAX_RESULTS: Final = 1000
# Twice as many as there are sites that it knows.
_MAX_ROWS: Final = 1000


def rows(data: Any) -> list[Mapping[str, Any]]:
    """Return the rows of a list. Raises ``NotAFeed`` for what is none."""
    if not isinstance(data, list):
        raise NotAFeed("a document of another kind")
    found = (row for row in data if isinstance(row, dict) and whole(row.get("id")))
    return [*islice(found, _MAX_ROWS)]


def whole(value: Any) -> int | None:
    """Return a number above zero, None for anything else."""
    number = isinstance(value, int) and not isinstance(value, bool) and value > 0
    return value if number else None


def read_indexers(
    data: Any, states: Iterable[Mapping[str, Any]]
) -> tuple[Indexer, ...]:
    """Return the indexers, in the order of their names. Raises ``NotAFeed``."""
    down = {
        whole(state.get("indexerId")): _time(state, "disabledTill") for state in states
    }
    found = [_indexer(row, down) for row in rows(data)]
    return tuple(sorted(found, key=lambda one: one.name.casefold()))


def read_caps_of(row: Mapping[str, Any]) -> Caps:
    """Return what may be asked of one."""
    told = row.get("capabilities")
    caps: Mapping[str, Any] = told if isinstance(told, dict) else {}
    functions = {
        function: frozenset(str(one).lower() for one in params)
        for function, name in _PARAMS.items()
        if isinstance(params := caps.get(name), list) and params
    }
    most = whole(caps.get("limitsMax")) or 100
    return Caps(functions=functions or Caps().functions, most=min(most, _MAX_RESULTS))


def failures(states: Iterable[Mapping[str, Any]]) -> dict[int, float | None]:
    """Return by indexer when it failed last."""
    return {
        number: _time(state, "mostRecentFailure")
        for state in states
        if (number := whole(state.get("indexerId")))
    }


def _indexer(
    row: Mapping[str, Any], down: Mapping[int | None, float | None]
) -> Indexer:
    name = row.get("name")
    privacy = row.get("privacy")
    return Indexer(
        id=str(row["id"]),
        name=clean_title(name[:_MAX_NAME] if isinstance(name, str) else "")
        or str(row["id"]),
        protocol=Protocol.USENET
        if row.get("protocol") == "usenet"
        else Protocol.TORRENT,
        privacy=_PRIVACY.get(privacy.lower()) if isinstance(privacy, str) else None,
        enabled=row.get("enable") is not False,
        looks=row.get("supportsRss") is not False,
        searches=row.get("supportsSearch") is not False,
        down_until=down.get(row["id"]),
    )


def _time(row: Mapping[str, Any], name: str) -> float | None:
    """Return a time in epoch seconds, None for none."""
    text = row.get(name)
    try:
        at = datetime.fromisoformat(text) if isinstance(text, str) else None
        return at.timestamp() if at is not None and at.tzinfo else None
    except ValueError, OverflowError, OSError:
        return None
