"""Tries: how a try to hand a request over ends when no client has taken it."""

from collections.abc import Mapping
from typing import Any, Final

from ..clients.errors import SwitchedOff
from ..engine.reason import Reason

# Why a request waits for a client that is switched off.
CLIENT_OFF: Final = f"client_{SwitchedOff.key}"
# What becomes of a request that no client has.
NOBODY_HAS_IT: Final[dict[str, Any]] = {
    "client": None,
    "handed": None,
    "download": None,
    "take_out": None,
}


class Refused(Exception):
    """No further try can help."""

    def __init__(self, why: Reason) -> None:
        """Keep the reason, and what is to be stored along with it."""
        super().__init__(why.code)
        self.why = why
        self.changes = NOBODY_HAS_IT


class Outdated(Exception):
    """What is being tried is not what is approved now: it was taken back and approved anew."""


class Postponed(Exception):
    """Not now."""

    def __init__(
        self,
        why: Reason,
        *,
        maybe: bool = False,
        patient: bool = False,
        for_site: bool = False,
        again_in: float | None = None,
        changes: Mapping[str, Any] | None = None,
    ) -> None:
        """Keep the reason; with ``maybe`` the client that was handed it may have it.

        What is ``patient`` is tried for as long as it takes, whatever else may be given up, and so
        is what waits for a site that answers; ``again_in`` says before when, in seconds, no other
        try is of any use. ``changes`` are stored, too.
        """
        super().__init__(why.code)
        self.why = why
        self.changes = ({} if maybe else NOBODY_HAS_IT) | dict(changes or {})
        self.patient = patient
        self.for_site = for_site
        self.again_in = again_in
