"""Kept: the searches of the last hours with what they have found, and no longer."""

from collections import Counter
from typing import Final

from ..engine.release import Release
from .alarm import Alarm
from .found import Lot
from .ports import Environment
from .running import Running

# Seconds for which a search is kept.
KEPT_FOR: Final = 6 * 3600.0
# So many searches are kept, of one person, and releases of all of them; the older ones go first.
MOST_SEARCHES: Final = 50
MOST_EACH: Final = 10
MAX_KEPT: Final = 30_000
# So many searches of one person run at the same time; the older ones keep what has come.
MOST_RUNNING: Final = 3


class Kept:
    """Keeps searches, by their ids."""

    def __init__(self, environment: Environment) -> None:
        """Begin with none."""
        self._now = environment.now
        self._searches = dict[str, Running]()
        # Since when each is kept, by the clock as it is set now.
        self._since = dict[str, float]()
        self._alarm = Alarm(environment, self.tidy)

    def put(self, search: Running) -> None:
        """Keep a search for a while, longer than the older ones; the newest whatever its size."""
        self._searches[search.id] = search
        self._since[search.id] = self._now()
        self.tidy()
        if search.owner:
            theirs = [one for one in self._newest() if one.owner == search.owner]
            running = [one for one in theirs if not one.ended]
            for one in running[MOST_RUNNING:]:
                one.stop()

    def ended(self, search: Running) -> None:
        """Keep a search, if it is kept, from now on: only now it is known how much it has brought."""
        if search.id in self._since:
            self._since[search.id] = self._now()
        self.tidy()

    def tidy(self) -> None:
        """Let go of what is too old or too much, and see to it that the next is let go of in time."""
        now, each, results = self._now(), Counter[str](), 0
        for place, one in enumerate(self._newest()):
            each[one.owner] += 1
            results += one.kept
            full = place and (results > MAX_KEPT or place >= MOST_SEARCHES)
            too_many = each[one.owner] > MOST_EACH
            # Nobody loses a search that runs, or was just made, because a clock is set.
            since = now if not one.ended else min(self._since[one.id], now)
            self._since[one.id] = since
            if full or too_many or now - since >= KEPT_FOR:
                del self._searches[one.id], self._since[one.id]
                one.stop()
        if self._since:
            self._alarm.set(min(self._since.values()) + KEPT_FOR - now)
        else:
            self._alarm.clear()

    def stop(self) -> None:
        """Let go of the timer, for good."""
        self._alarm.stop()

    def _newest(self) -> list[Running]:
        return [*self._searches.values()][::-1]

    def search(self, search_id: str) -> Running | None:
        """Return a search, None if it is not kept any more."""
        return self._searches.get(search_id)

    def last_of(self, owner: str) -> Running | None:
        """Return the last search of a person."""
        return next((one for one in self._newest() if one.owner == owner), None)

    def releases(self) -> list[Release]:
        """Return all that is kept."""
        return [
            release
            for search in self._searches.values()
            for lot in search.last.lots
            for release in (lot.release, *lot.also)
        ]

    def find(self, result_id: str, owner: str = "") -> list[tuple[Running, Lot]]:
        """Return a result as the searches that are kept have found it: their own first, the last before others."""
        found = [
            (search, lot)
            for search in self._newest()
            if (lot := search.find(result_id)) is not None
        ]
        return sorted(found, key=lambda one: one[0].owner != owner)
