"""Declined: what people have said no to, by its title, wherever it is offered next.

A site that does not say how large a release is proves nothing, and yet nobody wants to answer twice.
"""

from collections.abc import Iterable

from ..engine.evidence import Known, known_as, may_be, named
from ..engine.request import Request, State
from .requests import Requests


class Declined:
    """Finds what was declined without looking at all of it."""

    def __init__(self, requests: Requests) -> None:
        """Know nothing yet; what there is is read when it is first looked for."""
        self._requests = requests
        self._by_title: dict[str, dict[str, None]] | None = None

    def moved(self, requests: Iterable[Request]) -> None:
        """Know what has just come into a new state."""
        if self._by_title is not None:
            for one in requests:
                self._take(one)

    def find(self, offered: Known) -> Request | None:
        """Return what was declined and is most likely what is offered now, None if nothing was."""
        if self._by_title is None:
            self._by_title = {}
            for one in self._requests.history.values():
                self._take(one)
        for key in self._by_title.get(named(offered.release.title), ()):
            request = self._requests.still(key, State.DECLINED)
            if request is not None and may_be(known_as(request), offered):
                return request
        return None

    def _take(self, request: Request) -> None:
        if self._by_title is not None and request.state is State.DECLINED:
            of = self._by_title.setdefault(named(request.release.title), {})
            of[request.id] = None
