"""Searching: works that can be searched for, what indexers have of them as it comes, and pages of that."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Final

from homeassistant.components.websocket_api.connection import ActiveConnection
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from ..const import CLIENT, DOMAIN
from ..engine.release import Protocol
from ..engine.rights import Person, Right
from ..gate.found import Lot, Order, Searched
from ..gate.ports import UnknownItem, UnknownRelease
from ..gate.running import Running
from ..gate.search import Hit
from ..hub import Hub
from ..presentation.card.pieces import Json
from ..presentation.card.search import (
    best_first,
    count_better,
    item_view,
    left_view,
    result_view,
    searched_view,
    silent_view,
    source_view,
    wanted_view,
)
from ..presentation.cut import clean
from ..presentation.errors import mistake
from ..services.action import Fields, loaded_hub
from ..services.search import MOST_WORDS, WANTED, shown, there, wanted
from .command import Asked, Command, Message, async_allowed, refusing

# So many results are sent at once, and so many works are named.
PAGE: Final = 50
_MOST_ITEMS: Final = 20
# Seconds for which the first answer waits for all of it; for which news is waited for, so that nobody
# waits who is gone; and from one piece of news to what is told with it.
_AT_FIRST: Final = 1.0
_PATIENCE: Final = 25.0
_GATHERED: Final = 0.3

FIELDS: Final[Fields] = {
    **WANTED,
    vol.Optional("indexers"): vol.All(
        [{vol.Required("source"): cv.string, vol.Required("id"): cv.string}],
        vol.Length(max=1000),
    ),
}
NEWS: Final[Fields] = {
    vol.Required("search"): cv.string,
    vol.Required("seen"): vol.All(int, vol.Range(min=0)),
}


async def _items(asked: Asked) -> Json:
    """Return the works that suit what somebody types, and whom a search would ask."""
    hub = asked.hub
    text = asked.data["text"].strip()
    found = hub.gate.library.search(text, _MOST_ITEMS) if text else []
    sources = await hub.gate.indexers.each()
    return {
        "items": [item_view(items, hub.views.name) for items in found],
        "sources": [source_view(one, hub.views.name) for one in sources],
        "clients": [
            {"id": one.subentry_id, "name": clean(one.title)}
            for one in hub.entry.get_subentries_of_type(CLIENT)
            if hub.roster.runs(one.subentry_id)
        ],
    }


async def async_search(
    hass: HomeAssistant, connection: ActiveConnection, msg: Message
) -> None:
    """Begin to search for somebody, and tell what has come within a moment.

    It goes on by itself, whatever becomes of the connection, and is theirs for hours: the indexers
    count it anyway.
    """
    with refusing(connection, msg):
        hub = loaded_hub(hass)
        person = await async_allowed(hub, connection, msg, Right.HAND_IN)
        if person is None:
            return
        what = await wanted(hub, msg)
        running = hub.gate.search.begin(
            what.query,
            owner=person.actor.id,
            sources=what.sources,
            indexers=_indexers(msg),
            items=what.items,
            there=there(what.held),
        )
        with _until_closed(connection, msg):
            await running.end(_AT_FIRST)
        if running.cut:
            raise mistake("search_superseded")
        connection.send_result(msg["id"], await _told(hub, person, running))


async def async_news(
    hass: HomeAssistant, connection: ActiveConnection, msg: Message
) -> None:
    """Tell how it is with a search once that is another than at ``seen``, or after a while."""
    with refusing(connection, msg):
        hub = loaded_hub(hass)
        person = await async_allowed(hub, connection, msg, Right.HAND_IN)
        if person is None:
            return
        running = _theirs(hub, person, msg)
        with _until_closed(connection, msg):
            await running.news(msg["seen"], _PATIENCE)
            # Of many indexers some answer at once.
            await running.end(_GATHERED)
        if running.cut:
            raise mistake("search_superseded")
        # Meanwhile they may have lost the right to it.
        if await async_allowed(hub, connection, msg, Right.HAND_IN):
            connection.send_result(msg["id"], _status(running))
        else:
            running.stop()


@contextmanager
def _until_closed(connection: ActiveConnection, msg: Message) -> Iterator[None]:
    """Have whoever waits for something be cancelled once the connection is closed."""
    waits, task = f"{DOMAIN}_waits_{msg['id']}", asyncio.current_task()
    if task is not None:
        connection.subscriptions[waits] = task.cancel
    try:
        yield
    finally:
        connection.subscriptions.pop(waits, None)


def _theirs(hub: Hub, person: Person, data: Mapping[str, Any]) -> Running:
    """Return a search that somebody has begun. Raises ``ServiceValidationError``."""
    try:
        return hub.gate.search.searched(data["search"], person.actor.id)
    except UnknownRelease as err:
        raise mistake("unknown_search") from err


def _indexers(msg: Message) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for one in msg.get("indexers", ()):
        found[one["source"]] = (*found.get(one["source"], ()), one["id"])
    return found


async def _told(hub: Hub, person: Person, running: Running) -> Json:
    """Return a search with the first of what has come."""
    searched = await running.now()
    status = _status(running)
    searched, told = await _beside(hub, searched)
    can = {"ask": Right.HAND_IN, "download": Right.DECIDE}
    if hub.gate.libraries.any:
        can["works"] = Right.DECIDE
    hits = await hub.gate.search.hits(searched, searched.lots[:PAGE])
    return {
        "search": searched.id,
        "at": searched.at,
        **told,
        **status,
        "total": len(searched.lots),
        "better": _count_better(searched, searched.lots, hits),
        "results": await _results(hub, person, best_first(hits)),
        "can": [what for what, right in can.items() if person.may(right)],
    }


def _status(running: Running) -> Json:
    """Return how far it is with a search; ``seen`` is by what that is known."""
    searched = running.status()
    return {
        "seen": running.rev,
        "total": running.total,
        "asked": [clean(name) for name in searched.asked],
        "waiting": [clean(name) for name in running.waiting],
        "running": not running.ended,
        "silent": [
            *map(silent_view, searched.silent),
            *map(left_view, searched.left),
        ],
        "broken": searched.broken,
        "left_out": searched.left_out,
    }


def _count_better(searched: Searched, lots: Sequence[Lot], first: Sequence[Hit]) -> int:
    """Return how many of some are better than what is there.

    Those of the ``first`` page count as they are called, of the others no more than titles are known.
    """
    return count_better(first) + searched.better_in(lots[PAGE:])


async def _results(hub: Hub, person: Person, hits: Sequence[Hit]) -> list[Json]:
    """Return what there is to tell of some results now."""
    each = await shown(hub, hits, person.actor)
    return [
        result_view(one, hub.views.name, _why_skipped(hub, one.hit)) for one in each
    ]


def _why_skipped(hub: Hub, hit: Hit) -> str:
    return "" if hit.skip is None else hub.views.skips.why(hit.skip)


async def _page(asked: Asked) -> Json:
    """Return other results of a search, or the same in another order."""
    hub, data = asked.hub, asked.data
    running = _theirs(hub, asked.person, data)
    searched, told = await _beside(hub, await running.now())
    lots = searched.sorted(data["sort"], data.get("protocol"))
    if data["hide_known"]:
        lots = await hub.gate.search.unknown(searched, lots)
    hits = await hub.gate.search.hits(searched, lots[data["offset"] :][:PAGE])
    page: Json = {"total": len(lots), "of": len(searched.lots)}
    if told:
        page["have"] = told.get("have")
    if data["sort"] is Order.BEST:
        hits = best_first(hits)
        if not data["offset"]:
            page["better"] = _count_better(searched, lots, hits)
    return {**page, "results": await _results(hub, asked.person, hits)}


async def _beside(hub: Hub, searched: Searched) -> tuple[Searched, Json]:
    """Return a search beside what there is by now of its work, and that as it is told."""
    query = searched.query
    for one in searched.items:
        try:
            item = hub.gate.library.item(one.library, one.id)
        except UnknownItem:
            continue
        held = await hub.gate.library.held(item, query.season, query.episode)
        told = searched_view(item, query, held, searched.rule.ladder)
        return searched.against(there(held)), told
    return searched, {}


async def _stop(asked: Asked) -> Json:
    """Wait for no indexer any more; what has come stays."""
    _theirs(asked.hub, asked.person, asked.data).stop()
    return {}


async def _last(asked: Asked) -> Json:
    """Return a search of somebody as ``search`` tells it, else their last one; nothing where none is kept.

    Whoever looks again does not know any more what they have searched for, or has done so elsewhere.
    """
    hub, owner = asked.hub, asked.person.actor.id
    running = hub.gate.search.last_of(owner)
    if search := asked.data.get("search"):
        with suppress(UnknownRelease):
            running = hub.gate.search.searched(search, owner)
    if running is None:
        return {}
    told = await _told(hub, asked.person, running)
    return {**told, "wanted": wanted_view(running.last, hub.views.name)}


ITEMS: Final = Command(
    name="search_items",
    schema={vol.Optional("text", default=""): vol.All(str, vol.Length(max=MOST_WORDS))},
    answer=_items,
    # It names the indexers of the house.
    who=Right.HAND_IN,
)
PAGES: Final = Command(
    name="search_page",
    schema={
        vol.Required("search"): cv.string,
        vol.Optional("offset", default=0): vol.All(int, vol.Range(min=0)),
        vol.Optional("sort", default=Order.BEST): vol.Coerce(Order),
        vol.Optional("protocol"): vol.Coerce(Protocol),
        vol.Optional("hide_known", default=False): bool,
    },
    answer=_page,
    who=Right.HAND_IN,
)
STOP: Final = Command(
    name="search_stop",
    schema={vol.Required("search"): cv.string},
    answer=_stop,
    who=Right.HAND_IN,
)
LAST: Final = Command(
    name="search_last",
    schema={vol.Optional("search"): cv.string},
    answer=_last,
    who=Right.HAND_IN,
)
