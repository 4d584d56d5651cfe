"""The base of everything that is polled: errors in people's words, reauth, refresh."""

from abc import abstractmethod
import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
import logging
from typing import Any, override

from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntry, ConfigSubentry
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator, UpdateFailed
from homeassistant.util import dt as dt_util

from .clients.errors import ClientError
from .const import DOMAIN
from .engine.text import with_sentence
from .libraries.errors import LibraryError
from .sources.base import SourceError

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tested:
    """What came of a test that somebody asked for: facts, or the reason why it failed."""

    at: datetime
    facts: Mapping[str, str | int]
    reason: str = ""


class PartCoordinator[DataT](DataUpdateCoordinator[DataT]):
    """Polls one part whether or not an entity listens, and asks for credentials anew."""

    config_entry: ConfigEntry[Any]

    def __init__(
        self, hass: HomeAssistant, entry: ConfigEntry[Any], subentry: ConfigSubentry
    ) -> None:
        """Know the subentry."""
        super().__init__(
            hass,
            _LOGGER,
            config_entry=entry,
            name=f"{subentry.subentry_type} {subentry.title}",
            always_update=False,
        )
        self.subentry = subentry
        self.enabled = True
        self.tested: Tested | None = None
        # When it was last looked at, when it last answered and since when it does not (epoch seconds).
        self.looked_at: float | None = None
        self.answered_at: float | None = None
        self.away_since: float | None = None
        # For how many seconds one that failed is left alone, None for the usual.
        self._pause: float | None = None
        self._stop_listening = self.async_add_listener(lambda: None)

    @abstractmethod
    async def _async_look(self) -> DataT:
        """Look once, and return what is known then. Raises ``UpdateFailed``."""

    @abstractmethod
    def _off(self) -> ClientError | LibraryError | SourceError:
        """Return what keeps one that is switched off from being looked at."""

    @abstractmethod
    async def _async_test(self) -> Mapping[str, str | int]:
        """Look as if for the first time, and return what is told of that. Raises why not."""

    async def async_test(self) -> None:
        """Test it, and keep what came of that to be shown. Raises ``HomeAssistantError``.

        What is switched off is not tested, so it has not failed either.
        """
        if not self.enabled:
            raise self._failed(self._off())
        facts, reason = dict[str, str | int](), ""
        try:
            facts.update(await self._async_test())
        except HomeAssistantError as err:
            reason = str(err).strip()
            raise
        finally:
            self.tested = Tested(at=dt_util.utcnow(), facts=facts, reason=reason)
            self.async_update_listeners()

    def raise_failure(self) -> None:
        """Raise what the last look failed of, if it has."""
        if not self.last_update_success and self.last_exception is not None:
            raise self.last_exception

    @property
    def looks_again(self) -> float | None:
        """Return when it is looked at next by itself, in epoch seconds; None if nobody can say."""
        pause = self._pause
        if pause is None and self.update_interval is not None:
            pause = self.update_interval.total_seconds()
        if not self.enabled or pause is None or self.looked_at is None:
            return None
        return self.looked_at + pause

    @override
    async def _async_update_data(self) -> DataT:
        try:
            if self.enabled:
                data = await self._async_look()
        except UpdateFailed as err:
            if self.enabled:
                self._pause = err.retry_after
                self.looked_at = dt_util.utcnow().timestamp()
                self.away_since = self.away_since or self.looked_at
                raise
        if not self.enabled:
            # That may have happened meanwhile.
            raise self._failed(self._off())
        self._pause = self.away_since = None
        self.looked_at = self.answered_at = dt_util.utcnow().timestamp()
        return data

    @callback
    def _enable(self, *, enabled: bool) -> None:
        """Begin to look, or look no more and tell why. The interval is set by whoever calls."""
        self.enabled = enabled
        if not enabled:
            self._async_unsub_refresh()
            self._end_reauth()
            self.away_since = None
            # It is no failure, so nothing is logged.
            self.last_update_success = False
            self.last_exception = self._failed(self._off())
            self.async_update_listeners()

    @callback
    def _start_reauth(self) -> None:
        self.config_entry.async_start_reauth(
            self.hass, data={"subentry_id": self.subentry.subentry_id}
        )

    @callback
    def _end_reauth(self) -> None:
        end_reauth(self.hass, self.config_entry, self.subentry)

    def _failed(
        self,
        err: ClientError | LibraryError | SourceError,
        retry_after: float | None = None,
    ) -> UpdateFailed:
        return UpdateFailed(
            translation_domain=DOMAIN,
            translation_key=f"{self.subentry.subentry_type}_{err.key}",
            translation_placeholders=with_sentence(
                {"name": self.subentry.title, "detail": err.detail}
            ),
            retry_after=retry_after,
        )

    @override
    async def async_shutdown(self) -> None:
        # Once when the part goes, and once more when the entry is unloaded.
        self._stop_listening()
        self._stop_listening = lambda: None
        await super().async_shutdown()


def reauth_placeholders(subentry: ConfigSubentry) -> dict[str, str]:
    """Return what marks the reauth flow of a part; its name is the title people see."""
    return {"name": subentry.title, "subentry_id": subentry.subentry_id}


@callback
def end_reauth(
    hass: HomeAssistant, entry: ConfigEntry[Any], subentry: ConfigSubentry
) -> None:
    """End a reauth that is not needed any more; while one waits, no other part can ask."""
    for flow in hass.config_entries.flow.async_progress_by_handler(
        DOMAIN, match_context={"source": SOURCE_REAUTH, "entry_id": entry.entry_id}
    ):
        marks = flow["context"].get("title_placeholders", {})
        if marks.get("subentry_id") == subentry.subentry_id:
            hass.config_entries.flow.async_abort(flow["flow_id"])


async def async_look(parts: Iterable[PartCoordinator[Any]]) -> None:
    """Look at all of them at once. Raises what the first that failed failed of, translated."""
    looked_at = list(parts)
    await asyncio.gather(*(part.async_refresh() for part in looked_at))
    for part in looked_at:
        part.raise_failure()
