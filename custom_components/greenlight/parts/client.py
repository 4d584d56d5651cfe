"""Coordinators: when clients are polled and sources looked at, and what becomes of a failure."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
import logging
from typing import Any, Final, override

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator, UpdateFailed
from homeassistant.util import dt as dt_util

from ..clients.base import Client, ClientInfo, Poll, Survey, Transfer
from ..clients.errors import ClientError, ClientTimeout, InvalidAuth
from ..const import (
    CONF_ACTIVE_INTERVAL,
    CONF_IDLE_INTERVAL,
    CONF_INTERVAL,
    DEFAULT_ACTIVE_INTERVAL,
    DEFAULT_IDLE_INTERVAL,
    DEFAULT_INTERVAL,
    DOMAIN,
)
from ..gate.gate import Gate
from ..gate.ports import LedgerError
from ..ledger.source_memory import SourceMemory
from ..reauth import end_reauth
from ..sources.backoff import backoff
from ..sources.base import Source, SourceAuth, SourceError
from .kinds import settings_of

_LOGGER = logging.getLogger(__name__)

# Seconds until a survey that failed is tried again, and at most until a client is that is down.
SURVEY_RETRY: Final = 300.0
LONGEST_PAUSE: Final = 300.0
CLOSE_TIMEOUT: Final = 3.0
# A loaded server answers late now and then; it is unavailable only when that goes on.
TOLERATED_TIMEOUTS: Final = 2
# A site in front of a tracker may refuse once without meaning our credentials.
REFUSALS_BEFORE_REAUTH: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientData:
    """What is known of a client as a whole."""

    info: ClientInfo
    transfer: Transfer
    survey: Survey | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceData:
    """What is known of a source; times are aware, ``offered`` is what it offers now."""

    seen: int
    matched: int
    offered: int | None = None
    broken: int = 0
    last_success: datetime | None = None


class _Part[DataT](DataUpdateCoordinator[DataT]):
    """What both kinds share: they poll whether or not an entity listens, and ask for reauth."""

    config_entry: ConfigEntry[Any]

    def __init__(
        self, hass: HomeAssistant, entry: ConfigEntry[Any], subentry: ConfigSubentry
    ) -> None:
        super().__init__(
            hass,
            _LOGGER,
            config_entry=entry,
            name=f"{subentry.subentry_type} {subentry.title}",
            always_update=False,
        )
        self.subentry = subentry
        self._stop_listening = self.async_add_listener(lambda: None)

    @callback
    def _start_reauth(self) -> None:
        self.config_entry.async_start_reauth(
            self.hass, data={"subentry_id": self.subentry.subentry_id}
        )

    @callback
    def _end_reauth(self) -> None:
        end_reauth(self.hass, self.config_entry, self.subentry)

    def _failed(
        self, err: ClientError | SourceError, retry_after: float | None = None
    ) -> UpdateFailed:
        return UpdateFailed(
            translation_domain=DOMAIN,
            translation_key=f"{self.subentry.subentry_type}_{err.key}",
            translation_placeholders={
                "name": self.subentry.title,
                "detail": err.detail,
            },
            retry_after=retry_after,
        )

    @override
    async def async_shutdown(self) -> None:
        # Once when the part goes, and once more when the entry is unloaded.
        self._stop_listening()
        self._stop_listening = lambda: None
        await super().async_shutdown()


class ClientCoordinator(_Part[ClientData]):
    """Polls one download client: often while one of ours is active, else rarely."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        subentry: ConfigSubentry,
        gate: Gate,
        client: Client,
    ) -> None:
        """Attach the client to the gate."""
        super().__init__(hass, entry, subentry)
        self._gate = gate
        self._survey_task: asyncio.Task[None] | None = None
        self.async_attach(subentry, client)

    @callback
    def async_attach(self, subentry: ConfigSubentry, client: Client) -> None:
        """Take over a client and settings that are new or have been changed."""
        self.subentry = subentry
        self.client = client
        self._info: ClientInfo | None = None
        self._timeouts = self._failures = 0
        self._surveyed: Survey | None = None
        self._survey_due = 0.0
        self._gate.attach_client(subentry.subentry_id, client, settings_of(subentry))
        self._set_interval()

    async def async_detach(self) -> None:
        """Stop polling and end the session."""
        await self.async_shutdown()
        if self._survey_task:
            # Before the session goes: it ends one of its own when it is cancelled.
            self._survey_task.cancel()
            await asyncio.gather(self._survey_task, return_exceptions=True)
        self._gate.detach_client(self.subentry.subentry_id)
        await self.async_close()

    async def async_close(self) -> None:
        """End the session; a server that does not answer is not waited for."""
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_TIMEOUT):
                await self.client.close()

    @property
    def answers(self) -> bool:
        """Tell whether it answered its last poll; before the first one nobody knows."""
        data: object = self.data
        return self.last_update_success and data is not None

    @callback
    def _set_interval(self) -> None:
        active = bool(self._gate.followed(self.subentry.subentry_id))
        key, default = (
            (CONF_ACTIVE_INTERVAL, DEFAULT_ACTIVE_INTERVAL)
            if active
            else (CONF_IDLE_INTERVAL, DEFAULT_IDLE_INTERVAL)
        )
        self.update_interval = timedelta(seconds=self.subentry.data.get(key, default))

    def _down(self, err: ClientError) -> UpdateFailed:
        """Return the failure of a poll; what stays down is asked ever more rarely."""
        self._failures += 1
        self._gate.client_failed(self.subentry.subentry_id, err.detail)
        usual = self.update_interval.total_seconds() if self.update_interval else 0.0
        pause = min(usual * 2.0 ** min(self._failures - 1, 10), LONGEST_PAUSE)
        return self._failed(err, max(usual, pause))

    async def _ask(self, client: Client) -> tuple[ClientInfo, Poll] | ClientError:
        """Connect to a client where that is needed and poll it, or return why not."""
        try:
            info = self._info or await client.connect()
            if self.client is client:
                self._info = info
            followed = self._gate.followed(self.subentry.subentry_id)
            return info, await client.poll(followed)
        except ClientError as err:
            return err

    def _silent(self, err: ClientError) -> ClientData:
        """Return what is still good for a client that did not answer. Raises ``UpdateFailed``."""
        if isinstance(err, ClientTimeout):
            self._timeouts += 1
            if self.answers and self._timeouts <= TOLERATED_TIMEOUTS:
                return self.data
        elif isinstance(err, InvalidAuth):
            self._start_reauth()
        else:
            # The server may have been replaced by another version when it is back.
            self._info = None
        raise self._down(err) from err

    @override
    async def _async_update_data(self) -> ClientData:
        client_id, client = self.subentry.subentry_id, self.client
        was_down = not self.last_update_success or self._info is None
        answer = await self._ask(client)
        if self.client is not client:
            # It was replaced meanwhile, and what it says is no word on the new one.
            return await self._async_update_data()
        if client_id not in self._gate.attached.clients:
            return self.data
        if isinstance(answer, ClientError):
            return self._silent(answer)
        info, poll = answer
        self._timeouts = self._failures = 0
        await self._gate.take_poll(client_id, poll, back=was_down)
        self._set_interval()
        if was_down:
            self._end_reauth()
        self._survey_if_due()
        return ClientData(info=info, transfer=poll.transfer, survey=self._surveyed)

    @callback
    def _survey_if_due(self) -> None:
        now = dt_util.utcnow().timestamp()
        under_way = self._survey_task is not None and not self._survey_task.done()
        if now < self._survey_due or under_way:
            return
        self._survey_due = now + self.client.survey_interval
        self._survey_task = self.config_entry.async_create_background_task(
            self.hass, self._survey(), f"survey {self.subentry.title}"
        )

    async def _survey(self) -> None:
        client = self.client
        try:
            survey = await client.survey()
        except ClientError as err:
            _LOGGER.debug("Survey of %s failed: %s", self.subentry.title, err)
            retry = dt_util.utcnow().timestamp() + SURVEY_RETRY
            self._survey_due = min(self._survey_due, retry)
            return
        if self.client is not client:
            # It has been replaced meanwhile.
            return
        self._surveyed = survey
        self._gate.take_space(self.subentry.subentry_id, survey.space)
        # Whoever answers at once does so before the first poll has ended.
        data: object = self.data
        if data is not None and self.data.survey != survey:
            self.data = replace(self.data, survey=survey)
            self.async_update_listeners()

    async def async_set_alternative_speed(self, *, enabled: bool) -> None:
        """Switch the alternative speed limits and show it at once. Raises ``ClientError``."""
        await self.client.set_alternative_speed(enabled=enabled)
        await self.async_refresh()

    async def async_set_speed_limits(
        self, *, download: int | None = None, upload: int | None = None
    ) -> None:
        """Limit the client, in bytes per second, and show it at once. Raises ``ClientError``."""
        await self.client.set_speed_limits(download=download, upload=upload)
        await self.async_refresh()

    async def async_pause_all(self, *, paused: bool) -> None:
        """Pause or resume everything and show it at once. Raises ``ClientError``."""
        await (self.client.pause_all() if paused else self.client.resume_all())
        await self.async_refresh()


