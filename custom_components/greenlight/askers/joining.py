"""Joining: what a library orders from us because we have it fetch something is that request's."""

from collections.abc import Callable
from dataclasses import replace

from ..gate.ordered import merged
from ..gate.through import Joined
from .house import House
from .orders import Key, release_of


class Joining:
    """Finds orders by what their library calls them. Raises ``LedgerError``."""

    def __init__(self, house: House, begun: Callable[[list[Key]], None]) -> None:
        """Look among the orders of a house. ``begun`` is told of those that have a request now."""
        self._house = house
        self._begun = begun

    async def join(self, download: str, request_id: str) -> Joined | None:
        """Have an order be for the request because of which its library has ordered it.

        ``download`` is what the library knows it by. Returns None where it has ordered nothing such here.
        """
        request = self._house.gate.requests.get(request_id)
        found = (self._house.orders.find(one, download) for one in self._house.askers)
        order = next((one for one in found if one is not None and one.live), None)
        if order is None or request is None:
            return None
        now = await self._house.orders.change(
            order.key, lambda now: replace(now, request=request_id)
        )
        if now is None or not now.live:
            return None
        self._begun([now.key])
        options = merged(now.options, request.options)
        return Joined(release=release_of(now), options=options)
