"""Learn: what the link of an approved request leads to, and what that says of it."""

from dataclasses import replace
from typing import Any

from ..engine.reason import Reason
from ..engine.release import Protocol
from ..engine.request import Request, State
from ..sources.base import Payload, SourceAuth, SourceError
from .attached import Attached
from .content import Content, read_content
from .ports import Environment
from .requests import Requests
from .tries import NOBODY_HAS_IT, Postponed, Refused


class Learner:
    """Fetches files and commits what they say. Raises ``Refused`` or ``Postponed``."""

    def __init__(
        self, requests: Requests, attached: Attached, environment: Environment
    ) -> None:
        """Know the sources, and how to fetch what none of them offered."""
        self._requests = requests
        self._attached = attached
        self._fetch = environment.fetch

    async def fetch(self, request: Request) -> Payload:
        """Fetch what is to be handed over."""
        source = self._attached.sources.get(request.release.source)
        fetch = source.payload if source else self._fetch
        try:
            return await fetch(request.release.link)
        except SourceError as err:
            why = Reason(f"link_{err.key}", (("detail", err.detail),))
            # Credentials can be mended while the request waits; a dead link stays dead.
            if err.retry or isinstance(err, SourceAuth):
                raise Postponed(why) from err
            raise Refused(why) from err

    async def learn(self, request_id: str, payload: Payload) -> Request | None:
        """Commit what a file says of a request.

        Returns the request, None if it is not approved any more or turned out to be another's
        twin, as which it is ended.
        """
        try:
            content = await read_content(payload)
        except ValueError as err:
            raise Refused(Reason("bad_torrent", (("detail", str(err)),))) from err
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
    """Return what a file adds to what is known. Raises ``Refused`` for one of another kind."""
    if content.protocol is Protocol.USENET and request.all_hashes:
        detail = "an NZB file instead of a torrent"
        raise Refused(Reason("bad_torrent", (("detail", detail),)))
    return {
        "release": replace(request.release, protocol=content.protocol),
        "hashes": request.hashes | content.hashes,
        "size": request.size if content.size is None else content.size,
        "private": request.private if content.private is None else content.private,
    }
