"""What a server refused, so that it is not asked again: it may ban us, or warn about every try."""

from collections.abc import Callable
import time
from typing import Final

from ..errors import Banned, ClientError, InvalidAuth, ProxyAuth

BAN_REST: Final = 300.0


class Refusals:
    """Remembers refused credentials for the life of the object, and a ban for ``BAN_REST`` seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Start with nothing refused; the clock tells seconds."""
        self._clock = clock
        self._refused: ClientError | None = None
        self._banned_until: float | None = None

    def check(self) -> None:
        """Raise what was refused, or ``Banned``, where another try would be refused as well."""
        if self._refused is not None:
            raise type(self._refused)(self._refused.detail)
        if self._banned_until is not None:
            if self._clock() < self._banned_until:
                raise Banned
            self._banned_until = None

    def refused(self, detail: str = "") -> InvalidAuth:
        """Note that the credentials are refused, and return what to raise."""
        self._refused = refusal = InvalidAuth(detail)
        return refusal

    def turned_away(self, detail: str) -> ProxyAuth:
        """Note that a proxy does not let us pass, and return what to raise."""
        self._refused = refusal = ProxyAuth(detail)
        return refusal

    def banned(self, detail: str = "") -> Banned:
        """Note a ban, and return what to raise."""
        self._banned_until = self._clock() + BAN_REST
        return Banned(detail)
