"""The speed limits of a qBittorrent as a whole.

``transfer/set…Limit`` acts on whichever mode is on, and so does what ``transfer/info`` tells; the
preferences name the ordinary limits whatever the mode (4.5.2 and 5.3.0). They are kept in KiB.
"""

from collections.abc import Mapping
import json
from typing import Any, Final

from ..base import Transfer
from ..common.values import reading, whole
from ..errors import BadAnswer
from .api import Api

_KIB: Final = 1024
_MISSING: Final = frozenset({404})


class Limits:
    """The speed limits as last read: bytes per second, 0 is none; None before the first time."""

    def __init__(self, api: Api) -> None:
        """Start with nothing known."""
        self._api = api
        self.alternative: bool | None = None
        self.download: int | None = None
        self.upload: int | None = None

    async def read(self) -> None:
        """Look up all of them."""
        await self._read_mode()
        preferences = await self._api.json("app/preferences")
        self.download = _limit(preferences, "dl_limit")
        self.upload = _limit(preferences, "up_limit")

    async def transfer(self) -> Transfer:
        """Return the totals of a poll, with the limits as last read. Raises ``BadAnswer``."""
        totals = await self._api.json("transfer/info")
        with reading("no transfer totals"):
            return Transfer(
                download_speed=whole(totals["dl_info_speed"]),
                upload_speed=whole(totals["up_info_speed"]),
                alternative_speed=self.alternative,
                download_limit=self.download,
                upload_limit=self.upload,
            )

    async def set_speeds(self, download: int | None, upload: int | None) -> None:
        """Set the ordinary limits and read them back. Raises ``BadAnswer`` if they did not stay."""
        asked = {
            name: -(-limit // _KIB) * _KIB
            for name, limit in (("dl_limit", download), ("up_limit", upload))
            if limit is not None
        }
        if not asked:
            return
        await self._api.post("app/setPreferences", {"json": json.dumps(asked)})
        await self.read()
        now = {"dl_limit": self.download, "up_limit": self.upload}
        if any(now[name] != limit for name, limit in asked.items()):
            raise BadAnswer("the speed limits stayed as they were")

    async def set_alternative(self, *, enabled: bool) -> None:
        """Switch the mode and read it back. Raises ``BadAnswer`` if it did not stay."""
        await self._read_mode()
        if self.alternative is enabled:
            return
        mode = {"mode": "1" if enabled else "0"}
        reply = await self._api.post(
            "transfer/setSpeedLimitsMode", mode, allow=_MISSING
        )
        if reply.status == 404:
            await self._api.post("transfer/toggleSpeedLimitsMode", {})
        await self._read_mode()
        if self.alternative is not enabled:
            raise BadAnswer("the speed limits stayed as they were")

    async def _read_mode(self) -> None:
        mode = (await self._api.get("transfer/speedLimitsMode")).text
        self.alternative = mode == "1"


def _limit(preferences: Any, name: str) -> int | None:
    limit = preferences.get(name) if isinstance(preferences, Mapping) else None
    return max(limit, 0) if isinstance(limit, int) else None
