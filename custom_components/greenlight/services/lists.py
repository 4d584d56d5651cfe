"""Actions that return lists, filtered, sorted and cut all in the same way."""

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping
from itertools import batched
from typing import Any, Final

from homeassistant.core import ServiceCall, ServiceResponse
from homeassistant.helpers import config_validation as cv
from homeassistant.util.json import JsonValueType
import voluptuous as vol

from ..clients.base import DownloadState
from ..const import ASKER, CLIENT, CONF_CATEGORY, RULE, SOURCE
from ..engine.media import MediaType
from ..engine.request import Request, State
from ..engine.rights import Right
from ..hub import Hub
from ..presentation.views import View
from .action import Fields, loaded_hub
from .fields import ATTR_HASH, ATTR_REQUEST_ID, NAMES
from .home_view import home_view, places_view
from .of_work import OF_WORK, of_work
from .parts import parts_named
from .permission import async_person

DEFAULT_LIMIT: Final = 50
MAX_LIMIT: Final = 500
# So many are told of before others have their turn.
_AT_ONCE: Final = 25

type Value[T] = Callable[[T], Any]
type Test[T] = Callable[[T], bool]

_REQUEST_ORDERS: Final[dict[str, Value[Request]]] = {
    "created": lambda one: one.created,
    "title": lambda one: one.release.title.casefold(),
    "size": lambda one: one.release.size,
    "seeders": lambda one: one.release.seeders,
    "expires": lambda one: one.expires,
}
_DOWNLOAD_ORDERS: Final[dict[str, Value[View]]] = {
    "title": lambda one: one["title"].casefold(),
    "progress": lambda one: one["progress"],
    "download_speed": lambda one: one["download_speed"],
    "eta": lambda one: one["eta"],
    "size": lambda one: one["size"],
    "ratio": lambda one: one["ratio"],
}

# How many are returned, and from which on.
_PAGE: Final[Fields] = {
    vol.Optional("limit", default=DEFAULT_LIMIT): vol.All(
        vol.Coerce(int), vol.Range(min=1, max=MAX_LIMIT)
    ),
    vol.Optional("offset", default=0): vol.All(vol.Coerce(int), vol.Range(min=0)),
}


def _sorting(orders: Iterable[str], default: str, *, descending: bool) -> Fields:
    return {
        vol.Optional("sort", default=default): vol.In(list(orders)),
        vol.Optional("descending", default=descending): cv.boolean,
    }


def _several(values: Iterable[str]) -> Any:
    return vol.All(cv.ensure_list, [vol.In(list(values))])


# What is unknown is nothing that could be listed, and no mistake: it may have ended long ago.
_WHICH: Final[Fields] = {
    vol.Optional(ATTR_REQUEST_ID): NAMES,
    vol.Optional(ATTR_HASH): NAMES,
    vol.Optional(CONF_CATEGORY): NAMES,
}

REQUESTS: Final[Fields] = {
    **_WHICH,
    vol.Optional("state"): _several(State),
    vol.Optional("rule"): NAMES,
    vol.Optional("source"): NAMES,
    vol.Optional("text", default=""): cv.string,
    **OF_WORK,
    **_sorting(_REQUEST_ORDERS, "created", descending=True),
    **_PAGE,
}
DOWNLOADS: Final[Fields] = {
    **_WHICH,
    vol.Optional("state"): _several(DownloadState),
    vol.Optional("client"): NAMES,
    **OF_WORK,
    **_sorting(_DOWNLOAD_ORDERS, "title", descending=False),
    **_PAGE,
}
COMPLETED: Final[Fields] = {
    vol.Optional("client"): NAMES,
    vol.Optional("media_type"): _several(MediaType),
    vol.Optional("acknowledged", default=False): cv.boolean,
    **_PAGE,
}
SKIPS: Final[Fields] = {vol.Optional("text", default=""): cv.string, **_PAGE}


def _page[T](
    data: Mapping[str, Any],
    items: Iterable[T],
    *tests: Test[T],
    order: Value[T],
    descending: bool = True,
) -> tuple[int, list[T]]:
    """Return how many items pass all tests, and those of the page that is asked for.

    Items whose place in the order is unknown always come last.
    """
    found = [one for one in items if all(test(one) for test in tests)]
    known = [one for one in found if order(one) is not None]
    unknown = [one for one in found if order(one) is None]
    ordered = [*sorted(known, key=order, reverse=descending), *unknown]
    return len(found), ordered[data["offset"] :][: data["limit"]]


