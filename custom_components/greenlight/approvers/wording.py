"""Wording: what every channel says, with the facts of this house in it."""

from collections.abc import Callable

from homeassistant.auth import EVENT_USER_ADDED, EVENT_USER_REMOVED, EVENT_USER_UPDATED
from homeassistant.auth.models import User
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback
from homeassistant.helpers.network import NoURLAvailableError, get_url

from ..engine.home.home import USUAL, Where
from ..engine.request import Request
from ..gate.gate import Gate
from ..libraries.base import Picture
from ..presentation.asking.screens import Around, Screens
from ..presentation.asking.telling import Knowing
from ..presentation.card.came import ends_sooner
from ..presentation.posters import Posters
from ..presentation.saying import Speaker
from ..presentation.views import Views
from .always import Always
from .people import People


class Names:
    """What the people of the house are called, at hand whenever something is said of them."""

    def __init__(
        self, hass: HomeAssistant, changed: Callable[[], None] = lambda: None
    ) -> None:
        """Know nobody yet; ``changed`` is called when somebody has come, changed or gone."""
        self._hass = hass
        self._changed = changed
        self.users: dict[str, User] = {}

    async def async_start(self) -> CALLBACK_TYPE:
        """Get to know everybody, and whoever comes. Returns what ends it."""
        await self._look()
        ends = [
            self._hass.bus.async_listen(event, self._on_change)
            for event in (EVENT_USER_ADDED, EVENT_USER_UPDATED, EVENT_USER_REMOVED)
        ]

        @callback
        def end() -> None:
            for one in ends:
                one()

        return end

    async def _on_change(self, _event: Event) -> None:
        # What the event says of itself may be made up.
        await self._look()
        self._changed()

    async def _look(self) -> None:
        users = await self._hass.auth.async_get_users()
        self.users = {one.id: one for one in users}

    def of(self, person: str) -> str:
        """Return what somebody is called, by their id, empty for nobody here."""
        user = self.users.get(person)
        return (user.name or "") if user else ""


def screens_of(
    hass: HomeAssistant,
    gate: Gate,
    views: Views,
    always: Always,
    names: Names,
    people: People,
    now: Callable[[], float],
    path: Callable[[], str],
) -> Screens:
    """Return what puts questions into words; ``path`` tells where they are answered in the browser."""

    def sooner(request: Request) -> bool:
        rule = gate.attached.rule(request.rule)
        imports = views.questions.decides_on(request)
        return ends_sooner(request, rule.home if rule else None, imports)

    def takes_in(request: Request) -> str:
        rule = gate.attached.rule(request.rule)
        where = (rule.home if rule else USUAL).where
        return views.questions.decides_on(request) if where is Where.LIBRARY else ""

    knowing = Knowing(
        questions=views.questions,
        name_of=views.name,
        outlook=gate.room.outlook,
        now=now,
        person=names.of,
        asker=gate.attached.asker_of,
        meant=gate.home.meant,
        record=gate.home.record,
        origin=gate.home.origin,
        habits=gate.libraries.habits.get,
        sooner=sooner,
        takes_in=takes_in,
    )
    around = Around(
        downloads=lambda: gate.downloads,
        waits_for_room=gate.room.waited_for,
        path=path,
        address=lambda: address_of(hass),
        always=always.sentence,
        person=lambda who: (
            people.of(found) if (found := names.users.get(who)) else None
        ),
        deciders=lambda request: people.deciding(
            names.users.values(), deciders=request.deciders
        ),
    )
    return Screens(Speaker(views.texts, now), knowing, around)


def address_of(hass: HomeAssistant) -> str:
    """Return where Home Assistant is reached from anywhere, empty where it is not."""
    try:
        return get_url(hass, allow_internal=False, allow_ip=False, require_ssl=True)
    except NoURLAvailableError:
        return ""


async def poster_of(gate: Gate, posters: Posters, request_id: str) -> Picture | None:
    """Return the poster of what a request is about, None where no library has one."""
    request = gate.requests.get(request_id)
    work = request.weighed.work if request and request.weighed else None
    return await posters.of(work) if work else None
