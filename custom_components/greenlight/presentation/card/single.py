"""Single: what is made one by one, so that what cannot be made of one costs no other."""

from collections.abc import Callable, Hashable
import logging
from typing import Final

from homeassistant.helpers.json import json_bytes

_LOGGER = logging.getLogger(__name__)

# So many are remembered that could not be made.
_MOST: Final = 1000


class Singly:
    """Makes one after the other, and says once in the log which could not be made.

    That is a mistake of ours. Whoever looks at the rest must not find nothing because of it.
    """

    def __init__(self, what: str) -> None:
        """``what`` names them in the log."""
        self._what = what
        self._told: set[Hashable] = set()

    def made[T](self, key: Hashable, make: Callable[[], T]) -> T | None:
        """Return what is made of one, None where that goes wrong."""
        try:
            return make()
        except Exception:
            if key not in self._told:
                if len(self._told) >= _MOST:
                    self._told.clear()
                self._told.add(key)
                _LOGGER.exception("%s %s cannot be shown", self._what, key)
            return None


def sendable[T](data: T) -> T:
    """Return data that can be sent. Raises ``TypeError`` where some of it, as half a letter, cannot."""
    json_bytes(data)
    return data
