"""Queue: what is to be done at one place, one after the other, and again what has failed."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
import logging
from typing import Any, Final

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later

from .base import NotDelivered
from .pace import Pace

_LOGGER = logging.getLogger(__name__)

# Seconds after which a channel is not waited for any more.
HANGS: Final = 60.0
# Seconds until a failure is tried again: at first, and at most.
FIRST_RETRY: Final = 5.0
LAST_RETRY: Final = 300.0
GONE_RETRY: Final = 3600.0

type Work = Callable[[str], Awaitable[None]]


class Queue:
    """Does what is due, the most urgent first, as fast as the paces let it.

    A task runs only while something can be done; what has to wait waits for a timer.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        clock: Callable[[], float],
        spawn: Callable[[Coroutine[Any, Any, None], str], None],
        paces: tuple[Pace, ...],
        *,
        work: Work,
        urgency: Callable[[str], int],
        given_up: Callable[[str], None],
        failed: Callable[[], None],
    ) -> None:
        """Begin with nothing to do.

        ``clock`` tells seconds and never goes back. ``work`` is given a key and raises
        ``NotDelivered``; the lowest ``urgency`` comes first. ``given_up`` is told of what cannot be
        done at all, ``failed`` that the place begins to fail, or no longer does.
        """
        self._hass = hass
        self._clock = clock
        self._spawn = spawn
        self._paces = paces
        self._work = work
        self._urgency = urgency
        self._given_up = given_up
        self._failed = failed
        # When each is to be done, by the clock that never goes back.
        self._due: dict[str, float] = {}
        self._failures: dict[str, int] = {}
        self._paused_until = 0.0
        self._running = False
        self._stopped = False
        self._timer: CALLBACK_TYPE | None = None
        self.name = ""
        self.trouble = ""

    @callback
    def add(self, key: str) -> None:
        """Have something done as soon as it can be; what has failed waits as long as before."""
        self._due.setdefault(key, 0.0)

    @callback
    def now(self, key: str) -> None:
        """Have something done at once, whether or not it has failed."""
        self._due[key] = 0.0

    @callback
    def at(self, key: str, clock: float) -> None:
        """Have something done then."""
        self._due[key] = clock

    @callback
    def retry(self) -> None:
        """Try at once what has failed before."""
        self._paused_until = 0.0
        self._due = dict.fromkeys(self._due, 0.0)
        self.wake()

    @callback
    def stop(self) -> None:
        """Do nothing any more."""
        self._stopped = True
        if self._timer:
            self._timer()
            self._timer = None

    @callback
    def wake(self) -> None:
        """Begin, or say when to begin."""
        if self._running or self._stopped or not self._due:
            return
        if self._timer:
            self._timer()
            self._timer = None
        if (wait := self._wait()) > 0:
            self._timer = async_call_later(self._hass, wait, self._on_timer)
            return
        self._running = True
        self._spawn(self._run(), f"show {self.name} what waits")

    @callback
    def _on_timer(self, _now: Any) -> None:
        self._timer = None
        self.wake()

    def _wait(self) -> float:
        """Return in how many seconds something can be done here."""
        ready = max(min(self._due.values()), self._paused_until) - self._clock()
        return max(0.0, ready, *(pace.wait() for pace in self._paces))

    async def _run(self) -> None:
        try:
            while self._due and not self._stopped and self._wait() <= 0:
                await self._do(self._next())
        finally:
            self._running = False
            self.wake()

    def _next(self) -> str:
        """Return what is the most urgent of what can be done now."""
        now = self._clock()
        return min(
            (key for key, due in self._due.items() if due <= now), key=self._urgency
        )

    async def _do(self, key: str) -> None:
        del self._due[key]
        try:
            async with asyncio.timeout(HANGS):
                await self._work(key)
        except NotDelivered as err:
            self._not_delivered(key, err)
        except TimeoutError:
            self._not_delivered(key, NotDelivered("timeout"))
        except Exception:
            # What cannot be shown must not keep the rest from being shown.
            _LOGGER.exception("%s could not be shown a question", self.name)
            self._given_up(key)
        else:
            self._failures.pop(key, None)

    @callback
    def sends(self) -> None:
        """Note that something is sent now."""
        for pace in self._paces:
            pace.take()

    @callback
    def arrived(self) -> None:
        """Note that the place was reached."""
        if self.trouble:
            self.trouble = ""
            self._failed()

    def _not_delivered(self, key: str, err: NotDelivered) -> None:
        """Try it again later: not before the platform wants, and ever less often."""
        now = self._clock()
        failures = self._failures[key] = self._failures.get(key, 0) + 1
        delay = min(FIRST_RETRY * 2 ** min(failures - 1, 10), LAST_RETRY)
        if err.again_in is not None:
            # The whole place is to be left alone.
            delay = max(err.again_in, 0.0)
            self._paused_until = max(self._paused_until, now + delay)
        elif err.gone:
            self._paused_until = now + GONE_RETRY
        self._due.setdefault(key, now + delay)
        if err.again_in is None and not self.trouble:
            _LOGGER.warning(
                "%s cannot be reached (%s) and is tried again", self.name, err.key
            )
            self.trouble = err.key
            self._failed()
