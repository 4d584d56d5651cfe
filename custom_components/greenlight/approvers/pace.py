"""Pace: how often something may be sent, below what a platform takes."""

from collections import deque
from collections.abc import Callable


class Pace:
    """Lets at most so many through in so many seconds, by one limit or several."""

    def __init__(self, clock: Callable[[], float], *limits: tuple[int, float]) -> None:
        """Take limits as how many in how many seconds; ``clock`` never goes back."""
        self._clock = clock
        self._limits = limits
        most = max((count for count, _ in limits), default=1)
        self._taken = deque[float](maxlen=most)

    def wait(self) -> float:
        """Return in how many seconds the next may be sent, 0 for now."""
        now = self._clock()
        passed = (
            (seconds, now - self._taken[-count])
            for count, seconds in self._limits
            if len(self._taken) >= count
        )
        # What a clock says that was set back holds nobody up.
        return max(
            (limit - ago for limit, ago in passed if 0 <= ago < limit), default=0.0
        )

    def take(self) -> None:
        """Note that one is sent now."""
        self._taken.append(self._clock())
