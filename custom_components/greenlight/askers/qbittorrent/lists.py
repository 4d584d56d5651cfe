"""The list of torrents: which of them, in which order, and how many."""

from typing import Any

from aiohttp import web

from .asked import ALL, Asked
from .call import Call
from .replies import Refused, in_json, in_words
from .rows import Row, tags_of
from .states import passes


async def info(call: Call) -> web.Response:
    """List torrents as they are asked for."""
    asked = call.asked
    ids = frozenset(asked.ids()) - {ALL}
    rows = [row for row in await call.listed() if _wanted(row, asked, ids)]
    if column := asked.text("sort"):
        rows = _sorted(rows, column, reverse=asked.flag("reverse"))
    return in_json([row.spelt(call.agent, ids) for row in _cut(rows, asked)])


async def count(call: Call) -> web.Response:
    """Say how many torrents there are."""
    return in_words(str(len(await call.listed())))


def _wanted(row: Row, asked: Asked, ids: frozenset[str]) -> bool:
    """Tell whether a row is asked for. An empty category or tag asks for those that have none."""
    fields = row.fields
    if ids and row.ids.isdisjoint(ids):
        return False
    if "category" in asked.fields and asked.text("category") != fields["category"]:
        return False
    if "tag" in asked.fields and not _tagged(row, asked.text("tag")):
        return False
    return passes(fields["state"], asked.text("filter"))


def _tagged(row: Row, tag: str) -> bool:
    tags = tags_of(row)
    return tag in tags if tag else not tags


def _sorted(rows: list[Row], column: str, *, reverse: bool) -> list[Row]:
    """Return rows by one of their fields. Raises ``Refused`` if they have no such field."""
    if rows and column not in rows[0].fields:
        raise Refused(400, "'sort' parameter is invalid")

    def value(row: Row) -> Any:
        return row.fields[column]

    return sorted(rows, key=value, reverse=reverse)


def _cut(rows: list[Row], asked: Asked) -> list[Row]:
    """Return as many as are asked for; an offset below zero counts from the end."""
    limit, offset = asked.whole("limit") or 0, asked.whole("offset") or 0
    if offset < 0:
        offset += len(rows)
    if not 0 <= offset < len(rows):
        offset = 0
    return rows[offset : offset + limit] if limit > 0 else rows[offset:]
