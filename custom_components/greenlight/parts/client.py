"""A client that runs: when it is polled, and what becomes of a failure."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
import logging
from typing import Any, Final, override

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.update_coordinator import UpdateFailed
from homeassistant.util import dt as dt_util

from ..clients.base import Client, ClientInfo, Poll, Survey, Transfer
from ..clients.errors import (
    Banned,
    ClientError,
    ClientTimeout,
    InvalidAuth,
    SwitchedOff,
)
from ..coordinator import PartCoordinator
from ..engine.lately import lately
from ..engine.options import DownloadOptions
from ..gate.gate import Gate
from .client_settings import (
    DOWNLOAD,
    UPLOAD,
    polled_every,
    settings_of,
    with_category_speed,
)
from .device import pages_of
from .setting import MB

_LOGGER = logging.getLogger(__name__)

# Seconds until a survey that failed is tried again, and at most until a client is that is down.
SURVEY_RETRY: Final = 300.0
LONGEST_PAUSE: Final = 300.0
CLOSE_TIMEOUT: Final = 3.0
# A loaded server answers late now and then; it is unavailable only when that goes on.
TOLERATED_TIMEOUTS: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientData:
    """What is known of a client as a whole."""

    info: ClientInfo
    transfer: Transfer
    survey: Survey | None = None


class ClientCoordinator(PartCoordinator[ClientData]):
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
        self._recount: asyncio.Task[None] | None = None
        self.async_attach(subentry, client)

    @callback
    def async_attach(self, subentry: ConfigSubentry, client: Client) -> None:
        """Take over a client and settings that are new or have been changed.

        Raises ``UnusablePart`` for settings that cannot be read.
        """
        self.subentry = subentry
        self.client = client
        self.pages = pages_of(subentry)
        self._info: ClientInfo | None = None
        self._timeouts = self._failures = 0
        self._surveyed: Survey | None = None
        # When the last survey began, and for how many seconds there is no other.
        self._surveyed_at = self._survey_pause = 0.0
        settings = settings_of(subentry)
        self._gate.clients.attach(subentry.subentry_id, client, settings)
        self._enable(enabled=settings.enabled)
        self._set_interval()

    async def async_detach(self) -> None:
        """Stop polling and end the session."""
        await self.async_shutdown()
        if self._survey_task:
            # Before the session goes: it ends one of its own when it is cancelled.
            self._survey_task.cancel()
            await asyncio.gather(self._survey_task, return_exceptions=True)
        self._gate.clients.detach(self.subentry.subentry_id)
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

    @property
    def turned_away(self) -> bool:
        """Tell whether it would not let us in when it was asked last."""
        failed = None if self.last_update_success else self.last_exception
        return failed is not None and isinstance(failed.__cause__, Banned | InvalidAuth)

    @callback
    def _set_interval(self) -> None:
        active = bool(self._gate.clients.followed(self.subentry.subentry_id))
        interval = polled_every(self.subentry, active=active)
        self.update_interval = interval if self.enabled else None

    def _down(self, err: ClientError) -> UpdateFailed:
        """Return the failure of a poll; what stays down is asked ever more rarely."""
        self._failures += 1
        self._gate.clients.failed(self.subentry.subentry_id, err.detail)
        usual = self.update_interval.total_seconds() if self.update_interval else 0.0
        pause = min(usual * 2.0 ** min(self._failures - 1, 10), LONGEST_PAUSE)
        return self._failed(err, max(usual, pause))

    async def _ask(self, client: Client) -> tuple[ClientInfo, Poll] | ClientError:
        """Connect to a client where that is needed and poll it, or return why not."""
        try:
            info = self._info or await client.connect()
            if self.client is client:
                self._info = info
            followed = self._gate.clients.followed(self.subentry.subentry_id)
            poll = await client.poll(followed)
            desk = self._gate.clients
            return info, desk.still(self.subentry.subentry_id, followed, poll)
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
    def _off(self) -> ClientError:
        return SwitchedOff()

    @override
    async def _async_test(self) -> Mapping[str, str]:
        try:
            info = await self.client.connect()
        except ClientError as err:
            raise self._failed(err) from err
        await self.async_recount()
        self.raise_failure()
        return {"version": f"{info.name} {info.version}"}

    async def async_recount(self) -> None:
        """Poll and count anew; who asks for that meanwhile waits for the same."""
        if self._recount is None or self._recount.done():
            self._survey_pause = 0.0
            self._recount = self.config_entry.async_create_background_task(
                self.hass, self._counted_anew(), f"recount {self.subentry.title}"
            )
        await asyncio.wait([self._recount])

    async def _counted_anew(self) -> None:
        await self.async_refresh()
        if self._survey_task:
            await asyncio.wait([self._survey_task])

    @override
    async def _async_look(self) -> ClientData:
        client_id, client = self.subentry.subentry_id, self.client
        was_down = not self.last_update_success or self._info is None
        answer = await self._ask(client)
        if self.client is not client:
            # It was replaced meanwhile, and what it says is no word on the new one.
            return await self._async_look()
        if client_id not in self._gate.attached.clients:
            return self.data
        if isinstance(answer, ClientError):
            return self._silent(answer)
        info, poll = answer
        self._timeouts = self._failures = 0
        await self._gate.clients.take_poll(client_id, poll, back=was_down)
        self._set_interval()
        if was_down:
            self._end_reauth()
        self._survey_if_due()
        return ClientData(info=info, transfer=poll.transfer, survey=self._surveyed)

    @callback
    def _survey_if_due(self) -> None:
        now = dt_util.utcnow().timestamp()
        under_way = self._survey_task is not None and not self._survey_task.done()
        if under_way or lately(self._surveyed_at, self._survey_pause, now=now):
            return
        self._surveyed_at, self._survey_pause = now, self.client.survey_interval
        self._survey_task = self.config_entry.async_create_background_task(
            self.hass, self._survey(), f"survey {self.subentry.title}"
        )

    async def _survey(self) -> None:
        client = self.client
        try:
            survey = await client.survey()
        except ClientError as err:
            _LOGGER.debug("Survey of %s failed: %s", self.subentry.title, err)
            self._survey_pause = min(self._survey_pause, SURVEY_RETRY)
            return
        if self.client is not client:
            # It has been replaced meanwhile.
            return
        self._surveyed = survey
        self._gate.clients.take_space(self.subentry.subentry_id, survey.space)
        # Whoever answers at once does so before the first poll has ended.
        data: object = self.data
        if data is not None and self.data.survey != survey:
            self.data = replace(self.data, survey=survey)
            self.async_update_listeners()

    async def async_set_alternative_speed(self, *, enabled: bool) -> None:
        """Switch the alternative speed limits and show it at once. Raises ``ClientError``."""
        await self.client.set_alternative_speed(enabled=enabled)
        await self.async_refresh()

    async def async_set_category_limits(
        self, category: str, limits: DownloadOptions
    ) -> None:
        """Limit how much of a category is shared. Raises ``ClientError``."""
        await self.client.set_category_limits(category, limits)

    async def async_set_category_speed(
        self, category: str, limits: Mapping[str, float]
    ) -> None:
        """Limit what is in a category, in MB/s, and keep that for what comes.

        Raises ``ClientError``, and keeps nothing then.
        """
        speeds = {name: round(limit * MB) for name, limit in limits.items()}
        await self.client.set_category_speed(
            category, download=speeds.get(DOWNLOAD), upload=speeds.get(UPLOAD)
        )
        entry = self.config_entry
        # It was waited for, and may have been changed or removed in the meantime.
        if subentry := entry.subentries.get(self.subentry.subentry_id):
            data = with_category_speed(subentry.data, category, limits)
            self.hass.config_entries.async_update_subentry(entry, subentry, data=data)

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


def is_there(
    clients: Mapping[str, ClientCoordinator], client_id: str, client: Client
) -> bool:
    """Tell whether a client that was waited for has been neither removed nor replaced."""
    part = clients.get(client_id)
    return part is not None and part.client is client
