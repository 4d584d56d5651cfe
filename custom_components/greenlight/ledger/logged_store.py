"""A file of the ledger with a change log beside it: a change costs what it is, not the whole file."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
import logging
from pathlib import Path
import sys
from typing import Any, Final, override

from homeassistant.core import HomeAssistant

from .change_log import ChangeLog
from .store import LedgerStore, Stored

_LOGGER = logging.getLogger(__name__)

# Bytes of changes from which the file is written anew, however small it is.
LEAST: Final = 64 * 1024


class LoggedStore(LedgerStore):
    """The file says which log belongs to it.

    Once it is written anew, all changes are in it and the log begins from nothing; a log of
    another writing, such as one from before an older version wrote the file, is passed over.
    """

    def __init__(self, hass: HomeAssistant, name: str) -> None:
        """Name both files."""
        super().__init__(hass, name, snapshot=True)
        self._log = ChangeLog(Path(f"{self.path}.log"))
        # One at a time: whoever writes knows what is on disk.
        self._turn = asyncio.Lock()
        self._number = 0
        self._bytes = 0
        # How many writings have begun, and which of them the file is.
        self._begun = self._file = 0
        self.written = False

    @override
    async def async_read(self) -> Stored | None:
        """Load the file and the changes since it was written."""
        data = await super().async_read()
        number = None if data is None else data.get("log", 0)
        entries = await self.hass.async_add_executor_job(self._log.read, number)
        if data is None:
            # A file that was lost takes no change along that is still there.
            return {"requests": entries} if entries else None
        self.written = True
        self._number = number if isinstance(number, int) else 0
        if entries:
            stored = data.get("requests")
            # What a damaged file lost is told by whoever reads it; the log is still there.
            whole = stored if isinstance(stored, list) else [None]
            data["requests"] = [*whole, *entries]
            # Nothing is added to a log of another process: the file is written anew first.
            self._bytes = sys.maxsize
        return data

    @override
    async def _async_write_data(self, data: dict[str, Any]) -> None:
        async with self._turn:
            number = self._number + 1
            self._begun += 1
            if "data_func" in data:
                collect = data["data_func"]
                data["data_func"] = lambda: {**collect(), "log": number}
            await super()._async_write_data(data)
            self._number, self._bytes, self.written = number, 0, True
            self._file = self._begun
            with suppress(OSError):
                await self.hass.async_add_executor_job(self._log.remove)

    @override
    async def async_write(self, data: Callable[[], Stored]) -> bool:
        """Write now, and tell whether it worked; another may have done so meanwhile."""
        begun = self._begun
        return await super().async_write(data) or self._file > begun

    async def async_append(self, entries: Sequence[Stored]) -> bool:
        """Put changes on disk, and tell whether it worked. The file must have been written."""
        begun = self._begun
        async with self._turn:
            if self._file > begun:
                # What was written whole while we waited has them, and cannot be taken back.
                return True
            try:
                self._bytes += await self.hass.async_add_executor_job(
                    self._append, entries
                )
            except OSError as err:
                _LOGGER.error("Error writing the changes of %s: %s", self.key, err)
                return False
            return True

    def _append(self, entries: Sequence[Stored]) -> int:
        return self._log.append(self._number, entries, begin=not self._bytes)

    def is_long(self, size: int) -> bool:
        """Tell whether so much has changed that a file of about that size is to be written anew."""
        return self._bytes > max(LEAST, size)

    @override
    async def async_remove(self) -> None:
        """Delete both files."""
        await super().async_remove()
        await self.hass.async_add_executor_job(self._log.remove)
