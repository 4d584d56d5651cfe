"""What people see at other places, and the secret of the buttons there, kept over a restart."""

import secrets
from typing import Any, Final

from homeassistant.core import HomeAssistant

from ..engine.stored import Reading
from .store import LedgerStore, Stored

SECRET_BYTES: Final = 32


class CopyFile:
    """One small file, which is written whole and at once.

    ``rows`` are as they were written, ``sent`` is how much was sent on which ``day`` (ISO date, UTC)
    by place. Without a readable file there is a new secret, so buttons from before are none any more.
    """

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Name the file; ``async_load`` reads it."""
        self._store = LedgerStore(hass, f"{entry_id}.copies", snapshot=True)
        self.secret = secrets.token_bytes(SECRET_BYTES)
        self.rows: list[Stored] = []
        self.sent: dict[str, int] = {}
        self.day = ""

    async def async_load(self) -> None:
        """Read the file; what cannot be read is kept aside and reported."""
        data = await self._store.async_read()
        if data is None:
            # Buttons are made with it, so it is on disk before the first is.
            await self.async_write([], "", {})
            return
        reading = Reading()
        if secret := _secret(data.get("secret")):
            self.secret = secret
        else:
            reading.mended += 1
        self.day = reading.text(data.get("day"))
        sent = reading.named(data.get("sent"))
        self.sent = {place: reading.whole(count, 0) for place, count in sent.items()}
        self.rows = list(reading.each(reading.of(data, "copies"), dict))
        await self._store.async_report_mended(reading.mended)
        if not _secret(data.get("secret")):
            await self.async_write(self.rows, self.day, self.sent)

    async def async_write(
        self, rows: list[Stored], day: str, sent: dict[str, int]
    ) -> bool:
        """Write all of it now, and tell whether it worked."""
        data = {
            "secret": self.secret.hex(),
            "copies": rows,
            "day": day,
            "sent": dict(sent),
        }
        return await self._store.async_write(lambda: data)

    async def async_remove(self) -> None:
        """Delete the file."""
        await self._store.async_remove()


def _secret(value: Any) -> bytes:
    """Return a stored secret, empty for what is none."""
    try:
        secret = bytes.fromhex(value)
    except TypeError, ValueError:
        return b""
    return secret if len(secret) == SECRET_BYTES else b""
