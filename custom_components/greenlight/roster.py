"""The roster: which parts there are, kept in step with the subentries of the config entry.

Each kind of subentry has one handler that adds, changes and removes its parts.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
import logging
from typing import Any, Final

from aiohttp import ClientSession
from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.exceptions import UnsupportedStorageVersionError
from homeassistant.helpers import device_registry as dr, issue_registry as ir

from .const import APPROVER, ASKER, CLIENT, CONF_ALWAYS, DOMAIN, LIBRARY, RULE, SOURCE
from .coordinator import end_reauth
from .engine.question import work_name as title_name
from .engine.request import Request
from .gate.gate import Gate
from .gate.ports import LedgerError
from .ledger.ledger import Ledger
from .parts import approver_settings, asker_settings
from .parts.approver_settings import ApproverSettings
from .parts.asker_settings import AskerSettings
from .parts.client import ClientCoordinator
from .parts.device import facts_of
from .parts.handlers import (
    ClientGone,
    Clients,
    Handler,
    Libraries,
    Refresh,
    Rules,
    Settings,
    Sources,
)
from .parts.kinds import UnknownKind
from .parts.library import LibraryCoordinator
from .parts.rule import look_back_mark
from .parts.setting import ENABLED, UnusablePart
from .parts.source import SourceCoordinator

_LOGGER = logging.getLogger(__name__)

type PartListener = Callable[[ConfigSubentry], None]


@contextmanager
def _only_unusable() -> Iterator[None]:
    """Turn what is wrong with stored data into ``UnusablePart``: no part may stop the others."""
    try:
        yield
    except UnsupportedStorageVersionError as err:
        raise UnusablePart("its file was written by a newer version") from err
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as err:
        raise UnusablePart(
            f"what is stored of it makes no sense ({type(err).__name__})"
        ) from err


def _issue(part_id: str) -> str:
    return f"unusable_part_{part_id}"


class Roster:
    """All parts of a config entry."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        gate: Gate,
        ledger: Ledger,
        sessions: Mapping[bool, ClientSession],
        refresh: Refresh,
        client_gone: ClientGone,
    ) -> None:
        """Start with no part. ``refresh`` is called with each that is new or was changed."""
        self._hass = hass
        self._entry = entry
        self._gate = gate
        self._ledger = ledger
        self._clients = Clients(hass, entry, gate, sessions, refresh, client_gone)
        self._sources = Sources(hass, entry, gate, sessions, refresh, ledger)
        self._libraries = Libraries(hass, entry, gate.library, sessions, refresh)
        self.rules = Rules(hass, gate, ledger)
        self._approvers = Settings(approver_settings.settings_of)
        self._askers = Settings(asker_settings.settings_of)
        self._handlers: Final[Mapping[str, Handler]] = {
            CLIENT: self._clients,
            SOURCE: self._sources,
            LIBRARY: self._libraries,
            RULE: self.rules,
            APPROVER: self._approvers,
            ASKER: self._askers,
        }
        self._known: dict[str, ConfigSubentry] = {}
        # What cannot be used here, as it is stored.
        self._left_alone: dict[str, ConfigSubentry] = {}
        self._listeners: list[PartListener] = []
        self._lock = asyncio.Lock()

    @property
    def clients(self) -> dict[str, ClientCoordinator]:
        """Return the clients that run, by the ids of their subentries."""
        return self._clients.parts

    @property
    def sources(self) -> dict[str, SourceCoordinator]:
        """Return the sources that run, by the ids of their subentries."""
        return self._sources.parts

    @property
    def libraries(self) -> dict[str, LibraryCoordinator]:
        """Return the libraries that run, by the ids of their subentries."""
        return self._libraries.parts

    @property
    def approvers(self) -> dict[str, ApproverSettings]:
        """Return how people want to be asked, by the ids of the subentries."""
        return self._approvers.parts

    @callback
    def on_approvers(self, listener: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Call back whenever an approver has come, changed or gone. Returns what ends it."""
        return self._approvers.on_change(listener)

    @property
    def askers(self) -> dict[str, AskerSettings]:
        """Return which programs hand over downloads, by the ids of the subentries."""
        return self._askers.parts

    @callback
    def on_askers(self, listener: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Call back whenever an asker has come, changed or gone. Returns what ends it."""
        return self._askers.on_change(listener)

    def runs(self, part_id: str) -> bool:
        """Tell whether a part was made of a subentry; of what cannot be read none is."""
        return part_id in self._known

    def handler(self, kind: str) -> Handler:
        """Return who handles a kind of subentry. Raises ``UnknownKind``."""
        try:
            return self._handlers[kind]
        except KeyError:
            raise UnknownKind(kind) from None

    @callback
    def async_on_part(self, kind: str, listener: PartListener) -> CALLBACK_TYPE:
        """Call back for every subentry of a kind, present and future. Returns what ends it."""
        self.handler(kind)

        def on_part(subentry: ConfigSubentry) -> None:
            if subentry.subentry_type == kind:
                listener(subentry)

        for subentry in self._known.values():
            on_part(subentry)
        self._listeners.append(on_part)
        return lambda: self._listeners.remove(on_part)

    async def async_sync(self) -> None:
        """Bring the parts in step with the subentries; what has not changed runs on."""
        async with self._lock:
            wanted = dict(self._entry.subentries)
            for subentry in list(self._known.values()):
                if subentry.subentry_id not in wanted:
                    await self._remove(subentry)
            for part_id in self._left_alone.keys() - wanted.keys():
                del self._left_alone[part_id]
                self._is_usable(part_id)
            added = []
            for subentry in wanted.values():
                before = self._known.get(subentry.subentry_id)
                if before is None:
                    if await self._add(subentry):
                        added.append(subentry)
                elif (before.title, before.data) != (subentry.title, subentry.data):
                    await self._change(subentry)
            self._look_for_lost()
            await self._cancel_orphans()
        for subentry in added:
            for listener in list(self._listeners):
                listener(subentry)

    async def _add(self, subentry: ConfigSubentry) -> bool:
        """Make a part of a subentry, and tell whether that could be done.

        What cannot be used as it is stored is left alone until it is changed; the others run.
        """
        part_id = subentry.subentry_id
        before = self._left_alone.get(part_id)
        if before is not None and before.data == subentry.data:
            return False
        try:
            with _only_unusable():
                await self.handler(subentry.subentry_type).add(subentry)
        except UnusablePart as err:
            self._left_alone[part_id] = replace(subentry)
            _LOGGER.error("%s is left alone: %s", subentry.title, err)
            self._is_unusable(subentry)
            return False
        self._left_alone.pop(part_id, None)
        self._is_usable(part_id)
        # A copy: Home Assistant changes a subentry in place.
        self._known[part_id] = replace(subentry)
        return True

    async def async_restart(self, part_id: str) -> None:
        """Have a part begin anew although nothing about it has changed."""
        async with self._lock:
            if part_id in self._known:
                await self._change(self._entry.subentries[part_id])
                self._look_for_lost()

    async def _change(self, subentry: ConfigSubentry) -> None:
        self._known[subentry.subentry_id] = replace(subentry)
        try:
            with _only_unusable():
                await self.handler(subentry.subentry_type).change(subentry)
        except UnusablePart as err:
            _LOGGER.error("%s goes on as it was: %s", subentry.title, err)
            self._is_unusable(subentry)
            return
        self._is_usable(subentry.subentry_id)
        devices = dr.async_get(self._hass)
        for device in dr.async_entries_for_config_entry(devices, self._entry.entry_id):
            if (DOMAIN, subentry.subentry_id) in device.identifiers:
                devices.async_update_device(device.id, **facts_of(subentry))

    def _is_unusable(self, subentry: ConfigSubentry) -> None:
        ir.async_create_issue(
            self._hass,
            DOMAIN,
            _issue(subentry.subentry_id),
            is_fixable=False,
            severity=ir.IssueSeverity.ERROR,
            translation_key="unusable_part",
            translation_placeholders={"name": subentry.title},
        )

    def _is_usable(self, part_id: str) -> None:
        ir.async_delete_issue(self._hass, DOMAIN, _issue(part_id))

    async def _cancel_orphans(self) -> None:
        if any(one.subentry_type == CLIENT for one in self._left_alone.values()):
            # It is not gone, and may be followed again once it can be used.
            return
        try:
            await self._gate.clients.cancel_orphans()
        except LedgerError:
            _LOGGER.warning(
                "What a removed client was doing is ended at the next start"
            )

    async def async_cancel_ownerless(self) -> None:
        """End the questions of rules and sources that are gone; those left alone are still there."""
        kinds = {one.subentry_id: one.subentry_type for one in self._subentries}
        # What an asker orders comes from it, and is asked about under a rule of its own.
        rules = [part_id for part_id, kind in kinds.items() if kind in (RULE, ASKER)]
        sources = [
            part_id for part_id, kind in kinds.items() if kind in (SOURCE, ASKER)
        ]
        try:
            await self._gate.cancel_ownerless(rules, sources)
        except LedgerError:
            _LOGGER.warning("The questions of what was removed end at the next start")

    @callback
    def _look_for_lost(self) -> None:
        known = self._subentries
        there = {one.subentry_id for one in known if one.subentry_type == SOURCE}
        self.rules.look_for_lost(there)

    @property
    def _subentries(self) -> list[ConfigSubentry]:
        """Return what is there, also if it cannot be used."""
        return [*self._known.values(), *self._left_alone.values()]

    async def _remove(self, subentry: ConfigSubentry) -> None:
        del self._known[subentry.subentry_id]
        self._is_usable(subentry.subentry_id)
        end_reauth(self._hass, self._entry, subentry)
        await self.handler(subentry.subentry_type).remove(subentry.subentry_id)

    @callback
    def pause_trial(self, request: Request) -> None:
        """Switch off the rule that had something fetched which is not as promised, if it is on trial."""
        part = self._entry.subentries.get(request.rule)
        if part is None or not (born := part.data.get(CONF_ALWAYS)):
            return
        params = dict(request.journal[-1].why.params)
        why = f"{title_name(request)}: {params['is']}, {params['promised']}"
        paused = {ENABLED.key: False, CONF_ALWAYS: {**born, "paused": why}}
        self._hass.config_entries.async_update_subentry(
            self._entry, part, data={**part.data, **paused}
        )

    # ------------------------------------------------------------- look back

    def _rules(self) -> list[ConfigSubentry]:
        return [one for one in self._known.values() if one.subentry_type == RULE]

    def mark_looked_back(self) -> None:
        """Take every look back for done: what was asked about is not known any more."""
        for subentry in self._rules():
            mark = look_back_mark(subentry)
            self._ledger.set_looked_back(subentry.subentry_id, mark)

    async def async_look_back(self) -> None:
        """Have each rule look back that is to, and has not."""
        for subentry in self._rules():
            # Another sync may have taken the rule away while the ledger was waited for.
            rule = self._gate.attached.rules.get(subentry.subentry_id)
            if rule is None:
                continue
            try:
                found = await self._gate.look_back(rule, look_back_mark(subentry))
            except LedgerError:
                _LOGGER.warning("Rule %s looks back at the next start", rule.name)
                continue
            for source_id, matched in found.items():
                if source := self.sources.get(source_id):
                    source.async_count(matched)

    # ------------------------------------------------------------------ end

    async def async_stop(self) -> None:
        """Let go of every part."""
        self.rules.troubles.forget_all()
        # One that does not answer must not hold up the others.
        await asyncio.gather(*(part.async_detach() for part in self.clients.values()))
        libraries = self.libraries.values()
        await asyncio.gather(*(part.async_detach() for part in libraries))
        for source_part in self.sources.values():
            await source_part.async_detach()
