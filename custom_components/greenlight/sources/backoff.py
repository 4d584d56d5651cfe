"""How long to leave a source alone after it failed."""

from typing import Final

from .wait import MAX_WAIT

# In minutes. The first retry comes right away: most failures are one lost packet.
_STEPS: Final = (0, 1, 5, 15, 30, 60)


def backoff(failures: int, retry_after: float | None) -> float:
    """Return the seconds to wait after so many failures in a row, and at least what was asked for."""
    wait = 60.0 * _STEPS[min(max(failures, 1), len(_STEPS)) - 1]
    return max(wait, min(retry_after or 0.0, MAX_WAIT))
