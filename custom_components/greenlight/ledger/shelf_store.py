"""The file of one library: what it held when it was last read, so that a restart need not wait.

It is a line that says what follows, and then lines of some items each: one large document would
hold everything up while it is decoded. Nothing in it is lost for good: it is read anew from the
library anyway, so that whatever cannot be read is passed over, told and kept aside.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import batched
import logging
from pathlib import Path
from typing import Any, Final, override

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.json import json_bytes
from homeassistant.util.json import json_loads

from ..const import DOMAIN
from ..engine.library.item import Item
from ..engine.stored import is_time
from .item_form import item_from_row, item_to_row
from .store import MINOR_VERSION, VERSION, LedgerStore

_LOGGER = logging.getLogger(__name__)

# Seconds until what has changed is written.
LATE: Final = 900.0
# Items in one line.
LINE: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is kept of a library: its items, and when it was last read whole, in epoch seconds."""

    items: Sequence[Item] = ()
    read: float | None = None


NOTHING: Final = Kept()


class ShelfStore(LedgerStore):
    """Keeps what one library holds. It holds paths, so only we may read it."""

    def __init__(self, hass: HomeAssistant, entry_id: str, library_id: str) -> None:
        """Name the file."""
        super().__init__(hass, f"{entry_id}.library.{library_id}")
        self._library_id = library_id
        self._waiting = False

    async def async_kept(self) -> Kept:
        """Return what is kept. What cannot be read is left out, kept aside and told."""
        kept, whole = await self.hass.async_add_executor_job(self._read)
        if not whole:
            _LOGGER.error("Not all of %s can be read", self.key)
            await self.async_report_damage(kept=False)
        return kept

    @callback
    def save_later(self, kept: Callable[[], Kept]) -> None:
        """Write in a while, unless that is to be done already; ``kept`` is asked only then.

        It is called in a worker thread.
        """
        if not self._waiting:
            self._waiting = True
            self.async_delay_save(lambda: {"kept": kept()}, LATE)

    async def async_flush(self) -> None:
        """Write now what was put off, if anything was."""
        await self._async_handle_write_data()  # type: ignore[no-untyped-call]

    @override
    async def _async_write_data(self, data: dict[str, Any]) -> None:
        # What changes from now on may come too late for this.
        self._waiting = False
        await super()._async_write_data(data)

    @override
    def _write_data(self, data: dict[str, Any]) -> None:
        kept: Kept = data["data_func"]()["kept"]
        self._write_prepared_data("wb", b"\n".join(self._lines(kept)))

    def _lines(self, kept: Kept) -> Iterator[bytes]:
        yield json_bytes(
            {
                "version": VERSION,
                "minor_version": MINOR_VERSION,
                "key": self.key,
                "read": kept.read,
                "items": len(kept.items),
            }
        )
        for some in batched(kept.items, LINE, strict=False):
            yield json_bytes([item_to_row(item) for item in some])

    def _read(self) -> tuple[Kept, bool]:
        """Return what is kept and can be read, and whether that is all of it."""
        try:
            lines = Path(self.path).read_bytes().split(b"\n")
        except FileNotFoundError:
            return NOTHING, True
        except OSError:
            return NOTHING, False
        head = _json(lines[0])
        if not isinstance(head, dict) or not isinstance(head.get("version"), int):
            return NOTHING, False
        if head["version"] > VERSION + 1:
            # Another version knows how to read it, and here it is read anew.
            return NOTHING, True
        items: list[Item] = []
        for line in lines[1:]:
            items += _items(self._library_id, line)
        read = head.get("read")
        return (
            Kept(items=items, read=read if is_time(read) else None),
            len(items) == head.get("items"),
        )

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


def _json(line: bytes) -> Any:
    try:
        return json_loads(line)
    except ValueError:
        return None


def _items(library: str, line: bytes) -> list[Item]:
    """Return the items of a line that can be read."""
    found = []
    rows = _json(line)
    for row in rows if isinstance(rows, list) else ():
        try:
            found.append(item_from_row(library, row))
        except KeyError, TypeError, ValueError, AttributeError:
            continue
    return found
