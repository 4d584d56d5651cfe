"""Failed fetches: what was ordered by its address and could not be had there.

Whoever orders an address is given an id at once and learns from the history what became of it. Nobody
is asked about such an order and nothing is kept of it for long, so it is remembered here alone.
"""

from collections import deque
from collections.abc import Collection
import secrets
from time import time
from typing import Final

from ...engine.order import Order
from ...engine.release import Protocol
from ..base import Phase, Standing

MOST: Final = 20


class FailedFetches:
    """The last ones of each asker; a restart forgets them."""

    def __init__(self) -> None:
        """Know none."""
        self._of: dict[str, deque[Standing]] = {}

    def of(self, asker: str) -> tuple[Standing, ...]:
        """Return those of an asker, oldest first."""
        return tuple(self._of.get(asker, ()))

    def add(self, asker: str, name: str, category: str, why: str) -> Order:
        """Remember one. Returns it as an order."""
        order = Order(
            asker=asker,
            id=f"SABnzbd_nzo_{secrets.token_hex(4)}",
            protocol=Protocol.USENET,
            name=name,
            link="",
            at=time(),
            category=category,
        )
        standing = Standing(order=order, phase=Phase.FAILED, why=why)
        self._of.setdefault(asker, deque(maxlen=MOST)).append(standing)
        return order

    def remove(self, asker: str, ids: Collection[str]) -> None:
        """Forget some."""
        kept = [one for one in self.of(asker) if one.order.id not in ids]
        self._of[asker] = deque(kept, maxlen=MOST)
