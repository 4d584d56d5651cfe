"""Watching: what there is to see of one hub that runs, and when it is to be looked at again."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any, Final

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import CALLBACK_TYPE, callback
from homeassistant.helpers.event import async_track_time_interval

from ..const import CLIENT, LIBRARY, SOURCE
from ..coordinator import PartCoordinator
from ..engine.request import Request
from ..frontend import card_hash
from ..hub import Hub
from ..presentation.asking.telling import Knowing, tally_of
from ..presentation.asking.told import Tally
from ..presentation.card.board import Board, Look
from ..presentation.card.download import Downloads
from ..presentation.card.entries import Entries
from ..presentation.card.feed import Persons
from ..presentation.card.totals import Totals
from ..presentation.card.troubles import Troubles

# What time alone changes: what can be taken back no longer can, what has ended is old.
TICK: Final = timedelta(minutes=1)


class Watching:
    """The board of one hub."""

    def __init__(self, hub: Hub, changed: CALLBACK_TYPE) -> None:
        """Call ``changed`` whenever there may be something new to see."""
        self.hub = hub
        # Whether all there is to show was made once.
        self.ready = False
        self._changed = changed
        self._knowing = Knowing(
            questions=hub.views.questions,
            name_of=hub.views.name,
            outlook=hub.gate.room.outlook,
            now=hub.now,
            person=hub.names.of,
            asker=hub.gate.attached.asker_of,
            meant=hub.gate.home.meant,
            record=hub.gate.home.record,
            origin=hub.gate.home.origin,
        )
        decides_on = hub.views.questions.decides_on
        self._entries = Entries(hub.gate, hub.views.name, decides_on, hub.now)
        self._board = self._build()
        self._parts: dict[str, tuple[PartCoordinator[Any], CALLBACK_TYPE]] = {}
        # What is no callback would be called by a thread of its own.
        tick = async_track_time_interval(hub.hass, callback(lambda _: changed()), TICK)
        self._ends: list[CALLBACK_TYPE] = [
            hub.gate.on_update(changed),
            hub.gate.on_event(lambda _: self._board.stir()),
            *(hub.async_on_part(kind, self._on_part) for kind in self._kinds()),
            tick,
        ]

    def _build(self) -> Board:
        hub, questions = self.hub, self.hub.views.questions
        return Board(
            hub.gate,
            self._knowing,
            partial(
                Downloads,
                hub.clients,
                hub.gate.attached.settings,
                hub.views.name,
                questions.decides_on,
                hub.gate.room.waited_for,
                now=hub.now,
            ),
            Totals(hub.gate, hub.roster, hub.inbox, hub.entry, hub.most_open),
            Troubles(hub.roster, hub.entry),
            hub.always.possible,
            self._around,
        )

    @callback
    def stop(self) -> None:
        """Watch no more."""
        while self._ends:
            self._ends.pop()()
        for _, end in self._parts.values():
            end()
        self._parts.clear()

    # ------------------------------------------------------------- parts

    def _kinds(self) -> dict[str, Any]:
        hub = self.hub
        return {CLIENT: hub.clients, SOURCE: hub.sources, LIBRARY: hub.libraries}

    @callback
    def _on_part(self, subentry: ConfigSubentry) -> None:
        """Hear of a part whatever it tells of itself."""
        key = subentry.subentry_id
        part = self._kinds()[subentry.subentry_type].get(key)
        if part is not None and (key not in self._parts or self._parts[key][0] != part):
            self._parts[key] = part, part.async_add_listener(self._changed)
        self._changed()

    # ------------------------------------------------------------- looking

    def prepared(self) -> Iterator[None]:
        """Make what there is to show, a little at each step."""
        return self._board.prepared()

    def look(self) -> Look:
        """Return what is so now."""
        return self._board.look()

    def persons(self) -> Persons:
        """Return what the parts of single persons are made with, as long as nothing is waited for."""
        known: dict[frozenset[str], list[str]] = {}
        people, users = self.hub.people, self.hub.names.users.values()

        def deciders(of: frozenset[str]) -> list[str]:
            if of not in known:
                known[of] = people.deciding(users, deciders=of)
            return known[of]

        def votes(request: Request, person_id: str) -> Tally | None:
            return tally_of(request, self._knowing, person_id)

        return Persons(
            entries=self._entries,
            deciders=deciders,
            votes=votes,
            people=[(one.id, one.name, people.rights(one)) for one in users],
            now=self.hub.now(),
            card=card_hash(self.hub.hass),
        )

    def _around(self) -> object:
        """Return what names and settings there are."""
        subentries: Iterable[ConfigSubentry] = self.hub.entry.subentries.values()
        parts = [(one.subentry_id, one.title, one.data) for one in subentries]
        people = [(one.id, one.name) for one in self.hub.names.users.values()]
        askers = [*self.hub.gate.attached.askers.items()]
        home, libraries = self.hub.gate.home, self.hub.gate.libraries
        shelves = [*libraries.habits.items()], libraries.any
        return parts, people, askers, shelves, home.around.records.changes
