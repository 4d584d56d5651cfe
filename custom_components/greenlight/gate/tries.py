"""Tries: how a try to hand a request over ends when no client has taken it."""

from collections.abc import Mapping
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
        self,
        why: Reason,
        *,
        maybe: bool = False,
        for_room: bool = False,
        for_site: bool = False,
        again_in: float | None = None,
        changes: Mapping[str, Any] | None = None,
    ) -> None:
        """Keep the reason; with ``maybe`` the client that was handed it may have it.

        For room and for a site that answers it is waited as long as it takes, and ``again_in``
        says before when, in seconds, no other try is of any use. ``changes`` are stored, too.
        """
        super().__init__(why.code)
        self.why = why
        self.changes = ({} if maybe else NOBODY_HAS_IT) | dict(changes or {})
        self.for_room = for_room
        self.for_site = for_site
        self.again_in = again_in
