"""The hub: what runs for one config entry, kept in step with its subentries."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
import logging
import secrets
from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.const import CONF_VERIFY_SSL
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.event import async_call_later
from homeassistant.util import dt as dt_util

from .approvers.notification import PersistentNotification
from .approvers.selection import Selection
from .clients.base import Client
from .const import CLIENT, CONF_LOOK_BACK, DOMAIN, RULE, SOURCE
from .engine.request import State
from .gate.gate import Gate
from .gate.ports import Environment, Event, LedgerError
from .inbox.inbox import Inbox, NotStored
from .inbox.looks import InboxLooks
from .ledger.ledger import Ledger
from .parts.client import ClientCoordinator, SourceCoordinator
from .parts.kinds import build_client, build_source, new_session, rule_of
from .presentation.latest import Latest, latest
from .presentation.texts import Texts
from .reauth import end_reauth
from .seeding.watched import WatchedFolders
from .sources.fetch import Fetcher

_LOGGER = logging.getLogger(__name__)

type GreenlightConfigEntry = ConfigEntry[Hub]
type PartListener = Callable[[ConfigSubentry], None]


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
        self.session = new_session(hass)
        self._lax_session = new_session(hass, verify_ssl=False)
        self.clients: dict[str, ClientCoordinator] = {}
        self.sources: dict[str, SourceCoordinator] = {}
        self._known: dict[str, ConfigSubentry] = {}
        self._part_listeners: list[PartListener] = []
        self._sync_lock = asyncio.Lock()
        self._running = False
        self._tasks: set[asyncio.Task[None]] = set()
        self.gate = Gate(
            ledger,
            Environment(
                now=lambda: dt_util.utcnow().timestamp(),
                new_id=lambda: secrets.token_urlsafe(8),
                call_later=self._call_later,
                spawn=self.spawn,
                fetch=Fetcher(self.session).payload,
            ),
        )
        self.selection = Selection(ledger, lambda: dt_util.utcnow().timestamp())
        self.latest: Latest | None = None
        self.inbox = Inbox(hass, entry.entry_id)
        self.watched = WatchedFolders(self)

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

    # ------------------------------------------------------------------ life

    async def async_load(self) -> None:
        """Read every file. Raises ``UnsupportedStorageVersionError`` for one that is too new."""
        await self.ledger.async_load()
        await self.inbox.async_load()
        await self.watched.async_load()

    async def async_start(self) -> None:
        """Build every part, so that entities can hang on them; nothing runs yet."""
        device = dr.async_get(self.hass).async_get_or_create(
            config_entry_id=self.entry.entry_id,
            identifiers={(DOMAIN, self.entry.entry_id)},
            name="Greenlight",
            manufacturer="Greenlight",
            entry_type=dr.DeviceEntryType.SERVICE,
        )
        self.device_id = device.id
        # Before everybody else, who show what is selected.
        self.entry.async_on_unload(self.gate.on_update(self.selection.update))
        self.entry.async_on_unload(self.gate.on_update(self._look_for_latest))
        self.entry.async_on_unload(self.inbox.on_update(self.gate.announce))
        await self.async_sync()
        self.entry.async_on_unload(
            PersistentNotification(self.hass, self.gate, self.texts).start()
        )
        self.entry.async_on_unload(self.gate.on_event(self._on_event))

    async def async_run(self) -> None:
        """Begin to look and to act, now that the entities are there to tell of it."""
        self._running = True
        for client_part in self.clients.values():
            self._refresh(client_part)
        for source_part in self.sources.values():
            self._refresh(source_part)
        self.entry.async_on_unload(InboxLooks(self).start())
        self.entry.async_on_unload(self.watched.start())
        await self.gate.start()
        if self.ledger.damaged:
            # What was asked about is not known any more, so all of it would be asked again.
            for part_id, subentry in self._rules():
                self.ledger.set_looked_back(part_id, _look_back(subentry))
        await self._look_back()

    async def async_stop(self) -> None:
        """Let go of everything and leave the files complete."""
        self._running = False
        self.gate.stop()
        # Before the clients go, and before a new gate reads what the old one writes.
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        # One that does not answer must not hold up the others.
        await asyncio.gather(*(part.async_detach() for part in self.clients.values()))
        for source_part in self.sources.values():
            await source_part.async_detach()
        self.ledger.async_stop()
        await self.ledger.async_flush()
        self.async_release()

    @callback
    def async_release(self) -> None:
        """Let go of the sessions; those that are left are complained about."""
        self.session.detach()
        self._lax_session.detach()

    @callback
    def _look_for_latest(self) -> None:
        """Look through the history once, for all the sensors that show the same download."""
        self.latest = latest(self.gate)

    @callback
    def _on_event(self, event: Event) -> None:
        """Poll at once, and from then on faster, when a client has taken a request."""
        if event.kind == State.DOWNLOADING and (
            part := self.clients.get(event.request.client or "")
        ):
            self.spawn(part.async_refresh(), f"poll {part.name}")

    # ----------------------------------------------------------------- parts

    def is_there(self, client_id: str, client: Client) -> bool:
        """Tell whether a client that was waited for has been neither removed nor replaced."""
        part = self.clients.get(client_id)
        return part is not None and part.client is client

    @callback
    def async_on_part(self, kind: str, listener: PartListener) -> CALLBACK_TYPE:
        """Call back for every subentry of a kind, present and future. Returns what ends it."""

        def on_part(subentry: ConfigSubentry) -> None:
            if subentry.subentry_type == kind:
                listener(subentry)

        for subentry in self._known.values():
            on_part(subentry)
        self._part_listeners.append(on_part)
        return lambda: self._part_listeners.remove(on_part)

    async def async_sync(self) -> None:
        """Bring the parts in step with the subentries; what has not changed runs on."""
        async with self._sync_lock:
            wanted = dict(self.entry.subentries)
            for subentry in list(self._known.values()):
                if subentry.subentry_id not in wanted:
                    await self._remove(subentry)
            added = []
            for subentry in wanted.values():
                before = self._known.get(subentry.subentry_id)
                # A copy: Home Assistant changes a subentry in place.
                self._known[subentry.subentry_id] = replace(subentry)
                if before is None:
                    await self._add(subentry)
                    added.append(subentry)
                elif (before.title, before.data) != (subentry.title, subentry.data):
                    await self._change(subentry)
            try:
                await self.gate.cancel_orphans()
            except LedgerError:
                _LOGGER.warning(
                    "What a removed client was doing is ended at the next start"
                )
        for subentry in added:
            for listener in list(self._part_listeners):
                listener(subentry)
        if self._running:
            await self._look_back()
        self.gate.announce()

    def _rules(self) -> list[tuple[str, ConfigSubentry]]:
        return [
            (part_id, subentry)
            for part_id, subentry in self._known.items()
            if subentry.subentry_type == RULE
        ]

    async def _look_back(self) -> None:
        for part_id, subentry in self._rules():
            # Another sync may have taken the rule away while the ledger was waited for.
            if rule := self.gate.attached.rules.get(part_id):
                try:
                    await self.gate.look_back(rule, _look_back(subentry))
                except LedgerError:
                    _LOGGER.warning("Rule %s looks back at the next start", rule.name)

    async def async_restart(self, part_id: str) -> None:
        """Have a part begin anew although nothing about it has changed."""
        async with self._sync_lock:
            if subentry := self.entry.subentries.get(part_id):
                await self._change(subentry)

    async def _add(self, subentry: ConfigSubentry) -> None:
        part_id = subentry.subentry_id
        if subentry.subentry_type == CLIENT:
            self.clients[part_id] = ClientCoordinator(
                self.hass,
                self.entry,
                subentry,
                self.gate,
                self._build_client(subentry),
            )
            self._refresh(self.clients[part_id])
        elif subentry.subentry_type == SOURCE:
            memory = await self.ledger.async_source(part_id)
            source = build_source(
                self.session, part_id, subentry.data, memory.validators
            )
            self.sources[part_id] = SourceCoordinator(
                self.hass, self.entry, subentry, self.gate, source, memory
            )
            self._refresh(self.sources[part_id])
        else:
            self.gate.attach_rule(rule_of(subentry))

    async def _change(self, subentry: ConfigSubentry) -> None:
        part_id = subentry.subentry_id
        if subentry.subentry_type == CLIENT:
            client_part = self.clients[part_id]
            await client_part.async_close()
            client_part.async_attach(subentry, self._build_client(subentry))
            self._refresh(client_part)
        elif subentry.subentry_type == SOURCE:
            source_part = self.sources[part_id]
            source_part.async_attach(
                subentry, build_source(self.session, part_id, subentry.data)
            )
            self._refresh(source_part)
        else:
            self.gate.attach_rule(rule_of(subentry))
        devices = dr.async_get(self.hass)
        for device in dr.async_entries_for_config_entry(devices, self.entry.entry_id):
            if (DOMAIN, part_id) in device.identifiers:
                devices.async_update_device(device.id, name=subentry.title)

    async def _remove(self, subentry: ConfigSubentry) -> None:
        part_id = subentry.subentry_id
        del self._known[part_id]
        end_reauth(self.hass, self.entry, subentry)
        if client_part := self.clients.pop(part_id, None):
            await client_part.async_detach()
            await self.watched.async_forget(part_id)
            try:
                await self.inbox.async_forget(part_id)
            except NotStored:
                _LOGGER.warning("The inbox still remembers a removed client")
        if source_part := self.sources.pop(part_id, None):
            await source_part.async_detach()
            await self.ledger.async_remove_source(part_id)
        if self.gate.detach_rule(part_id):
            self.ledger.forget_rule(part_id)

    def _build_client(self, subentry: ConfigSubentry) -> Client:
        verify = subentry.data[CONF_VERIFY_SSL]
        return build_client(
            self.session if verify else self._lax_session, subentry.data
        )

    @callback
    def _refresh(self, part: ClientCoordinator | SourceCoordinator) -> None:
        if self._running:
            self.spawn(part.async_refresh(), f"first look at {part.name}")


def _look_back(rule: ConfigSubentry) -> str:
    mark: str = rule.data.get(CONF_LOOK_BACK, "")
    return mark