class SourceCoordinator(_Part[SourceData]):
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
        self._failures = 0
        self.data = SourceData(seen=memory.seen, matched=memory.matched)
        self.async_attach(subentry, source)

    @callback
    def async_attach(self, subentry: ConfigSubentry, source: Source) -> None:
        """Take over a source and settings that are new or have been changed."""
        self.subentry = subentry
        self.source = source
        self._failures = self._refusals = 0
        self._gate.attach_source(subentry.subentry_id, source)
        self.update_interval = timedelta(
            minutes=subentry.data.get(CONF_INTERVAL, DEFAULT_INTERVAL)
        )

    async def async_detach(self) -> None:
        """Stop looking."""
        await self.async_shutdown()
        self._gate.detach_source(self.subentry.subentry_id)

    @override
    async def _async_update_data(self) -> SourceData:
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
        if self._failures or not self.last_update_success:
            self._failures = self._refusals = 0
            self._end_reauth()
            self._gate.source_back()
        data = replace(self.data, last_success=dt_util.utcnow())
        if fetched.releases is None:
            # All that is on offer is remembered, so whatever comes now is new.
            self._memory.baseline = False
            return data
        news = self._memory.take(fetched.releases, source.validators)
        try:
            matched = await self._gate.offer(news.new)
            matched += await self._gate.offer(news.risen, again=True)
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
        )
