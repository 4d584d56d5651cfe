"""The limits of a qBittorrent as a whole and of its categories.

``transfer/set…Limit`` acts on whichever mode is on, and so does what ``transfer/info`` tells; the
preferences name the ordinary limits whatever the mode (4.5.2 and 5.3.0). They are kept in KiB.
"""

from collections.abc import Mapping
import json
from typing import Any, Final

from ...engine.options import DownloadOptions
from ..base import Transfer
from ..common.values import reading, whole
from ..errors import BadAnswer, NotSupported
from .api import Api
from .options import CATEGORIES, CATEGORY_LIMITS, share_limits

_KIB: Final = 1024
_MISSING: Final = frozenset({404})
_CONFLICT: Final = frozenset({409})


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


async def categories(api: Api) -> Mapping[str, Mapping[str, Any]]:
    """Return the categories by name, none where a version does not tell. Raises ``BadAnswer``."""
    await api.open()
    if api.version < CATEGORIES:
        return {}
    reply = await api.json("torrents/categories")
    if not isinstance(reply, dict) or not all(
        isinstance(category, dict) for category in reply.values()
    ):
        raise BadAnswer("not a list of categories")
    return reply


async def limit_category(api: Api, name: str, options: DownloadOptions) -> None:
    """Set the share limits of a category, which is made if need be, and read them back.

    5.3 changes only what it is told; older ones want the folder again and keep no limits. Raises
    ``NotSupported`` for these, and for limits of speed, which no version has by category.
    """
    if options.download_limit is not None or options.upload_limit is not None:
        raise NotSupported("categories have no limits of speed")
    await api.open()
    if api.version < CATEGORY_LIMITS:
        raise NotSupported("categories have no limits before qBittorrent 5.3")
    await api.post("torrents/createCategory", {"category": name}, allow=_CONFLICT)
    await api.post("torrents/editCategory", {"category": name, **share_limits(options)})
    category = (await categories(api)).get(name, {})
    ratio, minutes = options.ratio_limit, options.seeding_time
    if (ratio is not None and category.get("ratio_limit") != ratio) or (
        minutes is not None and category.get("seeding_time_limit") != minutes
    ):
        raise BadAnswer("the limits of the category stayed as they were")
