"""The file of one library: what stood on its shelf, so that a restart need not wait for a reading.

Nothing in it is lost for good, as it is read anew from the library anyway: what cannot be read of
it is passed over, the file is kept aside, and a person is told.
"""

from collections.abc import Callable
import logging
from pathlib import Path
from typing import Any, Final, override

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN
from ..engine.library.lean import Lean
from ..engine.library.shelf import Shelf
from ..engine.library.shelf_stored import (
    ShelfError,
    Snapshot,
    shelf_from_lines,
    shelf_lines,
)
from ..engine.stored import Reading
from .store import LedgerStore

_LOGGER = logging.getLogger(__name__)

# Seconds until what has changed is written.
LATE: Final = 900.0
# The same where nothing is kept yet: whoever has just set it up may be cut off any time.
FIRST: Final = 1.0


class ShelfStore(LedgerStore):
    """Keeps what stands on the shelf of one library. It holds paths, so only we may read it."""

    def __init__(self, hass: HomeAssistant, entry_id: str, library_id: str) -> None:
        """Name the file."""
        super().__init__(hass, f"{entry_id}.library.{library_id}")
        self._library_id = library_id
        self._waiting = False

    async def async_shelf(self, lean: Lean) -> Shelf:
        """Return the shelf as it was kept, an empty one if it was not."""
        shelf, whole = await self.hass.async_add_executor_job(self._read, lean)
        if not whole:
            _LOGGER.error("Not all of %s can be read", self.key)
            await self.async_report_damage(kept=False)
        return shelf

    @callback
    def save_later(
        self, snapshot: Callable[[], Snapshot], seconds: float = LATE
    ) -> None:
        """Write in a while, unless that is to be done already; only then it is asked what."""
        if not self._waiting:
            self._waiting = True
            self.async_delay_save(lambda: {"shelf": snapshot()}, seconds)

    async def async_flush(self) -> None:
        """Write now what was put off, if anything was."""
        await self._async_handle_write_data()  # type: ignore[no-untyped-call]

    @override
    async def _async_write_data(self, data: dict[str, Any]) -> None:
        # What changes from now on may come too late for this.
        self._waiting = False
        kept: Snapshot = data.pop("data_func")()["shelf"]
        lines = await self.hass.async_add_executor_job(list, shelf_lines(kept))
        data["data"] = {"lines": lines}
        await super()._async_write_data(data)

    @override
    def _write_data(self, data: dict[str, Any]) -> None:
        lines: list[str] = data["data"]["lines"]
        self._write_prepared_data("wb", b"".join(line.encode() for line in lines))

    def _read(self, lean: Lean) -> tuple[Shelf, bool]:
        """Return what is kept and can be read, and whether that is all of it."""
        reading = Reading()
        try:
            # What is no text is no line of ours either.
            with Path(self.path).open(encoding="utf-8", errors="replace") as lines:
                shelf = shelf_from_lines(lines, self._library_id, lean, reading)
        except FileNotFoundError:
            return Shelf(self._library_id, lean), True
        except OSError as err:
            # What cannot be opened cannot be kept aside, either.
            _LOGGER.error("%s cannot be opened: %s", self.key, err)
            return Shelf(self._library_id, lean), True
        except ShelfError:
            return Shelf(self._library_id, lean), False
        return shelf, not reading.mended

    @override
    def _tell(self, what: str, severity: ir.IssueSeverity) -> None:
        ir.async_create_issue(
            self.hass,
            DOMAIN,
            f"ledger_damaged_{self.key}",
            is_fixable=True,
            is_persistent=True,
            severity=ir.IssueSeverity.WARNING,
            translation_key="shelf_damaged",
            translation_placeholders={"file": f"{Path(self.path).name}.corrupt"},
        )
