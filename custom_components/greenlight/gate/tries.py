"""Tries: how a try to hand a request over ends when no client has taken it."""

from typing import Any, Final

from ..engine.reason import Reason

# What becomes of a request that no client has.
NOBODY_HAS_IT: Final[dict[str, Any]] = {"client": None, "handed": None}


class Refused(Exception):
    """No further try can help."""

    def __init__(self, why: Reason) -> None:
        """Keep the reason, and what is to be stored along with it."""
        super().__init__(why.code)
        self.why = why
        self.changes = NOBODY_HAS_IT


class Postponed(Exception):
    """Not now."""

    def __init__(
        self, why: Reason, *, maybe: bool = False, for_room: bool = False
    ) -> None:
        """Keep the reason; with ``maybe`` the client that was handed it may have it."""
        super().__init__(why.code)
        self.why = why
        self.changes: dict[str, Any] = {} if maybe else NOBODY_HAS_IT
        self.for_room = for_room
