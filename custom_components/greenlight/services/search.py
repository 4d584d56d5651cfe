"""The action that searches: indexers are asked for words or a work, and what they have is held against what is there."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
import re
from typing import Any, Final

from homeassistant.core import ServiceCall, ServiceResponse
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from ..const import LIBRARY, SOURCE
from ..engine.fit import query_for, typed
from ..engine.library.holding import NOTHING, Holding
from ..engine.library.item import Item
from ..engine.library.lean import fold
from ..engine.library.table import plain_names
from ..engine.quality.quality import Quality
from ..engine.request import Actor
from ..engine.search import FOUND, Query
from ..engine.summary import shown_name
from ..gate.ports import UnknownItem
from ..gate.search import Hit
from ..hub import Hub
from ..presentation.card.search import Shown, best_first, part_of, stand_of
from ..presentation.errors import mistake
from ..presentation.render import iso
from ..presentation.views import View
from .action import Fields, loaded_hub
from .fields import ATTR_ITEM, ATTR_LIBRARY, FILLED, NAMES
from .parts import part_named, parts_named
from .permission import async_person

ATTR_CATEGORIES: Final = "categories"
ATTR_EPISODE: Final = "episode"
ATTR_QUERY: Final = "query"
ATTR_SEASON: Final = "season"
ATTR_SOURCES: Final = "sources"
# Letters of what is searched for.
MOST_WORDS: Final = 200
_MOST_NUMBER: Final = 9999
_MOST_CATEGORY: Final = 999_999
_MOST_CATEGORIES: Final = 50

_NUMBER: Final = vol.All(vol.Coerce(int), vol.Range(min=0, max=_MOST_NUMBER))
_CATEGORY: Final = vol.All(vol.Coerce(int), vol.Range(min=0, max=_MOST_CATEGORY))

# A year behind a name, as people write it.
_YEAR: Final = re.compile(r"(?P<name>.*\S)\s+\(?(?P<year>(?:18|19|20)[0-9]{2})\)?")
# Seconds for which the action waits for indexers: a script is to go on with what has come by then.
_PATIENCE: Final = 60.0
# So many results are kept after it at least, for what is found of the same item.
_KEPT: Final = 100
# So many works are looked at for the one that is called as somebody has typed.
_LOOKED_AT: Final = 20

# What the action and the card can search for.
WANTED: Final[Fields] = {
    vol.Optional(ATTR_QUERY): vol.All(cv.string, vol.Length(max=MOST_WORDS)),
    vol.Optional(ATTR_LIBRARY): cv.string,
    vol.Optional(ATTR_ITEM): FILLED,
    vol.Optional(ATTR_SEASON): _NUMBER,
    vol.Optional(ATTR_EPISODE): _NUMBER,
    vol.Optional(ATTR_CATEGORIES): vol.All(
        cv.ensure_list, [_CATEGORY], vol.Length(max=_MOST_CATEGORIES)
    ),
    vol.Optional(ATTR_SOURCES): NAMES,
}
SEARCH: Final[Fields] = {
    **WANTED,
    vol.Optional("limit", default=50): vol.All(
        vol.Coerce(int), vol.Range(min=1, max=500)
    ),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is searched for, whom is asked for it, and what there is of it."""

    query: Query
    items: tuple[Item, ...] = ()
    sources: tuple[str, ...] = ()
    held: Holding = NOTHING


async def wanted(hub: Hub, data: Mapping[str, Any]) -> Wanted:
    """Return what somebody wants to search for. Raises ``ServiceValidationError``."""
    searchable = hub.gate.search.sources
    if not searchable:
        raise mistake("search_nowhere")
    sources = tuple(parts_named(hub, SOURCE, data.get(ATTR_SOURCES)))
    for one in sources:
        if one not in searchable:
            raise mistake("not_searchable", name=hub.views.name(one) or one)
    season, episode = data.get(ATTR_SEASON), data.get(ATTR_EPISODE)
    if episode is not None and season is None:
        raise mistake("search_season_missing")
    words = " ".join(data.get(ATTR_QUERY, "").split())
    item = _item(hub, data)
    if item is None and words and season is None:
        said = typed(words)
        item = _named(hub, said.text)
        season, episode = said.season, said.episode
        words = said.text
    if item is not None:
        query = query_for(item, season, episode)
        query = replace(query, text=words or query.text)
    elif words:
        query = Query(text=words, season=season, episode=episode)
    else:
        raise mistake("search_what")
    query = replace(query, categories=tuple(data.get(ATTR_CATEGORIES, ())))
    held = NOTHING
    if item is not None:
        held = await hub.gate.library.held(item, query.season, query.episode)
        query = await hub.gate.library.counted(item, query)
    items = (held.items or (item,)) if item is not None else ()
    return Wanted(query, items, sources, held)


