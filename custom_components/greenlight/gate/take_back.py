"""Take back: what a client may have of a request that is not approved any more."""

from contextlib import suppress
from dataclasses import replace
from typing import Any, Final

from ..clients.base import Client, Download
from ..clients.errors import ClientError, NotSupported
from ..engine.left import LETS_GO
from ..engine.reason import Reason
from ..engine.request import SYSTEM, Request, State
from .attached import Attached
from .candidates import Candidates
from .grabbed_through import QUIET, GrabbedThrough, take_out
from .identity import identity_of
from .ports import Environment
from .requests import Requests
from .tries import NOBODY_HAS_IT

# Seconds until something that could not be taken back is tried again.
TAKE_BACK_DELAY: Final = 300
# Seconds in which a client may still begin to show what it was handed.
SHOWN_WITHIN: Final = 60.0
# What a client has because of a request that is on its way or done stays where it is.
_HELD: Final = frozenset(
    {State.APPROVED, State.DOWNLOADING, State.COMPLETED, State.IMPORTED}
)


class TakeBack:
    """Removes from clients what was handed over in vain, never what others need."""

    def __init__(
        self,
        requests: Requests,
        attached: Attached,
        candidates: Candidates,
        environment: Environment,
    ) -> None:
        """Know the requests and the clients."""
        self._requests = requests
        self._attached = attached
        self._candidates = candidates
        self._now = environment.now
        # What a client did not show when it was looked for once.
        self._looked_for: set[str] = set()
        # What became of what a client had, until that is on disk.
        self._left: dict[str, str] = {}

    def left_behind(self, request_id: str) -> Request | None:
        """Return a request that is not approved although a client may have it."""
        request = self._requests.get(request_id)
        if request and request.unconfirmed and request.state is not State.APPROVED:
            return request
        return None

    async def attempt(self, request_id: str) -> float | None:
        """Try once. Returns in how many seconds to try again, None when all is settled.

        Raises ``LedgerError``.
        """
        request = self.left_behind(request_id)
        if request is None:
            return None
        client = self._attached.clients.get(request.client or "")
        try:
            settled = client is None or await self._remove(client, request)
        except ClientError:
            return TAKE_BACK_DELAY
        if settled:
            await self._settle(request_id)
        return SHOWN_WITHIN if self.left_behind(request_id) else None

    async def _remove(self, client: Client, request: Request) -> bool:
        """Remove a download from a client; return whether nothing more is to be done."""
        found = await client.find(identity_of(request))
        if self.left_behind(request.id) is None:
            # Somebody has retried it: that try finds out where it is.
            return False
        if found is None:
            library = isinstance(client, GrabbedThrough)
            within = QUIET if library else SHOWN_WITHIN
            return await self._will_not_show(request, within)
        others = self._others(request, found.download)
        if any(other.state is State.APPROVED for other in others):
            # It may be about to find it there.
            return False
        if any(other.client == request.client for other in others):
            self._left[request.id] = "failed_but_shared"
            return True
        self._left[request.id] = await _take_out(
            client, found.download.id, delete_data=bool(request.take_out)
        )
        return True

    async def _settle(self, request_id: str) -> None:
        """Take it that a client has nothing of a request any more, and say so after an undo."""
        request = self._requests.find(request_id)
        code = self._left.pop(request_id, "")
        if request.take_out is None:
            if code == LETS_GO:
                why = self._why(code, request)
                await self._requests.note(request_id, SYSTEM, why, handed=None)
            else:
                await self._requests.amend(request_id, handed=None)
            return
        gone: dict[str, Any] = {**NOBODY_HAS_IT, "attempt": request.attempt + 1}
        gone |= self._candidates.given_back(replace(request, **gone))
        if not code:
            await self._requests.amend(request_id, **gone)
            return
        await self._requests.note(request_id, SYSTEM, self._why(code, request), **gone)

    def _why(self, code: str, request: Request) -> Reason:
        """Return what became of what a client had."""
        name = self._attached.name(request.client)
        named = {LETS_GO: "by", "failed_but_shared": "client"}.get(code)
        return Reason(code, ((named, name),) if named else ())

    async def _will_not_show(self, request: Request, within: float) -> bool:
        """Tell whether a client that does not show what it was handed will not do so later either.

        So many seconds it may take until it does.

        The clock may have been set since then. One look in vain is never enough, and what was
        handed over in the future is taken to have been handed over now.
        """
        age = self._now() - (request.handed or 0.0)
        if age < 0:
            await self._requests.amend(request.id, handed=self._now())
        if age >= within and request.id in self._looked_for:
            self._looked_for.discard(request.id)
            return True
        self._looked_for.add(request.id)
        return False

    def _others(self, request: Request, download: Download) -> list[Request]:
        """Return the other requests that are on their way or done with the same download."""
        known = replace(
            request, download=download.id, hashes=request.hashes | download.hashes
        )
        return [
            other
            for other in self._requests.every()
            if other.id != request.id and other.state in _HELD and other.same_as(known)
        ]


async def _take_out(client: Client, download: str, *, delete_data: bool) -> str:
    """Remove a download, with its data where the client can do that; return what was done."""
    if delete_data:
        with suppress(NotSupported):
            await client.remove(download, delete_data=True)
            return "removed_with_data"
    goes_on = await take_out(client, download, delete_data=False)
    return LETS_GO if goes_on else "removed_by_person"
