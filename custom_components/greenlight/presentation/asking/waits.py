"""Waits: what is told of what was approved and waits for something."""

from typing import Final

from ...engine.reason import Reason
from ..saying import Say, Size, say
from .ordered import TOLD

CLIENT_AWAY: Final = frozenset(
    {
        *("client_cannot_connect", "client_timeout", "client_connection_lost"),
        *("client_tls_failed", "may_have_it"),
    }
)
# Notes of what is approved that say nothing about what it waits for.
NO_WAITING: Final = frozenset(
    {"approved_despite_room", "also_offered", "also_ordered", "let_go", *TOLD}
)


def room_missing(key: str, why: Reason) -> Say:
    """Return that there is no room, by the key of a text: how much is needed and how much can be used."""
    params = {name: _whole(value) for name, value in why.params}
    usable = max(0, params.get("free", 0) - params.get("reserve", 0))
    needed = Size(params.get("needed", 0))
    return say(key, needed=needed, usable=Size(usable))


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0
