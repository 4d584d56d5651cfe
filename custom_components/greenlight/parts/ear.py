"""An ear: listens to one library for as long as that talks, and knows how often it fell silent."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from functools import partial
import logging
from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..engine.lately import lately
from ..libraries.base import Change, Library, What
from ..libraries.errors import LibraryError

_LOGGER = logging.getLogger(__name__)

# Seconds until the first and the last retry of what does not answer or does not keep talking.
FIRST_RETRY: Final = 10.0
LAST_RETRY: Final = 900.0
# So long a connection has to hold for the next one to be tried as quickly as the first.
STEADY: Final = 300.0
# Seconds that are waited for a connection before it is gone on without one.
LISTEN_WAIT: Final = 30.0


class Ear:
    """Listens to a library, one connection after another as somebody wants them."""

    def __init__(
        self,
        hass: HomeAssistant,
        heard: Callable[[Change], None],
        silent: Callable[[], None],
    ) -> None:
        """Call ``heard`` with each change, and ``silent`` when the library talks no more."""
        self._hass = hass
        self._heard = heard
        self._silent = silent
        self._task: asyncio.Task[None] | None = None
        self._settled: asyncio.Future[None] = hass.loop.create_future()
        self._since = 0.0
        self._failures = 0
        self.listening = False

    @property
    def pause(self) -> float:
        """Return the seconds until it is worth trying again."""
        return pause(self._failures)

    async def listen(self, library: Library) -> None:
        """Listen to a library, unless that is done already; return once it talks or will not."""
        if self._task is not None and not self._task.done():
            return
        self._settled = self._hass.loop.create_future()
        # No task of Home Assistant's, which would wait for its end.
        self._task = asyncio.create_task(
            self._listen(library), name=f"listen to a {library.program}"
        )
        with suppress(TimeoutError):
            async with asyncio.timeout(LISTEN_WAIT):
                await asyncio.shield(self._settled)

    async def hush(self) -> None:
        """Listen no more."""
        task, self._task = self._task, None
        self.listening, self._failures = False, 0
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _listen(self, library: Library) -> None:
        this = asyncio.current_task()
        try:
            await library.listen(partial(self._on_change, this))
        except LibraryError as err:
            _LOGGER.debug("Listening to a %s ended: %s", library.program, err)
        if self._task is this:
            self._on_silence()

    @callback
    def _on_change(self, task: asyncio.Task[None] | None, change: Change) -> None:
        if self._task is not task:
            return
        if change.what is What.STALE and not self.listening:
            self.listening, self._since = True, _now()
        self._heard(change)
        self._settle()

    @callback
    def _on_silence(self) -> None:
        held = self.listening and not lately(self._since, STEADY, now=_now())
        self._failures = 1 if held else self._failures + 1
        self.listening = False
        self._silent()
        self._settle()

    def _settle(self) -> None:
        if not self._settled.done():
            self._settled.set_result(None)


def pause(failures: int) -> float:
    """Return the seconds until what has failed so often is tried again."""
    return float(min(FIRST_RETRY * 2.0 ** min(max(failures - 1, 0), 10), LAST_RETRY))


def _now() -> float:
    return dt_util.utcnow().timestamp()
