"""Learn: what a file that was fetched for an approved request says of it."""

from dataclasses import replace
from typing import Any

from ..engine.reason import Reason
from ..engine.request import SYSTEM, ActorKind, Request, State
from .content import Content
from .requests import Requests
from .skip_list import SkipList
from .tries import NOBODY_HAS_IT
from .twins import had_before


class Learner:
    """Commits what files say."""

    def __init__(self, requests: Requests, skip_list: SkipList) -> None:
        """Know the requests, and what has failed."""
        self._requests = requests
        self._skip_list = skip_list

    async def learn(self, request_id: str, content: Content) -> Request | None:
        """Commit what a file says of a request.

        Returns the request, None if it is not approved any more or turned out to be another's
        twin, or what no rule is to begin again, as which it is ended.
        """
        current = self._requests.still(request_id, State.APPROVED)
        if current is None:
            return None
        changes = _learned(current, content)
        learned = replace(current, **changes)
        if await self._requests.end_as_twin(learned, **NOBODY_HAS_IT):
            return None
        title = self._known_before(current, learned)
        if title is not None:
            why = Reason("known_file", (("title", title),))
            await self._requests.move(request_id, State.SUPERSEDED, SYSTEM, why)
            return None
        if learned != current:
            await self._requests.amend(request_id, **changes)
        return self._requests.still(request_id, State.APPROVED)

    def _known_before(self, current: Request, learned: Request) -> str | None:
        """Return the title of what no rule was to begin again, None if it is anything else.

        Until its file is read, a release may be listed as another one each time. What a client may
        have by now goes on, and so does what a person has approved.
        """
        new = learned.all_hashes - current.all_hashes
        if not new or current.handed is not None or not _approved_by_rule(current):
            return None
        if other := had_before(self._requests.history, learned):
            return other.release.title
        file = replace(learned.release, hashes=learned.all_hashes)
        skip = self._skip_list.find(file)
        return skip.title if skip else None


def _approved_by_rule(request: Request) -> bool:
    approved = [
        entry
        for entry in request.journal
        if entry.after is State.APPROVED is not entry.before
    ]
    return bool(approved) and approved[-1].who.kind is ActorKind.RULE


def _learned(request: Request, content: Content) -> dict[str, Any]:
    """Return what a file adds to what is known."""
    return {
        "release": replace(request.release, protocol=content.protocol),
        "hashes": request.hashes | content.hashes,
        "size": request.size if content.size is None else content.size,
        "private": request.private if content.private is None else content.private,
    }
