"""Actions on what libraries have: to look for it, and to say what a file really is."""

from collections.abc import Iterable
from typing import Final

from homeassistant.core import ServiceCall, ServiceResponse
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from ..const import LIBRARY
from ..engine.library.item import Item, Version
from ..engine.summary import in_words
from ..gate.ports import UnknownItem
from ..hub import Hub
from ..presentation.errors import explained, mistake
from ..presentation.views import View
from .action import Fields, loaded_hub
from .fields import ATTR_ITEM, ATTR_LIBRARY, FILLED, NAMES
from .parts import part_named, parts_named
from .quality import FIELDS, SAID, quality_said

ATTR_NONE: Final = "none"
ATTR_VERSION: Final = "version"
_MOST_FOUND: Final = 100
# More files of one item than this are not listed in a refusal.
_MOST_NAMED: Final = 10

SEARCH: Final[Fields] = {
    vol.Required("text"): FILLED,
    vol.Optional(ATTR_LIBRARY): NAMES,
    vol.Optional("limit", default=10): vol.All(
        vol.Coerce(int), vol.Range(min=1, max=_MOST_FOUND)
    ),
}
QUALITY: Final[Fields] = {
    vol.Required(ATTR_LIBRARY): cv.string,
    vol.Required(ATTR_ITEM): FILLED,
    vol.Optional(ATTR_VERSION): FILLED,
    vol.Optional(ATTR_NONE, default=False): cv.boolean,
    **SAID,
}


async def search_library(call: ServiceCall) -> ServiceResponse:
    """Return the works of the libraries that suit a text best, each with its files."""
    hub, data = loaded_hub(call.hass), call.data
    libraries = frozenset(parts_named(hub, LIBRARY, data.get(ATTR_LIBRARY)))
    found = hub.gate.library.search(data["text"], data["limit"], libraries)
    return {"items": [_work(hub, items) for items in found]}


def _work(hub: Hub, items: tuple[Item, ...]) -> View:
    """Return a work, and under which ids which libraries have it with which files."""
    first = items[0]
    ids = {"tmdb": first.ids.tmdb, "imdb": first.ids.imdb, "tvdb": first.ids.tvdb}
    return {
        "title": first.title,
        "year": first.year,
        "kind": first.kind.value,
        "ids": {name: value for name, value in ids.items() if value},
        "libraries": [
            {
                "library": hub.views.name(item.library),
                "id": item.id,
                "monitored": item.monitored,
                "versions": [_version(version) for version in item.versions],
                # Of a series the files are not read for a search.
                "episodes": sum(season.there for season in item.seasons),
            }
            for item in items
        ],
    }


def _version(version: Version) -> View:
    return {
        "id": version.id,
        "name": version.name,
        "quality": in_words(version.quality) or None,
        "size": version.size,
    }


async def set_quality(call: ServiceCall) -> None:
    """Take a person's word on what a file of a library is, or take it back."""
    hub, data = loaded_hub(call.hass), call.data
    library, item = part_named(hub, LIBRARY, data[ATTR_LIBRARY]), data[ATTR_ITEM]
    if data[ATTR_NONE] and FIELDS.intersection(data):
        raise mistake("none_and_something")
    said = None if data[ATTR_NONE] else quality_said(data)
    with explained(hub.texts, hub.views.name(library) or ""):
        try:
            version = data.get(ATTR_VERSION) or _only(
                await hub.gate.library.versions(library, item)
            )
            await hub.gate.library.set_quality(library, item, version, said)
        except UnknownItem as err:
            raise mistake("unknown_item", item=str(err)) from err


def _only(versions: Iterable[Version]) -> str:
    """Return the only file there is. Raises ``ServiceValidationError`` where that is not so."""
    there = list(versions)
    if len(there) == 1:
        return there[0].id
    named = "; ".join(f"{one.id}: {one.name}" for one in there[:_MOST_NAMED])
    raise mistake("which_version", known=named or "–")
