"""Totals: the numbers beside the lists of the card."""

from collections.abc import Callable
from typing import Any

from homeassistant.config_entries import ConfigEntry

from ...const import RULE
from ...engine.request import State
from ...gate.gate import Gate
from ...inbox.inbox import Inbox
from ...parts.setting import ENABLED
from ...roster import Roster
from .pieces import Json, filled
from .rooms import Disks


class Totals:
    """Adds them up."""

    def __init__(
        self,
        gate: Gate,
        roster: Roster,
        inbox: Inbox,
        entry: ConfigEntry[Any],
        most: Callable[[], int],
    ) -> None:
        """``most`` tells how many questions wait at the same time at most."""
        self._gate = gate
        self._roster = roster
        self._inbox = inbox
        self._entry = entry
        self._most = most
        # What the questions beside it tell as well.
        self.disks = Disks()

    def now(self) -> Json:
        """Return them as ``Totals`` of ``model.ts``."""
        gate, sources = self._gate, list(self._roster.sources.values())
        searches = len(gate.search.sources)
        clients = [one for one in self._roster.clients.values() if one.enabled]
        rules = self._entry.get_subentries_of_type(RULE)
        looks = [at for one in sources if (at := one.looks_again) is not None]
        return filled(
            {
                "queued": gate.queued,
                "most": self._most(),
                "put_off": sum(
                    one.later is not None for one in gate.requests.open.values()
                ),
                "inbox": len(self._inbox.waiting),
                "down": self._speed(),
                "clients": len(clients),
                "answering": sum(one.answers for one in clients),
                **self._least_free(),
                "next_look": round(min(looks)) if looks else None,
                "sources": sum(one.enabled for one in sources),
                "searches": searches or None,
                # What was found is held against what is there anew once that is another.
                "had": gate.library.changes if searches else None,
                "rules": sum(ENABLED.of(one.data) is not False for one in rules),
                "seen": sum(one.data.seen for one in sources),
            }
        )

    def _speed(self) -> int:
        downloads = self._gate.downloads
        return sum(
            downloads[one.id].download_speed
            for one in self._gate.requests.open.values()
            if one.state is State.DOWNLOADING and one.id in downloads
        )

    def _least_free(self) -> Json:
        """Return the bytes that are free on the disk that has least, once what is under way is there.

        With it comes how much that is. Questions tell the same of that disk.
        """
        disks = filter(None, map(self._gate.room.disk, self._roster.clients))
        told = [self.disks.told(one) for one in disks]
        if not told:
            return {}
        least = min(told, key=lambda one: one.left(0))
        return {"free": max(0, least.left(0)), "way": least.promised or None}
