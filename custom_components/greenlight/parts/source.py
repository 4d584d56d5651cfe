"""A source that runs: when it is looked at, and what is new to the gate."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, override

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.update_coordinator import UpdateFailed
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..coordinator import PartCoordinator
from ..gate.gate import Gate
from ..gate.ports import LedgerError
from ..ledger.source_memory import SourceMemory
from ..sources.backoff import backoff
from ..sources.base import Source, SourceAuth, SourceError, SourceOff
from .setting import ENABLED
from .silent_indexers import SilentIndexer, SilentIndexers
from .source_settings import includes_known, looked_at_every

# A site in front of a tracker may refuse once without meaning our credentials.
REFUSALS_BEFORE_REAUTH: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceData:
    """What is known of a source; times are aware, ``offered`` is what it offers now.

    ``broken`` counts what could not be read of it, ``left_out`` what was too much for one look.
    ``silent`` are those of its indexers that have not answered at the last look.
    """

    seen: int
    matched: int
    offered: int | None = None
    broken: int = 0
    left_out: int = 0
    silent: tuple[SilentIndexer, ...] = ()
    last_success: datetime | None = None


class SourceCoordinator(PartCoordinator[SourceData]):
    """Looks at one source and offers what is new to the gate."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        subentry: ConfigSubentry,
        gate: Gate,
        source: Source,
        memory: SourceMemory,
    ) -> None:
        """Attach the source to the gate."""
        super().__init__(hass, entry, subentry)
        self._gate = gate
        self._memory = memory
        self._silent = SilentIndexers(hass, subentry.subentry_id)
        self._failures = 0
        self.data = SourceData(seen=memory.seen, matched=memory.matched)
        self.async_attach(subentry, source)

    @callback
    def async_attach(self, subentry: ConfigSubentry, source: Source) -> None:
        """Take over a source and settings that are new or have been changed."""
        self.subentry = subentry
        self.source = source
        self._failures = self._refusals = 0
        self._silent.forget()
        if self.data.silent:
            self.data = replace(self.data, silent=())
        # Other credentials may lead to files that others did not.
        self._changed = True
        self._gate.attached.attach_source(
            subentry.subentry_id,
            source,
            name=subentry.title,
            enabled=ENABLED.of(subentry.data),
            refused=self._start_reauth,
        )
        self._enable(enabled=ENABLED.of(subentry.data))
        self.update_interval = looked_at_every(subentry) if self.enabled else None

    @callback
    def async_count(self, matched: int) -> None:
        """Count releases that a rule matched when it looked back."""
        self._memory.matched += matched
        self._memory.save_later()
        self.data = replace(self.data, matched=self._memory.matched)
        self.async_update_listeners()

    async def async_detach(self) -> None:
        """Stop looking."""
        await self.async_shutdown()
        self._silent.forget()
        self._gate.attached.detach_source(self.subentry.subentry_id)

    @override
    def _off(self) -> SourceError:
        return SourceOff()

    @override
    async def _async_test(self) -> Mapping[str, int]:
        # All of it is to be read, changed or not.
        self.source.validators = {}
        await self.async_refresh()
        self.raise_failure()
        return {
            "items": self.data.offered or 0,
            "unreadable": self.data.broken,
            "left_out": self.data.left_out,
        }

    @override
    async def _async_look(self) -> SourceData:
        source = self.source
        try:
            fetched = await source.fetch()
        except SourceError as err:
            self._failures += 1
            if isinstance(err, SourceAuth):
                self._refusals += 1
                # Again and again: an entry asks for one part at a time.
                if self._refusals >= REFUSALS_BEFORE_REAUTH:
                    self._start_reauth()
            raise self._failed(err, backoff(self._failures, err.retry_after)) from err
        if self._gate.attached.sources.get(self.subentry.subentry_id) is not source:
            # It has been removed or replaced meanwhile.
            return self.data
        back = self._failures or not self.last_update_success
        if back or self._changed:
            self._failures = self._refusals = 0
            self._end_reauth()
            self._gate.source_back()
        self._changed = False
        now = dt_util.utcnow()
        silent = self._silent.look(self.subentry.title, fetched.silent, now.timestamp())
        data = replace(self.data, last_success=now, silent=silent)
        if fetched.releases is None:
            # All that is on offer is remembered, so whatever comes now is new.
            self._memory.baseline = False
            return data
        if not (self._memory.seen or includes_known(self.subentry)):
            self._memory.baseline = True
        news = self._memory.take(
            fetched.releases, source.validators, all_of_it=fetched.all_of_it
        )
        try:
            matched = await self._gate.offer(news.new)
            changed = (*news.risen, *news.corrected)
            matched += await self._gate.offer(changed, again=True)
        except LedgerError as err:
            self._memory.undo()
            source.validators = {}
            raise UpdateFailed(
                translation_domain=DOMAIN, translation_key="not_saved"
            ) from err
        if matched:
            self._memory.matched += matched
            self._memory.save_later()
        return replace(
            data,
            seen=self._memory.seen,
            matched=self._memory.matched,
            offered=len(fetched.releases),
            broken=fetched.broken,
            left_out=fetched.left_out,
        )
