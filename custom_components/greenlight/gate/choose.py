"""Choose: which clients may take a request, and in what order they are tried.

The rules are those of Sonarr: a client with tags takes only what shares one of them, and what
shares a tag with any client goes to such a client. Then the priority counts, and of equals the one
that was used longest ago comes first.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import count
from typing import Final

from ..engine.lately import lately
from .ports import ClientSettings, Health

# Seconds for which a client is passed over after it has failed once, twice... in a row.
BACK_OFF: Final = (60.0, 300.0, 900.0, 1800.0, 3600.0)


@dataclass(frozen=True, slots=True)
class _Trouble:
    """How often a client has failed in a row, since and until when that counts, its last word."""

    failures: int
    at: float
    until: float
    detail: str

    def lasts(self, now: float) -> bool:
        return lately(self.at, self.until - self.at, now=now)


class Chooser:
    """Knows which clients work and which were used last; both only since the start."""

    def __init__(self, now: Callable[[], float]) -> None:
        """Start with clients that all work and were never used. ``now`` is in epoch seconds."""
        self._now = now
        self._trouble: dict[str, _Trouble] = {}
        self._used: dict[str, int] = {}
        self._turn = count(1)

    # ---------------------------------------------------------------- health

    def failed(self, client_id: str, detail: str = "") -> None:
        """Pass a client over for a while that could not be asked, longer each time.

        Failures in that while are what was to be expected, so they do not make it longer.
        """
        before, now = self._trouble.get(client_id), self._now()
        if before and before.lasts(now):
            self._trouble[client_id] = replace(before, detail=detail)
            return
        failures = before.failures + 1 if before else 1
        until = now + BACK_OFF[min(failures, len(BACK_OFF)) - 1]
        self._trouble[client_id] = _Trouble(failures, now, until, detail)

    def worked(self, client_id: str) -> None:
        """Take it that a client works again."""
        self._trouble.pop(client_id, None)

    def forget(self, client_id: str) -> None:
        """Forget a client that is gone."""
        self._trouble.pop(client_id, None)
        self._used.pop(client_id, None)

    def passed_over_until(self, client_id: str) -> float | None:
        """Return until when a client is passed over, in epoch seconds, None if it is not."""
        trouble = self._trouble.get(client_id)
        return trouble.until if trouble and trouble.lasts(self._now()) else None

    def detail(self, client_id: str) -> str:
        """Return what a client that fails said last."""
        trouble = self._trouble.get(client_id)
        return trouble.detail if trouble else ""

    def health(self, client_id: str) -> Health:
        """Return how a client fares."""
        return Health(
            passed_over_until=self.passed_over_until(client_id),
            said=self.detail(client_id),
        )

    # ---------------------------------------------------------------- choice

    def used(self, client_id: str) -> None:
        """Remember that it was this client's turn."""
        self._used[client_id] = next(self._turn)

    def wanted(
        self, clients: Mapping[str, ClientSettings], tags: Iterable[str]
    ) -> list[str]:
        """Return those of the clients that may take what has these tags, the first choice first."""
        names = {tag.casefold() for tag in tags}
        sharing = [
            client_id
            for client_id, settings in clients.items()
            if not names.isdisjoint(tag.casefold() for tag in settings.tags)
        ]
        untagged = [
            client_id for client_id, settings in clients.items() if not settings.tags
        ]
        return sorted(
            sharing or untagged,
            key=lambda one: (clients[one].priority, self._used.get(one, 0), one),
        )

    def order(self, wanted: Iterable[str]) -> list[str]:
        """Return clients in the order of trying: those that are failing come after the others."""
        return sorted(wanted, key=lambda one: self.passed_over_until(one) is not None)
