"""The hub: what runs for one config entry, kept in step with its subentries."""

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
import logging
import secrets
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.aiohttp_client import SERVER_SOFTWARE
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.helpers.event import async_call_later
from homeassistant.util import dt as dt_util

from .approvers.asker import Asker
from .approvers.asking import Asking
from .approvers.copies import Copies
from .approvers.deciding import Deciding
from .approvers.presses import Presses
from .approvers.selection import Selection
from .askers.askers import Askers
from .const import CONF_MAX_OPEN, CONF_PAGE, DOMAIN, EVENT_REQUEST, SIGNAL_HAPPENED
from .coordinator import PartCoordinator
from .disk.files import DiskFiles
from .engine.request import State
from .frontend import dashboard_path
from .gate.gate import Gate
from .gate.ports import MAX_OPEN, NOT_AS_PROMISED, TAKEN_BACK, Environment, Event
from .inbox.calls import Calls
from .inbox.inbox import Inbox, NotStored
from .inbox.looks import InboxLooks
from .ledger.copies import CopyFile
from .ledger.ledger import Ledger
from .ledger.tallies import Tallies
from .parts.condition import async_holds
from .parts.issues import async_follow
from .parts.kinds import new_session
from .presentation.asking.screens import Screens
from .presentation.issues import IssueWords
from .presentation.latest import Latest, latest
from .presentation.posters import Posters
from .presentation.texts import Texts
from .presentation.views import Views
from .pushing.pushing import Pushing
from .roster import PartListener, Roster
from .seeding.watched import WatchedFolders
from .sources.fetch import Fetcher
from .sources.outward import fetch_outward

_LOGGER = logging.getLogger(__name__)

type GreenlightConfigEntry = ConfigEntry[Hub]


def _now() -> float:
    return dt_util.utcnow().timestamp()


