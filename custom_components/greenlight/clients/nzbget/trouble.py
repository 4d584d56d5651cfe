"""What keeps an NZBGet as a whole from downloading."""

from collections.abc import Callable
import re
from typing import Final

from ...engine.told import plain
from ..errors import ClientError
from .api import Api
from .rows import Head

_LINES: Final = 200
_LOOK_AGAIN: Final = 60.0
# Its own words in its log (daemon/main/Options.cpp, DiskService.cpp, nntp/NntpConnection.cpp), by
# what is to be explained: it came up paused, it paused by itself, it gets nothing.
_CONFIGURATION: Final = re.compile(r"\.conf\(\d+\)|\bconfiguration\b")
_DISK: Final = re.compile(r"(?i)\bdisk space\b")
_NO_DATA: Final = re.compile(
    r"(?i)^authorization for .* failed|^could not connect|^could not resolve"
)


class Trouble:
    """Knows why NZBGet stands still, which only its log tells; it is read when it does."""

    def __init__(self, api: Api, clock: Callable[[], float]) -> None:
        """Start with nothing known."""
        self._api = api
        self._clock = clock
        self._since = -1
        self._ran_at = 0
        self._asked: re.Pattern[str] | None = None
        self._asked_at = 0.0
        self._reason = ""

    async def look(self, head: Head) -> str:
        """Return what is wrong in a few words, empty if nothing is."""
        if abs(head.since - self._since) > 1:
            # It started anew; its two clocks may differ by a second.
            self._since, self._ran_at, self._asked = head.since, 0, None
        if not head.paused:
            self._ran_at = head.now
        if head.idle and not self._ran_at:
            return await self._from_log(_CONFIGURATION, head.since - 60)
        if head.paused:
            return await self._from_log(_DISK, max(self._ran_at, head.since) - 60)
        if head.quota:
            return "the download quota is reached"
        if not head.servers:
            return "no news server is active"
        if head.busy and not head.speed:
            return await self._from_log(_NO_DATA, head.now - 120)
        self._asked = None
        return ""

    async def _from_log(self, wanted: re.Pattern[str], after: int) -> str:
        """Return the last line of the log that is wanted and not older than that."""
        now = self._clock()
        if self._asked is not wanted or now - self._asked_at >= _LOOK_AGAIN:
            try:
                self._reason = await self._read(wanted, after)
            except ClientError:
                # What was polled is worth more; it is asked again in time.
                self._reason = ""
            self._asked, self._asked_at = wanted, now
        return self._reason

    async def _read(self, wanted: re.Pattern[str], after: int) -> str:
        lines = await self._api.call("log", 0, _LINES)
        for line in reversed(lines if isinstance(lines, list) else []):
            if (
                isinstance(line, dict)
                and line.get("Kind") in ("ERROR", "WARNING")
                and isinstance(time := line.get("Time"), int)
                and time >= after
                and wanted.search(text := str(line.get("Text") or ""))
            ):
                return plain(text)
        return ""
