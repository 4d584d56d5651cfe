"""Actions on the way home: to import what was not, to leave it, and to have a library look."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from homeassistant.core import ServiceCall, ServiceResponse
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from ..const import LIBRARY
from ..engine.request import IllegalMove, State
from ..gate.home.rescan import NotWatched
from ..gate.ports import BeingImported, UnknownItem
from ..hub import Hub
from ..presentation.errors import explained, mistake
from .action import Fields, loaded_hub
from .fields import ATTR_ITEM, ATTR_LIBRARY, ATTR_REQUEST_ID, FILLED, ONE_REQUEST
from .parts import part_named
from .permission import async_actor

ATTR_ANYWAY: Final = "anyway"
_PLACE: Final = "place"

IMPORT: Final[Fields] = {
    **ONE_REQUEST,
    vol.Optional(ATTR_ANYWAY, default=False): cv.boolean,
    # Half of it would name nothing.
    vol.Inclusive(ATTR_LIBRARY, _PLACE): FILLED,
    vol.Inclusive(ATTR_ITEM, _PLACE): FILLED,
}
ITEM: Final[Fields] = {
    vol.Required(ATTR_LIBRARY): FILLED,
    vol.Required(ATTR_ITEM): FILLED,
}


async def import_(call: ServiceCall) -> None:
    """Have something imported that is complete, and was not."""
    hub, data = loaded_hub(call.hass), call.data
    library, item = _place(hub, data)
    with told(hub, hub.views.name(library) or ""):
        await hub.gate.home.import_now(
            data[ATTR_REQUEST_ID],
            await async_actor(call),
            anyway=data[ATTR_ANYWAY],
            library=library,
            item=item,
        )


def _place(hub: Hub, data: dict[str, str]) -> tuple[str, str]:
    if ATTR_LIBRARY not in data:
        return "", ""
    return part_named(hub, LIBRARY, data[ATTR_LIBRARY]), data[ATTR_ITEM]


async def leave(call: ServiceCall) -> None:
    """Leave something where its client saved it."""
    hub = loaded_hub(call.hass)
    with told(hub):
        await hub.gate.home.leave(call.data[ATTR_REQUEST_ID], await async_actor(call))


async def rescan(call: ServiceCall) -> ServiceResponse:
    """Have a library look through the folder of a film or series; return what was told to whom."""
    hub = loaded_hub(call.hass)
    library, item = _place(hub, call.data)
    name = hub.views.name(library) or ""
    with told(hub, name):
        try:
            looks = await hub.gate.home.rescan(library, item)
        except NotWatched as err:
            raise mistake("not_watched", library=name, title=str(err)) from err
    return {
        "library": name,
        "id": item,
        "title": looks.item.title,
        "year": looks.item.year,
        "sections": looks.sections,
    }


@contextmanager
def told(hub: Hub, library: str = "") -> Iterator[None]:
    """Turn what the way home raises into what a person is shown."""
    with explained(hub.texts, library):
        try:
            yield
        except UnknownItem as err:
            raise mistake("unknown_item", item=str(err)) from err
        except BeingImported:
            raise
        except IllegalMove as err:
            home, title = err.request.home, err.request.release.title
            if err.request.state is not State.COMPLETED:
                raise
            if home is not None and home.why is not None and home.barred:
                why = hub.texts.reason(home.why)
                raise mistake("never_imported", title=title, why=why) from err
            raise mistake("not_on_its_way_home", title=title) from err
