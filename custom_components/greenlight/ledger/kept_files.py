"""Kept files: torrents and NZBs that were handed to us, until they are of no use any more."""

from collections.abc import Collection
import hashlib
import os
from pathlib import Path
import re
import secrets
import shutil
from time import time
from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers.storage import STORAGE_DIR

from ..const import DOMAIN
from ..gate.ports import LedgerError

_NAME: Final = re.compile(r"[0-9a-f]{64}")
_OURS: Final = 0o700
# Seconds for which a file is left alone that nobody seems to want: it may just have come.
_YOUNG: Final = 3600.0


class KeptFiles:
    """One folder in Home Assistant's storage. A file is known by what is in it, so none is there twice."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Name the folder; it is made with the first file."""
        self._hass = hass
        self._folder = Path(hass.config.path(STORAGE_DIR, f"{DOMAIN}.{entry_id}.files"))

    async def async_keep(self, content: bytes) -> str:
        """Put a file on disk and return what it is known by. Raises ``LedgerError``."""
        try:
            return await self._hass.async_add_executor_job(self._keep, content)
        except OSError as err:
            raise LedgerError from err

    async def async_read(self, name: str) -> bytes | None:
        """Return a file, None if it is not there any more."""
        return await self._hass.async_add_executor_job(self._read, name)

    async def async_sweep(self, kept: Collection[str]) -> None:
        """Delete every file but these."""
        await self._hass.async_add_executor_job(self._sweep, frozenset(kept))

    async def async_delete(self) -> None:
        """Delete the folder."""
        await self._hass.async_add_executor_job(shutil.rmtree, self._folder, True)

    def _keep(self, content: bytes) -> str:
        name = hashlib.sha256(content).hexdigest()
        path = self._folder / name
        if path.exists() and path.stat().st_size == len(content):
            # It has come again, and is not to be swept away before anybody wants it.
            os.utime(path)
            return name
        self._folder.mkdir(mode=_OURS, parents=True, exist_ok=True)
        # Two askers may hand over the same file at once.
        written = path.with_suffix(f".{secrets.token_hex(4)}.new")
        try:
            with written.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            written.replace(path)
        except OSError:
            written.unlink(missing_ok=True)
            raise
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            # The name, too, has to be there after a power cut.
            os.fsync(folder)
        finally:
            os.close(folder)
        return name

    def _read(self, name: str) -> bytes | None:
        if not _NAME.fullmatch(name):
            return None
        try:
            return (self._folder / name).read_bytes()
        except OSError:
            return None

    def _sweep(self, kept: frozenset[str]) -> None:
        try:
            there = list(self._folder.iterdir())
        except OSError:
            return
        now = time()
        for path in there:
            if path.name not in kept and abs(now - path.stat().st_mtime) > _YOUNG:
                path.unlink(missing_ok=True)
