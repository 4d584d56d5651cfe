"""Searching: works that can be searched for, what indexers have of them, and pages of that."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final

from homeassistant.components.websocket_api.connection import ActiveConnection
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from ..const import CLIENT
from ..engine.release import Protocol
from ..engine.rights import Person, Right
from ..gate.found import Order, Searched
from ..gate.ports import UnknownItem, UnknownRelease
from ..gate.search import Hit
from ..hub import Hub
from ..presentation.card.pieces import Json
from ..presentation.card.search import (
    best_first,
    count_better,
    item_view,
    result_view,
    searched_view,
    silent_view,
    source_view,
)
from ..presentation.cut import clean
from ..presentation.errors import mistake
from ..services.action import Fields, loaded_hub
from ..services.search import MOST_WORDS, WANTED, Wanted, find, shown, there, wanted
from .command import Asked, Command, Message, async_allowed, refusing

# So many results are sent at once, and so many works are named.
PAGE: Final = 50
_MOST_ITEMS: Final = 20
# Under what a connection knows the search that it waits for; its own subscriptions are numbers.
_SEARCHING: Final = "greenlight_search"

FIELDS: Final[Fields] = {
    **WANTED,
    vol.Optional("indexers"): vol.All(
        [{vol.Required("source"): cv.string, vol.Required("id"): cv.string}],
        vol.Length(max=1000),
    ),
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
    """Search for somebody, until they search for something else or are gone."""
    with refusing(connection, msg):
        hub = loaded_hub(hass)
        person = await async_allowed(hub, connection, msg, Right.HAND_IN)
        if person is None:
            return
        what = await wanted(hub, msg)
        told = await _alone(hub, connection, what, _indexers(msg))
        connection.send_result(msg["id"], await _told(hub, person, what, told))


async def _alone(
    hub: Hub,
    connection: ActiveConnection,
    what: Wanted,
    indexers: Mapping[str, tuple[str, ...]],
) -> Searched:
    """Search; whoever has this connection searches for one thing at a time, and for none once it is closed."""
    work = find(hub, what, indexers)
    task = hub.entry.async_create_background_task(hub.hass, work, "search")
    if earlier := connection.subscriptions.pop(_SEARCHING, None):
        earlier()
    connection.subscriptions[_SEARCHING] = stop = task.cancel
    try:
        # Who waits for it is cancelled by itself, and takes it along.
        return await task
    except asyncio.CancelledError:
        running = asyncio.current_task()
        if running is not None and running.cancelling():
            task.cancel()
            raise
        raise mistake("search_superseded") from None
    finally:
        if connection.subscriptions.get(_SEARCHING) == stop:
            del connection.subscriptions[_SEARCHING]


def _indexers(msg: Message) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for one in msg.get("indexers", ()):
        found[one["source"]] = (*found.get(one["source"], ()), one["id"])
    return found


async def _told(hub: Hub, person: Person, what: Wanted, searched: Searched) -> Json:
    item = what.items[0] if what.items else None
    can = {"ask": Right.HAND_IN, "download": Right.DECIDE}
    hits = await hub.gate.search.hits(searched, searched.lots[:PAGE])
    return {
        "search": searched.id,
        **searched_view(item, searched.query, what.held, searched.rule.ladder),
        "total": len(searched.lots),
        "better": _better(searched, hits),
        "results": await _results(hub, person, best_first(hits)),
        "asked": [clean(name) for name in searched.asked],
        "silent": [silent_view(one) for one in searched.silent],
        "broken": searched.broken,
        "left_out": searched.left_out,
        "can": [what for what, right in can.items() if person.may(right)],
    }


def _better(searched: Searched, first: Sequence[Hit]) -> int:
    """Return how many are better than what is there.

    Those of the ``first`` page count as they are called, of the others no more than titles are known.
    """
    return count_better(first) + searched.better_in(searched.lots[PAGE:])


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
    try:
        searched = hub.gate.search.searched(data["search"])
    except UnknownRelease as err:
        raise mistake("unknown_search") from err
    searched, now = await _now(hub, searched)
    lots = searched.sorted(data["sort"], data.get("protocol"))
    if data["hide_known"]:
        lots = await hub.gate.search.unknown(searched, lots)
    hits = await hub.gate.search.hits(searched, lots[data["offset"] :][:PAGE])
    if data["sort"] is Order.BEST:
        hits = best_first(hits)
        if len(lots) == len(searched.lots) and not data["offset"]:
            now["better"] = _better(searched, hits)
    results = await _results(hub, asked.person, hits)
    return {"total": len(lots), "results": results, **now}


async def _now(hub: Hub, searched: Searched) -> tuple[Searched, Json]:
    """Return a search beside what there is by now of its work, and that as it is told."""
    query = searched.query
    for one in searched.items:
        try:
            item = hub.gate.library.item(one.library, one.id)
        except UnknownItem:
            continue
        held = await hub.gate.library.held(item, query.season, query.episode)
        told = searched_view(item, query, held, searched.rule.ladder)
        return searched.against(there(held)), {"have": told.get("have")}
    return searched, {}


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
