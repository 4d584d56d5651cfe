"""Alarm: one timer for what comes next, set anew whenever that changes, and never again after the end."""

from collections.abc import Callable

from .ports import Environment


class Alarm:
    """Rings once for each time it is set. ``stopped`` is for work that takes long as well."""

    def __init__(self, environment: Environment, ring: Callable[[], None]) -> None:
        """Begin without a time."""
        self._call_later = environment.call_later
        self._ring = ring
        self._cancel: Callable[[], None] | None = None
        self.stopped = False

    def set(self, delay: float) -> None:
        """Ring in so many seconds, and no more at the time that was set before."""
        self.clear()
        if not self.stopped:
            self._cancel = self._call_later(delay, self._on_time)

    def set_once(self, delay: float) -> None:
        """Ring in so many seconds, unless a time is set already."""
        if self._cancel is None:
            self.set(delay)

    def clear(self) -> None:
        """Forget the time that is set."""
        if self._cancel is not None:
            self._cancel()
            self._cancel = None

    def stop(self) -> None:
        """Ring no more, for good."""
        self.stopped = True
        self.clear()

    def _on_time(self) -> None:
        self._cancel = None
        self._ring()
