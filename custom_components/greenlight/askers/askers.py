"""Askers: all of them, as they are set up now, and everything that hangs on what they have ordered."""

from collections.abc import Callable, Mapping
from functools import partial
from time import monotonic
from typing import Final

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback

from ..engine.release import Protocol
from ..engine.request import JournalEntry
from ..gate.attached import AskerFacts
from ..gate.gate import Gate
from ..gate.ports import Environment, LedgerError
from ..ledger.kept_files import KeptFiles
from ..ledger.order_store import OrderStore
from ..parts.asker_settings import AskerSettings
from ..presentation.texts import Texts
from .bypass import Bypass
from .desk import AskerDesk, Office
from .door import async_door
from .following import Following
from .house import House
from .joining import Joining
from .looking import Looking
from .orders import KeptPayloads, Orders
from .standings import Standings
from .taking import Taking
from .telling import Telling

# Seconds between two looks for what is over.
DAILY: Final = 86400.0
# Seconds between two looks how an asker could go past us, while it calls.
HOURLY: Final = 3600.0
# Seconds until the first of those, when the libraries have been read.
SOON: Final = 120.0


class Askers:
    """What runs for the askers of one config entry."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry_id: str,
        gate: Gate,
        environment: Environment,
        texts: Texts,
    ) -> None:
        """Build it all; ``async_load`` reads what is stored."""
        self._hass = hass
        self._gate = gate
        files = KeptFiles(hass, entry_id)
        self.orders = Orders(OrderStore(hass, entry_id), files)
        self._payloads = KeptPayloads(files)
        self.house = house = House(
            gate=gate,
            orders=self.orders,
            now=environment.now,
            call_later=environment.call_later,
            spawn=environment.spawn,
            words=partial(_words, texts),
            is_set_up=partial(_is_set_up, hass, entry_id),
        )
        self._telling = telling = Telling(house)
        taking = Taking(house, telling.start)
        looking = Looking(gate, self.orders)
        self._following = Following(house, taking, telling, looking)
        looking.gone = self._following.gone
        taking.begun = self._following.settle
        gate.through.joins = Joining(house, self._following.settle).join
        taking.is_gone = looking.is_gone
        self._office = Office(
            house=house,
            standings=Standings(house, looking),
            looking=looking,
            taking=taking,
            fetch=environment.fetch,
        )
        self._bypass = Bypass(hass)
        self._doors: dict[str, list[CALLBACK_TYPE]] = {}
        # When it was last looked for ways past, by asker.
        self._looked: dict[str, float] = {}
        self._stops: list[Callable[[], None]] = []
        self._running = False

    async def async_load(self) -> None:
        """Read what is stored. Raises ``UnsupportedStorageVersionError``."""
        await self.orders.async_load()

    @callback
    def update(self, askers: Mapping[str, AskerSettings]) -> None:
        """Take the askers as they are set up now."""
        known = self.house.askers
        for gone in known.keys() - askers.keys():
            self._close(gone)
            del known[gone]
            self._gate.orders.detach(gone)
            self._gate.attached.askers.pop(gone, None)
            self._bypass.forget(gone)
            if self._running:
                self.house.spawn(self._forget(gone), "forget an asker")
        for asker_id, settings in askers.items():
            if known.get(asker_id) == settings:
                continue
            known[asker_id] = settings
            self._gate.orders.attach(settings.rule, self._payloads)
            self._gate.attached.askers[asker_id] = AskerFacts(
                name=settings.name,
                usenet=settings.protocol is Protocol.USENET,
                linked=settings.library is not None,
                library=settings.library or "",
            )
            self._close(asker_id)
            if self._running:
                self._open(settings)
                self._look_for_ways_past(asker_id)

    @callback
    def start(self) -> None:
        """Let the askers in, and take up what they have ordered."""
        self._running = True
        for settings in self.house.askers.values():
            self._open(settings)
        self._stops.append(self._following.start())
        self._every_day(SOON)

    @callback
    def stop(self) -> None:
        """Turn everybody away, and let go of the timers."""
        self._running = False
        for asker_id in list(self._doors):
            self._close(asker_id)
        while self._stops:
            self._stops.pop()()
        self._telling.stop()
        self._office.taking.stop()

    @callback
    def _open(self, settings: AskerSettings) -> None:
        if settings.enabled:
            door, desk = async_door(self._hass), AskerDesk(settings, self._office)
            visited = partial(self._visited, settings.id)
            self._doors[settings.id] = [
                door.open(desk),
                door.on_visit(settings.path, visited),
            ]

    @callback
    def _close(self, asker_id: str) -> None:
        for end in self._doors.pop(asker_id, []):
            end()

    async def _forget(self, asker_id: str) -> None:
        try:
            await self.orders.forget(asker_id)
        except LedgerError:
            # They are looked for by nobody.
            return

    # ----------------------------------------------------------------- daily

    @callback
    def _every_day(self, delay: float) -> None:
        def run() -> None:
            self.house.spawn(self._following.sweep(), "sweep what was handed over")
            for asker_id in self.house.askers:
                self._look_for_ways_past(asker_id)
            if self._running:
                self._stops[-1:] = [self.house.call_later(DAILY, run)]

        self._stops.append(self.house.call_later(delay, run))

    @callback
    def _visited(self, asker_id: str) -> None:
        """Look by and by what else is set up in a program that is there."""
        if monotonic() - self._looked.get(asker_id, -HOURLY) >= HOURLY:
            self._look_for_ways_past(asker_id)

    @callback
    def _look_for_ways_past(self, asker_id: str) -> None:
        settings, grabs = self.house.askers[asker_id], self.house.grabs(asker_id)
        if grabs is not None:
            self._looked[asker_id] = monotonic()
            work = partial(self._bypass.look, settings, grabs)
            self.house.spawn(work(), "look how an asker goes past")


def _is_set_up(hass: HomeAssistant, entry_id: str, part: str) -> bool:
    entry = hass.config_entries.async_get_entry(entry_id)
    return entry is not None and part in entry.subentries


def _words(texts: Texts, entry: JournalEntry) -> str:
    """Return why something was declined or has failed, for who has never heard of us."""
    why, who = texts.reason(entry.why), entry.who.name
    return texts.text("asker_told", who=who, why=why) if who else why
