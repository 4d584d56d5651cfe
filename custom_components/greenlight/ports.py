"""What the gate is given and what it tells: its ledger, time and tasks, events and errors."""

from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol as Interface

from .engine.release import Release
from .engine.request import Request
from .sources.base import Payload


class Ledger(Interface):
    """What survives a restart, as the gate sees it."""

    @property
    def open(self) -> Mapping[str, Request]:
        """Return the open requests by id, oldest first."""

    @property
    def history(self) -> Mapping[str, Request]:
        """Return the ended requests by id, oldest first."""

    async def commit(self, *requests: Request) -> None:
        """Put requests on disk before returning. Raises ``LedgerError`` and keeps the old ones."""

    def update_later(self, request: Request) -> None:
        """Take a request now and put it on disk some time later."""

    def lookup(self, release: Release) -> Request | None:
        """Return the request, open or ended, that was made for the same release."""

    def known_releases(self) -> Iterable[Release]:
        """Return every release that is still offered or remembered, newest first."""

    def count_matches(self, rules: Iterable[str]) -> None:
        """Add one match to each of these rules."""

    def looked_back(self, rule: str) -> str:
        """Return the mark of the last look back of a rule."""

    def set_looked_back(self, rule: str, mark: str) -> None:
        """Remember that a rule has looked back."""


class LedgerError(Exception):
    """A decision could not be put on disk; nothing was done."""


class UnknownRequest(Exception):
    """There is no request with that id."""


class AlreadyRequested(Exception):
    """There is a request for that release already."""

    def __init__(self, request: Request) -> None:
        """Keep the request that is there."""
        super().__init__(request.id)
        self.request = request


class UnusableLink(Exception):
    """A link that is neither http(s) nor a magnet link, or that leads to no torrent."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something happened to a request: a new state, or ``problem``."""

    kind: str
    request: Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """What the gate is given: time in epoch seconds, tokens, timers, tasks and plain fetching."""

    now: Callable[[], float]
    new_id: Callable[[], str]
    call_later: Callable[[float, Callable[[], None]], Callable[[], None]]
    spawn: Callable[[Coroutine[Any, Any, None], str], None]
    fetch: Callable[[str], Awaitable[Payload]]
