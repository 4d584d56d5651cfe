"""The limits of a Transmission as a whole, and its speeds."""

from collections.abc import Mapping
from typing import Any, Final

from ..base import Transfer
from ..common.looking import tries
from ..common.values import reading, whole
from ..errors import BadAnswer
from .api import Api
from .options import in_units

_FIELDS: Final = (
    "alt-speed-enabled",
    "speed-limit-down",
    "speed-limit-down-enabled",
    "speed-limit-up",
    "speed-limit-up-enabled",
)


class Limits:
    """The speed limits, which the server keeps in units of its own."""

    def __init__(self, api: Api) -> None:
        """Take the API to ask."""
        self._api = api

    async def transfer(self) -> Transfer:
        """Return the totals of a poll. Raises ``BadAnswer``."""
        totals = await self._api.totals()
        limits = await self._api.session(*_FIELDS)
        with reading("the transfer totals are no numbers"):
            return Transfer(
                download_speed=whole(totals["downloadSpeed"]),
                upload_speed=whole(totals["uploadSpeed"]),
                alternative_speed=bool(limits["alt-speed-enabled"]),
                download_limit=self._limit(limits, "down"),
                upload_limit=self._limit(limits, "up"),
            )

    async def set_speeds(self, download: int | None, upload: int | None) -> None:
        """Set the ordinary limits and read them back. Raises ``BadAnswer`` if they did not stay."""
        await self._api.open()
        change: dict[str, Any] = {}
        for name, limit in (("down", download), ("up", upload)):
            if limit is not None:
                change[f"speed-limit-{name}-enabled"] = limit > 0
            if limit:
                change[f"speed-limit-{name}"] = in_units(limit, self._api.unit)
        if change:
            await self._change(change)

    async def set_alternative(self, *, enabled: bool) -> None:
        """Switch the mode and read it back. Raises ``BadAnswer`` if it did not stay."""
        await self._change({"alt-speed-enabled": enabled})

    async def limit_labelled(
        self, label: str, download: int | None, upload: int | None
    ) -> None:
        """Limit each torrent with a label, and look that it stays so. Raises ``BadAnswer``."""
        await self._api.open()
        for name, limit in (("download", download), ("upload", upload)):
            if limit is not None:
                await self._limit_labelled(label, name, in_units(limit, self._api.unit))

    async def _limit_labelled(self, label: str, name: str, limit: int) -> None:
        fields = ("hashString", "labels", f"{name}Limit", f"{name}Limited")
        change: dict[str, Any] = {f"{name}Limited": limit > 0}
        if limit:
            change[f"{name}Limit"] = limit
        async for _ in tries():
            rows = await self._api.torrents(fields)
            with reading("not a list of torrents"):
                lacking = [
                    row["hashString"]
                    for row in rows
                    if label in row["labels"]
                    and any(row[key] != value for key, value in change.items())
                ]
            if not lacking:
                return
            await self._api.call("torrent-set", {"ids": lacking, **change})
        raise BadAnswer("the speed limits stayed as they were")

    async def _change(self, change: Mapping[str, Any]) -> None:
        await self._api.call("session-set", change)
        if await self._api.session(*change) != change:
            raise BadAnswer("the speed limits stayed as they were")

    def _limit(self, limits: Mapping[str, Any], name: str) -> int:
        if not limits[f"speed-limit-{name}-enabled"]:
            return 0
        return whole(limits[f"speed-limit-{name}"]) * self._api.unit
