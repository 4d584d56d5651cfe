"""Handlers: what is done for the subentries of each kind, so that their parts follow them."""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Collection, Mapping
from functools import partial
from typing import Any, override

from aiohttp import ClientSession
from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback

from ..clients.base import Client
from ..clients.common.off import switched_off
from ..const import CONF_ALWAYS
from ..coordinator import PartCoordinator
from ..gate.gate import Gate
from ..gate.library_desk import LibraryDesk
from ..ledger.ledger import Ledger
from ..ledger.shelf_store import ShelfStore
from ..libraries.base import Library
from ..sources.base import Source
from ..sources.deciding import OfLibrary
from ..sources.pushes import TakesPushes
from . import library_settings
from .client import ClientCoordinator
from .client_settings import VERIFY_SSL, settings_of
from .counts import counted
from .deciding import decider
from .kinds import SEARCH, build_client, build_library, build_source, source_type
from .library import LibraryCoordinator
from .push import PushCoordinator
from .rule import rule_of
from .rule_trouble import RuleTroubles
from .saved import searching
from .setting import ENABLED
from .source import SourceCoordinator
from .source_settings import checks_certificate, looked_at_every

# Called when a client is gone for good, with its id.
type ClientGone = Callable[[str], Awaitable[None]]
type Refresh = Callable[[PartCoordinator[Any]], None]


class Handler(ABC):
    """What is done for the subentries of one kind."""

    @abstractmethod
    async def add(self, subentry: ConfigSubentry) -> None:
        """Make a part of a subentry that is new. Raises ``UnusablePart``."""

    @abstractmethod
    async def change(self, subentry: ConfigSubentry) -> None:
        """Have a part begin anew, as its subentry is now.

        Raises ``UnusablePart``; then it goes on as it was.
        """

    @abstractmethod
    async def remove(self, part_id: str) -> None:
        """Let go of a part whose subentry is gone, and of what was kept for it."""


class Clients(Handler):
    """The download clients that run."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        gate: Gate,
        sessions: Mapping[bool, ClientSession],
        refresh: Refresh,
        gone: ClientGone,
    ) -> None:
        """Start with none; ``gone`` is awaited when one has been removed.

        There is a session for those whose certificate is checked, and one for the others.
        """
        self._hass = hass
        self._entry = entry
        self._gate = gate
        self._refresh = refresh
        self._gone = gone
        self._sessions = sessions
        self.parts: dict[str, ClientCoordinator] = {}

    @override
    async def add(self, subentry: ConfigSubentry) -> None:
        part = ClientCoordinator(
            self._hass, self._entry, subentry, self._gate, self._build(subentry)
        )
        self.parts[subentry.subentry_id] = part
        self._refresh(part)

    @override
    async def change(self, subentry: ConfigSubentry) -> None:
        part, client = self.parts[subentry.subentry_id], self._build(subentry)
        await part.async_close()
        part.async_attach(subentry, client)
        self._refresh(part)

    @override
    async def remove(self, part_id: str) -> None:
        await self.parts.pop(part_id).async_detach()
        await self._gone(part_id)

    def _build(self, subentry: ConfigSubentry) -> Client:
        """Return the client. What cannot be read is found here, before anything is changed."""
        settings = settings_of(subentry)
        session = self._sessions[VERIFY_SSL.of(subentry.data) is not False]
        client = build_client(session, subentry.data)
        return client if settings.enabled else switched_off(client)


class Sources(Handler):
    """The sources that are looked at."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        gate: Gate,
        sessions: Mapping[bool, ClientSession],
        refresh: Refresh,
        ledger: Ledger,
    ) -> None:
        """Start with none; what they offered is kept in the ledger.

        There is a session for those whose certificate is checked, and one for the others.
        """
        self._hass = hass
        self._entry = entry
        self._gate = gate
        self._refresh = refresh
        self._ledger = ledger
        self._sessions = sessions
        self.parts: dict[str, SourceCoordinator] = {}
        gate.library.on_back = self._look_through

    @callback
    def _look_through(self, library_id: str) -> None:
        """Look at what a library decides about, now that it can be asked."""
        for part in self.parts.values():
            source = part.source
            if isinstance(source, OfLibrary) and source.library == library_id:
                self._refresh(part)

    @override
    async def add(self, subentry: ConfigSubentry) -> None:
        part_id = subentry.subentry_id
        looked_at_every(subentry)
        memory = await self._ledger.async_source(part_id)
        source = self._build(subentry, memory.validators)
        pushed = isinstance(source, TakesPushes)
        make = PushCoordinator if pushed else SourceCoordinator
        self.parts[part_id] = part = make(
            self._hass, self._entry, subentry, self._gate, source, memory
        )
        self._refresh(part)

    @override
    async def change(self, subentry: ConfigSubentry) -> None:
        looked_at_every(subentry)
        part = self.parts[subentry.subentry_id]
        # When a library looked last says when it may be asked to look again.
        kept = part.source.validators if isinstance(part.source, OfLibrary) else None
        part.async_attach(subentry, self._build(subentry, kept))
        self._refresh(part)

    @override
    async def remove(self, part_id: str) -> None:
        await self.parts.pop(part_id).async_detach()
        await self._ledger.async_remove_source(part_id)

    def _build(
        self, subentry: ConfigSubentry, validators: Mapping[str, str] | None = None
    ) -> Source:
        session = self._sessions[checks_certificate(subentry.data)]
        return build_source(
            session,
            subentry.subentry_id,
            subentry.data,
            validators,
            name=subentry.title,
            decider=partial(decider, self._gate.libraries),
            searching=searching(self._gate, subentry.data)
            if source_type(subentry.data) == SEARCH
            else None,
        )