def _one_of[T](wished: Collection[str] | None, value: Value[T]) -> Test[T]:
    """Return what tests for some values; all of them pass where none is wished."""
    return lambda one: not wished or value(one) in wished


def _with_words[T](text: str, value: Value[T]) -> Test[T]:
    """Return what tests for all words of a text, in any order."""
    words = text.casefold().split()
    return lambda one: all(word in value(one).casefold() for word in words)


def _which(hub: Hub, data: Mapping[str, Any]) -> Test[Request]:
    """Return what tests for what is named: by its own id, by that in its client, by its category."""
    ids = data.get(ATTR_REQUEST_ID)
    hashes = {one.strip().casefold() for one in data.get(ATTR_HASH, ())}
    categories = {one.strip().casefold() for one in data.get(CONF_CATEGORY, ())}

    def test(request: Request) -> bool:
        return (
            (ids is None or request.id in ids)
            and (ATTR_HASH not in data or not hashes.isdisjoint(_known_by(request)))
            and (
                CONF_CATEGORY not in data
                or hub.views.category(request).casefold() in categories
            )
        )

    return test


def _known_by(request: Request) -> set[str]:
    """Return what clients know it by, and all hashes it has."""
    return {one.casefold() for one in (request.download or "", *request.all_hashes)}


async def list_requests(call: ServiceCall) -> ServiceResponse:
    """Return requests, open and ended; to those who may do everything with where they are."""
    hub, data = loaded_hub(call.hass), call.data
    total, shown = _page(
        data,
        hub.gate.requests.every(),
        _one_of(data.get("state"), lambda one: one.state),
        _one_of(parts_named(hub, RULE, data.get("rule")), lambda one: one.rule),
        _one_of(
            parts_named(hub, SOURCE, data.get("source"), ASKER),
            lambda one: one.release.source,
        ),
        _with_words(data["text"], lambda one: one.release.title),
        of_work(data),
        _which(hub, data),
        order=_REQUEST_ORDERS[data["sort"]],
        descending=data["descending"],
    )
    everything = (await async_person(call)).may(Right.EVERYTHING)
    told: list[JsonValueType] = []
    for some in batched(shown, _AT_ONCE, strict=False):
        told += [
            {
                **hub.views.request(one),
                "home": home_view(hub.texts, one),
                **(places_view(one) if everything else {}),
            }
            for one in some
        ]
        await asyncio.sleep(0)
    return {"total": total, "requests": told}


async def list_downloads(call: ServiceCall) -> ServiceResponse:
    """Return the downloads that are followed now."""
    hub, data = loaded_hub(call.hass), call.data
    clients = parts_named(hub, CLIENT, data.get("client"))
    wanted, named = of_work(data), _which(hub, data)
    views = [
        hub.views.download(one)
        for one in hub.gate.requests.open.values()
        if one.state is State.DOWNLOADING
        and (not clients or one.client in clients)
        and wanted(one)
        and named(one)
    ]
    total, shown = _page(
        data,
        views,
        _one_of(data.get("state"), lambda one: one["state"]),
        order=_DOWNLOAD_ORDERS[data["sort"]],
        descending=data["descending"],
    )
    return {"total": total, "downloads": list(shown)}


async def list_completed(call: ServiceCall) -> ServiceResponse:
    """Return the entries of the inbox, newest first, with where their data is."""
    hub, data = loaded_hub(call.hass), call.data
    total, shown = _page(
        data,
        hub.inbox.entries.values(),
        lambda one: data["acknowledged"] or one.acknowledged is None,
        _one_of(parts_named(hub, CLIENT, data.get("client")), lambda one: one.client),
        _one_of(data.get("media_type"), lambda one: one.media),
        order=lambda one: one.at,
    )
    return {
        "total": total,
        "completed": [
            {**hub.views.completed(one), "path": one.content_path or None}
            for one in shown
        ],
    }


async def list_skips(call: ServiceCall) -> ServiceResponse:
    """Return what is skipped, newest first: how much, why, by whom and until when."""
    hub, data = loaded_hub(call.hass), call.data
    total, shown = _page(
        data,
        hub.gate.skips,
        _with_words(data["text"], hub.views.skip_name),
        order=lambda one: one.at,
    )
    return {"total": total, "skips": [hub.views.skip(one) for one in shown]}
