"""Actions that return lists: of requests and of downloads, filtered, sorted and cut."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from homeassistant.core import ServiceCall, ServiceResponse
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from ..clients.base import DownloadState
from ..const import CLIENT, RULE, SOURCE
from ..engine.request import Request, State
from ..hub import Hub
from ..presentation.errors import loaded_hub
from ..presentation.views import download_view, request_view
from .parts import parts_named

DEFAULT_LIMIT: Final = 50
MAX_LIMIT: Final = 500

type View = dict[str, Any]
type Sorters[T] = dict[str, Callable[[T], Any]]

_SORT_REQUESTS: Final[Sorters[Request]] = {
    "created": lambda one: one.created,
    "title": lambda one: one.release.title.casefold(),
    "size": lambda one: one.release.size,
    "seeders": lambda one: one.release.seeders,
    "expires": lambda one: one.expires,
}
_SORT_DOWNLOADS: Final[Sorters[View]] = {
    "title": lambda one: one["title"].casefold(),
    "progress": lambda one: one["progress"],
    "download_speed": lambda one: one["download_speed"],
    "eta": lambda one: one["eta"],
    "size": lambda one: one["size"],
    "ratio": lambda one: one["ratio"],
}


# How many are returned, and from which on.
PAGE: Final[dict[Any, Any]] = {
    vol.Optional("limit", default=DEFAULT_LIMIT): vol.All(
        vol.Coerce(int), vol.Range(min=1, max=MAX_LIMIT)
    ),
    vol.Optional("offset", default=0): vol.All(vol.Coerce(int), vol.Range(min=0)),
}


def _page(sort: Iterable[str], default: str, *, descending: bool) -> dict[Any, Any]:
    return {
        vol.Optional("sort", default=default): vol.In(list(sort)),
        vol.Optional("descending", default=descending): cv.boolean,
        **PAGE,
    }


def _several(values: Iterable[str]) -> Any:
    return vol.All(cv.ensure_list, [vol.In(list(values))])


NAMES: Final = vol.All(cv.ensure_list, [cv.string])

LIST_REQUESTS_SCHEMA: Final[dict[Any, Any]] = {
    vol.Optional("state"): _several(State),
    vol.Optional("rule"): NAMES,
    vol.Optional("source"): NAMES,
    vol.Optional("text", default=""): cv.string,
    **_page(_SORT_REQUESTS, "created", descending=True),
}
LIST_DOWNLOADS_SCHEMA: Final[dict[Any, Any]] = {
    vol.Optional("state"): _several(DownloadState),
    vol.Optional("client"): NAMES,
    **_page(_SORT_DOWNLOADS, "title", descending=False),
}


def _sorted[T](
    items: Iterable[T], key: Callable[[T], Any], *, descending: bool
) -> list[T]:
    """Return items in order; those whose value is unknown always come last."""
    known = [one for one in items if key(one) is not None]
    unknown = [one for one in items if key(one) is None]
    return [*sorted(known, key=key, reverse=descending), *unknown]


def wished_parts(hub: Hub, kind: str, names: list[str] | None) -> set[str] | None:
    """Return the subentries that are meant, None if all are. Raises ``ServiceValidationError``."""
    return set(parts_named(hub, kind, names)) if names else None


async def list_requests(call: ServiceCall) -> ServiceResponse:
    """Return requests, open and ended."""
    hub = loaded_hub(call.hass)
    data = call.data
    states = data.get("state")
    rules = wished_parts(hub, RULE, data.get("rule"))
    sources = wished_parts(hub, SOURCE, data.get("source"))
    words = data["text"].casefold().split()
    found = [
        one
        for one in (*hub.ledger.open.values(), *hub.ledger.history.values())
        if (not states or one.state in states)
        and (rules is None or one.rule in rules)
        and (sources is None or one.release.source in sources)
        and all(word in one.release.title.casefold() for word in words)
    ]
    found = _sorted(found, _SORT_REQUESTS[data["sort"]], descending=data["descending"])
    shown = found[data["offset"] : data["offset"] + data["limit"]]
    return {
        "total": len(found),
        "requests": [request_view(hub, one) for one in shown],
    }


async def list_downloads(call: ServiceCall) -> ServiceResponse:
    """Return the downloads that are followed now."""
    hub = loaded_hub(call.hass)
    data = call.data
    states = data.get("state")
    clients = wished_parts(hub, CLIENT, data.get("client"))
    views = [
        download_view(hub, one)
        for one in hub.ledger.open.values()
        if one.state is State.DOWNLOADING and (clients is None or one.client in clients)
    ]
    found = [view for view in views if not states or view["state"] in states]
    found = _sorted(found, _SORT_DOWNLOADS[data["sort"]], descending=data["descending"])
    shown: list[Any] = found[data["offset"] : data["offset"] + data["limit"]]
    return {"total": len(found), "downloads": shown}
