"""What keeps SABnzbd as a whole from downloading, in its own words.

Whether something is wrong shows in every answer of the queue; what it is, only ``fullstatus`` tells,
so that is asked for only then, and not every time.
"""

from collections.abc import Callable
import re
from typing import Any, Final

from ...engine.told import plain
from ..errors import BadAnswer, ClientTimeout
from .api import Api
from .rows import Head

_PAUSE: Final = 60.0
# How long jobs may wait without a byte: a news server is slow to answer at times.
_PATIENCE: Final = 15.0
# sabnzbd/assembler.py, bpsmeter.py and decoder.py: it pauses itself and says so in a warning.
_PAUSING = re.compile(
    r"disk ?space|disk full|disk error|quota spent|out of memory", re.IGNORECASE
)
# It keeps no more warnings than these.
_MOST_WARNINGS: Final = 20


class Trouble:
    """What is wrong at the moment."""

    def __init__(self, api: Api, clock: Callable[[], float]) -> None:
        """Start with nothing known."""
        self._api = api
        self._clock = clock
        self._next = 0.0
        self._warnings: int | None = None
        self._kind = ""
        self._said = ""

    async def look(self, head: Head) -> str:
        """Return what is wrong, empty if nothing is."""
        kind = self._suspect(head)
        now = self._clock()
        if kind != self._kind:
            self._kind, self._said = kind, ""
            self._next = now + (_PATIENCE if kind == "idle" else 0)
        if not kind or now < self._next:
            return self._said
        self._next = now + _PAUSE
        try:
            status = await self._api.call("fullstatus", skip_dashboard="1")
        except BadAnswer, ClientTimeout:
            return self._said
        found = status.get("status")
        if isinstance(found, dict):
            self._said = plain(_idle(found) if kind == "idle" else _paused(found))
        return self._said

    def _suspect(self, head: Head) -> str:
        """Return what seems to be wrong, empty for nothing; another text is another trouble."""
        if not head.paused:
            self._warnings = head.warnings
            return "idle" if head.idle and head.waiting else ""
        before = self._warnings
        if before is not None and head.warnings <= before < _MOST_WARNINGS:
            # Whoever paused it, it was not SABnzbd: that would have warned.
            return ""
        return f"paused {head.warnings}" if head.warnings else ""


def _paused(status: dict[str, Any]) -> str:
    """Return why SABnzbd paused itself, empty if somebody did."""
    texts = [text for _, text in _warnings(status) if _PAUSING.search(text)]
    return texts[-1] if texts else ""


def _idle(status: dict[str, Any]) -> str:
    """Return why nothing comes although something waits."""
    servers = [one for one in status.get("servers") or () if isinstance(one, dict)]
    if not servers:
        return "no news server is set up"
    for name in ("servererror", "serverwarning"):
        for server in servers:
            if text := server.get(name):
                return str(text)
    # Such as a missing program, without which it never starts to download.
    errors = [text for kind, text in _warnings(status) if kind == "ERROR"]
    return errors[-1] if errors else ""


def _warnings(status: dict[str, Any]) -> list[tuple[str, str]]:
    """Return kind and text of the warnings, oldest first."""
    return [
        (str(one.get("type")), str(one.get("text")))
        for one in status.get("warnings") or ()
        if isinstance(one, dict)
    ]