class Libraries(Handler):
    """The libraries that are kept in step with."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        desk: LibraryDesk,
        sessions: Mapping[bool, ClientSession],
        refresh: Refresh,
    ) -> None:
        """Start with none; the ``desk`` is told of them."""
        self._hass = hass
        self._entry = entry
        self._desk = desk
        self._refresh = refresh
        self._sessions = sessions
        self.parts: dict[str, LibraryCoordinator] = {}

    @override
    async def add(self, subentry: ConfigSubentry) -> None:
        part_id, library = subentry.subentry_id, self._build(subentry)
        store = ShelfStore(self._hass, self._entry.entry_id, part_id)
        shelf = await store.async_shelf(self._desk.lean)
        counts = await self._hass.async_add_executor_job(counted, tuple(shelf))
        self.parts[part_id] = part = LibraryCoordinator(
            self._hass,
            self._entry,
            subentry,
            self._desk,
            library,
            shelf,
            store,
            counts,
        )
        self._refresh(part)

    @override
    async def change(self, subentry: ConfigSubentry) -> None:
        part, library = self.parts[subentry.subentry_id], self._build(subentry)
        await part.async_attach(subentry, library)
        self._refresh(part)

    @override
    async def remove(self, part_id: str) -> None:
        await self.parts.pop(part_id).async_forget()

    def _build(self, subentry: ConfigSubentry) -> Library:
        """Return the library. What cannot be read is found here, before anything is changed."""
        ENABLED.of(subentry.data)
        library_settings.paths_of(subentry.data)
        checked = library_settings.VERIFY_SSL.of(subentry.data) is not False
        return build_library(
            self._sessions[checked], subentry.subentry_id, subentry.data
        )


class Rules(Handler):
    """The rules by which releases are considered."""

    def __init__(self, hass: HomeAssistant, gate: Gate, ledger: Ledger) -> None:
        """Know who considers, and where matches are counted."""
        self._hass = hass
        self._gate = gate
        self._ledger = ledger
        self.troubles = RuleTroubles(hass)

    @override
    async def add(self, subentry: ConfigSubentry) -> None:
        # Thousands of expressions take seconds to be read.
        rule, unreadable = await self._hass.async_add_executor_job(rule_of, subentry)
        self._gate.attach_rule(rule)
        if unreadable:
            self.troubles.unreadable(rule, unreadable)
        elif not rule.enabled and rule.trial:
            self.troubles.paused(rule, subentry.data[CONF_ALWAYS].get("paused", ""))

    @override
    async def change(self, subentry: ConfigSubentry) -> None:
        self.troubles.forget(subentry.subentry_id)
        await self.add(subentry)

    @override
    async def remove(self, part_id: str) -> None:
        self.troubles.forget(part_id)
        self._gate.detach_rule(part_id)
        self._ledger.forget_rule(part_id)

    @callback
    def look_for_lost(self, sources: Collection[str]) -> None:
        """Tell of rules of which none of the sources is there any more, by the ids of all there are."""
        for rule in self._gate.attached.rules.values():
            self.troubles.lost(rule, lost=rule.is_lost(sources))

    @callback
    def look_for_stopped(self) -> None:
        """Tell of rules that have been stopped since the last look."""
        for rule in self._gate.attached.rules.values():
            self.troubles.look(rule)


class Settings[S](Handler):
    """What is nothing but how somebody wishes it: approvers, askers. Whoever goes by it is told."""

    def __init__(self, settings_of: Callable[[ConfigSubentry], S]) -> None:
        """Start with none."""
        self._settings_of = settings_of
        self.parts: dict[str, S] = {}
        self._listeners: list[CALLBACK_TYPE] = []

    @override
    async def add(self, subentry: ConfigSubentry) -> None:
        self.parts[subentry.subentry_id] = self._settings_of(subentry)
        self._tell()

    @override
    async def change(self, subentry: ConfigSubentry) -> None:
        await self.add(subentry)

    @override
    async def remove(self, part_id: str) -> None:
        del self.parts[part_id]
        self._tell()

    @callback
    def on_change(self, listener: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Call back whenever one has come, changed or gone. Returns what ends it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    @callback
    def _tell(self) -> None:
        for listener in list(self._listeners):
            listener()
