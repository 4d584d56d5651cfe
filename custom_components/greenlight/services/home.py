"""Actions on the way home: to import what was not, to leave it, and to have a library look."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from homeassistant.core import ServiceCall, ServiceResponse
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from ..const import LIBRARY
from ..engine.blocked import may_bring
from ..engine.request import ActorKind, IllegalMove, State
from ..engine.rights import Person, Right
from ..gate.home.rescan import NotWatched
from ..gate.ports import BeingImported, UnknownItem
from ..hub import Hub
from ..presentation.errors import explained, mistake
from .action import Fields, loaded_hub
from .answers import ATTR_SEEN
from .fields import ATTR_ITEM, ATTR_LIBRARY, ATTR_REQUEST_ID, FILLED, ONE_REQUEST
from .parts import part_named
from .permission import async_person

ATTR_ANYWAY: Final = "anyway"
_PLACE: Final = "place"

LEAVE: Final[Fields] = {
    **ONE_REQUEST,
    vol.Optional(ATTR_SEEN, default=""): cv.string,
}
IMPORT: Final[Fields] = {
    **LEAVE,
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
    person = await _bringing(call, hub)
    if data[ATTR_ANYWAY] and not data[ATTR_SEEN]:
        _check_unseen(person)
    with told(hub, hub.views.name(library) or ""):
        await hub.gate.home.import_now(
            data[ATTR_REQUEST_ID],
            person.actor,
            anyway=data[ATTR_ANYWAY],
            library=library,
            item=item,
            seen=data[ATTR_SEEN],
        )


async def _bringing(call: ServiceCall, hub: Hub) -> Person:
    """Return who calls, if they may say what becomes of what has come, as on every other road."""
    person = await async_person(call)
    with told(hub):
        request = hub.gate.requests.find(call.data[ATTR_REQUEST_ID])
    if not may_bring(person, request):
        await hub.people.check_answers(call.context, person, request)
    return person


def _check_unseen(person: Person) -> None:
    """Refuse what nobody has looked at: a file that is whole may go for it.

    What was started by no person decides only where that is switched on, or on what it names.
    """
    if person.actor.kind is ActorKind.SYSTEM and not person.may(Right.DECIDE):
        raise mistake("anyway_unseen", name=person.actor.name)


def _place(hub: Hub, data: dict[str, str]) -> tuple[str, str]:
    if ATTR_LIBRARY not in data:
        return "", ""
    return part_named(hub, LIBRARY, data[ATTR_LIBRARY]), data[ATTR_ITEM]


async def leave(call: ServiceCall) -> None:
    """Leave something where its client saved it."""
    hub, data = loaded_hub(call.hass), call.data
    person = await _bringing(call, hub)
    with told(hub):
        await hub.gate.home.leave(
            data[ATTR_REQUEST_ID], person.actor, seen=data[ATTR_SEEN]
        )


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
