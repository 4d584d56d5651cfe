"""Learn: what a file that was fetched for an approved request says of it."""

from dataclasses import replace
from typing import Any

from ..engine.request import Request, State
from .content import Content
from .requests import Requests
from .tries import NOBODY_HAS_IT


class Learner:
    """Commits what files say."""

    def __init__(self, requests: Requests) -> None:
        """Know the requests."""
        self._requests = requests

    async def learn(self, request_id: str, content: Content) -> Request | None:
        """Commit what a file says of a request.

        Returns the request, None if it is not approved any more or turned out to be another's
        twin, as which it is ended.
        """
        current = self._requests.still(request_id, State.APPROVED)
        if current is None:
            return None
        changes = _learned(current, content)
        learned = replace(current, **changes)
        if await self._requests.end_as_twin(learned, **NOBODY_HAS_IT):
            return None
        if learned != current:
            await self._requests.amend(request_id, **changes)
        return self._requests.still(request_id, State.APPROVED)


def _learned(request: Request, content: Content) -> dict[str, Any]:
    """Return what a file adds to what is known."""
    return {
        "release": replace(request.release, protocol=content.protocol),
        "hashes": request.hashes | content.hashes,
        "size": request.size if content.size is None else content.size,
        "private": request.private if content.private is None else content.private,
    }