def _item(hub: Hub, data: Mapping[str, Any]) -> Item | None:
    library, item = data.get(ATTR_LIBRARY), data.get(ATTR_ITEM)
    if library is None and item is None:
        return None
    if library is None or item is None:
        raise mistake("search_what")
    try:
        return hub.gate.library.item(part_named(hub, LIBRARY, library), item)
    except UnknownItem as err:
        raise mistake("unknown_item", item=str(err)) from err


def _named(hub: Hub, words: str) -> Item | None:
    """Return the one work that is called just so, None where there is none, or several are.

    Who types a name wants to see what there is of it, too.
    """
    said = _YEAR.fullmatch(words)
    name, year = (said["name"], int(said["year"])) if said else (words, None)
    found: list[Item] = []
    for item, *_ in hub.gate.library.search(name, _LOOKED_AT):
        names = plain_names(item)
        if fold(words) in names or (fold(name) in names and item.year == year):
            found.append(item)
    return found[0] if len(found) == 1 else None


def there(held: Holding) -> list[Quality]:
    """Return what there is of one thing; of several episodes each is another."""
    return [] if len(held.episodes) > 1 else [one.quality for one in held.versions]


async def shown(hub: Hub, hits: Iterable[Hit], who: Actor) -> list[Shown]:
    """Return what there is to tell of results, one after the other."""
    found: list[Shown] = []
    for hit in hits:
        question = hub.gate.results.question(hit, who)
        mark = hub.gate.results.mark(question)
        told, beside = hub.screens.told(question), hub.gate.results.beside(hit)
        found.append(Shown(hit, question, told, mark, beside))
        await asyncio.sleep(0)
    return found


async def search(call: ServiceCall) -> ServiceResponse:
    """Search, and return the best of what was found by then, and who has not answered."""
    hub = loaded_hub(call.hass)
    who = (await async_person(call)).actor
    what, limit = await wanted(hub, call.data), call.data["limit"]
    searched = await hub.gate.search.run(
        what.query,
        sources=what.sources,
        items=what.items,
        there=there(what.held),
        seconds=_PATIENCE,
        most=max(limit, _KEPT),
    )
    best = searched.lots[:limit]
    hits = best_first(await hub.gate.search.hits(searched, best))
    return {
        "total": len(searched.lots),
        "results": [_view(hub, one) for one in await shown(hub, hits, who)],
        "asked": list(searched.asked),
        "silent": [
            {"name": one.indexer, "why": hub.texts.text(f"silent_{one.why.key}")}
            for one in searched.silent
        ],
        "broken": searched.broken,
        "left_out": searched.left_out,
    }


def _view(hub: Hub, one: Shown) -> View:
    """Return a result in words and numbers; its link is not among them."""
    hit, told, release = one.hit, one.told, one.hit.release
    reasons = [reason for reason in one.question.reasons if reason.code != FOUND]
    return {
        "id": hit.id,
        "title": release.title,
        "name": shown_name(release.title),
        "work": told.work.title,
        "year": told.work.year,
        "part": part_of(told.work) or None,
        "fits": hit.fit is None,
        "misfit": hit.fit and hit.fit.value,
        "stand": stand_of(hit),
        "reasons": [hub.texts.reason(reason) for reason in reasons],
        "size": release.size or None,
        "seeders": release.seeders,
        "peers": release.peers,
        "published": iso(release.published),
        "protocol": release.protocol.value,
        "source": hub.views.name(release.source),
        "indexer": release.indexer or None,
        "also": len(hit.also),
        "flags": sorted(flag.value for flag in release.flags),
        "group": told.group or None,
        "file": told.file and told.file.fate.value,
        "seen": one.mark,
        "beside": one.beside and one.beside.id,
        "request_id": hit.request and hit.request.id,
        "state": hit.request and hit.request.state.value,
        "skipped": hit.skip and hub.views.skips.why(hit.skip),
    }
