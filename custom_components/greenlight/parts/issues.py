"""Issues: what the gate has repairs and notices say, as long as it is so."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback

from ..engine.request import Request
from ..gate.gate import Gate
from ..gate.nothing_came import Nothing
from .blocked import BlockedImports
from .nothing_came import async_tell
from .too_many import TooManyQuestions


class Words(Protocol):
    """What is said of it; that comes from above."""

    def blocked(self, request: Request) -> Mapping[str, str]:
        """Return of what it is, and why it is not imported."""

    def nothing(self, nothing: Nothing) -> tuple[str, str]:
        """Return the title of a notice that nothing came, and what it says."""

    def several(self, every: Sequence[Nothing], /) -> tuple[str, str]:
        """Return the same of several works."""

    def name(self, part_id: str, /) -> str | None:
        """Return what a part is called."""


@callback
def async_follow(hass: HomeAssistant, gate: Gate, words: Words) -> CALLBACK_TYPE:
    """Follow the gate. Returns what ends it."""
    stops = [
        TooManyQuestions(hass, gate).start(),
        BlockedImports(hass, gate, words.blocked).start(),
        async_tell(hass, gate, words.nothing, words.several, words.name),
    ]

    @callback
    def stop() -> None:
        for one in stops:
            one()

    return stop
