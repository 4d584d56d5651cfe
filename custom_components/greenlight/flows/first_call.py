"""The first call of another program: waited for while a person enters there what they were shown."""

import asyncio
from contextlib import suppress
from typing import Final

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback

from ..door import Door

# Seconds until somebody who waits for the first call is asked whether to go on.
PATIENCE: Final = 300.0


class FirstCall:
    """Hears of the first call from the moment on at which it may come."""

    def __init__(self) -> None:
        """Have heard of no program yet."""
        self._heard = asyncio.Event()
        self._waiting: asyncio.Task[bool] | None = None
        self._stop_listening: CALLBACK_TYPE | None = None

    @property
    def came(self) -> bool:
        """Tell whether a program has called."""
        return self._heard.is_set()

    @property
    def came_unawaited(self) -> bool:
        """Tell whether a program has called before anybody waited for it."""
        return self.came and self._waiting is None

    @callback
    def listen[DeskT](self, door: Door[DeskT], path: str) -> None:
        """Listen for whoever is let in under a name from now on."""
        self.stop()
        self._stop_listening = door.on_visit(path, self._heard.set)

    @callback
    def stop(self) -> None:
        """Stop listening: the flow is over, or its dialog was closed."""
        if self._stop_listening is not None:
            self._stop_listening()
            self._stop_listening = None

    @callback
    def waiting(self, hass: HomeAssistant) -> asyncio.Task[bool] | None:
        """Return the task that waits for it, None where nobody has to wait (any more)."""
        if self._waiting is None and not self.came:
            self._waiting = hass.async_create_background_task(
                self._hear(), "wait for the first call of a program"
            )
        if self._waiting is None or not self._waiting.done():
            return self._waiting
        self._waiting = None
        return None

    async def _hear(self) -> bool:
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await self._heard.wait()
        return self.came
