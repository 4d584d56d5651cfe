"""One file of the ledger, in Home Assistant's storage."""

from collections.abc import Callable
from datetime import UTC, datetime
import logging
from pathlib import Path
import shutil
from typing import Any, Final, override

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.storage import Store
from homeassistant.util.file import WriteError

from ..const import DOMAIN

_LOGGER = logging.getLogger(__name__)

VERSION: Final = 1
MINOR_VERSION: Final = 1

type Stored = dict[str, Any]


class LedgerStore(Store[Stored]):
    """A file that tells whether it could be written and that keeps aside what it cannot read."""

    def __init__(
        self, hass: HomeAssistant, name: str, *, snapshot: bool = False
    ) -> None:
        """Open the file of that name; it holds links with passkeys, so only we may read it.

        With ``snapshot`` a write holds what was known when it began, and nothing that came while
        it ran; without it the data is collected in a worker thread.
        """
        super().__init__(
            hass,
            VERSION,
            f"{DOMAIN}.{name}",
            private=True,
            atomic_writes=True,
            max_readable_version=VERSION + 1,
            minor_version=MINOR_VERSION,
            serialize_in_event_loop=False,
        )
        self.failed = False
        self.damaged = False
        self._snapshot = snapshot

    @override
    async def _async_migrate_func(
        self, old_major_version: int, old_minor_version: int, old_data: Stored
    ) -> Stored:
        """Take older and newer files as they are: readers pass over what they do not know."""
        return old_data

    @override
    async def _async_write_data(self, data: dict[str, Any]) -> None:
        self.failed = True
        if self._snapshot and "data_func" in data:
            data["data"] = data.pop("data_func")()
        try:
            await super()._async_write_data(data)
        except OSError as err:
            # The folder itself cannot be made.
            raise WriteError(err) from err
        self.failed = False

    async def async_write(self, data: Callable[[], Stored]) -> bool:
        """Write now, even while Home Assistant stops, and tell whether it worked."""
        self.async_delay_save(data)
        await self._async_handle_write_data()  # type: ignore[no-untyped-call]
        return not self.failed

    async def async_read(self) -> Stored | None:
        """Load the file; one that is there but holds nothing readable is reported."""
        existed = await self.hass.async_add_executor_job(Path(self.path).exists)
        try:
            data = await self.async_load()
        except KeyError, TypeError, ValueError, AttributeError:
            # JSON, but not what a store writes.
            await self.async_report_damage(kept=False)
            return None
        if existed and not isinstance(data, dict):
            await self.async_report_damage(kept=data is None)
            return None
        return data

    @override
    async def async_remove(self) -> None:
        """Delete the file, and what was said about it."""
        ir.async_delete_issue(self.hass, DOMAIN, f"ledger_damaged_{self.key}")
        # A write that is under way would make it anew.
        async with self._write_lock:
            await super().async_remove()

    async def async_report_damage(self, *, kept: bool) -> None:
        """Keep the file aside, unless that was done, and tell the person."""
        self.damaged = True
        if not kept:
            await self._keep_aside()
        self._tell("ledger_damaged", ir.IssueSeverity.ERROR)

    async def async_report_mended(self, values: int) -> None:
        """Keep the file aside because of values in it that make no sense, and tell the person.

        Nothing is missing but these, so what is on offer is as new as it was.
        """
        if values and not self.damaged:
            _LOGGER.warning("%s values of %s make no sense", values, self.key)
            await self._keep_aside()
            self._tell("ledger_mended", ir.IssueSeverity.WARNING)

    async def _keep_aside(self) -> None:
        aside = f"{self.path}.corrupt.{datetime.now(UTC).isoformat()}"
        await self.hass.async_add_executor_job(shutil.copyfile, self.path, aside)

    def _tell(self, what: str, severity: ir.IssueSeverity) -> None:
        ir.async_create_issue(
            self.hass,
            DOMAIN,
            f"ledger_damaged_{self.key}",
            is_fixable=True,
            is_persistent=True,
            severity=severity,
            translation_key=what,
            translation_placeholders={"file": f"{Path(self.path).name}.corrupt"},
        )
