"""What a program wishes of its torrents. None of it is ever a yes; what waits keeps it for then."""

from collections.abc import Iterable, Mapping
import re
from typing import Final

from aiohttp import web

from ...engine.order import Place
from .asked import ALL
from .call import Answer, Call
from .limits import share_limits
from .replies import Refused, in_json, in_words
from .rows import Row, limits_of, tags_of

# As the real one names them: no folder above it, and none that is empty.
_CATEGORY: Final = re.compile(r"[^\\/]+(?:/[^\\/]+)*")
_MOST_CHARS: Final = 300


async def delete(call: Call) -> web.Response:
    """Take it that some are wanted no more; never all at once, as some ask by default."""
    call.asked.needed("hashes")
    if ALL in (ids := call.asked.ids()):
        raise Refused(409, "Not all of them at once")
    await call.desk.delete(ids, delete_data=call.asked.flag("deleteFiles"))
    return in_words()


def set_stopped(*, stopped: bool) -> Answer:
    """Return what stops or starts."""

    async def answer(call: Call) -> web.Response:
        await call.desk.set_stopped(await call.orders(), stopped=stopped)
        return in_words()

    return answer


def move(place: Place) -> Answer:
    """Return what moves some in the queue."""

    async def answer(call: Call) -> web.Response:
        await call.desk.move(await call.orders(), place)
        return in_words()

    return answer


async def set_forced(call: Call) -> web.Response:
    """Have some ignore the queue, or heed it."""
    await call.desk.set_forced(await call.orders(), forced=call.asked.flag("value"))
    return in_words()


async def reannounce(call: Call) -> web.Response:
    """Have some ask their trackers."""
    await call.desk.reannounce(await call.orders())
    return in_words()


async def recheck(call: Call) -> web.Response:
    """Have the data of some checked."""
    await call.desk.recheck(await call.orders())
    return in_words()


async def set_limits(call: Call) -> web.Response:
    """Set how long some are shared. What a program of before 4.6 does not name stays as it is."""
    for order in await call.orders():
        if standing := call.desk.find(order):
            limits = share_limits(call.asked, limits_of(standing))
            await call.desk.set_limits((order,), limits)
    return in_words()


async def categories(call: Call) -> web.Response:
    """List the categories with their folders."""
    return in_json(categories_in(await call.desk.categories()))


def categories_in(known: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return categories as they are listed."""
    return {name: {"name": name, "savePath": path} for name, path in known.items()}


async def create_category(call: Call) -> web.Response:
    """Know a category; one that is there stays as it is."""
    call.asked.needed("category")
    name = call.asked.text("category")
    if not name:
        raise Refused(400, "Category cannot be empty")
    if len(name) > _MOST_CHARS or not _CATEGORY.fullmatch(name):
        raise Refused(409, "Incorrect category name")
    await call.desk.create_category(name, call.asked.text("savePath").strip())
    return in_words()


async def set_category(call: Call) -> web.Response:
    """File some under a category."""
    call.asked.needed("category")
    name = call.asked.text("category")
    if len(name) > _MOST_CHARS or (name and not _CATEGORY.fullmatch(name)):
        raise Refused(409, "Incorrect category name")
    await call.desk.set_category(await call.orders(), name)
    return in_words()


async def tags(call: Call) -> web.Response:
    """List the tags that any torrent has."""
    return in_json(tags_in(await call.listed()))


def tags_in(rows: Iterable[Row]) -> list[str]:
    """Return all tags of some torrents."""
    return sorted({tag for row in rows for tag in tags_of(row)})


async def create_tags(call: Call) -> web.Response:
    """Say that tags are there. There is nothing to be done: a torrent that gets one makes it."""
    call.asked.needed("tags")
    return in_words()


async def add_tags(call: Call) -> web.Response:
    """Add tags to some."""
    call.asked.needed("tags")
    await call.desk.add_tags(await call.orders(), call.asked.names("tags"))
    return in_words()


async def remove_tags(call: Call) -> web.Response:
    """Take tags off some; all of them if none is named."""
    orders = await call.orders()
    names = call.asked.names("tags")
    if not names:
        wanted = frozenset(orders)
        rows = [row for row in await call.listed() if not row.ids.isdisjoint(wanted)]
        names = tuple(tags_in(rows))
    await call.desk.remove_tags(orders, names)
    return in_words()