class Hub:
    """The gate and the coordinators of one config entry."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: GreenlightConfigEntry,
        ledger: Ledger,
        texts: Texts,
    ) -> None:
        """Build the gate; ``async_start`` builds what hangs on it."""
        self.hass = hass
        self.entry = entry
        self.ledger = ledger
        self.texts = texts
        self.now = _now
        # Whether the certificate is checked.
        self._sessions = {
            verify: new_session(hass, verify_ssl=verify) for verify in (True, False)
        }
        self._running = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._stops_asking: list[CALLBACK_TYPE] = []
        environment = self._environment()
        self.gate = Gate(ledger, environment)
        self.views = Views(entry, self.gate, texts)
        self.selection = Selection(self.gate.requests, _now)
        self.posters = Posters(self.gate.library.poster, _now)
        self.latest: Latest | None = None
        self.tallies = Tallies(hass, entry.entry_id)
        self.copies = Copies(hass, CopyFile(hass, entry.entry_id), self.spawn)
        self.asking = asking = Asking(
            *(hass, entry, self.gate, self.views, texts),
            *(self.posters, self.copies, self.spawn, _now),
        )
        self.people, self.names = asking.people, asking.names
        self.always = asking.always
        self.inbox = Inbox(hass, entry.entry_id)
        self.roster = Roster(
            hass,
            entry,
            self.gate,
            ledger,
            self._sessions,
            self._refresh,
            self._client_gone,
        )
        # By the ids of their subentries.
        self.clients = self.roster.clients
        self.sources = self.roster.sources
        self.libraries = self.roster.libraries
        self.watched = WatchedFolders(hass, entry.entry_id, self.clients, self.spawn)
        self.askers = Askers(hass, entry.entry_id, self.gate, environment, texts)
        self._pushing = Pushing(hass, self.roster, self.gate, texts)
        self._looks = InboxLooks(hass, self.gate, self.inbox, self.clients, self.spawn)
        self.calls = Calls(hass, self.clients, self._looks.look, self.spawn)

    def _environment(self) -> Environment:
        return Environment(
            now=_now,
            new_id=lambda: secrets.token_urlsafe(8),
            call_later=self._call_later,
            spawn=self.spawn,
            fetch=Fetcher(self._sessions[True]).payload,
            fetch_outward=partial(fetch_outward, user_agent=SERVER_SOFTWARE),
            holds=partial(async_holds, self.hass),
            max_open=self.most_open,
            files=DiskFiles(self.hass),
        )

    def most_open(self) -> int:
        """Return how many questions wait at the same time, as somebody wishes."""
        most = self.entry.options.get(CONF_MAX_OPEN, MAX_OPEN)
        return int(most) if isinstance(most, int | float) else MAX_OPEN

    def _call_later(self, delay: float, action: Callable[[], None]) -> CALLBACK_TYPE:
        @callback
        def run(_now: Any) -> None:
            action()

        return async_call_later(self.hass, delay, run)

    def spawn(self, work: Coroutine[Any, Any, None], name: str) -> None:
        """Run a task that ends with the hub at the latest."""
        task = self.entry.async_create_background_task(self.hass, work, name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _page(self) -> str:
        """Return where questions are: as wished, on the dashboard, where none can be on the device page."""
        page: str = self.entry.options.get(CONF_PAGE) or dashboard_path(self.hass)
        return page or f"/config/devices/device/{self.device_id}"

    # ------------------------------------------------------------------ life

    async def async_load(self) -> None:
        """Read every file. Raises ``UnsupportedStorageVersionError`` for one that is too new."""
        await self.ledger.async_load()
        await self.tallies.async_load(self.gate.requests.every())
        await self.inbox.async_load()
        await self.watched.async_load()
        await self.copies.async_load()
        await self.askers.async_load()

    async def async_clear_all(self) -> None:
        """Take away what people see elsewhere: Greenlight has been removed, and hears no answer.

        Of what runs nothing is needed. Raises ``UnsupportedStorageVersionError``.
        """
        await self.asking.async_clear_all()

    @property
    def asker(self) -> Asker:
        """Return what asks people."""
        return self.asking.asker

    @property
    def deciding(self) -> Deciding:
        """Return what carries answers out."""
        return self.asking.deciding

    @property
    def presses(self) -> Presses:
        """Return what believes answers."""
        return self.asking.presses

    @property
    def screens(self) -> Screens:
        """Return what people are shown."""
        return self.asking.screens

    async def async_start(self) -> None:
        """Build every part, so that entities can hang on them; nothing runs yet."""
        path = dashboard_path(self.hass)
        device = dr.async_get(self.hass).async_get_or_create(
            config_entry_id=self.entry.entry_id,
            identifiers={(DOMAIN, self.entry.entry_id)},
            name="Greenlight",
            manufacturer="Greenlight",
            entry_type=dr.DeviceEntryType.SERVICE,
            configuration_url=f"homeassistant:/{path}" if path else None,
        )
        self.device_id = device.id
        await self.asking.async_build(self._page)
        # Before everybody else, who show what is selected.
        self.entry.async_on_unload(self.gate.on_event(self._count))
        self.entry.async_on_unload(self.gate.on_update(self.selection.update))
        self.entry.async_on_unload(self.gate.on_update(self._look_for_latest))
        stopped = self.roster.rules.look_for_stopped
        self.entry.async_on_unload(self.gate.on_update(stopped))
        self.entry.async_on_unload(self.inbox.on_update(self.gate.announce))
        words = IssueWords(self.texts, self.views.name)
        self.entry.async_on_unload(async_follow(self.hass, self.gate, words))
        self.entry.async_on_unload(self.calls.stop)
        await self.async_sync()
        # Before anything that they have ordered is gone on with.
        self.entry.async_on_unload(self.roster.on_askers(self._update_askers))
        self._update_askers()
        self.entry.async_on_unload(self.asking.start_notices())
        self.entry.async_on_unload(self.gate.on_event(self._on_event))

    async def async_run(self) -> None:
        """Begin to look and to act, now that the entities are there to tell of it."""
        self._running = True
        parts: list[PartCoordinator[Any]] = [
            *self.clients.values(),
            *self.sources.values(),
            *self.libraries.values(),
        ]
        for part in parts:
            self._refresh(part)
        self.entry.async_on_unload(self._looks.start())
        self.entry.async_on_unload(self.watched.start())
        await self.gate.start()
        self.askers.start()
        self._pushing.start()
        await self.roster.async_cancel_ownerless()
        self._start_asking()
        if self.ledger.damaged:
            # What was asked about is not known any more, so all of it would be asked again.
            self.roster.mark_looked_back()
        await self.roster.async_look_back()

    @callback
    def _start_asking(self) -> None:
        """Ask and listen, now that everything that waits is known."""
        self._stops_asking = self.asking.start(
            lambda: self.roster.approvers, self.roster.on_approvers
        )

    async def async_stop(self) -> None:
        """Let go of everything and leave the files complete."""
        self._running = False
        self.calls.stop()
        # From now on answers are held back for whoever comes next.
        while self._stops_asking:
            self._stops_asking.pop()()
        self.askers.stop()
        self._pushing.stop()
        self.gate.stop()
        # Before the clients go, and before a new gate reads what the old one writes.
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.roster.async_stop()
        await self.copies.async_stop()
        await self.askers.orders.async_close()
        self.ledger.async_stop()
        await self.ledger.async_flush()
        await self.tallies.async_flush()
        self.async_release()

    @callback
    def async_release(self) -> None:
        """Let go of the sessions; those that are left are complained about."""
        for session in self._sessions.values():
            session.detach()

    @callback
    def _update_askers(self) -> None:
        self.askers.update(self.roster.askers)

    @callback
    def _look_for_latest(self) -> None:
        """Look through the history once, for all the sensors that show the same download."""
        self.latest = latest(
            self.gate.requests, self.gate.downloads, self.gate.room.waited_for
        )

    @callback
    def _count(self, event: Event) -> None:
        if event.kind in (event.request.state, TAKEN_BACK):
            self.tallies.count(event.request)

    @callback
    def _on_event(self, event: Event) -> None:
        """Tell the bus; poll at once, and from then on faster, when a client has taken a request."""
        happened = self.views.happened(event)
        self.hass.bus.async_fire(EVENT_REQUEST, happened)
        async_dispatcher_send(self.hass, SIGNAL_HAPPENED, happened)
        self.always.follow(event.request, self.gate.requests.every())
        if event.request.journal[-1].why.code == NOT_AS_PROMISED:
            self.roster.pause_trial(event.request)
        if event.kind == State.DOWNLOADING and (
            part := self.clients.get(event.request.client or "")
        ):
            self.spawn(part.async_refresh(), f"poll {part.name}")

    # ----------------------------------------------------------------- parts

    @callback
    def async_on_part(self, kind: str, listener: PartListener) -> CALLBACK_TYPE:
        """Call back for every subentry of a kind, present and future. Returns what ends it."""
        return self.roster.async_on_part(kind, listener)

    async def async_sync(self) -> None:
        """Bring the parts in step with the subentries, and have people see it."""
        await self.roster.async_sync()
        await self.calls.async_update()
        if self._running:
            await self.roster.async_cancel_ownerless()
            await self.roster.async_look_back()
            self.gate.limits_changed()
            # Who may decide has other buttons than who may look.
            self.asker.look()
        self.gate.announce()

    async def async_restart(self, part_id: str) -> None:
        """Have a part begin anew although nothing about it has changed."""
        await self.roster.async_restart(part_id)

    async def _client_gone(self, client_id: str) -> None:
        """Forget what is remembered of a client that has been removed."""
        await self.watched.async_forget(client_id)
        try:
            await self.inbox.async_forget(client_id)
        except NotStored:
            _LOGGER.warning("The inbox still remembers a removed client")

    @callback
    def _refresh(self, part: PartCoordinator[Any]) -> None:
        if self._running:
            self.spawn(part.async_refresh(), f"first look at {part.name}")
