"""Singly: of one film or series one download is imported after the other.

Each deletes what is there, so what is about to be lost is looked at anew after the one before.
"""

from typing import Final

from ...engine.home.home import Home, Means, Step
from ...engine.request import Request, State
from ..requests import Requests
from .plan import Place

# In which it is being imported.
AT_IT: Final = frozenset({Step.BEGUN, Step.TOLD, Step.LOOKING})


class Singly:
    """Who imports for which item of which library."""

    def __init__(self, requests: Requests) -> None:
        """Read who is at it when that is first asked."""
        self._requests = requests
        self._holders: dict[Place, str] | None = None
        # Who is about to begin, which is not on disk yet.
        self._beginning: set[str] = set()

    def take(self, request: Request, home: Home) -> bool:
        """Take the turn of an item, which a request has from then on; tell whether nobody else has it."""
        place = (home.library, home.item)
        holder = self._all().get(place)
        if holder not in (None, request.id) and self._has(holder, place):
            return False
        self._all()[place] = request.id
        self._beginning.add(request.id)
        return True

    def settled(self, request: Request) -> None:
        """Take it that a request does not begin now, or has done so, which is on disk."""
        self._beginning.discard(request.id)

    def _all(self) -> dict[Place, str]:
        if self._holders is None:
            self._holders = {
                (one.home.library, one.home.item): one.id
                for one in self._requests.every()
                if one.state is State.COMPLETED
                and one.home is not None
                and one.home.means is Means.IMPORT
                and one.home.step in AT_IT
            }
        return self._holders

    def _has(self, request_id: str | None, place: Place) -> bool:
        """Tell whether a request is at it there still, as far as that is on disk, or about to be."""
        request = self._requests.get(request_id or "")
        if request is None or request.state is not State.COMPLETED:
            return False
        home = request.home
        if home is None or home.over or home.means is not Means.IMPORT:
            return False
        at_it = home.step in AT_IT or request.id in self._beginning
        return at_it and (home.library, home.item) == place
